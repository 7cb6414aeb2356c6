"""Looks for the cues of the table in a sentence: its words say which few patterns are worth a try."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache

from claimsift.lexicon import load_table
from claimsift.lexicon.split_words import WORD

_ANY_CASE = ("presents", "refers_back", "refers_to_other", "results_heading", "same_study")
TENSES = ("told_past", "told_now")
# Most sentences have one of these, so their words tell nothing of the other cues.
COMMON = (*TENSES, "own_voice")


@dataclass(frozen=True, slots=True)
class Cue:
    """How a cue is looked for.

    Each of `words` is the cue; for any other a text must have one of the words in `needs` or of the strings in `holds`.
    A cue that is `of_words` is only looked for there. One in `any_case` is for text in lower case. `opens` are the
    words, in lower case, with which its pattern opens; empty where it may open otherwise.
    """

    words: frozenset[str]
    needs: frozenset[str]
    holds: tuple[str, ...]
    of_words: bool
    any_case: bool
    opens: frozenset[str]
    find: Callable[[str], re.Match[str] | None]

    def is_in(self, text: str, words: Collection[str]) -> bool:
        """Whether a text with these words, in lower case, has the cue."""
        return not self.words.isdisjoint(words) or self.search(text, words) is not None

    def search(self, text: str, words: Collection[str]) -> re.Match[str] | None:
        """Where a text has the cue by its pattern."""
        if self.needs.isdisjoint(words):
            for part in self.holds:
                if part in text:
                    break
            else:
                return None
        return self.find(text)


@cache
def cue_pattern(name: str) -> re.Pattern[str]:
    """The pattern of a row of the table."""
    return re.compile(load_table("citation_cues")[name]["pattern"])


@cache
def load_cue(name: str) -> Cue:
    """The cue of a row of the table."""
    row, pattern = load_table("citation_cues")[name], cue_pattern(name)
    # A search does not stop at the first place where its pattern can only fit: what must stand at the start is matched.
    find = pattern.match if row["pattern"].startswith(r"\A") else pattern.search
    of_words = "needs" in row
    holds = tuple(row.get("holds", () if of_words else ("",)))
    words, needs, opens = (frozenset(row.get(kind, ())) for kind in ("words", "needs", "opens"))
    return Cue(words, needs, holds, of_words, name in _ANY_CASE, opens, find)


@cache
def _telling_words() -> frozenset[str]:
    """All words that are a cue or that one needs."""
    rows = [row for name, row in load_table("citation_cues").items() if name != "note" and name not in COMMON]
    return frozenset().union(*(row.get(kind, ()) for row in rows for kind in ("words", "needs")))


def find_telling(words: list[str]) -> frozenset[str]:
    """Those of a sentence's words, in lower case, by which cues are told: in most sentences few or none."""
    return _telling_words().intersection(words)


def has_cue(name: str, text: str) -> bool:
    """Whether a sentence or heading has a cue."""
    cue, lowered = load_cue(name), text.lower()
    return cue.is_in(lowered if cue.any_case else text, WORD.findall(lowered))
