"""Renders one article in each format that we read: what a test compares is how it is read, not what it says."""

import html
import re
from collections.abc import Callable, Iterator
from itertools import groupby

from claimsift.records import Block, Layout

# The label of an entry or item: its words come after it.
_MARKER = re.compile(r"\[(\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*)\]")
_OWN_LINK = re.compile(r"\[(\[?[^\[\]]+\]?)\]\(#[^()\s]+\)")
_LINK = re.compile(r"\[([^\[\]]+)\]\((https?://[^()\s]+)\)")


def as_text(text: str, layout: Layout) -> str:
    return text


def as_markdown(text: str, layout: Layout) -> str:
    """Headings with `#`, items with `-` or their number, tables with bars, entries numbered."""
    return _join(text, layout, {"heading": lambda words, level: f"{'#' * max(1, level)} {words}"})


def as_html(text: str, layout: Layout) -> str:
    """A page with furniture around the article; markers are raised links."""
    body = _join(text, layout, _markup("p", _html_inline), wrap=_html_group)
    return (
        '<!doctype html><html lang="en"><head><title>Article</title></head><body><nav><a href="/">Home</a></nav>'
        f"<main>{body}</main><footer><p>Call 555-0100, 3 offices.</p></footer></body></html>"
    )


def as_jats(text: str, layout: Layout) -> str:
    """An article of PubMed Central's shape; entries are mixed citations with a label, where the list is numbered.

    What stands below the references of a web page (addresses, prices) is left out: a journal prints nothing there.
    """
    listed = [e for e in layout.references if e.raw is not None and e.url is None]
    entries = "".join(
        f'<ref id="B{html.escape(entry.reference_id)}">'
        + (f"<label>{entry.reference_id}</label>" if entry.reference_id.isdigit() else "")
        + f"<mixed-citation>{html.escape(' '.join((entry.raw or '').split()))}</mixed-citation></ref>"
        for entry in listed
    )
    shapes = _markup("p", _jats_inline)
    title, body, depth = "", "", 0
    for kind, group in groupby(_blocks(text, layout), key=lambda row: row[0]):
        rows = list(group)
        if kind == "reference":
            break
        if kind == "heading":
            for _, block, _, words in rows:
                if block.level <= 1 and not title:
                    title = f"<article-title>{_jats_inline(words)}</article-title>"
                    continue
                level = max(1, block.level - 1)
                body += "</sec>" * max(0, depth + 1 - level) + "<sec>" * (level - min(depth, level - 1))
                body += f"<title>{_jats_inline(words)}</title>"
                depth = level
        elif kind not in ("reference_heading", "front_matter"):
            made = [shapes[kind](words, block.level) for _, block, _, words in rows]
            body += _jats_group(kind, [label for _, _, label, _ in rows], made)
    back = f"<back><ref-list><title>References</title>{entries}</ref-list></back>" if entries else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><article xmlns:xlink="http://www.w3.org/1999/xlink" xml:lang="en">'
        f"<front><article-meta><title-group>{title}</title-group></article-meta></front>"
        f"<body>{body}{'</sec>' * depth}</body>{back}</article>"
    )


Shape = Callable[[str, int], str]


def _markup(paragraph: str, inline: Callable[[str], str]) -> dict[str, Shape]:
    def shape_heading(words: str, level: int) -> str:
        return f"<h{max(1, level)}>{inline(words)}</h{max(1, level)}>"

    def shape_row(words: str, level: int) -> str:
        cells = [cell.strip() for cell in words.strip().strip("|").split("|")]
        return f"<tr>{''.join(f'<td>{inline(cell)}</td>' for cell in cells)}</tr>"

    return {
        "heading": shape_heading,
        "paragraph": lambda words, level: f"<{paragraph}>{inline(words)}</{paragraph}>",
        "caption": lambda words, level: f"<p>{inline(words)}</p>",
        "furniture": lambda words, level: f"<p>{inline(words)}</p>",
        "list_item": lambda words, level: inline(words),
        "reference": lambda words, level: inline(words),
        "table_row": shape_row,
    }


