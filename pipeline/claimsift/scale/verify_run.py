"""Checks a run's folder against what it says of itself: hashes, counts, offsets, schema."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from claimsift.errors import RunError
from claimsift.records.fields import FILES
from claimsift.scale.check_lines import find_faults, find_type_fault
from claimsift.scale.count_lines import count_lines
from claimsift.scale.identity import hash_inputs
from claimsift.scale.join_shards import summarise_counts
from claimsift.scale.stored_run import StoredRun, list_damaged_files, open_run
from claimsift.scale.work_folder import NAME
from claimsift.stages.write.read_run import read_info
from claimsift.stages.write.shards import LINE_FILES, Sections, ShardEntry, split_articles


@dataclass(slots=True)
class Verification:
    """What was checked and what was found: no `problems` means that the run is as it was written."""

    articles: int = 0
    claims: int = 0
    shards: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Seen:
    counts: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    rows: list[tuple[str, str, str]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)


def verify_run(folder: Path) -> Verification:
    """Check every hash, count, offset and key of the run in a folder; nothing is written.

    Raises:
        RunError: there is no complete run.
    """
    info = read_info(folder)
    found = Verification()
    fault = find_type_fault(info, FILES["run"].fields)
    if fault:
        found.problems.append(f"run.json: {fault}")
        return found
    if (folder / NAME).exists():
        found.problems.append(f"{NAME}: an unfinished run; give its command again to finish it")
    files = list_damaged_files(folder, info)
    try:
        stored = open_run(folder)
    except RunError as error:
        found.problems.append(str(error))
        return found
    seen = _Seen()
    damaged = _check_shards(stored, found, seen)
    # A file whose shards are right and whose hash is not goes on after its last shard.
    found.problems.extend(f"{file}: bytes that belong to no shard" for file in files if file not in damaged)
    _check_lines(stored, info, found)
    if not damaged:  # the totals of a damaged run cannot be right, and would say nothing more
        _check_totals(info, seen, found)
    return found


def _check_shards(stored: StoredRun, found: Verification, seen: _Seen) -> set[str]:
    """Check each shard; the files in which one is damaged."""
    damaged: set[str] = set()
    offsets = dict.fromkeys(LINE_FILES, 0)
    for entry, sections, names in stored.sections():
        found.shards += 1
        for name in names:
            file, start = FILES[name].file, offsets[name]
            damaged.add(file)
            found.problems.append(
                f"{file}: shard {entry.shard} is damaged (bytes {start} to {start + entry.parts[name].bytes}, articles "
                f"{entry.first_id} to {entry.last_id}); the run's command does it again"
            )
        for name in LINE_FILES:
            offsets[name] += entry.parts[name].bytes
        if not names:
            _check_shard(entry, sections, found, seen)
    return damaged


def _check_shard(entry: ShardEntry, sections: Sections, found: Verification, seen: _Seen) -> None:
    counts: Counter[str] = Counter()
    first = len(seen.rows)
    try:
        for article, lines in split_articles(sections):
            faults = list(find_faults(article, lines))
            found.problems.extend(faults)
            if faults:
                continue
            counts.update(count_lines(article, lines))
            found.articles += 1
            found.claims += len(lines["claims"])
            seen.statuses[article["status"]] += 1
            seen.rows.append((article["article_id"], article["path"], article["sha256"]))
            if article["article_id"] in seen.ids:
                found.problems.append(f"articles.jsonl: {article['article_id']} is there twice")
            seen.ids.add(article["article_id"])
    except (ValueError, KeyError) as error:
        found.problems.append(f"shard {entry.shard}: {error}")
        return
    seen.counts.update(counts)
    for name in LINE_FILES:
        if sections[name].count(b"\n") != entry.parts[name].lines:
            found.problems.append(f"{FILES[name].file}: shard {entry.shard} has not the lines that shards.jsonl says")
    if len(seen.rows) - first != entry.articles or dict(+counts) != dict(+Counter(entry.counts)):
        found.problems.append(f"shard {entry.shard}: its counts are not those of its lines")


def _check_lines(stored: StoredRun, info: Mapping[str, Any], found: Verification) -> None:
    for name in LINE_FILES:
        total = sum(entry.parts[name].lines for entry in stored.entries)
        if info["outputs"][FILES[name].file].get("lines") != total:
            found.problems.append(f"run.json: {FILES[name].file} has {total} lines")


def _check_totals(info: Mapping[str, Any], seen: _Seen, found: Verification) -> None:
    if info["counts"] != json.loads(json.dumps(summarise_counts(seen.counts))):
        found.problems.append("run.json: counts are not those of the lines")
    expected = {**{name: seen.statuses[name] for name in info["conservation"]}, "inputs": len(seen.rows)}
    if info["conservation"] != expected:
        found.problems.append("run.json: inputs = ok + suspect + failed + skipped does not hold")
    if info["inputs"] != {"count": len(seen.rows), "sha256": hash_inputs(seen.rows)}:
        found.problems.append("run.json: the inputs are not those of articles.jsonl")
