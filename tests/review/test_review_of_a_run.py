"""A run under review: the queue, what is exported, what a newer run keeps."""

import json
import shutil
import uuid
from pathlib import Path

import pytest

from claimsift.errors import ReviewError
from claimsift.records.claim import Claim
from claimsift.records.codec import from_plain
from claimsift.review.carry import Carried, list_orphans
from claimsift.review.events import Draft
from claimsift.review.offsets import to_code_points, to_utf16
from claimsift.review.open_review import Review, open_review
from claimsift.review.queue import STATUSES, Filter, count_claims, list_claims, next_open, read_filter, search_words
from claimsift.review.reviewed import DECISIONS, REVIEWED, Exported, export_review


def decide(review: Review, claim_id: str, action: str = "accept", *, actor: str = "ana", **more) -> dict:
    claim = review.reader.claim(claim_id)
    assert claim is not None
    return review.log.append(Draft(actor, action, {claim_id: review.reader.anchor(claim)}, uuid.uuid4().hex, **more))


def ids(review: Review, **fields: str) -> list[str]:
    return [row.claim_id for row in list_claims(review.reader.connection, Filter(**fields), reviewer="ana")]


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_pages_by_key_hold_every_claim_once(review: Review) -> None:
    seen: list[str] = []
    after = -1
    while rows := list_claims(review.reader.connection, Filter(), reviewer="ana", after=after, limit=3):
        seen += [row.claim_id for row in rows]
        after = rows[-1].place
    assert sorted(seen) == sorted(claim["claim_id"] for claim in read(review.folder / "claims.jsonl"))
    confidences = [int(review.reader.claim(claim_id)["confidence"] * 10) for claim_id in seen]
    flagged = [bool(review.reader.claim(claim_id)["checks"]) for claim_id in seen]
    plain = [c for c, flag in zip(confidences, flagged, strict=True) if not flag]
    assert plain == sorted(plain)


@pytest.mark.parametrize(
    ("fields", "holds"),
    [
        ({"kind": "proportion"}, lambda c: c["kind"] == "proportion"),
        ({"treatment": "IBU"}, lambda c: c["treatment"] and "ibu" in c["treatment"]["name"].lower()),
        ({"outcome": "pain"}, lambda c: c["outcome"] and "pain" in c["outcome"]["text"].lower()),
        ({"citation": "absent"}, lambda c: c["citation"] is None),
        ({"citation": "present"}, lambda c: c["citation"] and c["citation"]["references"] != ["3"]),
        ({"citation": "unresolved"}, lambda c: c["citation"] and c["citation"]["references"] == ["3"]),
        ({"least": "0.9"}, lambda c: c["confidence"] >= 0.9),
        ({"most": "0.9"}, lambda c: c["confidence"] <= 0.9),
        ({"check": "any"}, lambda c: bool(c["checks"])),
        ({"article": "sleep"}, lambda c: c["article_id"] == "sleep"),
        ({"q": "exercise thera"}, lambda c: "exercise thera" in c["sentence"]["text"]),
        ({"q": "Lancet"}, lambda c: c["citation"] and c["citation"]["references"] == ["2"]),
    ],
    # Workers must agree on the names, and a function's has its address in it.
    ids=lambda value: str(value) if isinstance(value, dict) else "claims",
)
def test_filter_gives_the_claims_it_names(run_folder: Path, fields: dict[str, str], holds) -> None:
    references = (run_folder / "references.jsonl").read_text(encoding="utf-8")
    raw = json.dumps(read(run_folder / "references.jsonl")[2]["raw"])
    (run_folder / "references.jsonl").write_text(references.replace(raw, "null"), encoding="utf-8")  # entry missing
    review = open_review(run_folder)
    expected = {claim["claim_id"] for claim in read(review.folder / "claims.jsonl") if holds(claim)}
    assert set(ids(review, **fields)) == expected
    assert count_claims(review.reader.connection, Filter(**fields), reviewer="ana") == len(expected)
    if fields not in ({"check": "any"}, {"most": "0.9"}):
        assert expected


