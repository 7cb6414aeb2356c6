"""A Markdown file: what it says about itself, and its text with links and notes in place."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from claimsift.lexicon import load_table
from claimsift.records import SourcePlace, TaggedReference
from claimsift.stages.read.parts import Parts
from claimsift.stages.read.plain_markdown import PlainMarkdown, write_plain_markdown

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_ENTRY = re.compile(r"^([A-Za-z][\w-]*):[ \t]+(\S.*?)[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^#[ \t]+(\S.*?)[ \t#]*$", re.MULTILINE)
_LONGEST_HEADING = 110
_SOURCE = re.compile(r"\b(?:1[89]|20)\d\d\b|https?://|\bdoi\b|\bPMID\b", re.IGNORECASE)
_KEPT = ("date", "published", "url", "source", "author", "license")


def find_front_matter(text: str) -> dict[str, str]:
    """The plain `key: value` lines of a text's front matter, keys in lower case; nested values are left out."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}
    return {key.lower(): value.strip("\"'") for key, value in _ENTRY.findall(match[1])}


def read_markdown(parts: Parts) -> Parts:
    """The parts of a Markdown text of which text and places are those of the file.

    Title, language and metadata are from its front matter, the title else from its first heading. Notes that look like
    sources are its reference list where it has no other.
    """
    matter = _FRONT_MATTER.match(parts.text)
    plain = write_plain_markdown(parts.text, start=matter.end() if matter else 0)
    front = find_front_matter(parts.text)
    heading = _HEADING.search(plain.text)
    starts = [place.start for place in parts.places]
    places = [_moved(place, plain) for place in parts.places]
    for _, start, end, old, _ in plain.notes:
        index = bisect_right(starts, old) - 1
        if index >= 0:
            places.append(replace(parts.places[index], start=start, end=end))
    return replace(
        parts,
        text=plain.text,
        title=front.get("title") or (heading[1] if heading else None),
        language=front.get("lang") or front.get("language"),
        metadata={**{key: front[key] for key in _KEPT if key in front}, **parts.metadata},
        references=_sources(plain),
        places=tuple(place for place in places if place.start < place.end),
    )


def _moved(place: SourcePlace, plain: PlainMarkdown) -> SourcePlace:
    return replace(place, start=plain.moved(place.start), end=plain.moved(place.end))


def _sources(plain: PlainMarkdown) -> tuple[TaggedReference, ...]:
    headings = re.compile(load_table("reference_lines")["headings"]["pattern"])
    if any(headings.match(line.strip()) for line in plain.text.split("\n") if len(line) <= _LONGEST_HEADING):
        return ()
    return tuple(
        TaggedReference(start, end, number)
        for number, start, end, _, _ in plain.notes
        if _SOURCE.search(plain.text, start, end)
    )