def _join(
    text: str,
    layout: Layout,
    shapes: dict[str, Shape],
    *,
    wrap: Callable[[str, list[str], list[str]], str] | None = None,
) -> str:
    parts = []
    for kind, group in groupby(_blocks(text, layout), key=lambda row: row[0]):
        rows = list(group)
        if kind == "front_matter":
            continue
        shape = shapes.get(kind, shapes.get("heading") if kind == "reference_heading" else None)
        made = [shape(words, block.level) if shape else label + words for _, block, label, words in rows]
        labels = [label for _, _, label, _ in rows]
        if wrap is not None:
            parts.append(wrap(kind, labels, made))
        else:
            parts.append(("\n" if kind in ("list_item", "table_row", "reference") else "\n\n").join(made))
    return "\n\n".join(parts) + "\n"


def _blocks(text: str, layout: Layout) -> Iterator[tuple[str, Block, str, str]]:
    """Kind, block, label and words of each block; the heading above the references is a kind of its own."""
    for index, block in enumerate(layout.blocks):
        after = layout.blocks[index + 1].kind if index + 1 < len(layout.blocks) else ""
        kind = "reference_heading" if block.kind == "heading" and after == "reference" else block.kind
        words = " ".join(text[block.text_start : block.end].split())
        if kind in ("heading", "reference_heading"):
            words = words.strip("*_# ")
        label = text[block.start : block.text_start]
        yield kind, block, label, words if words else text[block.start : block.end]


def _html_inline(words: str) -> str:
    words = _OWN_LINK.sub(r"\1", words)
    linked = _LINK.sub(lambda m: f"\0{m[2]}\1{m[1]}\2", words)
    escaped = html.escape(linked, quote=False)
    raised = _MARKER.sub(lambda m: f'<sup><a href="#ref{re.match(r"[0-9]+", m[1])[0]}">{m[1]}</a></sup>', escaped)  # type: ignore[index]
    return re.sub("\0(.*?)\1(.*?)\2", r'<a href="\1">\2</a>', raised)


def _jats_inline(words: str) -> str:
    words = _OWN_LINK.sub(r"\1", words)
    linked = _LINK.sub(lambda m: f"\0{m[2]}\1{m[1]}\2", words)
    escaped = html.escape(linked, quote=False)

    def point(match: re.Match[str]) -> str:
        return "[" + re.sub(r"\d+", lambda n: f'<xref ref-type="bibr" rid="B{n[0]}">{n[0]}</xref>', match[1]) + "]"

    pointed = _MARKER.sub(point, escaped)
    return re.sub("\0(.*?)\1(.*?)\2", r'<ext-link xlink:href="\1">\2</ext-link>', pointed)


def _html_group(kind: str, labels: list[str], made: list[str]) -> str:
    if kind == "table_row":
        return f"<table>{''.join(made)}</table>"
    if kind in ("list_item", "reference"):
        numbers = [re.search(r"\d+", label) for label in labels]
        items = [
            f'<li value="{number[0]}">{words}</li>' if number else f"<li>{words}</li>"
            for number, words in zip(numbers, made, strict=True)
        ]
        return f"<ol>{''.join(items)}</ol>" if all(numbers) else f"<ul>{''.join(items)}</ul>"
    return "".join(made)


def _jats_group(kind: str, labels: list[str], made: list[str]) -> str:
    if kind == "table_row":
        return f"<table-wrap><table>{''.join(made)}</table></table-wrap>"
    if kind == "list_item":
        items = "".join(f"<list-item><p>{words}</p></list-item>" for words in made)
        ordered = all(re.search(r"\d+", label) for label in labels)
        return f'<list list-type="{"order" if ordered else "bullet"}">{items}</list>'
    return "".join(made)
