"""Puts the parts together: blocks, reference list, markers, masked text, sentences."""

from __future__ import annotations

from collections.abc import Sequence

from claimsift.records import Layout, TaggedReference
from claimsift.stages.segment.find_blocks import find_blocks
from claimsift.stages.segment.find_furniture import find_furniture
from claimsift.stages.segment.find_markers import find_markers
from claimsift.stages.segment.find_references import find_references
from claimsift.stages.segment.find_sentences import find_sentences
from claimsift.stages.segment.mask import mask_text
from claimsift.stages.segment.number_by_place import number_by_place
from claimsift.stages.segment.tagged_references import use_tagged_references


def find_layout(text: str, tagged: Sequence[TaggedReference] = ()) -> Layout:
    """The layout of a text; any text has one. `tagged` are the reference entries that its file names, if it does.

    The order matters: what stands after the reference list is likelier page furniture, a marker is read against the
    list's keys, and sentences are split on text without markers, because "…quote.”(8) Next" and "levels.1 Next" hide
    the sentence end.
    """
    blocks = find_blocks(text)
    references, blocks = use_tagged_references(text, blocks, tagged) if tagged else find_references(text, blocks)
    blocks = find_furniture(text, blocks)
    markers, found = find_markers(text, blocks, references)
    numbered = number_by_place(references, markers)
    if numbered is not references:
        markers, found = find_markers(text, blocks, numbered)
    masked = mask_text(text, blocks, markers)
    sentences = find_sentences(masked, blocks)
    return Layout(masked, blocks, sentences, markers, found)
