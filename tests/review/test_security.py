"""The local server: only this machine, only our pages, only who has the link; texts of others stay texts."""

import hashlib
import json
import os
import re
import shutil
import socket
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from asgi_client import HOST, Client, log_in

import claimsift.review
from claimsift.errors import ReviewError, SettingsError
from claimsift.review.guard import MAX_BODY
from claimsift.review.keys import KEYS, read_keys
from claimsift.review.open_review import Review, open_review
from claimsift.review.serve import _listen, make_app

VIEWS = int(os.environ.get("CLAIMSIFT_REVIEW_VIEWS", "60"))  # 1,000 in `make soak`
PAGES = (
    "/",
    "/next",
    "/queue",
    "/articles",
    "/article?id=knee",
    "/rejected?id=knee",
    "/adjudicate",
    "/agreement",
    "/progress",
    "/orphans",
    "/guideline",
    "/help",
    "/export",
    "/reviewer",
    "/static/review.js",
    "/static/review.css",
    "/claim/clm_0",
    "/nowhere",
)
FORMS = ("/claim/clm_0", "/adjudicate/clm_0", "/revert", "/batch", "/missed", "/export", "/reviewer")


@pytest.fixture(scope="module")
def visitor(made_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Client:
    """A client for all tests that decide nothing."""
    return log_in(open_review(Path(shutil.copytree(made_run, tmp_path_factory.mktemp("visited") / "run"))))


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8765",
        "127.0.0.1",
        "127.0.0.1:80",
        "127.0.0.1:8765/x",
        "127.0.0.1:8765.",
        "localhost.:8765",
        "0.0.0.0:8765",
        "127.0.0.1:8765@evil.example",
        "",
        None,
        "[::ffff:127.0.0.1]:8765",
    ],
)
def test_s1_other_hosts_are_refused(visitor: Client, host: str | None) -> None:
    assert visitor.get("/queue", host=host).status == 421


def test_s1_two_hosts_are_refused_and_our_names_are_known(visitor: Client) -> None:
    assert visitor.request("GET", "/queue", raw=[(b"host", HOST.encode())]).status == 421
    for host in ("127.0.0.1:8765", "localhost:8765", "[::1]:8765"):
        assert visitor.get("/queue", host=host).status == 200


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("cookie", [None, "", "claimsift_review_8765=x.y", "claimsift_review_8765=", "other=1"])
def test_s2_every_page_needs_the_cookie(visitor: Client, url: str, cookie: str | None) -> None:
    answer = visitor.get(url, cookie=cookie)
    assert answer.status == 403
    assert answer.body.startswith(b"Open the link")


@pytest.mark.parametrize("url", FORMS)
def test_s2_every_form_needs_the_cookie(visitor: Client, url: str) -> None:
    assert visitor.post(url, cookie=None).status == 403


def test_s2_a_link_works_once_and_the_cookie_survives_a_restart(review: Review) -> None:
    spent: list[int] = []
    app, tokens = make_app(review, reviewer="ana", port=8765, on_spent=lambda: spent.append(1))
    token = tokens.make()
    first, second = Client(app), Client(app)
    assert first.get(f"/?token={token}").status == 303
    assert second.get(f"/?token={token}").status == 403
    assert second.get("/?token=wrong").status == 403
    assert spent == [1]
    restarted, _ = make_app(review, reviewer="ana", port=8765)
    assert Client(restarted, dict(first.cookies)).get("/queue").status == 200


@pytest.mark.parametrize("url", FORMS)
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "https://127.0.0.1:8765"}, 403),
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"content_type": "text/plain"}, 415),
        ({"content_type": "application/json"}, 415),
    ],
)
def test_s3_forms_of_other_sites_are_refused(visitor: Client, url: str, headers: dict, status: int) -> None:
    assert visitor.post(url, {"action": "accept"}, **headers).status == status


def test_s3_methods_other_than_reading_and_forms_are_refused(visitor: Client) -> None:
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert visitor.request(method, "/queue").status == 405


