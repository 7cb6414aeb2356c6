"""What stands around a claim in its article: the sentence, the heading, the article's citation style."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from claimsift.evaluate.gold import GoldClaim
from claimsift.evaluate.predictions import MeasuredRun, Prediction
from claimsift.records import Layout
from claimsift.stages.segment import find_layout

# Articles name their sections freely; figures per heading would be figures of one claim each.
_FAMILIES = (
    ("abstract", re.compile(r"\b(?:abstract|summary|key (?:points|messages))\b", re.I)),
    ("methods", re.compile(r"\b(?:methods?|patients|participants|materials|design|procedures?|statistic\w*)\b", re.I)),
    ("results", re.compile(r"\b(?:results?|findings|outcomes)\b", re.I)),
    ("discussion", re.compile(r"\b(?:discussion|conclusions?|limitations|interpretation)\b", re.I)),
    ("introduction", re.compile(r"\b(?:introduction|background|objectives?|aims?)\b", re.I)),
)
NO_HEADING, OTHER_HEADING = "no heading", "other heading"
NO_MARKERS = "no markers"


@dataclass(frozen=True, slots=True)
class Context:
    """An article's text and layout; both None where the run does not hold the text."""

    text: str | None = None
    layout: Layout | None = None
    style: str = NO_MARKERS

    def sentence_of(self, item: GoldClaim | Prediction) -> tuple[str, int]:
        """The sentence that holds a quantity, and its offset in the article; empty where it is not known."""
        if self.text is not None and self.layout is not None:
            sentence = self.layout.sentence_at(item.start)
            if sentence is None:
                return self.text[item.start : item.end], item.start
            return self.text[sentence.start : max(sentence.end, item.end)], sentence.start
        return (item.sentence, item.sentence_start) if isinstance(item, Prediction) else ("", 0)

    def heading_of(self, item: GoldClaim | Prediction) -> str | None:
        if self.text is not None and self.layout is not None:
            block = self.layout.block_at(item.start)
            heading = self.layout.heading_of(block) if block else None
            return self.text[heading.text_start : heading.end].strip() if heading else None
        return item.section if isinstance(item, Prediction) else None


def contexts_of(run: MeasuredRun, article_ids: Sequence[str]) -> Mapping[str, Context]:
    """The contexts of some articles, by id."""
    return {article_id: _context_of(run.texts.get(article_id)) for article_id in article_ids}


def family_of(heading: str | None) -> str:
    """The kind of section that a heading opens."""
    if not heading:
        return NO_HEADING
    return next((name for name, pattern in _FAMILIES if pattern.search(heading)), OTHER_HEADING)


def _context_of(text: str | None) -> Context:
    if text is None:
        return Context()
    layout = find_layout(text)
    styles = Counter(marker.style for marker in layout.markers)
    # The first of equals, by name: the same article must not change its style from run to run.
    style = min(styles, key=lambda name: (-styles[name], name), default=NO_MARKERS)
    return Context(text, layout, style)
