"""What the layout says about who is speaking: lists with their introductions, quotations, sections, cue words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import accumulate

from claimsift.lexicon import load_table
from claimsift.lexicon.lower_text import lower_text
from claimsift.lexicon.split_words import WORD, article_words, match_openings
from claimsift.records import Block, Layout, Sentence, TextSpan
from claimsift.stages.link_citations.cues import COMMON, TENSES, cue_pattern, find_telling, has_cue, load_cue
from claimsift.stages.link_citations.report_parts import METHODS, RESULTS, find_report_parts

_QUOTE = re.compile(r"“[^“”]{2,4000}”|\"[^\"\n]{2,1500}\"")
_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
_POINTERS = ("refers_back", "refers_to_other", "presents_new")
_VOICES = ("speaks_apart", "leads_study", "presents_new")
# Cues that need no telling word.
_FREE_CUES = ("own_voice", "breaks_off", "presents", "pronoun_start", "reports_figures", *TENSES)
_TOLD_CUES = (*_FREE_CUES, *_POINTERS, "speaks_apart", "leads_study")
_ASIDE = re.compile(r"[,(]\s?(?:which|who|whose|where)\b[^,()]*\Z")
_ASIDE_END = re.compile(r"\s{0,3},\s(?=\w)|\s{0,3}\),?\s(?=\w)")
_ASIDE_LENGTH = 300  # code points
_CLOSING = re.compile(r"[ .\n\t\u00a0)”]*\Z")
_TAIL = 40  # code points
_FARTHEST = 10  # blocks
_MIN_REPORT_WORDS = 4
_REPORT_WORDS = 0.15  # a sentence; articles for readers have 0.05
_DIGIT = re.compile(r"[0-9]")
_STOP = frozenset(load_table("citation_words")["stop_words"])


class Discourse:
    """A text's layout with what the scope of a citation depends on, worked out once."""

    def __init__(self, text: str, layout: Layout) -> None:
        self.text = text
        self.layout = layout
        self.sentences: tuple[Sentence, ...] = layout.sentences
        self._starts = [sentence.start for sentence in self.sentences]
        self.quotes = [match.span() for match in _QUOTE.finditer(text)]
        self._quote_starts = [start for start, _ in self.quotes]
        self._cues: defaultdict[str, dict[int, bool]] = defaultdict(dict)
        self._told_years: dict[int, int | None] = {}
        self._lower = lower_text(layout.masked)
        self._split = article_words(layout.masked)
        self._sentence_words: dict[int, list[str]] = {}
        self._telling: dict[int, frozenset[str]] = {}
        self._open_ends: dict[int, bool] = {}
        self._pointers: dict[int, frozenset[str]] = {}
        self._breaks: list[int] | None = None
        self._voices: dict[int, frozenset[str]] = {}
        self._voices_of: dict[tuple[int, int], frozenset[str]] = {}
        self._said: dict[int, frozenset[str]] = {}
        self._words: dict[int, frozenset[str]] = {}
        self.prose = [
            i for i, b in enumerate(layout.blocks) if b.kind not in ("reference", "front_matter", "furniture")
        ]
        self.rank = {block: rank for rank, block in enumerate(self.prose)}
        self.list_of = self._lists()
        self._steps = list(accumulate(int(self._is_step(rank)) for rank in range(len(self.prose))))
        self._marked = {self.owner_of(m.start) for m in layout.markers if m.style != "hyperlink"}
        self.crowding = self._crowding()
        self.marked_share = self._marked_share()
        self.has_report_headings = self._has_report_headings()
        self.is_trial_report = self.has_report_headings or self._is_written_as_report()
        self._own_results: dict[int, bool] = {}
        self.report_parts = find_report_parts(text, layout) if self.has_report_headings else {}

    def _crowding(self) -> float:
        """Markers beyond the first in a block that has any, on average, at most 1: dense texts mark each sentence."""
        blocks = [self.layout.block_index_at(m.start) for m in self.layout.markers if m.style != "hyperlink"]
        return min(1.0, len(blocks) / len(set(blocks)) - 1.0) if blocks else 0.0

    def _marked_share(self) -> float:
        """Share of the sentences with a number, outside headings, that carry a marker."""
        told = [
            i
            for i, sentence in enumerate(self.sentences)
            if self.block(sentence.block).kind in ("paragraph", "list_item")
            and _DIGIT.search(self.layout.masked, sentence.start, sentence.end)
        ]
        return sum(i in self._marked for i in told) / len(told) if told else 0.0

    def _is_written_as_report(self) -> bool:
        """Whether the words are those of a report on its own study, as in an excerpt without headings."""
        pattern, opening = cue_pattern("report_words"), load_cue("report_words").opens
        found = sum(1 for _ in match_openings(pattern, self.layout.masked, opening))
        return found >= _MIN_REPORT_WORDS and found >= _REPORT_WORDS * len(self.sentences)

    def _is_of_own_figures(self, block: int) -> bool:
        """Whether a block of an excerpt tells figures and most of its sentences carry no marker."""
        mine = range(*self._sentences_of(block))
        marked = sum(index in self._marked for index in mine)
        told = any(self.has("statistics", index) or self.has("report_words", index) for index in mine)
        return told and marked <= len(mine) / 3

    def _sentences_of(self, block: int) -> tuple[int, int]:
        """First sentence of a block and the one after its last."""
        b = self.block(block)
        return bisect_left(self._starts, b.start), bisect_left(self._starts, b.end)

    def in_own_results(self, block: int) -> bool:
        """Whether a block of a report on its own study tells its results: by its heading, or by its manner."""
        if not self.is_trial_report:
            return False
        if block not in self._own_results and not self.has_report_headings:
            self._own_results[block] = self._is_of_own_figures(block)
        if block not in self._own_results:
            section = self.block(block).section
            while section is not None:
                head = self.text[self.block(section).text_start : self.block(section).end]
                if has_cue("results_heading", head.strip(" #*:")):
                    break
                section = self.block(section).section
            self._own_results[block] = section is not None or self.report_parts.get(block) == RESULTS
        return self._own_results[block]

    def in_own_methods(self, block: int) -> bool:
        """Whether a block of a report on its own study tells how it was done."""
        return self.report_parts.get(block) == METHODS

    def opens_block(self, sentence: int) -> bool:
        """Whether a sentence is the first of its block."""
        return sentence == 0 or self.sentences[sentence - 1].block != self.sentences[sentence].block

    def _lists(self) -> dict[int, int]:
        """Block index → number of its list; items that follow each other are one list."""
        lists: dict[int, int] = {}
        current, last = -1, -2
        for rank, index in enumerate(self.prose):
            if self.layout.blocks[index].kind == "list_item":
                if last != rank - 1:
                    current += 1
                lists[index], last = current, rank
        return lists

    def _is_step(self, rank: int) -> bool:
        """Whether a prose block starts something new: the items of one list, the rows of one table are one."""
        if rank == 0:
            return True
        this, before = self.prose[rank], self.prose[rank - 1]
        if self.block(this).kind == "table_row":
            return self.block(before).kind != "table_row"
        mine = self.list_of.get(this)
        return mine is None or mine != self.list_of.get(before)

    def _has_report_headings(self) -> bool:
        """Whether the article has the sections of a report on its own study."""
        heads = {
            self.text[b.text_start : b.end].strip(" #*:").lower() for b in self.layout.blocks if b.kind == "heading"
        }
        if any(re.fullmatch(r"[\d. ]*(?:.{0,20}\b)?methods?(?: and .{0,20})?", head) for head in heads):
            return True
        if "discussion" in heads and any(has_cue("methods_part", head) for head in heads):
            return True  # papers whose parts stand without the name of the whole: "Study design", "Discussion"
        return any(re.fullmatch(r"[\d. ]*(?:results?|findings)", head) for head in heads) and not heads.isdisjoint(
            ("background", "conclusion", "conclusions", "objective", "introduction", "discussion")
        )

    def block(self, index: int) -> Block:
        return self.layout.blocks[index]

    def sentence_for(self, offset: int) -> int | None:
        """The sentence that holds an offset; in a gap (a masked marker) the one before it in the same block."""
        at = self.layout.sentence_index_at(offset)
        if at is not None:
            return at
        block = self.layout.block_index_at(offset)
        before = bisect_right(self._starts, offset) - 1
        if before >= 0 and self.sentences[before].block == block:
            return before
        after = before + 1
        return after if after < len(self.sentences) and self.sentences[after].block == block else None

    def owner_of(self, marker_start: int) -> int | None:
        """The sentence that a marker supports: one that opens a sentence, or is all of it, closes the one before."""
        at = self.sentence_for(marker_start)
        while at is not None and at > 0 and self.sentences[at - 1].block == self.sentences[at].block:
            opens = not self.layout.masked[self.sentences[at].start : marker_start].strip(" .,;)]\u00a0\n")
            if not opens and any(c.isalpha() for c in self.sentence_text(at)):
                break
            at -= 1
        return at

    def sentence_text(self, index: int) -> str:
        return self.layout.masked[self.sentences[index].start : self.sentences[index].end]

    def has(self, name: str, sentence: int) -> bool:
        """Whether a sentence has a cue."""
        known = self._cues[name]
        found = known.get(sentence)
        if found is None:
            cue, place = load_cue(name), self.sentences[sentence]
            words: Collection[str] = ()
            if cue.of_words:
                words = self._words_of(sentence) if name in COMMON else self._telling_of(sentence)
            if cue.opens:
                needed = not cue.of_words or not cue.needs.isdisjoint(words)
                found = needed and any(True for _ in self._find_cue(name, place.start, place.end))
            else:
                text = (self._lower if cue.any_case else self.layout.masked)[place.start : place.end]
                found = cue.is_in(text, words)
            known[sentence] = found
        return found

    def _find_cue(self, name: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """Where a stretch of the text has a cue, tried at each word that opens one."""
        cue, pattern = load_cue(name), cue_pattern(name)
        text = self._lower if cue.any_case else self.layout.masked
        for place in self._split.starts_between(start, end, cue.opens.__contains__):
            if match := pattern.match(text, place, end):
                yield match

    def said(self, sentence: int) -> frozenset[str]:
        """The cues that a sentence with a number may have."""
        found = self._said.get(sentence)
        if found is None:
            names = _TOLD_CUES if self._telling_of(sentence) else _FREE_CUES
            found = self._said[sentence] = frozenset([name for name in names if self.has(name, sentence)])
        return found

    def last_break(self, first: int, end: int) -> int | None:
        """The last of the sentences from one up to another that starts a block and leaves the study before it."""
        breaks = self._breaks
        if breaks is None:
            starts = [i for i in range(len(self.sentences)) if self.opens_block(i)]
            breaks = [i for i in starts if self.has("breaks_off", i) and not self.has("refers_back", i)]
            self._breaks = breaks
        at = bisect_left(breaks, end) - 1
        return breaks[at] if at >= 0 and breaks[at] >= first else None

    def pointers(self, first: int, end: int) -> frozenset[str]:
        """The cues by which the sentences from one up to another speak of a study, this one or a new one."""
        known = self._pointers
        for i in range(first, end):
            if i not in known:
                names = _POINTERS if self._telling_of(i) else ()
                known[i] = frozenset([name for name in names if self.has(name, i)])
        return frozenset().union(*[known[i] for i in range(first, end)])

    def voices(self, first: int, end: int) -> frozenset[str]:
        """What sentences from one up to another do beside telling: other voices, own work, questions, new studies."""
        found = self._voices_of.get((first, end))
        if found is None:
            found = frozenset()
            for i in range(first, end):
                mine = self._voices.get(i)
                if mine is None:
                    mine = self._voices[i] = self._voices_in(i)
                if mine:
                    found |= mine
            self._voices_of[first, end] = found
        return found

    def _voices_in(self, sentence: int) -> frozenset[str]:
        told = self._telling_of(sentence)
        names = [name for name in _VOICES if self.has(name, sentence)] if told else []
        place = self.sentences[sentence]
        if self.has("own_voice", sentence) and self.quote_at(place.start) is None:
            names.append("own_voice")
        if "?" in self.layout.masked[place.end - 2 : place.end]:
            names.append("asks")
        return frozenset(names)

    def told_year(self, sentence: int) -> int | None:
        """The year that a sentence gives its study ("a 2013 trial"), or None."""
        if sentence not in self._told_years:
            match = load_cue("dates_study").search(self.sentence_text(sentence), ())
            self._told_years[sentence] = int(match[1] or match[2]) if match else None
        return self._told_years[sentence]

    def _words_of(self, sentence: int) -> list[str]:
        """The words of a sentence, in lower case."""
        found = self._sentence_words.get(sentence)
        if found is None:
            place = self.sentences[sentence]
            found = self._sentence_words[sentence] = self._split.lowers_between(place.start, place.end)
        return found

    def _telling_of(self, sentence: int) -> frozenset[str]:
        """The words of a sentence by which cues are told."""
        found = self._telling.get(sentence)
        if found is None:
            found = self._telling[sentence] = find_telling(self._words_of(sentence))
        return found

    def words(self, sentence: int) -> frozenset[str]:
        """The content words and numbers of a sentence."""
        if sentence not in self._words:
            place = self.sentences[sentence]
            numbers = _NUMBER.findall(self._lower, place.start, place.end)
            self._words[sentence] = _content(self._words_of(sentence), numbers)
        return self._words[sentence]

    def aside_before(self, marker: TextSpan, sentence: int) -> int:
        """Where the inserted clause starts that a marker closes (", which … [6], and"); -1 where there is none."""
        inside, masked = self.sentences[sentence], self.layout.masked
        if not _ASIDE_END.match(masked, marker.end):
            return -1
        begin = max(inside.start, marker.start - _ASIDE_LENGTH)
        opened = _ASIDE.search(masked, begin, min(marker.start, inside.end))
        return opened.start() if opened else -1

    def closes_block(self, position: int, block: int) -> bool:
        """Whether no more than closing signs follow a position in its block."""
        return _CLOSING.match(self.layout.masked, position, self.block(block).end) is not None

    def quote_at(self, offset: int) -> tuple[int, int] | None:
        """The quotation that holds an offset."""
        at = bisect_right(self._quote_starts, offset) - 1
        return self.quotes[at] if at >= 0 and offset < self.quotes[at][1] else None

    def distance(self, one: int, other: int) -> int:
        """Prose blocks from one to another; the items of one list count as one."""
        low, high = sorted((self.rank.get(one, 0), self.rank.get(other, 0)))
        return min(self._steps[high] - self._steps[low], _FARTHEST) if self._steps else 0

    def ends_open(self, block: int) -> bool:
        """Whether a block ends with a colon: what follows belongs to it."""
        found = self._open_ends.get(block)
        if found is None:
            b = self.block(block)
            tail = self.layout.masked[max(b.start, b.end - _TAIL) : b.end]
            found = self._open_ends[block] = tail.rstrip().endswith(":")
        return found


def content_words(text: str) -> frozenset[str]:
    """The words and numbers that carry meaning, plurals cut."""
    lowered = text.lower()
    return _content(WORD.findall(lowered), _NUMBER.findall(lowered))


def _content(words: list[str], numbers: list[str]) -> frozenset[str]:
    long = [word for word in words if len(word) > 3 and word.isalpha()]
    stems = [word.rstrip("s") if word[-1] == "s" and word[-2] != "s" else word for word in long]
    return frozenset(stems).union(numbers) - _STOP