@pytest.mark.parametrize("url", [*PAGES, "/claim/../x", "/queue?kind=x"])
def test_s4_every_answer_has_the_strict_headers(visitor: Client, url: str) -> None:
    for headers in ({}, {"cookie": None}, {"host": "evil"}):
        answer = visitor.get(url, **headers)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


# Texts that would run, break out or mislead if they were read as HTML: 112 of them.
_SHAPES = (
    "<script>PWN</script>",
    "</script><script>PWN</script>",
    "<img src=x onerror=PWN>",
    "<svg onload=PWN>",
    "<svg><script>PWN</script></svg>",
    '"><img src=x onerror=PWN>',
    "' onmouseover='PWN",
    '" autofocus onfocus="PWN" x="',
    "`onclick=PWN",
    "<a href=javascript:PWN>x</a>",
    "<iframe srcdoc='<script>PWN</script>'>",
    "</title><script>PWN</script>",
    "</textarea><script>PWN</script>",
    "</template><script>PWN</script>",
    "<!--><script>PWN</script>-->",
    "<math><mi//xlink:href='data:x,<script>PWN</script>'>",
    "{{ PWN }}",
    "{% raw %}PWN",
    "${PWN}",
    "<%= PWN %>",
    "\u2028<script>PWN</script>",
    "\u2029'; PWN; '",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=javascript:PWN'>",
    "<form action=//evil.example><button>PWN</button>",
    "<style>@import '//evil.example'</style>",
    "<details open ontoggle=PWN>",
    "&lt;script&gt;PWN",
)
_RUN = ("window.PWNED=1", "alert(1)", "window['PWNED']=1", "top.PWNED=1")
PAYLOADS = [shape.replace("PWN", run) for shape in _SHAPES for run in _RUN]


def poison(folder: Path, payloads: list[str]) -> None:
    """Puts a payload in every string of a run that a page may show; each claim gets other ones."""
    used = 0

    def text() -> str:
        nonlocal used
        used += 1
        return payloads[used % len(payloads)]

    for name in ("claims", "references", "rejected", "traces", "articles"):
        path = folder / f"{name}.jsonl"
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for line in lines:
            if name == "claims":
                line["section"] = text()
                line["sentence"]["text"] = text()
                line["quantity"] |= {"text": text(), "unit": text()}
                line["checks"] = [{"name": text(), "compared": text()}]
                line["provenance"]["detector"] = text()
                line["treatment"] = line["treatment"] and line["treatment"] | {"name": text()}
                line["outcome"] = line["outcome"] and line["outcome"] | {"text": text()}
            elif name == "references":
                line |= {"raw": text(), "url": "javascript:window.PWNED=1", "doi": None, "pmid": None}
                line["csl"] = {"title": text(), "author": [{"family": text()}], "container-title": text()}
            elif name == "rejected":
                line |= {"text": text(), "reason": text()}
            elif name == "traces":
                for step in line["steps"]:
                    step |= {"decision": text(), "reason": text()}
                    for candidate in step["candidates"]:
                        candidate["name"] = text()
            else:
                line |= {"title": text(), "text": (text() + " " + line["text"])[: len(line["text"])]}
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    (folder / "guideline.md").write_text(
        "\n\n".join(payloads) + "\n\n[x](javascript:PWN) ![x](https://evil.example/x)\n"
    )


