"""The tables of the log of decisions, and how a connection to them is opened."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from claimsift.errors import ReviewError

VERSION = 1
# What makes a log of a format one of the next: format 1 is the first.
STEPS: dict[int, tuple[str, ...]] = {}

# `events` is the truth and refuses to be changed; all other tables are derived from it.
_TABLES = """
CREATE TABLE events (
    seq INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, actor TEXT NOT NULL, lane TEXT NOT NULL,
    action TEXT NOT NULL, decided_at TEXT, elapsed_ms INTEGER, body TEXT NOT NULL
);
CREATE INDEX events_actor ON events (actor, decided_at, seq);
CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT raise(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_remain BEFORE DELETE ON events BEGIN SELECT raise(ABORT, 'events are never removed'); END;
CREATE TABLE touched (lane TEXT, claim_id TEXT, seq INTEGER, PRIMARY KEY (lane, claim_id, seq)) WITHOUT ROWID;
CREATE INDEX touched_seq ON touched (seq);
CREATE TABLE undone (seq INTEGER PRIMARY KEY, by_seq INTEGER NOT NULL);
CREATE TABLE state (
    lane TEXT, claim_id TEXT, rev INTEGER NOT NULL, status TEXT NOT NULL, flagged INTEGER NOT NULL,
    verdict TEXT NOT NULL, previous INTEGER NOT NULL, body TEXT NOT NULL, anchor TEXT, at TEXT NOT NULL,
    PRIMARY KEY (lane, claim_id)
) WITHOUT ROWID;
CREATE INDEX state_claim ON state (claim_id, lane, verdict);
CREATE INDEX state_status ON state (lane, status);
CREATE TABLE added (claim_id TEXT PRIMARY KEY, lane TEXT, article_id TEXT, start INTEGER, body TEXT) WITHOUT ROWID;
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""


def prepare(path: Path) -> None:
    """Makes the database where there is none, for its owner only; one of an older format is copied, then brought up.

    Raises:
        ReviewError: the database is of a newer claimsift, or it is no database of ours.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = connect(path)
    try:
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if 0 < found < VERSION:
            _keep_copy(connection, path.with_name(f"{path.name}.format-{found}"))
        connection.execute("BEGIN IMMEDIATE")
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found > VERSION:
            raise ReviewError(f"{path} was written by a newer claimsift (format {found}): update claimsift")
        if found == 0 and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise ReviewError(f"{path} is no log of decisions")
        steps = [step for older in range(found, VERSION) for step in STEPS[older]] if found else _statements()
        if found < VERSION:
            for statement in steps:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        raise ReviewError(f"{path} cannot be used: {error}") from error
    finally:
        connection.close()


def _keep_copy(connection: sqlite3.Connection, target: Path) -> None:
    """Copies the database as it is, unless it was copied before."""
    if target.exists():
        return
    temporary = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    temporary.touch(mode=0o600)
    with closing(sqlite3.connect(temporary)) as copy:
        connection.backup(copy)
    temporary.replace(target)


def connect(path: Path) -> sqlite3.Connection:
    """A connection that waits for other writers and answers a commit only when the disk has it."""
    try:
        connection = sqlite3.connect(path, timeout=30, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except sqlite3.DatabaseError as error:
        raise ReviewError(f"{path} cannot be used: {error}") from error
    return connection


def _statements() -> list[str]:
    statements, held = [], ""
    for part in _TABLES.split(";"):
        held += part + ";"
        if sqlite3.complete_statement(held):
            statements.append(held)
            held = ""
    return statements
