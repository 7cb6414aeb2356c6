"""Tells citation markers from other numbers in brackets, by the article's own habits and list."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import count, pairwise

from claimsift.lexicon import load_table
from claimsift.stages.segment.marker_candidates import Candidate

_ALWAYS = frozenset({"link", "footnote", "escaped", "marked"})
_HABITS = ("bracket", "parens", "glued")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[.,:;]?\s?\Z")
_SIGN_BEFORE = re.compile(r"(?:[:;,.—–]\s|\n)\s?\Z")
_NUMBER_BEFORE = re.compile(r"\d\s?(?:%|[a-z]{1,6})?\s?\Z")
_STOP_AFTER = re.compile(r"[.;!?](?=\s|\Z)|,(?=\s)")
_NEXT_SENTENCE = re.compile(r"\s*(?:\Z|\n|(?<=\s)[A-Z“\"])")
_LOWER_AFTER = re.compile(r"\s\*?[a-z]")
_REF = re.compile(r"\b(?:refs?|references?)\b", re.IGNORECASE)
_LINE_END = re.compile(r"[^\S\n]*(?:\n|\Z)")
_PARTS_APART = 500  # code points between two parts of one enumeration
_MOST_NAMED = 8  # entries that one marker counts for
_MAX_SKIP = 4  # numbers that an excerpt or a lost table may skip in the order of first appearance

Known = Callable[[int, int], bool]  # number, offset of the marker → whether the article's list holds it


def choose_markers(
    text: str, candidates: Sequence[Candidate], numbers: frozenset[int], is_known: Known
) -> list[Candidate]:
    """The candidates that are citation markers, in order.

    Marked-up ones always are. Of the bare styles, `[1]`, `(1)` and `word1`, an article has one: the one whose numbers
    cover most of its list; `[1]` is believed without a list too, where the numbers count up from the start.
    """
    sure = [c for c in candidates if c.style in _ALWAYS]
    by_habit: dict[str, list[Candidate]] = {}
    for style in _HABITS:
        mine = _without_enumerations(text, [c for c in candidates if c.style == style and _is_possible(text, c)])
        if numbers:
            mine = [c for c in mine if all(is_known(number, c.start) for number in c.numbers)]
            if style != "bracket":
                ordered = {(c.start, c.end) for c in _in_order(mine, sorted(numbers))}
                # Out of order, as where a list is cited in part, a number must stand where markers stand.
                mine = [c for c in mine if (c.start, c.end) in ordered or _stands_at_end(text, c)]
        elif style == "bracket":
            ordered = {(c.start, c.end) for c in _in_order(mine)}
            # An excerpt without its list skips numbers; "15 [10, 20]" is an interval.
            mine = [
                c
                for c in mine
                if (c.start, c.end) in ordered or not _NUMBER_BEFORE.search(text, max(0, c.start - 12), c.start)
            ]
        else:
            mine = _in_order(mine)
        by_habit[style] = mine
    chosen = _habit(text, by_habit, numbers, sure)
    # "(ref. 3)" says what it is; "[see 3]" and "(3, p. 12)" need a list that holds the number.
    sure += [
        c
        for c in candidates
        if c.style == "worded"
        and (all(is_known(number, c.start) for number in c.numbers) if numbers else _REF.search(text, c.start, c.end))
    ]
    kept = sure + [c for style in chosen for c in by_habit[style]]
    return sorted(kept, key=lambda c: c.start)


def _habit(
    text: str, by_habit: dict[str, list[Candidate]], numbers: frozenset[int], sure: list[Candidate]
) -> list[str]:
    if not numbers:
        return [] if sure else _habit_without_list(text, by_habit)
    named = {style: {n for c in found for n in c.numbers} for style, found in by_habit.items()}
    covered_by_sure = {n for c in sure for n in c.numbers}
    if len(covered_by_sure) > len(numbers) / 2:
        return []
    best = max(_HABITS, key=lambda style: (_weigh(by_habit[style]), -_HABITS.index(style)))
    chosen = [best] if named[best] else []
    # An article that was put together from several sources mixes two styles; each must then name many entries alone.
    for style in _HABITS[:2]:
        alone = named[style] - named[best] - covered_by_sure
        if style in chosen:
            continue
        if len(alone) >= max(3, len(numbers) // 3) or _fills_gaps(by_habit[style], by_habit[best], alone):
            chosen.append(style)
    return chosen


def _weigh(candidates: list[Candidate]) -> int:
    """How many entries candidates name; one names a few at most, or else `PTH1-34` names more than all `[5]`, `[6]`."""
    seen: set[int] = set()
    weight = 0
    for candidate in candidates:
        fresh = set(candidate.numbers) - seen
        seen |= fresh
        weight += min(len(fresh), _MOST_NAMED)
    return weight


def _fills_gaps(found: list[Candidate], best: list[Candidate], alone: set[int]) -> bool:
    """Whether the numbers that only this style names stand where those of the best style leave them out.

    Authors who write by hand slip: "(1) … [2] … (3)".
    """
    mine, theirs = _first_places(found), _first_places(best)
    if not alone or len(alone) > len(theirs):
        return False
    return all(
        theirs.get(n - 1, mine.get(n - 1, -1)) < mine[n] < theirs.get(n + 1, mine.get(n + 1, -1))
        or (n + 1 not in theirs and n - 1 in theirs and theirs[n - 1] < mine[n])
        for n in alone
    )


def _first_places(candidates: list[Candidate]) -> dict[int, int]:
    """Number → where it is named first."""
    return {n: candidate.start for candidate in reversed(candidates) for n in candidate.numbers}


def _habit_without_list(text: str, by_habit: dict[str, list[Candidate]]) -> list[str]:
    """The style of an article whose list is missing: two numbers in brackets, or numbers that close sentences.

    Those must count up from 1 without a gap; "rash in three (3)" does not. Bare digits need three.
    """
    if len({n for c in by_habit["bracket"] for n in c.numbers}) >= 2:
        return ["bracket"]
    for style, least in (("bracket", 1), ("parens", 1), ("glued", 3)):
        closing = [c for c in by_habit[style] if _closes_sentence(text, c)]
        found = {n for c in closing for n in c.numbers}
        last = next(n for n in count(1) if n not in found) - 1
        if last >= (least if len(found) == last else max(least, 2)):
            by_habit[style] = [c for c in closing if max(c.numbers) <= last]
            return [style]
    return []


def _closes_sentence(text: str, candidate: Candidate) -> bool:
    """Whether a number stands at the end of a sentence: before its stop, or between it and the next sentence."""
    after_stop = text[max(0, candidate.start - 3) : candidate.start].rstrip(" ")[-1:] in (".", "?", "!", "”", '"', ")")
    if candidate.style == "glued":
        return after_stop and _NEXT_SENTENCE.match(text, candidate.end) is not None
    pattern = _NEXT_SENTENCE if after_stop else _STOP_AFTER
    before = text[max(0, candidate.start - 2) : candidate.start].strip()
    if _repeats_word(text, candidate):
        return False
    return bool(before) and not before[-1].isdigit() and pattern.match(text, candidate.end) is not None


def _stands_at_end(text: str, candidate: Candidate) -> bool:
    """Whether a number stands at the end of a sentence or of a line."""
    at_line_end = candidate.style == "parens" and _LINE_END.match(text, candidate.end) is not None
    return _closes_sentence(text, candidate) or (at_line_end and not _repeats_word(text, candidate))


def _repeats_word(text: str, candidate: Candidate) -> bool:
    """Whether a number says a word once more: "rash in three (3)"."""
    word = _WORD_BEFORE.search(text, max(0, candidate.start - 24), candidate.start)
    return word is not None and word[1].lower() in load_table("number_words")["cardinals"]


def _in_order(candidates: list[Candidate], listed: Sequence[int] = ()) -> list[Candidate]:
    """Candidates whose numbers were named before, or come next: sources are numbered as they appear.

    Numbers that the article's list leaves out (an excerpt's does) are no gap.
    """
    rank = {number: place for place, number in enumerate(listed, 1)}
    kept: list[Candidate] = []
    highest = 0
    places = [[rank.get(number, number) for number in candidate.numbers] for candidate in candidates]
    all_places = {place for found in places for place in found}
    for candidate, found in zip(candidates, places, strict=True):
        low, top = min(found), max(found)
        # Sources named only in a table or a figure leave a gap; the count then goes on after it.
        if top > highest + _MAX_SKIP and sum(top + step in all_places for step in (1, 2, 3, 4)) >= 3:
            highest = max(highest, low - 1)
        if low <= highest + _MAX_SKIP and top <= highest + 60:
            kept.append(candidate)
            if top - highest <= max(_MAX_SKIP, len(found)):
                highest = max(highest, top)
    return kept


def _is_possible(text: str, candidate: Candidate) -> bool:
    """Whether the word before a bare candidate allows a marker: "Group (1)" and "type2" name things."""
    if candidate.style == "bracket":
        return True
    word = _WORD_BEFORE.search(text, max(0, candidate.start - 24), candidate.start)
    if word is None:
        return True
    table = load_table("marker_styles")["labels"]
    if candidate.style == "glued":
        return word[0] != word[1] or word[1].lower() not in table["glued"]
    return not (word[1][0].isupper() and word[1].lower() in table["words"])


def _without_enumerations(text: str, candidates: list[Candidate]) -> list[Candidate]:
    """Drops `(1)` and `(2)` that count the parts of a sentence: at least two near each other, one up."""
    suspects = [c for c in candidates if _counts_parts(text, c)]
    dropped = set()
    for one, other in pairwise(suspects):
        if other.start - one.end <= _PARTS_APART and other.numbers[0] == one.numbers[0] + 1:
            dropped |= {one, other}
    return [c for c in candidates if c not in dropped]


def _counts_parts(text: str, candidate: Candidate) -> bool:
    if candidate.style != "parens" or len(candidate.numbers) > 1 or not _LOWER_AFTER.match(text, candidate.end):
        return False
    if _SIGN_BEFORE.search(text, max(0, candidate.start - 24), candidate.start):
        return True
    word = _WORD_BEFORE.search(text, max(0, candidate.start - 24), candidate.start)
    return word is not None and word[1].lower() in load_table("marker_styles")["enumerates"]["words"]
