"""Decisions by forms, as a page without script sends them."""

import json
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from asgi_client import Client, log_in

from claimsift.review.card import candidates_of
from claimsift.review.open_review import Review, open_review
from claimsift.review.serve import make_app


def form(action: str, **fields: str) -> dict[str, str]:
    return {"action": action, "key": uuid.uuid4().hex, **fields}


def first(client: Client) -> str:
    return client.get("/next").location


def test_accept_leads_to_the_next_claim(client: Client) -> None:
    claim = first(client)
    answer = client.post(claim, form("accept", base_rev="0"))
    assert (answer.status, answer.location != claim) == (303, True)
    assert answer.location == first(client)
    assert "accepted" in client.get(claim).text


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        (form("reject", reason="not_a_claim"), "rejected</span> (not a claim)"),
        (form("correct", value="12.5", unit="kg", kind="measure"), "value: 12.5"),
        (form("correct", value="3 to 5"), "value: 3 to 5"),
        (form("correct", value="-4"), "value: -4"),
        (form("treatment", choice="none"), "treatment: none"),
        (form("citation", choice="none"), "citation: none"),
        (form("note", note="see <b>here</b>"), "see &lt;b&gt;here&lt;/b&gt;"),
        (form("flag"), "flagged"),
        (form("skip"), "skipped"),
    ],
    ids=lambda value: value["action"] if isinstance(value, dict) else "",
)
def test_each_decision_is_shown_on_the_claim(client: Client, fields: dict[str, str], shown: str) -> None:
    claim = client.get("/queue?sort=article").text.split('class="value"><a href="')[1].split('"')[0]
    assert client.post(claim, fields).status == 303
    assert shown in client.get(claim).text


@pytest.mark.parametrize(
    "fields",
    [
        form("fly"),
        form("reject", reason="because"),
        form("correct", value="many"),
        form("correct", kind="x"),
        form("correct"),
        form("note", note=" "),
        form("treatment", choice="99"),
        form("citation", choice="reference:99"),
        form("treatment", start="0", end="3", quote="not there"),
        form("treatment", from16="1", to16="x", quote="a"),
        form("treatment", words="unicorn dust"),
        form("treatment", words="of"),
        {"action": "accept"},
        {"action": "accept", "key": "a b"},
    ],
    # Without the key, which is another in each process: parallel workers must agree on the names.
    ids=lambda fields: " ".join(f"{name}={value}" for name, value in fields.items() if name != "key"),
)
def test_form_that_says_nonsense_changes_nothing(client: Client, review: Review, fields: dict[str, str]) -> None:
    assert client.post(first(client), fields).status == 400
    assert review.log.head()[0] == 0


def test_link_by_candidate_and_back_to_what_it_was(client: Client, review: Review) -> None:
    row = review.reader.connection.execute("SELECT claim_id FROM claims WHERE treatment IS NOT NULL").fetchone()
    claim = review.reader.claim(row[0])
    names = [candidate["name"] for candidate in candidates_of(review.reader.steps(row[0]), "link_treatments")]
    assert len(names) > 1
    for number, name in enumerate(names, 1):
        assert client.post(f"/claim/{row[0]}", form("treatment", choice=str(number))).status == 303
        changes = review.log.state_of("ana", row[0])[0].changes
        assert changes.get("treatment", claim["treatment"])["name"] == name
    client.post(f"/claim/{row[0]}", form("treatment", choice=str(names.index(claim["treatment"]["name"]) + 1)))
    assert review.log.state_of("ana", row[0])[0].changes == {}


def test_fifty_clients_on_one_revision_one_wins(review: Review) -> None:
    app, tokens = make_app(review, reviewer="ana", port=8765)
    clients = [Client(app) for _ in range(50)]
    for client in clients:
        client.get(f"/?token={tokens.make()}")
    claim = first(clients[0])
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda c: c.post(claim, form("reject", base_rev="0", reason="other")), clients))
    assert sorted(answer.status for answer in answers) == [303] + [409] * 49
    lost = next(answer for answer in answers if answer.status == 409)
    # Both versions are shown, and the form decides once more on the present one.
    shown = re.sub(r"<[^>]+>|\s+", " ", lost.text)
    assert re.search(r"What stands +revision 1 +rejected +\(other\)", shown)
    assert re.search(r"Yours, not saved +on revision 0 +rejected +\(other\)", shown)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', lost.text))
    assert fields["base_rev"] == "1"
    assert clients[0].post(claim, fields).status == 303


def test_same_key_decides_once(client: Client, review: Review) -> None:
    claim, fields = first(client), form("accept", base_rev="0")
    assert [client.post(claim, fields).status for _ in range(20)] == [303] * 20
    assert review.log.head()[0] == 1


def test_batch_needs_the_number_and_has_one_undo(client: Client, review: Review) -> None:
    open_claims = client.get("/queue?kind=proportion").text.count('class="value"')
    assert open_claims > 2
    assert client.post("/batch?kind=proportion", form("batch", count="1")).status == 400
    assert client.post("/batch?kind=proportion", form("batch", count=str(open_claims))).status == 303
    assert client.get("/queue?status=accepted").text.count('class="value"') == open_claims
    assert client.post("/revert", form("undo")).status == 303
    assert client.get("/queue?status=accepted").text.count('class="value"') == 0
    assert review.log.verify() == []


