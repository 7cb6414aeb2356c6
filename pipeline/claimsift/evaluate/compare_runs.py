"""What a change gained and lost: the claims of two runs side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimsift.errors import RunError
from claimsift.evaluate.predictions import claims_file, load_lines

ClaimLine = Mapping[str, Any]

# Name of the field, and the keys that lead to what is compared. Not `confidence`: it moves with every new weight.
_COMPARED = (
    ("span", ("quantity", "text")),
    ("kind", ("kind",)),
    ("value", ("quantity", "value")),
    ("unit", ("quantity", "unit")),
    ("modifier", ("quantity", "modifier")),
    ("numerator", ("quantity", "numerator")),
    ("denominator", ("quantity", "denominator")),
    ("interval", ("quantity", "interval")),
    ("spread", ("quantity", "spread")),
    ("p_value", ("quantity", "p_value")),
    ("baseline", ("quantity", "baseline", "value")),
    ("outcome", ("outcome", "text")),
    ("population", ("population", "text")),
    ("timepoint", ("timepoint", "text")),
    ("treatment", ("treatment", "name")),
    ("citation", ("citation", "references")),
    ("assertion", ("assertion",)),
)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ChangedClaim:
    """A claim that both runs have, and what differs in it."""

    before: ClaimLine
    after: ClaimLine
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class RunComparison:
    """Claims as lines of `claims.jsonl`. `other_text` names the articles whose text differs: their offsets do too."""

    gained: tuple[ClaimLine, ...]
    lost: tuple[ClaimLine, ...]
    changed: tuple[ChangedClaim, ...]
    same: int
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    other_text: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "same": self.same,
            "gained": [dict(line) for line in self.gained],
            "lost": [dict(line) for line in self.lost],
            "changed": [
                {
                    "fields": [{"field": f.field, "before": f.before, "after": f.after} for f in change.fields],
                    "before": dict(change.before),
                    "after": dict(change.after),
                }
                for change in self.changed
            ],
            "only_before": list(self.only_before),
            "only_after": list(self.only_after),
            "other_text": list(self.other_text),
        }


def compare_runs(before: Path, after: Path) -> RunComparison:
    """Compares two run folders, or two bare `claims.jsonl`.

    Raises:
        RunError: one of them is no run.
    """
    old, new = _by_article(before), _by_article(after)
    old_articles, new_articles = _hashes(before), _hashes(after)
    parts = [
        compare_claims(old.get(article_id, ()), new.get(article_id, ()))
        for article_id in sorted(old.keys() | new.keys())
    ]
    known = bool(old_articles and new_articles)
    return RunComparison(
        tuple(line for gained, _, _, _ in parts for line in gained),
        tuple(line for _, lost, _, _ in parts for line in lost),
        tuple(change for _, _, changed, _ in parts for change in changed),
        sum(same for _, _, _, same in parts),
        tuple(sorted(old_articles.keys() - new_articles.keys())) if known else (),
        tuple(sorted(new_articles.keys() - old_articles.keys())) if known else (),
        tuple(sorted(a for a in old_articles.keys() & new_articles.keys() if old_articles[a] != new_articles[a])),
    )


def compare_claims(
    before: Sequence[ClaimLine], after: Sequence[ClaimLine]
) -> tuple[list[ClaimLine], list[ClaimLine], list[ChangedClaim], int]:
    """Gained, lost and changed claims of one article, and how many stayed as they are.

    Claims are the same claim where their quantities have one span, else where they overlap most.
    """
    candidates = sorted(
        (
            (_span(old) == _span(new), overlap, -i, -k)
            for i, old in enumerate(before)
            for k, new in enumerate(after)
            if (overlap := _overlap(_span(old), _span(new))) > 0
        ),
        reverse=True,
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, minus_i, minus_k in candidates:
        if -minus_i not in partner and -minus_k not in taken:
            partner[-minus_i] = -minus_k
            taken.add(-minus_k)
    changed = []
    for i, k in sorted(partner.items()):
        fields = changed_fields(before[i], after[k])
        if fields:
            changed.append(ChangedClaim(before[i], after[k], fields))
    gained = [line for k, line in enumerate(after) if k not in taken]
    lost = [line for i, line in enumerate(before) if i not in partner]
    return gained, lost, changed, len(partner) - len(changed)


def changed_fields(before: ClaimLine, after: ClaimLine) -> tuple[FieldChange, ...]:
    """The fields of one claim that differ between two runs."""
    pairs = ((name, _dig(before, keys), _dig(after, keys)) for name, keys in _COMPARED)
    return tuple(FieldChange(name, old, new) for name, old, new in pairs if old != new)


def _by_article(run: Path) -> dict[str, list[ClaimLine]]:
    claims: dict[str, list[ClaimLine]] = defaultdict(list)
    for line in load_lines(claims_file(run)):
        if "article_id" not in line or "quantity" not in line:
            raise RunError(f"{claims_file(run)} does not hold claims: a line has no article_id or no quantity")
        claims[line["article_id"]].append(line)
    return claims


def _hashes(run: Path) -> dict[str, str]:
    path = claims_file(run).with_name("articles.jsonl")
    lines: Iterable[ClaimLine] = load_lines(path) if path.exists() else ()
    return {line["article_id"]: line.get("sha256") or "" for line in lines}


def _span(line: ClaimLine) -> tuple[int, int]:
    return line["quantity"]["start"], line["quantity"]["end"]


def _overlap(left: tuple[int, int], right: tuple[int, int]) -> int:
    return min(left[1], right[1]) - max(left[0], right[0])


def _dig(line: ClaimLine, keys: Sequence[str]) -> Any:
    value: Any = line
    for key in keys:
        value = value.get(key) if value is not None else None
    return value
