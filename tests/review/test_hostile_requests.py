"""Requests that nobody's page sends: every route with anything, slow clients, many at once. None breaks the server."""

import os
import shutil
import socket
import sqlite3
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from asgi_client import Client, log_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_browser import Server
from test_security import PAYLOADS, find_dangers

from claimsift.review import event_log
from claimsift.review.app import App
from claimsift.review.events import CAUSES, KINDS, REASONS
from claimsift.review.keys import read_keys
from claimsift.review.open_review import Review, open_review
from claimsift.review.pages import Pages
from claimsift.review.queue import CITATIONS, SORTS, STATUSES
from claimsift.review.tables import connect

# 5,000 and 2,000 in `make soak`.
EXAMPLES = int(os.environ.get("CLAIMSIFT_REVIEW_EXAMPLES", "60"))
FORMS = int(os.environ.get("CLAIMSIFT_REVIEW_FORMS", "60"))
CLIENTS = 200

_INJECTIONS = ("' OR 1=1 --", '"', "*", "a' UNION SELECT 1", "NEAR/2", "\x00", "-1", "1e999", "９", "NaN", "😀", "")
ANYTHING = st.one_of(st.text(max_size=60), st.sampled_from((*_INJECTIONS, *PAYLOADS)))
_KNOWN = (*STATUSES, *KINDS, *CITATIONS, *SORTS, *REASONS, *CAUSES, "knee", "sleep", "1", "ana", "none", "reference:1")
VALUE = st.one_of(ANYTHING, st.sampled_from(_KNOWN))
_PARAMETERS = (
    "status", "kind", "treatment", "outcome", "citation", "least", "most", "check", "reviewer", "disagreement",
    "article", "q", "sort", "after", "id", "claim", "token",
)  # fmt: skip
_FIELDS = (
    "action", "reason", "cause", "note", "value", "unit", "kind", "choice", "words", "quote", "base", "from16", "to16",
    "start", "end", "article", "near", "count", "base_rev", "elapsed_ms", "adopt", "role", "name",
)  # fmt: skip
_ACTIONS = (
    "accept",
    "reject",
    "skip",
    "flag",
    "note",
    "correct",
    "treatment",
    "citation",
    "adjudicate",
    "undo",
    "redo",
)


@pytest.fixture(scope="module")
def opened(made_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Review:
    return open_review(Path(shutil.copytree(made_run, tmp_path_factory.mktemp("fuzzed") / "run")))


@pytest.fixture(scope="module")
def visitor(opened: Review) -> Client:
    return log_in(opened)


def addresses(review: Review) -> list[str]:
    """Every route of the app, with claims that there are and one that there is not."""
    ids = [row[0] for row in review.reader.connection.execute("SELECT claim_id FROM claims LIMIT 3")]
    app = App(Pages(review, read_keys()), reviewer="ana").routes()
    paths = {route.path for route in app.routes}
    filled = {path.replace("{claim_id}", one) for path in paths for one in (*ids, "clm_0")}
    return sorted(path.replace("{name}", "review.css") for path in filled)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), query=st.dictionaries(st.sampled_from(_PARAMETERS), VALUE, max_size=4))
def test_s10_no_parameter_of_any_page_is_read_as_sql(
    visitor: Client, opened: Review, data: st.DataObject, query: dict[str, str]
) -> None:
    url = data.draw(st.sampled_from(addresses(opened)))
    before = opened.log.head()
    answer = visitor.get(f"{url}?{urlencode(query, errors='replace')}")
    assert answer.status in (200, 303, 400, 404, 405), (url, query, answer.text[-300:])
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert find_dangers(answer.text) == []
    assert opened.log.head() == before


def test_s10_unknown_sort_is_refused(visitor: Client) -> None:
    assert visitor.get("/queue?sort=rank").status == 400