def test_status_filters_follow_the_decisions(review: Review) -> None:
    first, second, third, fourth = ids(review)[:4]
    decide(review, first)
    decide(review, second, "reject", reason="other")
    decide(review, third, "flag")
    decide(review, fourth, "skip")
    assert [ids(review, status=s) for s in ("accepted", "rejected", "flagged", "skipped")] == [
        [first],
        [second],
        [third],
        [fourth],
    ]
    assert first not in ids(review, status="open")
    assert third in ids(review, status="open")
    assert next_open(review.reader.connection, Filter(), reviewer="ana") == third
    assert next_open(review.reader.connection, Filter(), reviewer="bo") == first


def test_count_is_the_number_of_claims_listed(review: Review) -> None:
    for number, claim_id in enumerate(ids(review)[:6]):
        action = ("accept", "reject", "skip", "flag")[number % 4]
        decide(review, claim_id, action, reason="other" if action == "reject" else None)
        decide(review, claim_id, actor="bo")
    connection = review.reader.connection
    for status in ("", *STATUSES):
        for more in ({}, {"kind": "proportion"}, {"q": "patients"}, {"reviewer": "bo"}, {"disagreement": "1"}):
            wanted = Filter(status=status, **more)
            listed = list_claims(connection, wanted, reviewer="ana", limit=1000)
            assert count_claims(connection, wanted, reviewer="ana") == len(listed), wanted


def test_disagreement_is_shown_to_those_who_have_decided(review: Review) -> None:
    first, second = ids(review)[:2]
    decide(review, first, actor="bo")
    decide(review, first, "reject", actor="cy", reason="other")
    assert ids(review, disagreement="1") == []
    decide(review, first)
    decide(review, second)
    decide(review, second, actor="bo")
    assert ids(review, disagreement="1") == [first]
    assert set(ids(review, reviewer="bo")) == {first, second}


@pytest.mark.parametrize(
    "query", ['"', "a OR", "NEAR(", "x*", "col:x", "-", "😀", "'; DROP TABLE claims; --", "^a", "()"]
)
def test_any_search_is_words_and_no_syntax(review: Review, query: str) -> None:
    list_claims(review.reader.connection, Filter(q=query), reviewer="ana")
    assert search_words("a OR b") == '"a" "OR" "b"*'


@pytest.mark.parametrize(
    "parameters", [{"status": "x"}, {"kind": "x"}, {"citation": "x"}, {"sort": "rank; --"}, {"least": "nan"}]
)
def test_unknown_value_of_a_filter_is_refused(parameters: dict[str, str]) -> None:
    with pytest.raises(ReviewError):
        read_filter(parameters)


def test_filter_stands_in_the_address() -> None:
    wanted = read_filter({"q": "back & leg", "status": "open", "after": "7"})
    assert wanted.query == "status=open&q=back+%26+leg"


def test_reviewed_claims_have_the_shape_and_order_of_claims(review: Review) -> None:
    lines = read(review.folder / "claims.jsonl")
    first, second, third = (line["claim_id"] for line in lines[:3])
    decide(review, third)
    decide(review, first, "correct", changes={"value": {"from": lines[0]["quantity"]["value"], "to": 7.5}})
    decide(review, second, "reject", reason="not_a_claim")
    exported = export_review(review.folder, review.log, review.reader)
    assert exported == Exported(events=3, accepted=2, rejected=1, contested=0, left=len(lines) - 3)
    out = read(review.folder / REVIEWED)
    assert [line["claim_id"] for line in out] == [first, third]
    assert out[0]["quantity"]["value"] == 7.5
    assert out[1] == lines[2]
    assert list(out[0]) == list(lines[0])
    assert from_plain(Claim, out[0]).quantity.value == 7.5
    assert [event["action"] for event in read(review.folder / DECISIONS)] == ["accept", "correct", "reject"]


def test_contested_claims_wait_for_the_adjudicator(review: Review) -> None:
    claim_id = ids(review)[0]
    decide(review, claim_id)
    decide(review, claim_id, "reject", actor="bo", reason="other")
    assert export_review(review.folder, review.log, review.reader).contested == 1
    assert read(review.folder / REVIEWED) == []
    decide(review, claim_id, "accept", actor="cy", role="adjudicator")
    exported = export_review(review.folder, review.log, review.reader)
    assert (exported.contested, exported.accepted) == (0, 1)
    assert set(review.log.states_of(claim_id)) == {"ana", "bo", "@adjudicated"}


