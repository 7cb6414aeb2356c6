"""Every error of a run by its cause, each with the sentence that it stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from claimsift.evaluate.context import Context
from claimsift.evaluate.gold import GoldClaim
from claimsift.evaluate.judge import FIELDS, token_f1
from claimsift.evaluate.match import ArticleMatch
from claimsift.evaluate.predictions import Prediction

CAUSES = ("missed", "spurious", *FIELDS, "outcome")
_FAR_OFF = 0.5  # an outcome that shares less than half of its words names something else


@dataclass(frozen=True, slots=True)
class Fault:
    """One error: what gold has, what the run has, and where. `start` and `end` are the quantity's in the article."""

    cause: str
    article_id: str
    text: str
    start: int
    end: int
    expected: str
    found: str
    heading: str | None
    sentence: str
    sentence_start: int


def list_faults(matches: Sequence[ArticleMatch], contexts: Mapping[str, Context]) -> tuple[Fault, ...]:
    """All faults, grouped by cause in the order of `CAUSES`, then by article and place."""
    faults = [fault for match in matches for fault in _faults_of(match, contexts[match.article_id])]
    order = {match.article_id: i for i, match in enumerate(matches)}
    return tuple(sorted(faults, key=lambda f: (CAUSES.index(f.cause), order[f.article_id], f.start)))


def _faults_of(match: ArticleMatch, context: Context) -> Iterator[Fault]:
    for gold in match.missed:
        yield _fault("missed", match, gold, describe_gold(gold), "", context)
    for found in match.spurious:
        yield _fault("spurious", match, found, "", describe_prediction(found), context)
    for gold, found in match.matched:
        for name, is_right in FIELDS.items():
            if not is_right(gold, found):
                show_gold, show_found = _SHOW[name]
                yield _fault(name, match, found, show_gold(gold), show_found(found), context)
        if gold.outcome and token_f1(gold.outcome, found.outcome) < _FAR_OFF:
            yield _fault("outcome", match, found, gold.outcome, found.outcome or "none", context)


def _fault(
    cause: str, match: ArticleMatch, item: GoldClaim | Prediction, expected: str, found: str, context: Context
) -> Fault:
    sentence, start = context.sentence_of(item)
    return Fault(
        cause,
        match.article_id,
        item.text,
        item.start,
        item.end,
        expected,
        found,
        context.heading_of(item),
        sentence,
        start,
    )


def show_value(item: GoldClaim | Prediction) -> str:
    """A value with its unit: `10 to 15 %`."""
    if item.value is None:
        return "none"
    numbers = item.value if isinstance(item.value, tuple) else (item.value,)
    return " ".join(
        filter(None, (" to ".join(f"{number:.10g}" for number in numbers if number is not None), item.unit))
    )


def describe_gold(gold: GoldClaim) -> str:
    return ", ".join(filter(None, (gold.kind, gold.modifier, show_value(gold), gold.outcome)))


def describe_prediction(found: Prediction) -> str:
    return ", ".join(filter(None, (found.kind, found.modifier, show_value(found), found.outcome)))


_SHOW: Mapping[str, tuple[Callable[[GoldClaim], str], Callable[[Prediction], str]]] = MappingProxyType(
    {
        "value": (show_value, show_value),
        "kind": (lambda gold: gold.kind, lambda found: found.kind or "none"),
        "modifier": (lambda gold: gold.modifier or "none", lambda found: found.modifier or "none"),
        "assertion": (lambda gold: gold.assertion, lambda found: found.assertion or "none"),
        "citation": (
            lambda gold: ", ".join(sorted(gold.references or ())) or "no source",
            lambda found: ", ".join(sorted(found.references)) or "no source",
        ),
        "treatment": (
            lambda gold: " or ".join((gold.treatment or ())[:3]) or "no treatment",
            lambda found: found.treatment or "no treatment",
        ),
        "timepoint": (lambda gold: gold.timepoint or "none", lambda found: found.timepoint or "none"),
    }
)
