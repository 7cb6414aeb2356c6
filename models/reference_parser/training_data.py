"""Reads the public reference sets into one form, and prints references anew in other styles."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# One label set for all: what a CSL item needs.
LABELS = {
    "jats": {"author": "author", "collab": "author", "etal": "author", "year": "date", "month": "date",
             "title": "title", "source": "container", "volume": "volume", "issue": "issue", "fpage": "pages",
             "lpage": "pages", "publisher": "publisher", "publisher_loc": "location", "edition": "edition"},
    "grobid": {"author": "author", "authors": "author", "collaboration": "author", "date": "date", "title": "title",
               "chapter": "title", "journal": "container", "book": "book", "volume": "volume", "issue": "issue",
               "page": "pages", "publisher": "publisher", "orgName": "publisher", "publishe": "publisher",
               "pubPlace": "location", "pubplace": "location", "editor": "editor"},
    "anystyle": {"author": "author", "date": "date", "title": "title", "journal": "container",
                 "container-title": "container", "volume": "volume", "pages": "pages", "publisher": "publisher",
                 "location": "location", "editor": "editor", "edition": "edition"},
}  # fmt: skip
_EDGE = " .,;:()[]"


@dataclass(frozen=True, slots=True)
class Sample:
    """A reference string with labelled spans (start, end, label); `group` keeps what belongs together together."""

    id: str
    group: str
    raw: str
    spans: tuple[tuple[int, int, str], ...]


def read_samples(shared: Path, name: str) -> list[Sample]:
    """The samples of one set: `jats`, `grobid` or `anystyle`."""
    path = {
        "jats": "data/jats_ccby/references.jsonl",
        "grobid": "data/grobid_citation/citations.jsonl",
        "anystyle": "data/anystyle/core.jsonl",
    }[name]
    rows = [json.loads(line) for line in (shared / path).open(encoding="utf-8")]
    samples = []
    for row in rows:
        if not row["spans"] or not row["text"].strip():
            continue
        group = row["id"].split(":")[0] if name == "jats" else row["id"].split("#")[0]
        samples.append(Sample(row["id"], group, row["text"], tuple(_spans(row, name))))
    return samples


def _spans(row: dict[str, Any], name: str) -> Iterator[tuple[int, int, str]]:
    raw = row["text"]
    labels = [LABELS[name].get(span["label"], "") for span in row["spans"]]
    has_title = "title" in labels
    authors: list[int] = []
    for span, named in zip(row["spans"], labels, strict=True):
        start, end = span["start"], span["end"]
        if name == "anystyle":
            inner = raw[start:end].strip(_EDGE)
            start = raw.index(inner, start) if inner else start
            end = start + len(inner)
        if named == "author" and name == "jats":
            # One span for all names: what lies between two of them is part of the list.
            authors += [start, end]
            continue
        if not named or end <= start:
            continue
        label = ("container" if has_title else "title") if named == "book" else named
        if label == "container" and name == "jats" and not has_title:
            label = "title"
        if label == "volume" and (
            match := re.search(r"\d+\s*(\(([^()]+)\)?|,?\s*(?:no\.?|issue)\s*(\d+))", raw[start:end])
        ):
            group = 2 if match[2] else 3
            yield start + match.start(group), start + match.end(group), "issue"
            end = start + match.start(1)
        yield start, end, label
    if authors:
        yield min(authors), max(authors), "author"


def label_tokens(sample: Sample, offsets: list[tuple[int, int]]) -> list[str]:
    """The label of each token, `other` outside every span."""
    labels = ["other"] * len(offsets)
    for start, end, label in sample.spans:
        for index, (begin, stop) in enumerate(offsets):
            if begin < end and start < stop:
                labels[index] = label
    return labels


def print_anew(sample: Sample, chance: random.Random) -> Sample | None:
    """The same reference in a style that the sets have little of; None where parts are missing."""
    part = {label: sample.raw[start:end].strip() for start, end, label in sample.spans if label != "pages"}
    pages = [sample.raw[start:end] for start, end, label in sorted(sample.spans) if label == "pages"]
    needed = {"author", "title", "container", "date"}
    if not needed <= part.keys() or not re.search(r"\d{4}", part["date"]):
        return None
    part["pages"] = chance.choice("-–").join(pages) if pages else str(chance.randint(1, 900))
    part["date"] = re.search(r"\d{4}", part["date"])[0]  # type: ignore[index]
    part.setdefault("volume", str(chance.randint(1, 120)))
    part.setdefault("issue", str(chance.randint(1, 12)))
    if chance.random() < 0.12:
        part["pages"] = str(chance.randint(1880, 2050))  # a page that looks like a year
    if chance.random() < 0.06 and part["container"][:1].isupper():
        part["container"] += chance.choice(
            [". American volume", ". British volume", ": official journal", " (Berl)", ". Series B"]
        )
    if chance.random() < 0.08:
        part["title"] += chance.choice(
            [". Comparative analysis", ". A systematic review", ". Part 2", ". A pilot study", "? A cohort study"]
        )
    part["month"] = chance.choice(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"])
    part["day"] = str(chance.randint(1, 28))
    part = {key: value.rstrip(".,;:") if key != "pages" else value for key, value in part.items()}
    template = chance.choice(_TEMPLATES)
    if chance.random() < 0.25:
        template += chance.choice(
            [" [Google Scholar]", " [PubMed] [Google Scholar]", "[Google Scholar]", " Google Scholar", " [Pubmed]"]
        )
    raw, spans = "", []
    for literal, field in re.findall(r"([^{]*)(?:\{(\w+)\})?", template):
        raw += literal
        if field:
            label = {"month": "date", "day": "date"}.get(field, field)
            spans.append((len(raw), len(raw) + len(part[field]), label))
            raw += part[field]
    return Sample(sample.id + "+", sample.group, raw, tuple(spans))


_TEMPLATES = [
    "{author}. [{title}]. {container}. {date} {month};{volume}({issue}):{pages}.",
    "{author}. [{title}]. {container}. {date} {month} {day}. pii: S0009-7411(15)00007-9. doi: 10.1016/j.x.2015.04.006.",
    "{author}. {title}. {container} {date};{volume}:{pages}.",
    "{author}. {title}. {container}. {date};{month}:{pages}.",
    "{author}. {title}. {container}. {date} {month} {day};{volume}({issue}):{pages}.",
    "{author}. {title}. {container}. {date} {month} {day}:{pages}.",
    "{author}. {title}. {container} {date} {month} {day};{volume}({issue}):{pages}.",
    "{author} {title} {container} {date} {volume} {issue} {pages} 10.1177/19476035 26069668",
    "{author}. {title}. {container}. {date} {month};{volume}({issue}):{pages}.",
    "{author}. {title}. {container}. {date} {month} {day};{volume}({issue}):{pages}.",
    "{author}. {title}. {container}. {date} {month} {day};{volume}:{pages}. doi: 10.1016/j.x.2015.04.006.",
    "{author}. {title}. {container}. {date} {month} {day}.",
    "{author}. {title}. {container}. {date} {month} {day}. doi: 10.1111/papr.12035.",
    "{author}. {title}. {container}. {date} {month};{volume}({issue}):{pages}. Epub {date} {month} {day}.",
    "{author}. {title}. {container}. {date} {month};{volume}(Suppl 1):{pages}.",
    "{author}. {title}. {container}. {date};{volume}({issue}):{pages}. doi:10.1051/sicotj/2016002.",
    "{author}. {title}. {container}, {date};{volume}:{pages}.",
    "{author}.{title}. {container}. {date};{volume}:{pages}.",
    "{author}. {title} {container}. {date};{volume}:{pages}.",
    "{author}: {title}. {container} {volume} ({issue}): {pages}, {date}.",
    "{author}: {title}. {container} {volume} ({issue}): {pages}, {date}. [PUBMED Abstract]",
    "{author} {title} {container} {date} {volume} {pages} 10.1002/art.24021 18759314",
    "{author} {title} {container} {date} {volume} {pages} 17403800",
    "{author}. {title}. {container} {date} ; {volume} ( {issue} ): {pages} . 18766478",
    "{author} ({date}). {title}. {container}, {volume}({issue}), {pages}.",
    "{author} ({date}). {title}. {container}, {volume}({issue}), {pages}. https://doi.org/10.1000/xyz123",
    "{author} ({date}, {month}). {title}. {container}, {volume}, {pages}.",
    "{author} ({date}) '{title}', {container}, {volume}({issue}), pp. {pages}.",
    "{author}, {date}. {title}. {container}, {volume}({issue}), pp.{pages}.",
    '{author}. "{title}." {container} {volume}, no. {issue} ({date}): {pages}.',
    '{author}. "{title}." {container}, vol. {volume}, no. {issue}, {date}, pp. {pages}.',
    "{author}. {title}. {container} {volume}, {pages} ({date}).",
    "{author}. {title}. {container}. {date}. PMID: 12345678.",
    "{author}, “{title},” {container}, vol. {volume}, no. {issue}, pp. {pages}, {month} {date}.",
]
