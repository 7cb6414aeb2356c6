"""The log of decisions: nothing acknowledged is lost or doubled, nothing is changed unseen."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from claimsift.errors import ConflictError, ReviewError
from claimsift.review import tables
from claimsift.review.event_log import EventLog
from claimsift.review.events import Draft, dump_event, find_faults, hash_event
from claimsift.review.fold import ClaimState

# 50 in `make soak`.
KILLS = int(os.environ.get("CLAIMSIFT_REVIEW_KILLS", "3"))
CLIENTS = 50


@pytest.fixture
def log(tmp_path: Path) -> EventLog:
    return EventLog(tmp_path / "decisions.sqlite")


def draft(action: str = "accept", *, claim: str | None = "clm_1", actor: str = "ana", key: str = "", **more) -> Draft:
    key = key or f"{random.random()}"  # noqa: S311
    return Draft(actor, action, {claim: {"start": 1}} if claim else {}, key, **more)


@pytest.mark.parametrize(
    ("drafts", "status", "changes"),
    [
        ([], "open", {}),
        ([draft("accept")], "accepted", {}),
        ([draft("reject", reason="not_a_claim")], "rejected", {}),
        ([draft("skip")], "skipped", {}),
        ([draft("flag")], "open", {}),
        ([draft("correct", changes={"value": {"from": 8.0, "to": 9.0}})], "corrected", {"value": 9.0}),
        # Accepting after a correction accepts the corrected claim.
        (
            [draft("correct", changes={"value": {"from": 8.0, "to": 9.0}}), draft("accept")],
            "corrected",
            {"value": 9.0},
        ),
        # Corrected back to what it was.
        (
            [
                draft("correct", changes={"value": {"from": 8.0, "to": 9.0}}),
                draft("correct", changes={"value": {"from": 8.0, "to": 8.0}}),
            ],
            "accepted",
            {},
        ),
        ([draft("accept"), draft("undo", claim=None)], "open", {}),
        ([draft("accept"), draft("undo", claim=None), draft("redo", claim=None)], "accepted", {}),
        ([draft("accept"), draft("skip"), draft("undo", claim=None)], "accepted", {}),
    ],
)
def test_state_is_a_fold_over_the_events(log: EventLog, drafts: list[Draft], status: str, changes: dict) -> None:
    for one in drafts:
        log.append(one)
    state, rev = log.state_of("ana", "clm_1")
    assert (state.status, dict(state.changes), rev) == (status, changes, len(drafts))
    assert log.verify() == []


def test_flags_toggle_and_notes_add_up(log: EventLog) -> None:
    log.append(draft("flag"))
    log.append(draft("note", note="look again"))
    log.append(draft("note", note="seen"))
    state, _ = log.state_of("ana", "clm_1")
    assert state == ClaimState(flagged=True, notes=("look again", "seen"))
    log.append(draft("flag"))
    assert not log.state_of("ana", "clm_1")[0].flagged


def test_same_key_is_the_same_event(log: EventLog) -> None:
    events = [log.append(draft(key="once")) for _ in range(20)]
    assert len({event["event_id"] for event in events}) == 1
    assert log.head()[0] == 1


def test_one_of_many_clients_on_a_revision_wins(log: EventLog) -> None:
    log.append(draft())
    outcomes: list[object] = []

    def decide(number: int) -> None:
        try:
            outcomes.append(log.append(draft("reject", base_rev=1, reason="other", key=f"client {number}")))
        except ConflictError as error:
            outcomes.append(error)
        log.close()

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lost = [outcome for outcome in outcomes if isinstance(outcome, ConflictError)]
    assert (len(outcomes), len(lost)) == (CLIENTS, CLIENTS - 1)
    assert {(error.rev, error.state["status"]) for error in lost} == {(2, "rejected")}


def test_reviewers_do_not_touch_each_others_states(log: EventLog) -> None:
    log.append(draft("accept", actor="ana"))
    log.append(draft("reject", actor="bo", reason="other", base_rev=0))
    log.append(draft("accept", actor="cy", role="adjudicator"))
    assert {lane: state.status for lane, state in log.states_of("clm_1").items()} == {
        "@adjudicated": "accepted",
        "ana": "accepted",
        "bo": "rejected",
    }
    # Undo is of one's own events only.
    with pytest.raises(ReviewError, match="nothing to undo"):
        log.append(draft("undo", actor="dee", claim=None))
    log.append(draft("undo", actor="bo", claim=None))
    assert log.state_of("ana", "clm_1")[0].status == "accepted"
    assert log.state_of("bo", "clm_1")[0].status == "open"


def test_one_undo_takes_back_a_batch(log: EventLog) -> None:
    log.append(draft("skip", claim="clm_3"))
    log.append(Draft("ana", "batch", {f"clm_{n}": {"start": n} for n in range(12_000)}, "batch"))
    assert log.state_of("ana", "clm_11999")[0].status == "accepted"
    log.append(draft("undo", claim=None))
    assert [log.state_of("ana", f"clm_{n}")[0].status for n in (0, 3, 11_999)] == ["open", "skipped", "open"]
    assert log.verify() == []


def test_random_undo_and_redo_equal_a_list_of_what_was_done(log: EventLog) -> None:
    choose = random.Random(7)  # noqa: S311
    done: list[tuple[str, str]] = []
    undone: list[tuple[str, str]] = []
    for _ in range(1000):
        action = choose.choice(("accept", "reject", "skip", "undo", "undo", "redo"))
        claim = f"clm_{choose.randrange(5)}"
        if action in ("undo", "redo"):
            source, sink = (done, undone) if action == "undo" else (undone, done)
            if not source:
                with pytest.raises(ReviewError):
                    log.append(draft(action, claim=None))
                continue
            sink.append(source.pop())
            log.append(draft(action, claim=None))
        else:
            log.append(draft(action, claim=claim, reason="other"))
            done.append((action, claim))
            undone.clear()
    expected = dict.fromkeys((f"clm_{n}" for n in range(5)), "open")
    expected |= {
        claim: {"accept": "accepted", "reject": "rejected", "skip": "skipped"}[action] for action, claim in done
    }
    reopened = EventLog(log.path)  # undo survives a restart
    assert {claim: reopened.state_of("ana", claim)[0].status for claim in expected} == expected
    assert reopened.verify() == []


def test_events_cannot_be_changed_or_removed(log: EventLog) -> None:
    log.append(draft())
    for statement in ("DELETE FROM events", "UPDATE events SET body = ''"):
        with pytest.raises(sqlite3.IntegrityError, match="events are never"):
            log.connection.execute(statement)


def test_every_mutation_of_the_chain_is_detected(log: EventLog) -> None:
    for number in range(30):
        log.append(draft("note", claim=f"clm_{number % 4}", note=f"note {number} 😀"))
    lines = list(log.events())
    count, head = log.head()
    assert find_faults(lines, head=head, count=count) == []
    choose = random.Random(11)  # noqa: S311
    for number in range(100):
        mutated = mutate(list(lines), number, choose)
        assert mutated != lines
        assert find_faults(mutated, head=head, count=count), number


def mutate(lines: list[str], number: int, choose: random.Random) -> list[str]:
    """Lines with one removed, moved, doubled, edited, edited with a fitting hash, or with one character changed."""
    at = choose.randrange(len(lines))
    kind = number % 6
    if kind == 0:
        del lines[at]
    elif kind == 1:
        other = (at + 1 + choose.randrange(len(lines) - 1)) % len(lines)
        lines[at], lines[other] = lines[other], lines[at]
    elif kind == 2:
        lines.insert(at, lines[at])
    elif kind in (3, 4):
        event = json.loads(lines[at])
        event["note"] = "another note"
        event["sha256"] = hash_event(event) if kind == 4 else event["sha256"]
        lines[at] = dump_event(event)
    else:
        place = choose.randrange(len(lines[at]))
        lines[at] = lines[at][:place] + chr(ord(lines[at][place]) ^ 1) + lines[at][place + 1 :]
    return lines


def test_state_that_was_tampered_with_is_found_and_mended(log: EventLog) -> None:
    log.append(draft("accept"))
    log.connection.execute("UPDATE state SET body = replace(body, 'accepted', 'rejected')")
    assert [fault.problem for fault in log.verify()] == ["the states in the database were not what the events say"]
    assert log.state_of("ana", "clm_1")[0].status == "accepted"


def test_kill_9_under_four_writers_loses_and_doubles_nothing(tmp_path: Path) -> None:
    path = tmp_path / "decisions.sqlite"
    EventLog(path)
    acknowledged: set[str] = set()
    script = Path(__file__).with_name("crash_writer.py")
    choose = random.Random(3)  # noqa: S311
    for round_ in range(KILLS):
        writers = [
            subprocess.Popen(
                [sys.executable, script, path, f"reviewer {number}"], stdout=subprocess.PIPE, text=True, bufsize=1
            )
            for number in range(4)
        ]
        heads = [writer.stdout.readline() for writer in writers]  # all of them are writing
        time.sleep(choose.uniform(0.01, 0.15))
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
        for head, writer in zip(heads, writers, strict=True):
            rest = writer.communicate()[0]
            # A line cut short by the kill was not acknowledged.
            acknowledged |= {line.strip() for line in (head + rest).splitlines(keepends=True) if line.endswith("\n")}
        log = EventLog(path)
        keys = [json.loads(line)["key"] for line in log.events()]
        assert len(keys) == len(set(keys)), f"doubled in round {round_}"
        assert acknowledged <= set(keys), f"lost in round {round_}"
        assert log.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert len(acknowledged) >= 4 * KILLS
    assert log.verify() == []


def test_full_disk_is_an_error_and_changes_nothing(log: EventLog) -> None:
    log.append(draft())
    pages = log.connection.execute("PRAGMA page_count").fetchone()[0]
    log.connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(sqlite3.OperationalError, match="full"):
        log.append(draft("note", note="x" * 100_000))
    log.connection.execute("PRAGMA max_page_count = 1000000")
    assert log.head()[0] == 1
    log.append(draft("skip"))
    assert log.verify() == []


def test_log_of_an_older_format_is_copied_then_brought_up(log: EventLog, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        log.append(draft(claim=f"clm_{number}"))
    head = log.head()
    log.close()
    monkeypatch.setattr(tables, "VERSION", 2)
    monkeypatch.setattr(tables, "STEPS", {1: ("ALTER TABLE state ADD COLUMN seen INTEGER",)})
    for _ in range(2):  # the second opening has nothing to do
        newer = EventLog(log.path)
        assert newer.head() == head
        assert newer.connection.execute("SELECT count(*), count(seen) FROM state").fetchone() == (20, 0)
        newer.close()
    kept = log.path.with_name("decisions.sqlite.format-1")
    assert kept.stat().st_mode & 0o077 == 0
    monkeypatch.undo()
    assert EventLog(kept).head() == head
    assert EventLog(kept).verify() == []
    with pytest.raises(ReviewError, match="newer claimsift"):
        EventLog(log.path)


def test_log_written_by_format_1_opens(tmp_path: Path) -> None:
    path = tmp_path / "decisions.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(Path(__file__).with_name("log_format_1.sql").read_text(encoding="utf-8"))
    log = EventLog(path)
    assert log.verify() == []
    assert log.head()[0] == 9
    states = {claim: log.state_of("ana", claim)[0] for claim in ("clm_1", "clm_2", "clm_3")}
    assert {claim: state.status for claim, state in states.items()} == {
        "clm_1": "corrected",
        "clm_2": "rejected",
        "clm_3": "open",
    }
    assert states["clm_1"].notes == ("seen 😀",)
    log.append(draft("undo", claim=None))
    assert log.verify() == []


def test_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with pytest.raises(ReviewError, match="no log of decisions"):
        EventLog(path)


def test_database_is_for_its_owner_only(log: EventLog) -> None:
    assert log.path.stat().st_mode & 0o077 == 0
