"""A quantity under construction, and what the form readers share."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from claimsift.records import Baseline, Interval, Modifier, PValue, Spread, Value
from claimsift.stages.detect_claims.nouns import CountedNoun
from claimsift.stages.detect_claims.scan_numbers import Number

# Dimensions in which a bare neighbour may share a unit: "6, 12 and 24 months", "3.7 and 1.2%".
_BLANKS = re.compile(r"[ \t\u00a0]{2,}")
SHARED = frozenset(["percent", "time", "mass", "volume", "length", "pressure", "points", "activity", "concentration"])


def squeeze(text: str) -> str:
    """The text with runs of blanks as one: masked markers and bold signs leave them, `four**  of` reads `four of`."""
    return _BLANKS.sub(" ", text) if "  " in text or "\t" in text or "\u00a0" in text else text


def holds_any(text: str, parts: tuple[str, ...]) -> bool:
    """Whether one of the parts stands in a short text; asked before a pattern that needs one of them."""
    for part in parts:  # noqa: SIM110 - a generator costs more than it looks at
        if part in text:
            return True
    return False


@dataclass(slots=True)
class Draft:
    """A quantity while its parts are put together; `first` and `last` index the numbers it uses."""

    start: int
    end: int
    value: Value
    first: int
    last: int
    unit: str | None = None
    dimension: str | None = None
    form: str = "number"
    modifier: Modifier | None = None
    numerator: float | None = None
    denominator: float | None = None
    noun: CountedNoun | None = None
    interval: Interval | None = None
    spread: Spread | None = None
    p_value: PValue | None = None
    baseline: Baseline | None = None
    reach: int = -1
    is_word: bool = False
    adjective: bool = False

    @property
    def tail(self) -> int:
        """Where the draft ends with the parts that are not in its span."""
        return max(self.end, self.reach)

    @property
    def is_bare(self) -> bool:
        """Whether neither a unit nor a way of writing says what the number is."""
        return self.unit is None and self.form == "number"

    @property
    def single(self) -> float | None:
        """The value where it is one number."""
        return self.value if isinstance(self.value, float) else None


@dataclass(slots=True)
class Reading:
    """The state of reading one text: its numbers, the role of each that is none, and the drafts so far."""

    masked: str
    numbers: list[Number]
    reasons: dict[int, str]
    drafts: list[Draft] = field(default_factory=list)

    def gap(self, end: int, index: int) -> str | None:
        """The text from `end` to number `index`, or None where there is none or it is far away."""
        if index >= len(self.numbers) or index in self.reasons:
            return None
        start = self.numbers[index].start
        if not 0 <= start - end <= 80:
            return None
        gap = self.masked[end:start]
        return gap if "\n\n" in gap else squeeze(gap)

    def before(self, draft: Draft, reach: int = 40) -> str:
        return self.masked[max(0, draft.start - reach) : draft.start]

    def after(self, draft: Draft, reach: int = 40) -> str:
        return self.masked[draft.end : draft.end + reach]
