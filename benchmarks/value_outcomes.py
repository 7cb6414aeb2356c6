"""Which outcomes each value of a trial's sentence belongs to, values and outcomes given: RCT-ART (development half).

    python benchmarks/value_outcomes.py SHARED

A value has one outcome or several, since RCT-ART marks what is measured and when ("baseline", "at 6 months") alike.
`nearest preceding` takes the last outcome before a value. `claimsift's outcome` takes the one that the product's own
scores put first. `learned` decides on each pair: a logistic regression over those scores, order, clauses,
"respectively" and the time point that the product finds. The product's scores have seen RCT-ART train, not its dev.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from claimsift.records import Claim, Provenance, Quantity, TextSpan
from claimsift.stages.describe_claims.find_candidates import Stretch
from claimsift.stages.describe_claims.find_rows import Row, find_rows
from claimsift.stages.describe_claims.find_timepoint import find_timepoints
from claimsift.stages.describe_claims.pair_lists import find_lists
from claimsift.stages.describe_claims.read_signs import Reading
from claimsift.stages.describe_claims.score_stretches import RowScorer
from claimsift.stages.segment import find_layout
from claimsift.train.fit_choice import Case, fit_choice, probabilities

Span = tuple[int, int]
Pair = tuple[Span, Span]
PENALTY = 1.0
THRESHOLD = 0.5
FOLDS = 5
_TIME = re.compile(
    r"\b(?:baseline|week|month|day|year|hour|minute|visit|follow-?up|end ?point|pre|post|before|after|at|from)", re.I
)
_NUMBER_OF_TIME = re.compile(r"\W*\d+(?:\W*\Z|[ -](?:week|month|day|year|hour|min))", re.I)
_CLAUSE = re.compile(r"[;:]|,? (?:but|while|whereas|compared|versus|vs)\b|\.(?=\s)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its values and outcomes, and which pairs of them belong together."""

    text: str
    values: tuple[Span, ...]
    outcomes: tuple[Span, ...]
    pairs: frozenset[Pair]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("shared", type=Path, help="folder of the development data")
    parser.add_argument("--errors", action="store_true", help="print the pairs that the learned choice gets wrong")
    options = parser.parse_args()
    train, held_out = (list(read_sentences(options.shared / "data", part)) for part in ("train", "dev"))
    weights = fit_pairs(train)
    chosen = [choose_pairs(sentence, weights) for sentence in held_out]
    print("| value to outcome, both given | pairs | found | precision | recall | F1 |")
    print("| --- | --: | --: | --: | --: | --: |")
    for name, choose in SIMPLE.items():
        print(f"| {name} | {_cells(held_out, [choose(sentence) for sentence in held_out])} |")
    print(f"| **learned on RCT-ART train** | {_cells(held_out, chosen)} |")
    for name, choose in SIMPLE.items():
        print(f"| train: {name} | {_cells(train, [choose(sentence) for sentence in train])} |")
    print(f"| train: learned, in {FOLDS} folds | {_cells(train, choose_in_folds(train))} |")
    if options.errors:
        for sentence, pairs in zip(held_out, chosen, strict=True):
            for value, outcome in sorted(pairs ^ sentence.pairs):
                sign = "-" if (value, outcome) in sentence.pairs else "+"
                print(f"{sign} {sentence.text[slice(*value)]} = {sentence.text[slice(*outcome)]} | {sentence.text}")


