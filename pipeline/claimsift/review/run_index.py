"""An index over a run, so that any claim of a large run is found in a millisecond; made once for each run.

It holds what the queue sorts and filters by, the words for the search, and where each line stands in the run's files.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claimsift.errors import RunError
from claimsift.records.claim import hash_text
from claimsift.records.fields import FILES
from claimsift.stages.write.read_run import read_info

FORMAT = "4"
_LABEL = 70  # characters

_TABLES = """
CREATE TABLE claims (
    rank INTEGER PRIMARY KEY, claim_id TEXT NOT NULL UNIQUE, position INTEGER NOT NULL, article_id TEXT NOT NULL,
    start INTEGER NOT NULL, kind TEXT NOT NULL, treatment TEXT, outcome TEXT, citation TEXT NOT NULL,
    confidence REAL NOT NULL, checks TEXT NOT NULL, detector TEXT NOT NULL, offset INTEGER NOT NULL
);
CREATE TABLE articles (
    article_id TEXT PRIMARY KEY, number INTEGER NOT NULL, offset INTEGER NOT NULL, text_sha256 TEXT NOT NULL,
    title TEXT NOT NULL, claims INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX articles_text ON articles (text_sha256);
CREATE TABLE sources (
    article_id TEXT, reference_id TEXT, offset INTEGER, label TEXT, PRIMARY KEY (article_id, reference_id)
) WITHOUT ROWID;
CREATE TABLE traces (claim_id TEXT PRIMARY KEY, offset INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE rejected (
    number INTEGER PRIMARY KEY, article_id TEXT, start INTEGER, "end" INTEGER, text TEXT, reason TEXT
);
CREATE INDEX rejected_article ON rejected (article_id, start);
CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize="unicode61 remove_diacritics 2");
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""
# After the claims are in: sorted once, not at each row.
_INDEXES = """
CREATE INDEX claims_article ON claims (article_id, start);
CREATE INDEX claims_kind ON claims (kind);
CREATE INDEX claims_citation ON claims (citation);
CREATE INDEX claims_treatment ON claims (treatment);
CREATE INDEX claims_outcome ON claims (outcome);
CREATE INDEX claims_checks ON claims (checks);
CREATE INDEX claims_confidence ON claims (confidence);
-- A part of a word is looked for in the names, of which there are fewer than claims.
CREATE TABLE names AS SELECT DISTINCT 'treatment' AS part, treatment AS name, lower(treatment) AS low FROM claims
    WHERE treatment IS NOT NULL
    UNION ALL SELECT DISTINCT 'outcome', outcome, lower(outcome) FROM claims WHERE outcome IS NOT NULL;
CREATE UNIQUE INDEX claims_position ON claims (position);
"""


def identity_of(folder: Path) -> str:
    """What tells two runs apart: the hashes of their files.

    Raises:
        RunError: the folder holds no complete run.
    """
    outputs = read_info(folder)["outputs"]
    return json.dumps([FORMAT, {name: value["sha256"] for name, value in sorted(outputs.items())}])


def build_index(folder: Path, target: Path) -> None:
    """Writes the index of a run to `target`, or leaves it where it is of this very run.

    Raises:
        RunError: the folder holds no complete run, or a damaged one.
    """
    identity = identity_of(folder)
    if _identity_in(target) == identity:
        return
    temporary = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    temporary.unlink(missing_ok=True)
    os.close(os.open(temporary, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(temporary, isolation_level=None)
    try:
        # A cache: a crash costs only that it is made again.
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES + "BEGIN;")
        _fill_articles(connection, folder)
        sources = _fill_sources(connection, folder)
        _fill_claims(connection, folder, sources)
        _fill_traces(connection, folder)
        _fill_rejected(connection, folder)
        connection.execute("INSERT INTO meta VALUES ('identity', ?)", (identity,))
        connection.execute("COMMIT")
        connection.executescript(_INDEXES + "ANALYZE;")
    finally:
        connection.close()
    temporary.replace(target)


def read_line(path: Path, offset: int) -> dict[str, Any]:
    """The line of a JSON Lines file that begins at a byte offset.

    Raises:
        RunError: there is no such line: the file is not the one that was indexed.
    """
    try:
        with path.open("rb") as file:
            file.seek(offset)
            line: dict[str, Any] = json.loads(file.readline())
    except (OSError, ValueError) as error:
        raise RunError(f"{path} has changed since the review was opened: start it again") from error
    return line


def _identity_in(target: Path) -> str | None:
    if not target.exists():
        return None
    connection = sqlite3.connect(target)
    try:
        row = connection.execute("SELECT value FROM meta WHERE name = 'identity'").fetchone()
    except sqlite3.DatabaseError:
        return None
    finally:
        connection.close()
    return row[0] if row else None


def _lines(folder: Path, name: str) -> Iterator[tuple[int, bytes]]:
    """The lines of a file of a run with the byte offset of each."""
    path = folder / FILES[name].file
    offset = 0
    try:
        with path.open("rb") as file:
            for line in file:
                yield offset, line
                offset += len(line)
    except OSError as error:
        raise RunError(f"no complete run in {folder}: {path.name} is missing") from error


def _parsed(folder: Path, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for offset, line in _lines(folder, name):
        try:
            yield offset, json.loads(line)
        except ValueError as error:
            raise RunError(f"{folder / FILES[name].file} is damaged at byte {offset}: {error}") from error


def _fill_articles(connection: sqlite3.Connection, folder: Path) -> None:
    rows = (
        (
            line["article_id"],
            number,
            offset,
            hash_text(line["text"] or ""),
            line["title"] or line["article_id"],
            line["n_claims"],
        )
        for number, (offset, line) in enumerate(_parsed(folder, "articles"))
    )
    connection.executemany("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?)", rows)


def _fill_sources(connection: sqlite3.Connection, folder: Path) -> dict[tuple[str, str], str]:
    """Fills in the references; their words by article and id, empty for an entry that the article lacks."""
    words: dict[tuple[str, str], str] = {}
    for offset, line in _parsed(folder, "references"):
        key = (line["article_id"], line["reference_id"])
        words[key] = line["raw"] or line["url"] or ""
        connection.execute("INSERT OR IGNORE INTO sources VALUES (?, ?, ?, ?)", (*key, offset, _label(line)))
    return words


def _label(line: dict[str, Any]) -> str:
    """A reference in a few words, to choose it by: `Green 2015, Exercise for knee pain`."""
    csl = line["csl"] or {}
    authors = csl.get("author") or [{}]
    year = ((csl.get("issued") or {}).get("date-parts") or [[""]])[0][0]
    parsed = [f"{authors[0].get('family') or authors[0].get('literal') or ''} {year}".strip(), csl.get("title") or ""]
    words = ", ".join(filter(None, parsed)) if csl.get("title") else line["raw"] or line["url"] or ""
    return words if len(words) <= _LABEL else words[: _LABEL - 1].rstrip() + "…"


def _fill_claims(connection: sqlite3.Connection, folder: Path, sources: dict[tuple[str, str], str]) -> None:
    rows: dict[str, tuple[Any, ...]] = {}
    groups: dict[str, tuple[str, ...]] = {}
    words: dict[str, str] = {}
    impact: Counter[tuple[str, ...]] = Counter()
    for position, (offset, claim) in enumerate(_parsed(folder, "claims")):
        claim_id, article_id = claim["claim_id"], claim["article_id"]
        if claim_id in rows:
            continue  # the same text read twice: one decision is enough
        keys = [(article_id, key) for key in (claim["citation"] or {}).get("references", ())]
        raws = [sources.get(key, "") for key in keys]
        groups[claim_id] = (article_id, *(key for _, key in keys))
        impact[groups[claim_id]] += 1
        rows[claim_id] = _row(claim, position, offset, raws)
        words[claim_id] = " ".join(
            filter(None, (claim["sentence"]["text"], rows[claim_id][5], rows[claim_id][6], article_id, *raws))
        )

    bands = {claim_id: int(row[8] * 10) - (2 if row[9].strip() else 0) for claim_id, row in rows.items()}
    weight = Counter((bands[claim_id], row[2]) for claim_id, row in rows.items())

    def place(claim_id: str) -> tuple[Any, ...]:
        """Uncertain first, in bands of a tenth; then articles with many such claims, in each the sources of many."""
        row, group = rows[claim_id], groups[claim_id]
        most = -impact[group] if len(group) > 1 else 0
        return bands[claim_id], -weight[bands[claim_id], row[2]], row[2], most, group, row[3]

    for rank, claim_id in enumerate(sorted(rows, key=place), 1):
        connection.execute(f"INSERT INTO claims VALUES (?{', ?' * 12})", (rank, *rows[claim_id]))  # noqa: S608
        connection.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (rank, words[claim_id]))


def _row(claim: dict[str, Any], position: int, offset: int, raws: list[str]) -> tuple[Any, ...]:
    state = "absent" if claim["citation"] is None else "present" if raws and all(raws) else "unresolved"
    return (
        claim["claim_id"],
        position,
        claim["article_id"],
        claim["quantity"]["start"],
        claim["kind"],
        claim["treatment"]["name"] if claim["treatment"] else None,
        claim["outcome"]["text"] if claim["outcome"] else None,
        state,
        claim["confidence"],
        "".join(f" {name} " for name in sorted({check["name"] for check in claim["checks"]})),
        claim["provenance"]["detector"],
        offset,
    )


def _fill_traces(connection: sqlite3.Connection, folder: Path) -> None:
    if not (folder / FILES["traces"].file).exists():
        return
    head = b'{"claim_id": "'
    for offset, line in _lines(folder, "traces"):
        # Traces are most of a run's bytes: only the id is read.
        quick = line.startswith(head)
        claim_id = line[len(head) : line.index(b'"', len(head))].decode() if quick else json.loads(line)["claim_id"]
        connection.execute("INSERT OR IGNORE INTO traces VALUES (?, ?)", (claim_id, offset))


def _fill_rejected(connection: sqlite3.Connection, folder: Path) -> None:
    rows = (
        (line["article_id"], line["start"], line["end"], line["text"], line["reason"])
        for _, line in _parsed(folder, "rejected")
    )
    connection.executemany('INSERT INTO rejected (article_id, start, "end", text, reason) VALUES (?, ?, ?, ?, ?)', rows)
