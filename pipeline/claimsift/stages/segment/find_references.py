"""Finds the reference lists of a text and splits them into entries."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import fmean

from claimsift.records import Block, ReferenceEntry
from claimsift.stages.segment.reference_blocks import mark_blocks
from claimsift.stages.segment.reference_keys import author_year_keys
from claimsift.stages.segment.reference_lines import (
    CLOSED_END,
    FOOTNOTE,
    ReferenceLine,
    is_reference_heading,
    read_lines,
)

_HEADED_LIKENESS = 0.35  # under "References" weak entries (a book, a web page) are believed
_NUMBERED_LIKENESS = 0.62  # without a heading a numbered list must look like references itself
_BARE_LIKENESS = 0.85  # without heading and numbers nearly every line must
_SURE_LIKENESS = 0.6
_BARE_LINES = 4
_CERTAIN_LIKENESS = 0.95  # an entry alone, or two without numbers, must have all that entries have
_MISSES = 2  # paragraphs in a row that are no entries end a list without numbers
_CONTINUES = re.compile(r"[a-z.,;:(&–—-]|\d{1,4}[;:(]|(?:doi|DOI|https?:|PMID|PMC|Available|Epub)")
_CITED = re.compile(r"[\[(]\s?(\d+)\s?[\])]")
# "[2]", "(2, 3)" and "word.2" where markers stand: at the end of a sentence or a word.
_CITING = re.compile(
    r"[\[(]\d{1,3}(?:[,–-] ?\d{1,3}){0,9}[\])]|\d(?<=[a-z%)”\".,]\d)\d?(?:,\d{1,2}){0,9}(?=[\s.,;)]|\Z)"
)
_NUMBERS = re.compile(r"\d+")
_POINTER = re.compile(r"\[\^([^\]\s]{1,61})\](?!:)")
_OPEN_END = re.compile(r"[\w,;:&(–—-]\Z")
_DATED = re.compile(r"\b(?:19|20)\d\d[a-z]?\b")
_ORGANISATION = re.compile(
    r"(?:The )?[A-Z][\w&'’-]+(?: (?:of|for|and|the|on|in|&|[A-Z][\w&'’-]*)){0,9}(?:\. |,? \((?:19|20)\d\d[a-z]?\))"
)
_LOST = 3
_FAR_LINES = 12  # labels further apart than this are of one list only where the later line is an entry for sure


@dataclass(slots=True)
class _Run:
    """Labelled or bare lines that may be one list; `lines` are indexes into the lines of the text."""

    lines: list[int] = field(default_factory=list)
    labels: list[int | str | None] = field(default_factory=list)
    headed: bool = False


def find_references(text: str, blocks: tuple[Block, ...]) -> tuple[tuple[ReferenceEntry, ...], tuple[Block, ...]]:
    """The entries of the reference lists, and the blocks with each entry as one block of kind `reference`.

    Numbered entries have their printed number as id, `L2:3` where numbering restarts in a second list; entries
    without numbers have first author and year (`Weir 2020`).
    """
    lines = read_lines(text)
    headed = [is_reference_heading(text[line.start : line.end]) for line in lines]
    runs = [run for run in _numbered_runs(text, lines, headed) if _is_list(run, lines) or _is_cited(text, run, lines)]
    runs += _footnote_runs(text, lines)
    taken = {index for run in runs for index in range(run.lines[0], run.lines[-1] + 1)}
    runs += [run for run in _bare_runs(text, lines, headed, taken) if _is_list(run, lines)]
    if not runs:
        return (), blocks
    runs.sort(key=lambda run: run.lines[0])
    spans = [_entry_spans(text, lines, run) for run in runs]
    entries = _name_entries(text, runs, spans)
    whole = [(lines[run.lines[0]].start, found[-1][1]) for run, found in zip(runs, spans, strict=True)]
    return entries, mark_blocks(text, blocks, entries, whole, is_reference_heading)


def _numbered_runs(text: str, lines: list[ReferenceLine], headed: list[bool]) -> list[_Run]:
    """Runs of lines whose labels count up by one."""
    runs: list[_Run] = []
    run = _Run()
    for index, line in enumerate(lines):
        if line.label is None:
            continue
        last = run.labels[-1] if run.labels else None
        label = _written_out(lines, run, index, line.label)
        step = label - last if isinstance(last, int) else None
        far = bool(run.lines) and index - run.lines[-1] > _FAR_LINES
        fits = step is not None and step >= 1 and line.likeness >= _needed(run, index, step, far=far)
        apart = fits and _is_text_between(text, lines, headed, range(run.lines[-1] + 1, index), label)
        if fits and not apart:
            run.lines.append(index)
            run.labels.append(label)
        elif apart or line.label == 1 or (index > 0 and headed[index - 1]) or _starts_alone(run, line):
            runs.append(run)
            run = _Run([index], [line.label], _is_headed(lines, headed, index))
    runs.append(run)
    return [run for run in runs if run.lines]


def _is_text_between(text: str, lines: list[ReferenceLine], headed: list[bool], between: range, label: int) -> bool:
    """Whether text of the article lies between two entries: a heading, or words that cite the second one."""
    number = str(label)
    return any(
        headed[i]
        or text.startswith("#", lines[i].start)
        or any(match[1] == number for match in _CITED.finditer(text, lines[i].start + 1, lines[i].end))
        for i in between
    )


def _footnote_runs(text: str, lines: list[ReferenceLine]) -> list[_Run]:
    """Runs of footnotes that Markdown names by words (`[^lind]: Lind M. …`) and that the text points to."""
    runs: list[_Run] = []
    pointed: set[str] = {match[1] for match in _POINTER.finditer(text)} if "]:" in text else set()
    for index, line in enumerate(lines):
        key = FOOTNOTE.match(text, line.start, line.end) if pointed else None
        if key is None or key[1] not in pointed:
            continue
        follows = runs and all(text[lines[i].start - 1] in " \t" for i in range(runs[-1].lines[-1] + 1, index))
        if not follows:
            runs.append(_Run(headed=True))
        runs[-1].lines.append(index)
        runs[-1].labels.append(key[1])
    return runs


def _starts_alone(run: _Run, line: ReferenceLine) -> bool:
    """Whether a list may start at a number other than 1: an excerpt has the entries that it cites."""
    return not run.lines and line.likeness >= _CERTAIN_LIKENESS


def _written_out(lines: list[ReferenceLine], run: _Run, index: int, label: int) -> int:
    """The number that a line has on the page: Markdown lets every item of a list be written `1.`."""
    lazy = label == 1 and bool(run.lines) and lines[run.lines[-1]].label == 1
    if lazy and index - run.lines[-1] == 1 and lines[index].likeness >= (0.35 if run.headed else 0.8):
        return len(run.lines) + 1
    return label


def _needed(run: _Run, index: int, step: int, *, far: bool) -> float:
    """How much a line must look like an entry to go on with a list, `step` numbers after the one before."""
    if step == 1:
        return 0.8 if far else 0.0
    # Numbers were lost, or left out because this is an excerpt.
    if run.headed and len(run.lines) > 1 and index - run.lines[-1] == 1:
        return _HEADED_LIKENESS
    return 1.1 if far else 0.8 if step <= _LOST else 0.9


def _is_headed(lines: list[ReferenceLine], headed: list[bool], index: int) -> bool:
    """Whether a heading of a reference list stands right above; one line of other text may lie between."""
    return any(headed[max(0, index - 2) : index])


def _bare_runs(text: str, lines: list[ReferenceLine], headed: list[bool], taken: set[int]) -> list[_Run]:
    """Runs of entries without numbers: under a heading, or many that look alike."""
    runs: list[_Run] = []
    run, misses = _Run(), 0
    for index, line in enumerate(lines):
        if headed[index] or index in taken or text.startswith("#", line.start):
            runs.append(run)
            run, misses = _Run(headed=headed[index]), 0
        elif _starts_bare(text, lines, index, run):
            run.lines.append(index)
            run.labels.append(None)
            misses = 0
        elif line.after_blank or line.bulleted:
            misses += 1
            if misses > _MISSES:
                runs.append(run)
                run, misses = _Run(), 0
    runs.append(run)
    return [run for run in runs if run.lines]


def _starts_bare(text: str, lines: list[ReferenceLine], index: int, run: _Run) -> bool:
    """Whether a line is the first of an entry without a number."""
    line = lines[index]
    if run.lines and _is_of_organisation(text, lines, index, run):
        return True
    if not run.headed:
        return line.has_author and line.is_dated and line.likeness >= _BARE_LIKENESS
    first = lines[run.lines[0]] if run.lines else None
    if first and first.bulleted and not line.after_blank:
        return line.bulleted and line.is_dated
    if first and first.has_author and not line.after_blank and not line.bulleted:
        # Entries that start with a name and were broken for width.
        above = text[lines[index - 1].start : lines[index - 1].end]
        return line.has_author and above[-1] in CLOSED_END and line.is_dated
    if not line.is_dated:
        return False
    if line.after_blank or line.bulleted:
        return line.likeness >= _HEADED_LIKENESS
    closed = not run.lines or not _OPEN_END.search(text[lines[index - 1].start : lines[index - 1].end])
    return line.likeness >= 0.6 and (line.has_author or closed)


def _are_dated(run: _Run, lines: list[ReferenceLine]) -> bool:
    """Whether most lines of a numbered list hold a year or an address, as short entries do ("2. Ward Clinic, 2013")."""
    return len(run.lines) >= 2 and sum(lines[index].is_dated for index in run.lines) > len(run.lines) / 2


def _is_cited(text: str, run: _Run, lines: list[ReferenceLine]) -> bool:
    """Whether a list from 1 up without a heading is dated, and the text before it has markers for its numbers."""
    if run.labels[0] != 1 or not _are_dated(run, lines):
        return False
    cited = {n for match in _CITING.finditer(text, 0, lines[run.lines[0]].start) for n in _NUMBERS.findall(match[0])}
    return all(str(label) in cited for label in run.labels[:2]) and 2 * len(
        cited.intersection(map(str, run.labels))
    ) > len(run.lines)


def _is_of_organisation(text: str, lines: list[ReferenceLine], index: int, run: _Run) -> bool:
    """Whether a line right below a whole entry that starts with a name is one that starts with an organisation."""
    line, above = lines[index], lines[index - 1]
    if line.after_blank or line.bulleted or run.lines[-1] != index - 1 or not lines[run.lines[0]].has_author:
        return False
    if text[above.end - 1] not in CLOSED_END or not _ORGANISATION.match(text, line.start, line.end):
        return False
    # A line that wraps ("… a trial.\nNew England Journal. 2004") stands below one without a year.
    whole = _DATED.search(text, above.start, above.end) and _DATED.search(text, line.start, line.end)
    return whole is not None and line.likeness >= _HEADED_LIKENESS


def _is_list(run: _Run, lines: list[ReferenceLine]) -> bool:
    likeness = fmean(lines[index].likeness for index in run.lines)
    if run.labels[0] is None:
        if run.headed:
            return likeness >= _HEADED_LIKENESS
        # Short entries of organisations lie among those that are entries for sure.
        named = [lines[index].likeness for index in run.lines if lines[index].has_author]
        least = _BARE_LIKENESS if len(named) >= _BARE_LINES else _CERTAIN_LIKENESS
        return len(named) >= 2 and fmean(named) >= least
    if run.headed:
        # "2. Rest Clinic. Sore knees." among entries that are dated is one of them.
        sure = any(lines[index].likeness >= _SURE_LIKENESS for index in run.lines)
        return sure or likeness >= _HEADED_LIKENESS or _are_dated(run, lines)
    return likeness >= (_NUMBERED_LIKENESS if len(run.lines) >= 2 else _CERTAIN_LIKENESS)


def _entry_spans(text: str, lines: list[ReferenceLine], run: _Run) -> list[tuple[int, int]]:
    """Start and end of each entry of a run, wrapped lines joined."""
    gaps = [b - a for a, b in pairwise(run.lines)]
    wraps = bool(gaps) and sum(1 for gap in gaps if gap > 1) > len(gaps) / 2
    spans = []
    for position, index in enumerate(run.lines):
        stop = run.lines[position + 1] if position + 1 < len(run.lines) else len(lines)
        last = index
        while last + 1 < stop and _continues(text, lines, last, wraps):
            last += 1
        spans.append((lines[index].text_start, lines[last].end))
    return spans


def _continues(text: str, lines: list[ReferenceLine], last: int, wraps: bool) -> bool:
    """Whether the line after `last` belongs to the same entry."""
    line, following = lines[last], lines[last + 1]
    after = text[following.start : following.end]
    if following.bulleted or is_reference_heading(after) or after.startswith("#"):
        return False
    if following.after_blank:
        return after[0] in ".,;" and len(after) > 1
    open_end = bool(_OPEN_END.search(text[line.start : line.end]))
    if wraps:
        return open_end or following.label is None
    return bool(_CONTINUES.match(after)) or (open_end and following.likeness > 0.3 and not following.has_author)


def _name_entries(text: str, runs: list[_Run], spans: list[list[tuple[int, int]]]) -> tuple[ReferenceEntry, ...]:
    """Entries with their ids; ids carry the list's number where the same number is printed twice."""
    numbers = [label for run in runs for label in run.labels if isinstance(label, int)]
    restarts = len(numbers) != len(set(numbers))
    entries: list[ReferenceEntry] = []
    for position, (run, found) in enumerate(zip(runs, spans, strict=True)):
        raws = [text[start:end] for start, end in found]
        if run.labels[0] is None:
            keys = author_year_keys(raws, {entry.reference_id for entry in entries})
        else:
            restarted = restarts and isinstance(run.labels[0], int)
            keys = [f"L{position + 1}:{label}" if restarted else str(label) for label in run.labels]
        entries += [
            ReferenceEntry(key, raw, start, end) for key, raw, (start, end) in zip(keys, raws, found, strict=True)
        ]
    return tuple(entries)
