"""No rule backtracks badly: each regular expression is timed on the worst input that its own parts give."""

import importlib
import itertools
import pkgutil
import re
import time
from collections.abc import Iterator
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]

import pytest

from claimsift.lexicon import load_table
from claimsift.stages.describe_claims.describe_claims import describe_claims
from claimsift.stages.detect_claims import find_quantities
from claimsift.stages.detect_claims.find_claims import find_claims
from claimsift.stages.segment import find_layout

_PACKAGES = ("claimsift.stages.detect_claims", "claimsift.stages.describe_claims")
_TABLES = ("assertion_cues", "time_points", "dose_frequencies")
_SIGNS = {ops.CATEGORY_DIGIT: "1", ops.CATEGORY_SPACE: " ", ops.CATEGORY_NOT_WORD: " "}
_PLAIN = "The people who were treated had less pain than others did, and "
# The longest stretch of text that a rule may look through from one place; each doubling shows growth before it hurts.
_SIZES = (16, 20, 24, 28, 60, 120)


def rules() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every regular expression of the two stages by its name, those of their tables too."""
    for package in _PACKAGES:
        for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
            for name, value in vars(importlib.import_module(f"{package}.{module.name}")).items():
                if isinstance(value, re.Pattern):
                    yield f"{module.name}.{name}", value
    for table in _TABLES:
        for row in load_table(table)["rows"]:
            for key in ("pattern", "before"):
                if row.get(key) and "{" not in re.sub(r"\{[\d,]+\}", "", row[key]):
                    yield f"{table}.{row['name']}.{key}", re.compile(row[key], re.IGNORECASE)


def _char(op: int, value: object) -> str:
    if op is ops.LITERAL:
        return chr(value)  # type: ignore[arg-type]
    if op is ops.RANGE:
        return chr(value[0])  # type: ignore[index]
    return _SIGNS.get(value, "a")


def _sample(parts: object) -> str:
    """A text that the parts of a pattern match, or nearly."""
    out = []
    for op, value in parts:  # type: ignore[attr-defined]
        if op in (ops.LITERAL, ops.RANGE, ops.CATEGORY):
            out.append(_char(op, value))
        elif op in (ops.ANY, ops.NOT_LITERAL, ops.GROUPREF) or (op is ops.IN and value[0][0] is ops.NEGATE):
            out.append("a")
        elif op is ops.IN:
            out.append(_char(*value[0]))
        elif op is ops.BRANCH:
            out.append(_sample(value[1][0]))
        elif op is ops.SUBPATTERN:
            out.append(_sample(value[-1]))
        elif op in (ops.MAX_REPEAT, ops.MIN_REPEAT):
            out.append(_sample(value[2]) * max(value[0], 1))
    return "".join(out)


def _pumps(parts: object, prefix: str = "") -> Iterator[tuple[str, str]]:
    """What leads to each repetition of a pattern, and a text that it repeats."""
    parts = list(parts)  # type: ignore[call-overload]
    for index, (op, value) in enumerate(parts):
        before = prefix + _sample(parts[:index])
        if op in (ops.MAX_REPEAT, ops.MIN_REPEAT):
            if value[1] >= 3:
                yield before, _sample(value[2])
            yield from _pumps(value[2], before)
        elif op is ops.SUBPATTERN:
            yield from _pumps(value[-1], before)
        elif op is ops.BRANCH:
            for branch in value[1]:
                yield from _pumps(branch, before)
        elif op in (ops.ASSERT, ops.ASSERT_NOT):
            yield from _pumps(value[1], before)


def worst_inputs(rule: re.Pattern[str]) -> set[tuple[str, str]]:
    return {(before, body) for before, body in _pumps(_parser.parse(rule.pattern, rule.flags)) if body.strip() or body}


def _seconds(rule: re.Pattern[str], text: str) -> float:
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        rule.search(text)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize(("name", "rule"), [pytest.param(name, rule, id=name) for name, rule in rules()])
def test_each_rule_on_its_worst_input_against_a_plain_one(name, rule):
    """A rule that tries every way to part a text takes 2^60 steps where this lets it take 500 times the plain ones."""
    plain = _seconds(rule, (_PLAIN * 3)[: _SIZES[-1]])
    for (before, body), end, size in itertools.product(worst_inputs(rule), ("\0", " 9"), _SIZES):
        worst = _seconds(rule, (before + body * size)[:size] + end)
        assert worst <= 500 * plain + 0.005, (before, body, size)


def _stages(text: str) -> float:
    """The seconds of the faster of two runs: the first one may have to load tables."""
    layout, best = find_layout(text), float("inf")
    for _ in range(2):
        start = time.process_time()
        quantities, _ = find_quantities(text, layout)
        claims, _ = find_claims(text, layout, quantities)
        describe_claims(text, layout, claims)
        best = min(best, time.process_time() - start)
    return best


_BODIES = sorted({body for _, rule in rules() for _, body in worst_inputs(rule) if len(body) <= 6})


@pytest.mark.parametrize("body", _BODIES)
def test_a_text_of_what_a_rule_repeats_takes_linear_time(body):
    """Four times the text may take eight times as long, before a number and between many."""
    for make in (
        lambda size: (body * size)[:size] + " 12% of men",
        lambda size: (f"12% of {body * 12} " * size)[:size],
    ):
        assert _stages(make(2_000)) <= 8 * _stages(make(500)) + 0.1


def test_every_rule_was_found():
    """The walk over modules and tables sees the rules: a change of the layout must not empty it."""
    names = [name for name, _ in rules()]
    assert len(names) > 300
    assert {"share_forms._OF", "check_arithmetic._PERCENT", "dose_frequencies.daily.before"} <= set(names)
    assert len(_BODIES) > 20