def test_missed_claim_from_the_list_of_rejected_numbers(client: Client, review: Review) -> None:
    page = client.get("/rejected?id=knee").text
    start, end, quoted = re.search(
        r'name="start" value="(\d+)"><input type="hidden" name="end" value="(\d+)">'
        r'<input type="hidden" name="quote" value="(6 months)"', page
    ).groups()  # fmt: skip
    fields = form("add", article="knee", start=start, end=end, quote=quoted, kind="duration")
    answer = client.post("/missed", fields)
    assert answer.status == 303
    assert "added" in client.get(answer.location).text
    client.post("/export")
    lines = (review.folder / "claims.reviewed.jsonl").read_text(encoding="utf-8").splitlines()
    added = json.loads(lines[0])
    assert (added["quantity"]["text"], added["quantity"]["value"], added["kind"]) == ("6 months", 6.0, "duration")
    assert added["provenance"]["detector"] == "reviewer"
    assert "62%" in added["sentence"]["text"]


def test_others_stay_unseen_until_one_has_decided(review: Review, client: Client) -> None:
    app, tokens = make_app(review, reviewer="bo", port=8765)
    bo = Client(app)
    bo.get(f"/?token={tokens.make()}")
    claim = first(client)
    bo.post(claim, form("reject", reason="duplicate"))
    assert "duplicate)" not in client.get(claim).text
    client.post(claim, form("accept"))
    assert "duplicate)" in client.get(claim).text
    assert client.get(claim.replace("/claim/", "/adjudicate/")).status == 200
    cy, tokens = make_app(review, reviewer="cy", port=8765)
    cy_client = Client(cy)
    cy_client.get(f"/?token={tokens.make()}")
    adjudicate = claim.replace("/claim/", "/adjudicate/")
    assert cy_client.post(adjudicate, form("adjudicate", adopt="bo", cause="extractor_error")).status == 303
    assert review.log.states_of(claim.removeprefix("/claim/"))["@adjudicated"].status == "rejected"
    assert review.log.verify() == []


def test_reviewer_who_has_not_decided_cannot_adjudicate(client: Client, review: Review) -> None:
    one, other = re.findall(r'class="value"><a href="/claim/(clm_\w+)', client.get("/queue").text)[:2]
    client.post(f"/claim/{one}", form("accept"))
    assert client.get(f"/adjudicate/{other}").status == 400
    assert client.post(f"/adjudicate/{other}", form("accept")).status == 400
    # A form of the claim's own page cannot speak for the adjudicator.
    client.post(f"/claim/{other}", form("accept", role="adjudicator"))
    assert set(review.log.states_of(other)) == {"ana"}


def test_progress_counts_by_kind_and_rule(client: Client, review: Review) -> None:
    for action in ("accept", "reject", "accept"):
        client.post(first(client), form(action, reason="other"))
    page = client.get("/progress").text
    total = review.reader.total
    assert f"<b>3</b> of {total} claims reviewed, <b>{total - 3}</b> left" in page
    assert "rule:" in page


def test_progress_names_what_awaits_adjudication_and_what_was_added(client: Client, review: Review) -> None:
    assert "adjudication" not in client.get("/progress").text
    claim = first(client)
    client.post(claim, form("accept"))
    client.post("/missed", form("add", article="knee", words="400 mg"))
    log_in(review, "bo").post(claim, form("reject", reason="other"))
    shown = re.sub(r"<[^>]+>", "", client.get("/progress").text)
    assert "1 await adjudication · 0 settled · 1 missed claims added" in shown
    client.post(claim.replace("/claim/", "/adjudicate/"), form("accept"))
    shown = re.sub(r"<[^>]+>", "", client.get("/progress").text)
    assert "None awaits adjudication · 1 settled · 1 missed claims added" in shown


def test_wrong_addresses_and_names_get_a_page_that_leads_on(client: Client) -> None:
    for url, status in (("/nowhere", 404), ("/claim/clm_0", 404), ("/claim/x", 404), ("/queue?kind=x", 400)):
        answer = client.get(url)
        assert (answer.status, 'href="/next"' in answer.text) == (status, True)
    client.cookies["claimsift_reviewer"] = "%00"
    assert client.get("/queue").status == 400


def test_fault_of_ours_is_a_page_and_stands_in_a_file(
    client: Client, review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claimsift.review.pages.measure_progress", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):  # uvicorn, told to be quiet, is the one that gets it
        client.get("/progress")
    faults = review.folder / "review" / "faults.log"
    assert "ZeroDivisionError" in faults.read_text(encoding="utf-8")
    assert faults.stat().st_mode & 0o077 == 0


def test_run_without_claims_says_so(run_folder: Path) -> None:
    for name in ("claims", "traces"):
        (run_folder / f"{name}.jsonl").write_text("", encoding="utf-8")
    client = log_in(open_review(run_folder))
    assert client.get("/").location == "/queue"
    assert "This run has no claims." in client.get("/queue").text
    for url in ("/next", "/progress", "/adjudicate", "/agreement", "/orphans", "/articles", "/export"):
        assert client.get(url).status in (200, 303)
    assert client.post("/export").status == 200
