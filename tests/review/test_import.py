"""Tasks that `export` wrote, decided in another tool, come back as decisions."""

import json
from pathlib import Path

import pytest

from claimsift.errors import InputError
from claimsift.export.export_run import export_run
from claimsift.review.import_decisions import TOOLS, Imported, import_decisions
from claimsift.review.open_review import Review


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
