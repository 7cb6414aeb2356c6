"""One model for all scorers: a choice between candidates by the weights of their features, kept near known weights.

Claimhood chooses between "claim" and "no claim", citations between the places that name a source and none, treatments
between the mentions and none. Each candidate has the weight exp(features · weights); what is raised is the share of
all right candidates together. A pull toward the weights that are known already (a Gaussian prior) makes a few dozen
examples correct these instead of replacing them.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claimsift.errors import MissingExtraError
from claimsift.stages.link_treatments.link_treatments import choose_entity

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Case:
    """One choice: the features of each candidate, which are right, and the answer that each stands for.

    Candidates of one answer are taken together; the answer None is "none of them". `importance` weighs the case; `kin`
    are pairs of answers that often mean the same.
    """

    group: str
    features: tuple[Mapping[str, float], ...]
    right: tuple[bool, ...]
    answers: tuple[Hashable, ...]
    importance: float = 1.0
    kin: tuple[tuple[Hashable, Hashable], ...] = ()


def fit_choice(cases: Iterable[Case], prior: Weights, *, strength: float) -> dict[str, float]:
    """The weights that make the right candidates most probable; `strength` says how firmly the prior holds them.

    Raises:
        MissingExtraError: scipy is not installed.
    """
    try:
        from scipy.optimize import minimize
    except ImportError as error:
        raise MissingExtraError("scipy", extra="train") from error
    import numpy as np

    used = [case for case in cases if any(case.right) and not all(case.right)]
    names = sorted({name for case in used for f in case.features for name in f} | set(prior))
    if not used or not names:
        return dict(prior)
    column = {name: i for i, name in enumerate(names)}
    start = np.array([prior.get(name, 0.0) for name in names])
    sizes = np.array([len(case.features) for case in used])
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    matrix = np.zeros((int(sizes.sum()), len(names)))
    for row, features in enumerate(f for case in used for f in case.features):
        for name, value in features.items():
            matrix[row, column[name]] = value
    right = np.array([flag for case in used for flag in case.right], dtype=float)
    importance = np.array([case.importance for case in used])
    group = np.repeat(np.arange(len(used)), sizes)

    def loss(weights: Any) -> tuple[float, Any]:
        scores = matrix @ weights
        mass = np.exp(scores - np.maximum.reduceat(scores, first)[group])
        everything = np.add.reduceat(mass, first)
        good = np.maximum(np.add.reduceat(mass * right, first), 1e-30)
        pull = mass / everything[group] - mass * right / good[group]
        away = weights - start
        value = importance @ (np.log(everything) - np.log(good)) + strength / 2 * away @ away
        return float(value), matrix.T @ (pull * importance[group]) + strength * away

    result = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 400})
    return {name: round(float(value), 4) for name, value in zip(names, result.x, strict=True)}


def probabilities(case: Case, weights: Weights) -> list[float]:
    """The probability of each candidate."""
    scores = [sum(weights.get(name, 0.0) * value for name, value in f.items()) for f in case.features]
    top = max(scores)
    mass = [math.exp(score - top) for score in scores]
    total = sum(mass)
    return [part / total for part in mass]


def is_right(case: Case, weights: Weights, *, threshold: float | None = None) -> bool:
    """Whether the right answer is given: the likeliest one, or none where that is below the threshold."""
    shares = probabilities(case, weights)
    belief: dict[Hashable, float] = {}
    for answer, share in zip(case.answers, shares, strict=True):
        belief[answer] = belief.get(answer, 0.0) + share
    if threshold is None:
        chosen = choose_entity(belief, lambda: case.kin)
    else:
        named = {answer: share for answer, share in belief.items() if answer is not None}
        best = max(named, key=lambda answer: named[answer], default=None)
        chosen = best if best is not None and named[best] >= threshold else None
    of_chosen = [i for i, answer in enumerate(case.answers) if answer == chosen]
    return bool(of_chosen) and case.right[max(of_chosen, key=lambda i: shares[i])]


def surprise(cases: Sequence[Case], weights: Weights) -> float:
    """The summed negative log probability of the right candidates; lower is better."""
    total = 0.0
    for case in cases:
        shares = probabilities(case, weights)
        good = sum(share for share, flag in zip(shares, case.right, strict=True) if flag)
        total -= case.importance * math.log(max(good, 1e-12))
    return total
