"""Reported rates as dots with intervals: one panel an outcome, drawn as SVG; nothing is pooled."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from claimsift.report.statements import Corpus, Statement

_Z = 1.959964  # 97.5 % point of the normal distribution
WIDTH, HEIGHT = 240, 22  # px of the drawing of one rate
_EDGE = 6  # px left and right, so that a dot at the end of the scale is whole
_SCALES = (5, 10, 20, 50, 100)  # percent at the right end
# `39 of 45` counts people; `1 in 8` is a way to write a share, and says nothing of how many were counted.
_COUNTED = re.compile(r"\d\s*/\s*\d|\bof\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rate:
    """One reported rate in percent. `interval` is the text's own or computed from its counts, as `basis` says.

    `again` are further claims that state it: in other articles of the same source, or in versions of the article.
    """

    statement: Statement
    low: float
    high: float
    interval: tuple[float, float] | None
    basis: Literal["reported", "computed"] | None
    again: tuple[Statement, ...] = ()

    @property
    def statements(self) -> tuple[Statement, ...]:
        return (self.statement, *self.again)


@dataclass(frozen=True, slots=True)
class Panel:
    """The rates of one outcome, the highest first."""

    outcome: str
    rates: tuple[Rate, ...]

    @property
    def claims(self) -> int:
        return sum(len(rate.statements) for rate in self.rates)


@dataclass(frozen=True, slots=True)
class Mark:
    """A rate where it is drawn, x in px; `x_high` is another place than `x` where the article gives a range."""

    rate: Rate
    x: float
    x_high: float
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A panel laid out on one scale: ticks as (x in px, percent), marks in the order of the rates."""

    ticks: tuple[tuple[float, float], ...]
    marks: tuple[Mark, ...]


def find_panels(corpus: Corpus, *, most: int = 24) -> tuple[Panel, ...]:
    """Outcomes with at least two rates between 0 and 100 %, those with most rates first."""
    by_outcome: dict[str, list[Rate]] = {}
    for statement in corpus.statements:
        rate = _rate(statement)
        if rate and statement.outcome:
            by_outcome.setdefault(statement.outcome, []).append(rate)
    panels = [Panel(outcome, _collapse(rates)) for outcome, rates in by_outcome.items() if len(rates) > 1]
    panels = [panel for panel in panels if len(panel.rates) > 1]
    return tuple(sorted(panels, key=lambda panel: (-len(panel.rates), panel.outcome))[:most])


def _collapse(rates: Iterable[Rate]) -> tuple[Rate, ...]:
    """The rates with each that is stated again once, the highest first."""
    kept: list[Rate] = []
    for rate in rates:
        index = next((i for i, other in enumerate(kept) if _is_again(other, rate)), None)
        if index is None:
            kept.append(rate)
        else:
            kept[index] = replace(kept[index], again=(*kept[index].again, rate.statement))
    return tuple(sorted(kept, key=lambda rate: (-rate.high, -rate.low)))


def _is_again(first: Rate, second: Rate) -> bool:
    """Whether two rates are one number of one source, or one number in two versions of an article."""
    one, other = first.statement, second.statement
    if one.article_id == other.article_id or (one.reading, first.interval) != (other.reading, second.interval):
        return False
    return one.version_of == other.version_of or bool(one.works & other.works)


def wilson_interval(events: float, total: float) -> tuple[float, float]:
    """The 95 % interval of a proportion, in percent (Wilson 1927, score interval without continuity correction)."""
    share = events / total
    middle = share + _Z**2 / (2 * total)
    spread = _Z * math.sqrt(share * (1 - share) / total + _Z**2 / (4 * total**2))
    scale = 1 + _Z**2 / total
    return max(0.0, 100 * (middle - spread) / scale), min(100.0, 100 * (middle + spread) / scale)


def draw(panel: Panel) -> Drawing:
    """Where everything of a panel stands, on the smallest scale that holds it."""
    highest = max(max(rate.high, rate.interval[1] if rate.interval else 0.0) for rate in panel.rates)
    scale = next(scale for scale in _SCALES if scale >= min(highest, 100.0))

    def place(percent: float) -> float:
        return round(_EDGE + (WIDTH - 2 * _EDGE) * min(scale, max(0.0, percent)) / scale, 1)

    marks = tuple(
        Mark(
            rate,
            place(rate.low),
            place(rate.high),
            (place(rate.interval[0]), place(rate.interval[1])) if rate.interval else None,
        )
        for rate in panel.rates
    )
    return Drawing(tuple((place(scale * part / 5), scale * part / 5) for part in range(6)), marks)


def _rate(statement: Statement) -> Rate | None:
    quantity, bounds = statement.claim["quantity"], statement.bounds
    if statement.claim["kind"] != "proportion" or bounds is None or not 0 <= bounds[0] <= bounds[1] <= 100:
        return None
    interval = quantity["interval"]
    if interval:
        return Rate(statement, *bounds, (interval["low"], interval["high"]), "reported")
    events, total = quantity["numerator"], quantity["denominator"]
    counted = events is not None and total and 0 <= events <= total and _COUNTED.search(quantity["text"])
    if counted:
        return Rate(statement, *bounds, wilson_interval(events, total), "computed")
    return Rate(statement, *bounds, None, None)