@settings(max_examples=FORMS, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    data=st.data(),
    action=st.one_of(st.sampled_from(_ACTIONS), ANYTHING),
    fields=st.dictionaries(st.sampled_from(_FIELDS[1:]), VALUE, max_size=6),
    live=st.booleans(),
)
def test_s14_any_form_to_any_route_is_a_decision_or_refused(
    visitor: Client, opened: Review, data: st.DataObject, action: str, fields: dict[str, str], live: bool
) -> None:
    url = data.draw(st.sampled_from([path for path in addresses(opened) if path != "/reviewer"]))
    form = {"key": uuid.uuid4().hex, "action": action, **fields}
    before = opened.log.head()[0]
    answer = visitor.request(
        "POST",
        url,
        body=urlencode(form, errors="replace").encode(),
        **({"x_claimsift": "live"} if live else {}),
    )
    assert answer.status in (200, 303, 400, 404, 405, 409), (url, form, answer.text[-300:])
    assert "content-security-policy" in answer.headers
    # An event exactly where the answer says so, and the chain holds.
    taken = answer.status in (200, 303) and url != "/export"
    assert opened.log.head()[0] == before + taken
    assert opened.log.verify() == []


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=st.binary(max_size=300))
def test_s14_any_bytes_are_a_form_or_refused(visitor: Client, body: bytes) -> None:
    assert visitor.request("POST", "/claim/clm_0", body=body).status in (400, 404)


def rss(pid: int) -> int:
    """Resident memory in bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_s9_two_hundred_slow_clients_do_not_keep_others_from_deciding(run_folder: Path) -> None:
    server = Server(run_folder)
    try:
        with ExitStack() as held:
            cookie = _log_in(server)
            assert _ask(server, "GET /queue", cookie).startswith(b"HTTP/1.1 200")
            before = rss(server.process.pid)
            for number in range(CLIENTS):
                slow = held.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=10))
                # Nothing, half a line, half of the headers, half a body.
                begun = (
                    b"",
                    b"GET /que",
                    b"GET /queue HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ",
                    _head(server, "POST /missed", cookie) + b"Content-Length: 100000\r\n\r\nvalue=",
                )
                slow.sendall(begun[number % 4])
            for _ in range(3):
                assert _ask(server, "GET /queue", cookie).startswith(b"HTTP/1.1 200")
            with ThreadPoolExecutor(CLIENTS) as pool:
                answers = list(pool.map(lambda _: _ask(server, "GET /queue", cookie), range(CLIENTS)))
            assert {answer[:12] for answer in answers} == {b"HTTP/1.1 200"}
            assert rss(server.process.pid) - before < 200_000_000
            # A header without an end is cut off.
            endless = held.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=10))
            endless.sendall(b"GET / HTTP/1.1\r\nX: " + b"x" * 200_000)
            assert endless.recv(100).startswith(b"HTTP/1.1 400")
        assert _ask(server, "GET /queue", cookie).startswith(b"HTTP/1.1 200")
    finally:
        server.stop()


def _log_in(server: Server) -> str:
    answer = _ask(server, f"GET {server.link.removeprefix(server.origin)}", "")
    return answer.split(b"set-cookie: ")[1].split(b";")[0].decode()


def _head(server: Server, line: str, cookie: str) -> bytes:
    host = server.origin.removeprefix("http://")
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    return f"{line} HTTP/1.1\r\nHost: {host}\r\nOrigin: {server.origin}\r\nCookie: {cookie}\r\n{kind}".encode()


def _ask(server: Server, line: str, cookie: str) -> bytes:
    """The whole answer to one request."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as asked:
        asked.sendall(_head(server, line, cookie) + b"Connection: close\r\n\r\n")
        parts = []
        while part := asked.recv(65536):
            parts.append(part)
    return b"".join(parts)


def test_s9_a_body_that_does_not_end_is_given_up(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimsift.review.guard._PATIENCE", 0.05)
    started = time.monotonic()
    assert visitor.request("POST", "/missed", body=b"x", endless=True).status == 408
    assert time.monotonic() - started < 20


def test_r9_full_disk_is_said_and_nothing_is_saved(run_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    review = open_review(run_folder)
    pages = review.log.connection.execute("PRAGMA page_count").fetchone()[0]

    def small(path: Path) -> sqlite3.Connection:
        connection = connect(path)
        connection.execute(f"PRAGMA max_page_count = {pages + 8}")
        return connection

    review.log.close()
    monkeypatch.setattr(event_log, "connect", small)
    client = log_in(review)
    claim = client.get("/next").location
    note = {"action": "note", "note": "x" * 3900}
    answers = [client.post(claim, {**note, "key": uuid.uuid4().hex}) for _ in range(20)]
    assert answers[0].status == 303
    assert answers[-1].status == 507
    assert "disk is full" in answers[-1].text
    kept = sum(answer.status == 303 for answer in answers)
    monkeypatch.undo()
    assert open_review(run_folder).log.head()[0] == kept
    assert client.post(claim, {**note, "key": quote("after-it")}).status == 303