class Danger(HTMLParser):
    """Collects what a page of ours never holds: other scripts, handlers, addresses that run or leave by themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        if tag in ("img", "svg", "iframe", "math", "base", "style", "object", "embed", "textarea"):
            self.found.append(tag)
        if tag == "script" and values != {"type": "module", "src": "/static/review.js"}:
            self.found.append(f"script {values}")
        if "http-equiv" in values or "style" in values or "srcdoc" in values:
            self.found.append(f"{tag} {values}")
        for name, value in values.items():
            if name.startswith("on"):
                self.found.append(f"{tag} {name}")
            allowed = ("/", "#", "https://", "http://") if tag == "a" and name == "href" else ("/", "#")
            if name in ("href", "src", "action", "formaction", "xlink:href") and (
                not value.startswith(allowed) or value.startswith("//")
            ):
                self.found.append(f"{tag} {name}={value}")


def find_dangers(page: str) -> list[str]:
    parser = Danger()
    parser.feed(page)
    return parser.found


def test_dangers_are_found() -> None:
    assert find_dangers("<img src=x onerror=1><script>1</script><a href='javascript:1'>x</a>") != []
    assert len(find_dangers("<b onclick=1>x</b><form action=//evil>")) == 2


def test_s5_no_payload_in_any_field_becomes_html(run_folder: Path) -> None:
    assert len(PAYLOADS) >= 100
    poison(run_folder, PAYLOADS)
    review = open_review(run_folder)
    client = log_in(review)
    ids = [row[0] for row in review.reader.connection.execute("SELECT claim_id FROM claims")]
    client.post(f"/claim/{ids[0]}", {"action": "note", "note": PAYLOADS[0], "key": "k" * 8})
    client.post("/reviewer", {"name": "<img src=x onerror=alert(1)>"})
    client.post(f"/claim/{ids[0]}", {"action": "note", "note": PAYLOADS[4], "key": "l" * 8})
    urls = [*PAGES, *(f"/claim/{claim_id}" for claim_id in ids), "/queue?sort=article"]
    shown = 0
    for url in urls:
        page = client.get(url).text
        if url.startswith("/static"):
            continue
        assert find_dangers(page) == [], url
        shown += unescape(page).count("PWNED")
    assert shown > len(PAYLOADS)  # they were there, as text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_s5_no_payload_in_a_filter_or_error_becomes_html(visitor: Client, payload: str) -> None:
    quoted = quote(payload)
    everywhere = "&".join(f"{name}={quoted}" for name in ("q", "treatment", "outcome", "article", "check", "reviewer"))
    for query in (everywhere, f"kind={quoted}", f"sort={quoted}"):
        assert find_dangers(visitor.get(f"/queue?{query}").text) == []


@pytest.mark.parametrize(
    "part",
    [
        "..",
        "../secret",
        "%2e%2e",
        "%2e%2e%2fsecret",
        "..%2fsecret",
        "..%5csecret",
        "\\secret",
        "%00",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "....//secret",
        "%252e%252e",
        "review.css%00.js",
        ".",
        "secret",
    ],
)
@pytest.mark.parametrize("route", ["/static/", "/claim/", "/adjudicate/"])
def test_s7_paths_lead_nowhere_else(visitor: Client, route: str, part: str) -> None:
    assert visitor.get(route + part).status in (400, 404)


@pytest.mark.parametrize("route", ["/article", "/rejected", "/queue"])
def test_s7_names_of_articles_are_no_paths(visitor: Client, route: str) -> None:
    for name in ("../../etc/passwd", "/etc/passwd", "review/secret", "%00"):
        answer = visitor.get(f"{route}?id={name}&article={name}")
        assert b"root:" not in answer.body
        assert answer.status in (200, 400)


def test_s8_the_server_listens_on_loopback_only() -> None:
    listener = _listen(0)
    try:
        assert listener.getsockname()[0] == "127.0.0.1"
        assert listener.family == socket.AF_INET
    finally:
        listener.close()
    # No option names another address.
    source = Path(claimsift.review.__file__).with_name("serve.py").read_text(encoding="utf-8")
    assert "0.0.0.0" not in source  # noqa: S104


def test_s9_large_bodies_and_addresses_are_refused(visitor: Client) -> None:
    assert visitor.request("POST", "/missed", body=b"x" * (MAX_BODY + 1)).status == 413
    assert visitor.get("/queue?q=" + "x" * 9000).status == 414


def test_s11_the_package_runs_no_data() -> None:
    banned = re.compile(r"\b(pickle|eval\(|exec\(|yaml\.load|os\.system|subprocess|shell=True|marshal|innerHTML)")
    for path in Path(claimsift.review.__file__).parent.rglob("*.*"):
        if path.suffix in (".py", ".js", ".html"):
            assert not banned.search(path.read_text(encoding="utf-8")), path


def test_s13_decisions_and_secret_are_for_their_owner_only(client: Client, review: Review) -> None:
    files = list((review.folder / "review").iterdir())
    assert {path.name for path in files} >= {"decisions.sqlite", "index.sqlite", "secret"}
    assert [path.name for path in files if path.stat().st_mode & 0o077] == []


WRITES: list[str] = []
_WRITING = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.symlink", "os.link", "sqlite3.connect")


def _note_writes(event: str, arguments: tuple) -> None:
    if event == "open" and not isinstance(arguments[0], int):
        writes = any(sign in (arguments[1] or "") for sign in "wax+") or bool((arguments[2] or 0) & 3)
        if writes:
            WRITES.append(str(arguments[0]))
    elif event in _WRITING:
        WRITES.append(str(arguments[0]))


def test_s13_nothing_is_written_outside_the_run(run_folder: Path) -> None:
    sys.addaudithook(_note_writes)  # it stays: noting is all it does
    WRITES.clear()
    review = open_review(run_folder)
    client = log_in(review)
    for url in PAGES:
        client.get(url)
    claim = client.get("/next").location
    for number, action in enumerate(("accept", "flag", "skip")):
        client.post(claim, {"action": action, "key": f"k{number}" * 8})
    client.post("/export")
    written = {path for path in WRITES if not path.endswith((".pyc", "/dev/null"))}
    assert len(written) > 5
    assert [path for path in written if not Path(path).resolve().is_relative_to(run_folder.resolve())] == []


def test_s14_reviewed_claims_name_no_reviewer(client: Client, review: Review) -> None:
    client.post("/reviewer", {"name": "bo@clinic.example"})
    claim_id = client.get("/next").location.removeprefix("/claim/")
    assert client.post(f"/claim/{claim_id}", {"action": "accept", "key": "k" * 8}).status == 303
    client.post("/export")
    assert "bo@" not in (review.folder / "claims.reviewed.jsonl").read_text(encoding="utf-8")
    assert "bo@" in (review.folder / "decisions.jsonl").read_text(encoding="utf-8")


def test_viewing_never_writes(client: Client, review: Review) -> None:
    def hashes() -> list[str]:
        return [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(review.folder.rglob("*.sqlite*"))]

    client.get("/queue")
    before = hashes()
    for _ in range(VIEWS // len(PAGES) + 1):
        for url in PAGES:
            client.get(url)
    assert hashes() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"accept": "r"}', "stands for accept and for reject"),
        ('{"accept": "ab"}', "no key for accept"),
        ('{"accept": "1"}', "no key for accept"),
        ('{"fly": "z"}', "no action 'fly'"),
        ("[]", "no object"),
        ("{", "cannot read"),
    ],
)
def test_keys_that_clash_are_an_error_at_the_start(tmp_path: Path, review: Review, text: str, said: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        make_app(review, reviewer="ana", port=8765, keys=path)


def test_keys_can_be_swapped_and_all_are_shown(tmp_path: Path, review: Review) -> None:
    path = tmp_path / "keys.json"
    path.write_text('{"accept": "r", "reject": "<"}', encoding="utf-8")
    assert read_keys(path)["accept"] == "r"
    app, tokens = make_app(review, reviewer="ana", port=8765, keys=path)
    client = Client(app)
    client.get(f"/?token={tokens.make()}")
    shown = re.findall(r"<dt><kbd>(.*?)</kbd>", client.get("/help").text)
    assert len(shown) == len(KEYS)
    assert "&lt;" in shown


def test_names_that_are_none_are_refused(review: Review) -> None:
    for name in ("", " ", "@adjudicated", "x" * 61, "a\x00b"):
        with pytest.raises(ReviewError):
            make_app(review, reviewer=name, port=8765)