def read_sentences(data: Path, part: str) -> Iterator[Sentence]:
    for line in (data / f"rct_art/{part}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        spans = {s["id"]: s for s in row["detok"]["spans"]}
        places = {name: (s["start"], s["end"]) for name, s in spans.items()}
        labelled = {
            label: tuple(sorted(places[name] for name, s in spans.items() if s["label"] == label))
            for label in ("MEAS", "OC")
        }
        pairs = frozenset(
            (places[r["child"]], places[r["head"]])
            for r in row["relations"]
            if r["type"] == "OC_RES" and spans[r["head"]]["label"] == "OC" and spans[r["child"]]["label"] == "MEAS"
        )
        yield Sentence(row["detok"]["text"], labelled["MEAS"], labelled["OC"], pairs)


def choose_preceding(sentence: Sentence) -> frozenset[Pair]:
    """Each value with the last outcome before it, or the first behind it where there is none."""
    found = []
    for value in sentence.values:
        before = [outcome for outcome in sentence.outcomes if outcome[0] < value[0]]
        if before or sentence.outcomes:
            found.append((value, before[-1] if before else sentence.outcomes[0]))
    return frozenset(found)


def choose_nearest(sentence: Sentence) -> frozenset[Pair]:
    return frozenset(
        (value, min(sentence.outcomes, key=lambda outcome: _distance(outcome, value)))
        for value in sentence.values
        if sentence.outcomes
    )


def choose_by_scores(sentence: Sentence) -> frozenset[Pair]:
    """Each value with the outcome that the product's scores put first."""
    found = []
    for value, features in describe_pairs(sentence).items():
        best = max(features, key=lambda outcome: features[outcome]["score"], default=None)
        if best is not None:
            found.append((value, best))
    return frozenset(found)


def choose_pairs(sentence: Sentence, weights: Mapping[str, float]) -> frozenset[Pair]:
    """Each value with the outcomes that are more likely its than not; at least the likeliest."""
    found = []
    for value, features in describe_pairs(sentence).items():
        likely = {outcome: probabilities(_case(row, True), weights)[0] for outcome, row in features.items()}
        best = max(likely, key=lambda outcome: likely[outcome], default=None)
        found += [(value, outcome) for outcome, p in likely.items() if p >= THRESHOLD or outcome == best]
    return frozenset(found)


def fit_pairs(sentences: Sequence[Sentence]) -> dict[str, float]:
    cases = [
        _case(row, (value, outcome) in sentence.pairs)
        for sentence in sentences
        for value, features in describe_pairs(sentence).items()
        for outcome, row in features.items()
    ]
    return fit_choice(cases, {}, strength=PENALTY)


def choose_in_folds(sentences: Sequence[Sentence]) -> list[frozenset[Pair]]:
    """What is chosen for each sentence by weights that were not learned on it."""
    chosen: dict[int, frozenset[Pair]] = {}
    for fold in range(FOLDS):
        weights = fit_pairs([sentence for index, sentence in enumerate(sentences) if index % FOLDS != fold])
        chosen |= {i: choose_pairs(s, weights) for i, s in enumerate(sentences) if i % FOLDS == fold}
    return [chosen[index] for index in range(len(sentences))]


def _case(features: Mapping[str, float], right: bool) -> Case:
    return Case("", (features, {}), (right, not right), (True, None))


def describe_pairs(sentence: Sentence) -> dict[Span, dict[Span, dict[str, float]]]:
    """The features of each outcome for each value."""
    text, layout = sentence.text, find_layout(sentence.text)
    claims = tuple(_claim(text, value) for value in sentence.values)
    found: dict[Span, dict[Span, dict[str, float]]] = {
        value: {outcome: {} for outcome in sentence.outcomes} for value in sentence.values
    }
    for row in find_rows(layout, claims):
        times = find_timepoints(text, layout.masked, row, claims)
        scorer, previous = RowScorer(Reading(row.tokens)), None
        lists = find_lists(row.tokens, [position for position, _ in row.numbers()])
        for position, index in row.numbers():
            value = sentence.values[index]
            stretches = {s: outcome for outcome in sentence.outcomes if (s := _stretch(row, outcome)) is not None}
            scored = scorer.score(position, stretches, kind=claims[index].kind, previous=previous)
            top = max((score for score, _ in scored), default=0.0)
            for score, stretch in scored:
                found[value][stretches[stretch]] |= {"score": score - top, "first": float(score == top), "scored": 1.0}
                previous = stretch if score == top else previous
            listed = next((group.index(position) for group in lists if position in group), None)
            time = times.get(index)
            for outcome, features in found[value].items():
                features["is_timepoint"] = float(time is not None and time.start < outcome[1] and outcome[0] < time.end)
                features.update(_place(sentence, value, outcome, listed))
                features.setdefault("score", -10.0)
    return found


def _place(sentence: Sentence, value: Span, outcome: Span, listed: int | None) -> dict[str, float]:
    """Where an outcome stands, seen from a value."""
    text = sentence.text
    is_time = _is_time(text, outcome)
    alike = [other for other in sentence.outcomes if _is_time(text, other) == is_time]
    before = outcome[0] < value[0]
    between = text[outcome[1] : value[0]] if before else text[value[1] : outcome[0]]
    side = "before" if before else "behind"
    same_side = [other for other in alike if (other[0] < value[0]) == before]
    rank = same_side[::-1].index(outcome) if before else same_side.index(outcome)
    kind = "time" if is_time else "thing"
    crossed = sum(other != value and _within(other, outcome, value) for other in sentence.values)
    features = {
        "bias": 1.0,
        f"{kind}_{side}": 1.0,
        f"{kind}_{side}_rank_{min(rank, 2)}": 1.0,
        f"{kind}_{side}_crossed_{min(crossed, 2)}": 1.0,
        f"{kind}_only": float(len(alike) == 1),
        f"{kind}_clauses_{min(2, len(_CLAUSE.findall(between)))}": 1.0,
        f"{kind}_{side}_distance": min(len(between), 150) / 50,
        f"{kind}_in_brackets": float(between.count("(") > between.count(")")),
        f"{kind}_adjacent": float(bool(re.fullmatch(r"\W{0,3}(?:was|were|of|by|in|is|:)?\W{0,3}", between))),
        f"{kind}_none_before": float(not any(other[0] < value[0] for other in alike)),
    }
    if listed is not None:
        features[f"{kind}_listed"] = float(alike.index(outcome) == listed)
        features[f"{kind}_not_listed"] = float(alike.index(outcome) != listed)
    return features


def _is_time(text: str, outcome: Span) -> bool:
    surface = text[slice(*outcome)]
    return bool(_TIME.match(surface) or _NUMBER_OF_TIME.match(surface))


def _stretch(row: Row, outcome: Span) -> Stretch | None:
    inside = [i for i, t in enumerate(row.tokens) if t.start < outcome[1] and outcome[0] < t.end and t.claim is None]
    return (inside[0], inside[-1]) if inside else None


def _claim(text: str, value: Span) -> Claim:
    surface = text[slice(*value)]
    kind = "proportion" if "%" in surface or "percent" in surface else "measure"
    whole = TextSpan(text, 0, len(text))
    return Claim(f"clm_{value[0]}", "", kind, Quantity(surface, *value, None, None), whole, Provenance("gold", "0"))


def _cells(sentences: Sequence[Sentence], answers: Sequence[frozenset[Pair]]) -> str:
    wanted = sum(len(sentence.pairs) for sentence in sentences)
    found = sum(len(pairs) for pairs in answers)
    right = sum(len(pairs & sentence.pairs) for sentence, pairs in zip(sentences, answers, strict=True))
    precision, recall = right / max(1, found), right / max(1, wanted)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return f"{wanted} | {found} | {precision:.3f} | {recall:.3f} | {f1:.3f}"


def _distance(span: Span, value: Span) -> int:
    return max(span[0] - value[1], value[0] - span[1], 0)


def _within(span: Span, one: Span, other: Span) -> bool:
    return min(one[0], other[0]) < span[0] < max(one[0], other[0])


SIMPLE = {
    "nearest preceding": choose_preceding,
    "nearest": choose_nearest,
    "claimsift's outcome": choose_by_scores,
}

if __name__ == "__main__":
    main()