def rewrite(folder: Path, change) -> None:
    """A newer run: each claim as `change` leaves it (None: gone)."""
    lines = [change(claim) for claim in read(folder / "claims.jsonl")]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines if line)
    (folder / "claims.jsonl").write_text(text, encoding="utf-8")
    info = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    info["outputs"]["claims.jsonl"]["sha256"] = str(hash(text))
    (folder / "run.json").write_text(json.dumps(info), encoding="utf-8")


def test_decisions_are_carried_over_exactly_or_shown_again_or_listed(review: Review) -> None:
    same, value, kind, gone = (claim["claim_id"] for claim in read(review.folder / "claims.jsonl")[:4])
    for claim_id in (same, value, kind, gone):
        decide(review, claim_id)
    decide(review, value, "note", note="seen by ana")

    def change(claim: dict) -> dict | None:
        if claim["claim_id"] == value:
            claim["quantity"]["value"] = 99.0
        if claim["claim_id"] == kind:
            claim |= {"claim_id": "clm_of_another_kind", "kind": "effect"}
        return None if claim["claim_id"] == gone else claim

    rewrite(review.folder, change)
    again = open_review(review.folder)
    assert again.carried == Carried(kept=1, changed=2, orphans=1)
    assert again.log.state_of("ana", same)[0].status == "accepted"
    for claim_id, old_id in ((value, value), ("clm_of_another_kind", kind)):
        state, _ = again.log.state_of("ana", claim_id)
        assert (state.status, state.previous["claim_id"], state.previous["state"]["status"]) == (
            "open",
            old_id,
            "accepted",
        )
    assert set(ids(again, status="changed")) == {value, "clm_of_another_kind"}
    assert [orphan.claim_id for orphan in list_orphans(again.reader.connection, lanes=("ana",))] == [gone]
    assert again.log.verify() == []
    assert open_review(review.folder).carried == Carried()  # once a run


def test_other_text_with_the_same_number_carries_nothing(review: Review, made_run: Path, tmp_path: Path) -> None:
    claim_id = ids(review)[0]
    decide(review, claim_id)
    newer = Path(shutil.copytree(made_run, tmp_path / "newer"))
    articles = read(newer / "articles.jsonl")
    for article in articles:
        article["text"] += " One more sentence."
    (newer / "articles.jsonl").write_text("".join(json.dumps(line) + "\n" for line in articles), encoding="utf-8")
    rewrite(newer, lambda claim: claim | {"claim_id": claim["claim_id"] + "0"})
    again = open_review(newer, decisions_from=review.folder)
    assert again.carried == Carried(kept=0, changed=0, orphans=1)


def test_newer_run_in_another_folder_takes_the_decisions_over(review: Review, made_run: Path, tmp_path: Path) -> None:
    claim_id = ids(review)[0]
    decide(review, claim_id)
    newer = Path(shutil.copytree(made_run, tmp_path / "newer"))
    again = open_review(newer, decisions_from=review.folder)
    assert again.log.state_of("ana", claim_id)[0].status == "accepted"
    with pytest.raises(ReviewError, match="decisions of its own"):
        open_review(newer, decisions_from=review.folder)


@pytest.mark.parametrize(
    ("text", "position", "units"),
    [("abc", 2, 2), ("😀b", 1, 2), ("e\u0301 5", 3, 3), ("👩🏽\u200d⚕️ 5%", 6, 8), ("😀", 1, 2), ("", 0, 0)],
)
def test_utf16_offsets_become_code_points(text: str, position: int, units: int) -> None:
    assert to_utf16(text, position) == units
    assert to_code_points(text, units) == position


@pytest.mark.parametrize(("text", "units"), [("😀", 1), ("a", 2), ("a", -1)])
def test_utf16_offset_inside_a_character_or_outside_is_none(text: str, units: int) -> None:
    assert to_code_points(text, units) is None
