"""Which sentences of a passage a marker supports, on citation_integrity.

    python benchmarks/citation_scope.py SHARED [dev|train]

The sentence F1 of "the sentence that the marker stands in, and what the scope model adds or takes", beside that of the
marker's own sentence alone.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claimsift.lexicon import load_table
from claimsift.records import Block, CitationMarker, Layout, Sentence, TextSpan
from claimsift.stages.link_citations.discourse import Discourse
from claimsift.stages.link_citations.find_anchors import Anchor, follows_study
from claimsift.stages.link_citations.scope_features import scope_features
from claimsift.stages.link_citations.score_anchors import Scorer, reach
from claimsift.stages.link_citations.voice_features import Features, Subject, view_subject
from claimsift.stages.segment import find_layout

SURE = 0.7  # a sentence without a number is named only where the belief is high; numbers are linked from 0.5


def read_passage(row: dict[str, Any]) -> tuple[Discourse, tuple[Anchor, ...], int] | None:
    """The passage with its own sentences, its anchors, and which anchor is asked about; None where it is not found."""
    text = row["text"]
    if row["marker"] is None:
        return None
    markers = [m for m in find_layout(text).markers if m.style != "hyperlink"]
    start, end = row["marker"]["start"], row["marker"]["end"]
    target = next((m for m in markers if m.start < end and start < m.end), None)
    if target is None:
        target = CitationMarker(text[start:end], start, end, (text[start:end],), "bracket")
        markers = sorted([*markers, target], key=lambda m: m.start)
    masked = list(text)
    for marker in markers:
        masked[marker.start : marker.end] = " " * (marker.end - marker.start)
    sentences = tuple(Sentence(s["start"], s["end"], 0) for s in row["sentences"])
    layout = Layout("".join(masked), (Block(0, len(text), "paragraph"),), sentences, tuple(markers))
    discourse = Discourse(text, layout)
    discourse.crowding, discourse.marked_share = 1.0, 0.7  # the passages are cut from papers that mark each sentence
    anchors = []
    for marker in markers:
        at = discourse.owner_of(marker.start) or 0
        span = TextSpan(marker.text, marker.start, marker.end)
        aside = discourse.aside_before(span, at)
        named = follows_study(discourse, marker.start)
        anchor = Anchor(marker.keys, marker.start, marker.end, at, 0, "marker", marker=span, order=len(anchors))
        anchors.append(anchor._replace(aside=aside, names_study=named))
    return discourse, tuple(anchors), markers.index(target)


def passage_pairs(row: dict[str, Any]) -> Iterator[tuple[tuple[Features, ...], tuple[bool, ...], bool]]:
    """For each sentence: the features of the anchors in reach, which of them is asked about, and the gold answer."""
    read = read_passage(row)
    if read is None:
        return
    discourse, anchors, target = read
    for index, sentence in enumerate(row["sentences"]):
        if sum(c.isalpha() for c in discourse.sentence_text(index)) < 3:
            continue
        subject = subject_of_sentence(discourse, index, anchors[target])
        near = reach(anchors, subject)
        features = tuple(scope_features(discourse, subject, anchor, anchors) for anchor in near)
        yield features, tuple(anchor.order == target for anchor in near), bool(sentence["in_context"])


def subject_of_sentence(discourse: Discourse, index: int, anchor: Anchor) -> Subject:
    """A sentence as if a number stood in it: right before the anchor where that is in it."""
    sentence = discourse.sentences[index]
    middle = (sentence.start + sentence.end) // 2
    at = max(sentence.start, anchor.start - 3) if anchor.sentence == index else middle
    return view_subject(discourse, at, at + 1, "", index)


def main() -> None:
    part = sys.argv[2] if len(sys.argv) > 2 else "dev"
    weights = load_table("citation_weights")["weights"]
    counts: Counter[str] = Counter()
    for line in (Path(sys.argv[1]) / f"data/citation_integrity/{part}.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        read = read_passage(row)
        if read is None:
            continue
        discourse, anchors, target = read
        scorer = Scorer(discourse, anchors, weights)
        for index, sentence in enumerate(row["sentences"]):
            printed = discourse.sentence_for(anchors[target].start) == index
            subject = subject_of_sentence(discourse, index, anchors[target])
            scored = scorer.score(subject)
            belief = sum(item.probability for item in scored if item.anchor.order == target)
            own = anchors[target].sentence == index
            for name, found in (("own", printed), ("model", own or belief >= SURE)):
                gold = bool(sentence["in_context"])
                counts[f"{name} {'tp' if found and gold else 'fp' if found else 'fn' if gold else 'tn'}"] += 1
    for name in ("own", "model"):
        tp, fp, fn = (counts[f"{name} {c}"] for c in ("tp", "fp", "fn"))
        print(f"{name:6} sentence F1 {2 * tp / (2 * tp + fp + fn):.4f}  tp {tp} fp {fp} fn {fn}")


if __name__ == "__main__":
    main()
