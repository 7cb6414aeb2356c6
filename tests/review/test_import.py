"""Tasks that `export` wrote, decided in another tool, come back as decisions."""

import json
import shutil
import uuid
from pathlib import Path

import pytest
from asgi_client import Client, log_in

from claimsift.errors import InputError
from claimsift.export.export_run import export_run
from claimsift.review.import_decisions import TOOLS, Imported, import_decisions
from claimsift.review.merge_logs import Merged, merge_decisions
from claimsift.review.open_review import Review, open_review
from claimsift.review.reviewed import export_review


def export(review: Review, tool: str) -> list[dict]:
    """The tasks as the tool would load them."""
    target = export_run(review.folder, tool)
    path = target / "tasks.json" if target.is_dir() else target
    text = path.read_text(encoding="utf-8")
    return json.loads(text) if tool == "label-studio" else [json.loads(line) for line in text.splitlines()]


def answer(tool: str, task: dict, decision: str) -> dict:
    """A task as the tool writes it once a person has decided."""
    if tool == "prodigy":
        return task | {"answer": decision, "_annotator_id": "bo", "_session_id": "bo", "_timestamp": 1}
    if tool == "label-studio":
        result = [r for r in task["predictions"][0]["result"] if r["type"] != "relation"]
        choice = {"from_name": "decision", "to_name": "text", "type": "choices", "value": {"choices": [decision]}}
        return task | {"annotations": [{"completed_by": {"email": "bo"}, "result": [*result, choice]}]}
    if decision == "reject":
        return task | {"entities": [e for e in task["entities"] if e["label"] in ("OUTCOME", "TREATMENT")]}
    return task | {"is_confirmed": decision == "accept"}


@pytest.mark.parametrize("tool", TOOLS)
def test_decisions_of_other_tools_come_back(review: Review, tool: str, tmp_path: Path) -> None:
    tasks = export(review, tool)
    decisions = ["accept", "reject", *["accept"] * (len(tasks) - 2)]
    answered = [answer(tool, task, decision) for task, decision in zip(tasks, decisions, strict=True)]
    path = tmp_path / "answers.jsonl"
    path.write_text("".join(json.dumps(task) + "\n" for task in answered), encoding="utf-8")
    for _ in range(2):  # the second import changes nothing
        assert import_decisions(review, path, tool, reviewer="bo") == Imported(len(tasks), 0, ())
        assert review.log.head()[0] == len(tasks)
    ids = [(task.get("data") or task.get("meta") or task)["claim_id"] for task in tasks]
    statuses = [review.log.state_of("bo", claim_id)[0].status for claim_id in ids]
    assert statuses == ["rejected" if decision == "reject" else "accepted" for decision in decisions]


def test_number_changed_in_label_studio_is_a_correction(review: Review, tmp_path: Path) -> None:
    task = answer("label-studio", export(review, "label-studio")[0], "accept")
    number = next(r for r in task["annotations"][0]["result"] if r["type"] == "number")
    number["value"]["number"] = 63.0
    path = tmp_path / "answers.json"
    path.write_text(json.dumps([task]), encoding="utf-8")
    import_decisions(review, path, "label-studio", reviewer="ana")
    state, _ = review.log.state_of("bo", task["data"]["claim_id"])
    assert (state.status, state.changes) == ("corrected", {"value": 63.0})


@pytest.mark.parametrize("tool", TOOLS)
def test_kind_changed_in_a_tool_is_a_correction(review: Review, tool: str, tmp_path: Path) -> None:
    task = answer(tool, export(review, tool)[0], "accept")
    text = json.dumps(task)
    assert text.count('"PROPORTION"') == 2 if tool == "label-studio" else 1
    path = tmp_path / "answers.json"
    path.write_text(f"[{text.replace('PROPORTION', 'COUNT')}]", encoding="utf-8")
    import_decisions(review, path, tool, reviewer="bo")
    claim_id = (task.get("data") or task.get("meta") or task)["claim_id"]
    assert review.log.state_of("bo", claim_id)[0].changes == {"kind": "count"}


@pytest.mark.parametrize("tool", ["label-studio", "prodigy"])
def test_tasks_nobody_has_decided_are_no_decisions(review: Review, tool: str, tmp_path: Path) -> None:
    tasks = export(review, tool)
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    assert import_decisions(review, path, tool, reviewer="ana") == Imported(0, len(tasks), ())


