"""What of a run is there and what is to be done, stretch by stretch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from claimsift.scale.find_inputs import InputFile
from claimsift.scale.run_batch import hash_file
from claimsift.scale.stored_run import StoredRun
from claimsift.scale.work_folder import WorkFolder
from claimsift.stages.write.shards import Sections, ShardEntry, find_damage, split_articles

Action = Literal["kept", "adopt", "redo", "tail"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Inputs from `first` to `end`: `kept` in the work folder, to `adopt` from a damaged run, to `redo` as one shard,
    or the `tail`, which becomes as many shards as it fills."""

    shard: int
    first: int
    end: int
    action: Action
    entry: ShardEntry | None = None

    @property
    def to_do(self) -> bool:
        """Whether its articles go through the pipeline."""
        return self.action in ("redo", "tail")


def plan_stretches(
    work: WorkFolder, inputs: Sequence[InputFile], *, damaged: StoredRun | None = None
) -> tuple[Stretch, ...]:
    """All inputs as stretches, in order.

    A shard with wrong bytes is done again alone. Where an input has changed, all from its shard on is done again: how
    many articles fill a shard depends on what they hold.
    """
    stretches: list[Stretch] = []
    end = 0
    known = [*work.entries, *(damaged.entries[len(work.entries) :] if damaged else ())]
    for entry in known:
        if entry.end > len(inputs) or entry.first != end:
            break
        here = entry.shard < len(work.entries)
        sections = work.read(entry) if here else _read_stored(entry, damaged)
        if sections is not None and not _is_of(sections, inputs[entry.first : entry.end]):
            break
        action: Action = "redo" if sections is None else "kept" if here else "adopt"
        stretches.append(Stretch(entry.shard, end, entry.end, action, entry))
        end = entry.end
    if end < len(inputs):
        stretches.append(Stretch(len(stretches), end, len(inputs), "tail"))
    return tuple(stretches)


def _read_stored(entry: ShardEntry, damaged: StoredRun | None) -> Sections | None:
    sections = damaged.read(entry) if damaged else None
    return None if sections is None or find_damage(entry, sections) else sections


def _is_of(sections: Sections, inputs: Sequence[InputFile]) -> bool:
    """Whether a shard holds these inputs as they are now."""
    rows = [(article["article_id"], article["path"], article["sha256"]) for article, _ in split_articles(sections)]
    return rows == [(item.article_id, item.name, hash_file(item.path)) for item in inputs]
