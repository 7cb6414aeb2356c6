"""Reported rates as dots with intervals: one panel an outcome, drawn as SVG; nothing is pooled."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from claimsift.report.statements import Corpus, Statement

_Z = 1.959964  # 97.5 % point of the normal distribution
_WIDTH, _ROW, _LABEL, _RIGHT = 900, 24, 300, 270  # px
_LONGEST, _LONGEST_RIGHT = 46, 40  # characters of a label
# `39 of 45` counts people; `1 in 8` is a way to write a share, and says nothing of how many were counted.
_COUNTED = re.compile(r"\d\s*/\s*\d|\bof\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rate:
    """One reported rate in percent. `interval` is the text's own or computed from its counts, as `basis` says."""

    statement: Statement
    low: float
    high: float
    interval: tuple[float, float] | None
    basis: Literal["reported", "computed"] | None


@dataclass(frozen=True, slots=True)
class Panel:
    """The rates of one outcome."""

    outcome: str
    rates: tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A rate where it is drawn: x in px, y the middle of its row."""

    rate: Rate
    y: float
    x: float
    x_high: float
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A panel laid out: size in px, ticks as (x, percent), marks."""

    width: int
    height: int
    left: int
    right: int
    ticks: tuple[tuple[float, int], ...]
    marks: tuple[Mark, ...]


def find_panels(corpus: Corpus, *, most: int = 24) -> tuple[Panel, ...]:
    """Outcomes with at least two rates between 0 and 100 %, those with most rates first."""
    by_outcome: dict[str, list[Rate]] = {}
    for statement in corpus.statements:
        rate = _rate(statement)
        if rate and statement.outcome:
            by_outcome.setdefault(statement.outcome, []).append(rate)
    panels = [Panel(outcome, tuple(rates)) for outcome, rates in by_outcome.items() if len(rates) > 1]
    return tuple(sorted(panels, key=lambda panel: (-len(panel.rates), panel.outcome))[:most])


def wilson_interval(events: float, total: float) -> tuple[float, float]:
    """The 95 % interval of a proportion, in percent (Wilson 1927, score interval without continuity correction)."""
    share = events / total
    middle = share + _Z**2 / (2 * total)
    spread = _Z * math.sqrt(share * (1 - share) / total + _Z**2 / (4 * total**2))
    scale = 1 + _Z**2 / total
    return max(0.0, 100 * (middle - spread) / scale), min(100.0, 100 * (middle + spread) / scale)


def draw(panel: Panel) -> Drawing:
    """Where everything of a panel stands; rows in the order of the rates."""
    left, right = _LABEL, _WIDTH - _RIGHT

    def place(percent: float) -> float:
        return round(left + (right - left) * min(100.0, max(0.0, percent)) / 100, 1)

    marks = tuple(
        Mark(
            rate,
            (index + 0.5) * _ROW + 4,
            place(rate.low),
            place(rate.high),
            (place(rate.interval[0]), place(rate.interval[1])) if rate.interval else None,
        )
        for index, rate in enumerate(panel.rates)
    )
    ticks = tuple((place(percent), percent) for percent in range(0, 101, 20))
    return Drawing(_WIDTH, len(panel.rates) * _ROW + 32, left, right, ticks, marks)


def right_label(number: str, source: str) -> str:
    """What stands to the right of a row: the number and its source, cut to fit."""
    text = f"{number} · {source}" if source else number
    return text if len(text) <= _LONGEST_RIGHT else text[: _LONGEST_RIGHT - 1] + "…"


def label(claim: Mapping[str, Any]) -> str:
    """What a row is called: treatment and article, cut to fit."""
    treatment = claim["treatment"]["name"] if claim["treatment"] else "no treatment"
    text = f"{treatment} · {claim['article_id']}"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


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
