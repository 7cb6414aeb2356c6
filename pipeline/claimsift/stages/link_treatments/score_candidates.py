"""Scores the candidates of an article by the weights of their features, and shows what moved a score."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from claimsift.records import Candidate
from claimsift.stages.link_treatments.link_candidate import LinkCandidate, Part

_SHOWN_FEATURES = 6

# The scores of a candidate in the first and in the second reading.
Scores = tuple[float, float]
# A feature as a trace shows it: how much it moves the score, its name, and its worth.
_Move = tuple[float, str, float]


class CandidateScorer:
    """Scores the candidates of one article: each part of features is weighed once, for all that share it.

    A part is known by its identity, so all candidates must live as long as the scorer.
    """

    def __init__(self, first: Mapping[str, float], second: Mapping[str, float]) -> None:
        self._first, self._second = first, second
        self._known: dict[int, Scores] = {}
        self._moves: dict[int, list[_Move]] = {}

    def score(self, candidate: LinkCandidate) -> Scores:
        """The sums of what its parts weigh in both readings."""
        known = self._known
        first = second = 0.0
        for part in candidate.parts:
            one, two = known.get(id(part)) or self.weigh(part)
            first += one
            second += two
        return first, second

    def weigh(self, part: Part) -> Scores:
        """What a part weighs in both readings; a feature without a weight weighs nothing."""
        known = self._known.get(id(part))
        if known is None:
            first, second, items = self._first, self._second, part.items()
            known = self._known[id(part)] = (
                sum([first[name] * value for name, value in items if name in first]),
                sum([second[name] * value for name, value in items if name in second]),
            )
        return known

    def show(self, candidate: LinkCandidate, score: float) -> Candidate:
        """A candidate for the trace: its score in the second reading, and the features that moved it most."""
        moved: list[_Move] = []
        for part in candidate.parts:
            moves = self._moves.get(id(part))
            if moves is None:
                moves = self._moves[id(part)] = self._read_moves(part)
            moved += moves
        moved.sort()
        shown = tuple([(name, _rounded(worth)) for _, name, worth in moved[:_SHOWN_FEATURES]])
        mention = candidate.mention
        if mention is None:
            return Candidate("none", None, None, round(score, 3), shown)
        return Candidate(mention.name, mention.start, mention.end, round(score, 3), shown)

    def _read_moves(self, part: Part) -> list[_Move]:
        weights = self._second
        worths = [(name, weights[name] * value) for name, value in part.items() if weights.get(name)]
        return [(-abs(worth), name, worth) for name, worth in worths]


@lru_cache(maxsize=1 << 14)
def _rounded(worth: float) -> float:
    """The digits that a trace shows; most features have one value, and rounding takes longer than remembering."""
    return round(worth, 3)
