"""The text layer of a PDF: paragraphs and headings, without running headers and footers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from statistics import median
from typing import Any

from claimsift.errors import ReadError
from claimsift.records import SourcePlace
from claimsift.stages.read.need_extra import need_extra
from claimsift.stages.read.parts import Parts
from claimsift.stages.read.pdf_lines import Line, read_lines
from claimsift.stages.read.pdf_tables import join_rows

_EDGE = 0.1  # of a page's height: where running headers and footers stand
_REPEATS = 0.5  # share of the pages on which such a line comes again
_FEW_LETTERS = 20  # on a page with a picture: the page is a scan
_GAP = 1.75  # line heights between the feet of two lines of one paragraph, at most
_LARGER = 1.15  # than the body's letters: a heading
_LONGEST_HEADING = 200
_NEW_ITEM = re.compile(r"(?:[•●▪◦‣·–]\s|\[\d{1,3}\]\s|\d{1,3}[.)]\s)")
_LONE_NUMBER = re.compile(r"\W*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*", re.IGNORECASE)
_REFERENCES = re.compile(r"(?:\d+\.?\s*)?(?:references|bibliography|literature cited)\W*", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN = re.compile(r"([^\W\d_]+)\u00ad([^\W\d_]+)")
_OPEN_END = re.compile(r"[\w,;(–%\u00ad-]\Z")


def read_pdf(data: bytes, name: str) -> Parts:
    """The text of a PDF in the order in which it is drawn; suspect where pages are pictures (`scanned_pages`).

    Raises:
        ReadError: the file is no whole PDF (`damaged`), is locked (`encrypted`), or pypdfium2 is not installed.
    """
    pdfium = need_extra("pypdfium2", "pdf", name)
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        reason = "encrypted" if "assword" in str(error) else "damaged"
        raise ReadError(f"cannot read {name}: {error}", reason=reason) from error
    try:
        pages, heights, scanned, broken = _read_pages(document, pdfium)
        title: str | None = (document.get_metadata_dict().get("Title") or "").strip() or None
    finally:
        document.close()
    lines = [line for page in _without_running_lines(pages, heights) for line in join_rows(page)]
    text, places = _write(lines)
    metadata: dict[str, Any] = {"pages": len(pages)}
    if scanned:
        metadata["scanned_pages"] = scanned
    trouble = "scanned_pages" if scanned else "damaged_pages" if broken else None
    if trouble is None and not text.strip():
        return Parts(text, title, metadata=metadata, reason="no_main_text")
    return Parts(text, _title(text) or title, None, metadata, trouble, places=places)


def _read_pages(document: Any, pdfium: Any) -> tuple[list[list[Line]], list[float], list[int], list[int]]:
    """Lines and height of each page, and the numbers of those that are pictures or cannot be read."""
    pages: list[list[Line]] = []
    heights: list[float] = []
    scanned: list[int] = []
    broken: list[int] = []
    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
            textpage = page.get_textpage()
        except pdfium.PdfiumError:
            broken.append(number)
            pages.append([])
            heights.append(0.0)
            continue
        lines = read_lines(textpage, pdfium.raw, number)
        if sum(len(line.text) for line in lines) < _FEW_LETTERS and _has_picture(page, pdfium):
            scanned.append(number)
        pages.append(lines)
        heights.append(page.get_height())
        textpage.close()
        page.close()
    return pages, heights, scanned, broken


def _has_picture(page: Any, pdfium: Any) -> bool:
    return next(iter(page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)), None) is not None


def _without_running_lines(pages: list[list[Line]], heights: list[float]) -> list[list[Line]]:
    """All lines but those at the edges of pages that come again on most of them, and page numbers.

    What stands as near to the text as its own lines do must be of words, at the same height: rows of numbers look alike
    without their digits.
    """
    at_edge = [
        [line for line in page if line.top > (1 - _EDGE) * height or line.bottom < _EDGE * height]
        for page, height in zip(pages, heights, strict=True)
    ]
    seen = Counter(key for lines in at_edge for key in {_DIGITS.sub("#", line.text) for line in lines})
    placed = Counter(key for lines in at_edge for key in {_placed(line) for line in lines})
    often = max(2.0, _REPEATS * len(pages))
    kept: list[list[Line]] = []
    for page, lines in zip(pages, at_edge, strict=True):
        again = {line for line in lines if seen[_DIGITS.sub("#", line.text)] >= often}
        running = {line for line in again if placed[_placed(line)] >= often}
        running |= {line for line in lines if _LONE_NUMBER.fullmatch(line.text)}
        text = [line for line in page if line not in running]
        running |= {line for line in again if not any(_is_near(line, other) for other in text if other != line)}
        kept.append([line for line in page if line not in running])
    return kept


def _placed(line: Line) -> tuple[str, int]:
    """A line of words by its words and height, one of numbers by its numbers too."""
    words = _DIGITS.sub("#", line.text)
    letters = sum(map(len, _WORD.findall(words)))
    return words if 2 * letters > len(words.replace(" ", "")) else line.text, round(line.bottom)


def _is_near(line: Line, other: Line) -> bool:
    beside = line.left < other.right and line.right > other.left
    return beside and abs(line.bottom - other.bottom) < _GAP * max(line.size, other.size)


def _write(lines: list[Line]) -> tuple[str, tuple[SourcePlace, ...]]:
    sizes = [line.size for line in lines for _ in range(1 + len(line.text) // 20)]
    body = median(sizes) if sizes else 0.0
    words = Counter(word.lower() for line in lines for word in _WORD.findall(line.text))
    text = ""
    places: list[SourcePlace] = []
    row = False
    for block in _blocks(lines, body):
        if row and block[0].is_row:
            text = text[:-1]
        row = block[0].is_row
        is_heading = _is_heading(block, body)
        words_of_block = _join(block, words)
        level = "# " if is_heading and not places and block[0].size > _LARGER * body else "## " if is_heading else ""
        start = len(text)
        text += f"{level}{words_of_block}"
        places.append(SourcePlace(start, len(text), f"page={block[0].page}"))
        text += "\n\n"
    return text.rstrip("\n") + ("\n" if text else ""), tuple(places)


def _blocks(lines: list[Line], body: float) -> Iterator[list[Line]]:
    """Lines that are one paragraph, list item or heading."""
    block: list[Line] = []
    for line in lines:
        if block and not _goes_on(block, line, body):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _goes_on(block: list[Line], line: Line, body: float) -> bool:
    last = block[-1]
    if line.is_row or last.is_row:
        return False
    if _NEW_ITEM.match(line.text) or _REFERENCES.fullmatch(line.text) or _REFERENCES.fullmatch(last.text):
        return False
    if abs(line.size - last.size) > 0.1 * body:
        return False
    if line.page != last.page or line.bottom > last.bottom + last.size:  # the next page or column
        open_end = bool(_OPEN_END.search(last.text)) and not _is_heading(block, body)
        return open_end and (line.text[:1].islower() or last.text.endswith("\u00ad"))
    if last.bottom - line.bottom > _GAP * max(last.size, body):
        return False
    indented = line.left > last.left + 0.8 * body and line.left > block[0].left + 0.8 * body
    # An indented line opens a paragraph; under a hanging label it goes on with the item.
    return not (indented and not _NEW_ITEM.match(block[0].text) and last.text.endswith((".", "?", "!", "]")))


def _is_heading(block: list[Line], body: float) -> bool:
    if block[0].is_row:
        return False
    text = " ".join(line.text for line in block)
    if _REFERENCES.fullmatch(text):
        return True
    return block[0].size > _LARGER * body and len(text) <= _LONGEST_HEADING and any(c.isalpha() for c in text)


def _join(block: list[Line], words: Counter[str]) -> str:
    """The lines of a block as one; a word that was broken is put together where the article knows it whole."""
    text = ""
    for line in block:
        if text.endswith("-") and line.text[:1].islower():
            text = f"{text[:-1]}\u00ad{line.text}"
        elif text.endswith(("-", "–", "\u00ad")):
            text += line.text
        else:
            text = f"{text} {line.text}" if text else line.text
    return _BROKEN.sub(lambda match: _mend(match[1], match[2], words), text).replace("\u00ad", "-")


def _mend(head: str, tail: str, words: Counter[str]) -> str:
    hyphened, whole = f"{head}-{tail}", f"{head}{tail}"
    return hyphened if words[hyphened.lower()] > words[whole.lower()] else whole


def _title(text: str) -> str | None:
    return text.partition("\n")[0].removeprefix("# ") if text.startswith("# ") else None
