"""Joins the shards of a run to its files, and counts what they hold."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from claimsift.errors import OutputError
from claimsift.records import Status
from claimsift.scale.find_inputs import InputFile
from claimsift.scale.find_versions import VersionFinder
from claimsift.scale.identity import hash_inputs
from claimsift.scale.name_versions import name_versions
from claimsift.scale.work_folder import WorkFolder
from claimsift.stages.write.file_layer import FileLayer
from claimsift.stages.write.shards import split_lines
from claimsift.stages.write.write_run import RunWriter

_STATUSES: tuple[Status, ...] = get_args(Status)
Trouble = tuple[str, str, str]


def join_shards(
    work: WorkFolder, inputs: Sequence[InputFile], identity: Mapping[str, Any], files: FileLayer
) -> tuple[dict[str, Any], tuple[Trouble, ...]]:
    """Write the files of the run; its `run.json`, and (article, status, reason) of each article that is not ok.

    Raises:
        OutputError: an input is missing or doubled, or a shard was damaged since it was written.
    """
    counts: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    rows: list[tuple[str, str, str]] = []
    troubled: list[Trouble] = []
    finder = VersionFinder()
    with RunWriter(work.path.parent, work.path, files) as writer:
        for stored in work.entries:
            sections = work.read(stored)
            if sections is None:
                raise OutputError(f"{work.path}: shard {stored.shard} was damaged; the same command does it again")
            entry = stored
            if identity["settings"].get("find_versions"):
                entry, sections = name_versions(stored, sections, finder)
            writer.append(entry, sections)
            counts.update(entry.counts)
            for line in split_lines(sections["articles"]):
                article = json.loads(line)
                rows.append((article["article_id"], article["path"], article["sha256"]))
                statuses[article["status"]] += 1
                if article["status"] != "ok":
                    troubled.append((article["article_id"], article["status"], article["reason"] or ""))
        # Checked at the end of every run, not only in tests.
        if [row[:2] for row in rows] != [(item.article_id, item.name) for item in inputs]:
            raise OutputError("the run lost or doubled an input; please report this as a bug")
        info = _make_info(identity, counts, statuses, hash_inputs(rows), writer.outputs())
        writer.finish(info)
    return info, tuple(troubled)


def _make_info(
    identity: Mapping[str, Any],
    counts: Counter[str],
    statuses: Counter[str],
    inputs_hash: str,
    outputs: dict[str, dict[str, Any]],
) -> dict[str, Any]:
    total = sum(statuses.values())
    return {
        **identity,
        "inputs": {"count": total, "sha256": inputs_hash},
        "outputs": outputs,
        "counts": summarise_counts(counts),
        "conservation": {"inputs": total, **{status: statuses[status] for status in _STATUSES}},
    }


def summarise_counts(counts: Mapping[str, int]) -> dict[str, Any]:
    """The counts of `run.json` from those of its shards."""
    return {
        "claims": counts.get("claims", 0),
        "claims_by_kind": _part_of(counts, "kind:"),
        "cited": counts.get("cited", 0),
        "with_treatment": counts.get("with_treatment", 0),
        "rejected": counts.get("rejected", 0),
        "rejected_by_reason": _part_of(counts, "rejected:"),
        "references": counts.get("references", 0),
        "words": counts.get("words", 0),
        "versions": counts.get("versions", 0),
    }


def _part_of(counts: Mapping[str, int], prefix: str) -> dict[str, int]:
    return {key.removeprefix(prefix): counts[key] for key in sorted(counts) if key.startswith(prefix)}