def test_task_of_another_text_is_refused(review: Review, tmp_path: Path) -> None:
    tasks = [answer("prodigy", task, "accept") for task in export(review, "prodigy")]
    tasks[0]["text"] += "x"
    tasks[1]["meta"]["claim_id"] = "clm_unknown"
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    imported = import_decisions(review, path, "prodigy", reviewer="ana")
    assert [problem.split(": ", 1)[1] for problem in imported.refused] == [
        f"{tasks[0]['meta']['claim_id']}: the article's text is another",
        "no claim clm_unknown in this run",
    ]
    assert imported.decisions == len(tasks) - 2


def test_file_of_another_tool_is_refused(review: Review, tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text('[{"text": "x"}]', encoding="utf-8")
    with pytest.raises(InputError, match="no task of label-studio"):
        import_decisions(review, path, "label-studio", reviewer="ana")


@pytest.fixture
def elsewhere(made_run: Path, tmp_path: Path) -> Review:
    """The same run on another machine."""
    return open_review(Path(shutil.copytree(made_run, tmp_path / "elsewhere")))


def decide_all(review: Review) -> None:
    """Decisions of every sort, of two reviewers and an adjudicator."""
    ana, bo = log_in(review, "ana"), log_in(review, "bo")
    ids = [row[0] for row in review.reader.connection.execute("SELECT claim_id FROM claims ORDER BY rank")]

    def send(client: Client, url: str, **form: str) -> None:
        assert client.post(url, {"key": uuid.uuid4().hex, **form}).status == 303

    send(ana, f"/claim/{ids[0]}", action="accept")
    send(ana, f"/claim/{ids[1]}", action="correct", value="3 to 5", unit="kg")
    send(ana, f"/claim/{ids[1]}", action="note", note="seen 😀")
    send(ana, f"/claim/{ids[1]}", action="treatment", choice="none")
    send(ana, f"/claim/{ids[2]}", action="flag")
    send(ana, f"/claim/{ids[3]}", action="skip")
    send(ana, f"/claim/{ids[3]}", action="accept")
    send(ana, "/revert", action="undo")
    send(ana, "/missed", article="knee", words="400 mg")
    send(bo, f"/claim/{ids[0]}", action="reject", reason="duplicate")
    send(bo, f"/adjudicate/{ids[0]}", action="adjudicate", adopt="ana", cause="reviewer_error")


def test_decisions_of_another_machine_give_the_same_export(review: Review, elsewhere: Review) -> None:
    decide_all(elsewhere)
    export_review(elsewhere.folder, elsewhere.log, elsewhere.reader)
    merged = merge_decisions(review, elsewhere.folder / "decisions.jsonl")
    assert merged == Merged(7, ())
    export_review(review.folder, review.log, review.reader)
    first, second = ((r.folder / "claims.reviewed.jsonl").read_bytes() for r in (elsewhere, review))
    assert first == second
    assert first.count(b"\n") == 3
    assert dump_lanes(review) == dump_lanes(elsewhere)
    count = review.log.head()[0]
    assert merge_decisions(review, elsewhere.folder / "decisions.jsonl") == Merged(7, ())
    assert review.log.head()[0] == count  # the second time adds nothing
    assert review.log.verify() == []


def dump_lanes(review: Review) -> list[tuple[str, str, str]]:
    return review.log.connection.execute(
        "SELECT lane, claim_id, body FROM state WHERE body NOT LIKE '%\"open\"%' OR flagged"
    ).fetchall()


def test_decision_that_is_another_here_is_not_overwritten(review: Review, elsewhere: Review) -> None:
    decide_all(elsewhere)
    export_review(elsewhere.folder, elsewhere.log, elsewhere.reader)
    client = log_in(review, "ana")
    claim = client.get("/next").location
    client.post(claim, {"key": "k" * 8, "action": "reject", "reason": "other"})
    merged = merge_decisions(review, elsewhere.folder / "decisions.jsonl")
    assert merged.refused == (f"ana, {claim.removeprefix('/claim/')}: is decided otherwise here",)
    assert merged.decisions == 6


def test_log_that_was_edited_is_refused(review: Review, elsewhere: Review) -> None:
    decide_all(elsewhere)
    export_review(elsewhere.folder, elsewhere.log, elsewhere.reader)
    path = elsewhere.folder / "decisions.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("duplicate", "ambiguous_text"), encoding="utf-8")
    with pytest.raises(InputError, match="was edited"):
        merge_decisions(review, path)
    assert review.log.head()[0] == 0
