# ruff: noqa: E501 (a case is a line)
"""The text layer of a PDF: lines, raised numbers, broken words, running headers, scanned pages."""

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from claimsift.errors import ReadError
from claimsift.stages.read.read_pdf import read_pdf

_spec = importlib.util.spec_from_file_location("make_pdf", Path(__file__).with_name("make_pdf.py"))
assert _spec is not None and _spec.loader is not None
_module: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
make_pdf = _module.make_pdf

Piece = tuple[float, float, float, str]


def _running(number: int) -> list[Piece]:
    return [(72, 760, 8, "Journal of Pain 2020;12:34"), (300, 30, 8, f"Page {number} of 3")]


def _page(number: int, *pieces: Piece) -> list[Piece]:
    return [*_running(number), *pieces]


def test_headings_paragraphs_and_references_are_blocks_and_running_lines_are_left_out() -> None:
    data = make_pdf(
        [
            _page(
                1,
                (72, 720, 18, "Knee pain after surgery"),
                (72, 690, 10, "Pain came back in 28% of the patients who had"),
                (72, 678, 10, "discectomy. It was mild."),
                (72, 650, 10, "A second paragraph says that 5% had none."),
                (72, 638, 10, "It ends on the next page, where it goes"),
            ),
            _page(
                2, (72, 720, 10, "on to say that 9% were lost."), (72, 690, 13, "Discussion"), (72, 670, 10, "None.")
            ),
            _page(
                3,
                (72, 720, 10, "References"),
                (72, 700, 10, "1. Smith A, Weir B. Spine pain. Spine. 2011;12(3):4-9."),
                (72, 688, 10, "2. Pope C. Knee pain after all those years and what"),
                (84, 676, 10, "became of it in the end. Knee. 2012;1:2."),
            ),
        ]
    )
    found = read_pdf(data, "x.pdf")
    assert found.text == (
        "# Knee pain after surgery\n\n"
        "Pain came back in 28% of the patients who had discectomy. It was mild.\n\n"
        "A second paragraph says that 5% had none. It ends on the next page, where it goes on to say that 9% were lost.\n\n"
        "## Discussion\n\nNone.\n\n## References\n\n"
        "1. Smith A, Weir B. Spine pain. Spine. 2011;12(3):4-9.\n\n"
        "2. Pope C. Knee pain after all those years and what became of it in the end. Knee. 2012;1:2.\n"
    )
    assert (found.title, found.metadata, found.reason) == ("Knee pain after surgery", {"pages": 3}, None)
    spans = {found.text[place.start : place.end][:12]: place.element for place in found.places}
    assert (spans["# Knee pain "], spans["## Reference"]) == ("page=1", "page=3")


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        ([(72, 700, 10, "in patients after"), (147.0, 704, 6, "8"), (154, 700, 10, "and later")], "in patients after[8] and later"),
        ([(72, 700, 10, "it was 31 kg/m"), (136.5, 704, 6, "2"), (142, 700, 10, "in all")], "it was 31 kg/m² in all"),
        ([(72, 700, 10, "some soft-"), (72, 688, 10, "ware of theirs")], "some software of theirs"),
        ([(72, 700, 10, "follow-up, and the follow-"), (72, 688, 10, "up went on")], "follow-up, and the follow-up went on"),
        ([(72, 700, 10, "aged 20-"), (72, 688, 10, "30 years")], "aged 20-30 years"),
        ([(72, 700, 10, "(a) \\ 5%")], "(a) \\ 5%"),
    ],
)  # fmt: skip
def test_lines_are_joined(pieces: list[Piece], text: str) -> None:
    assert read_pdf(make_pdf([pieces]), "x.pdf").text == f"{text}\n"


def test_columns_are_read_one_after_the_other() -> None:
    left = [(72.0, 700.0 - 12 * n, 10.0, f"left column line {n} goes") for n in range(4)]
    right = [(320.0, 700.0 - 12 * n, 10.0, f"right column line {n} goes") for n in range(4)]
    text = read_pdf(make_pdf([[*left, *right]]), "x.pdf").text
    assert text.index("left column line 3") < text.index("right column line 0")


def _row(foot: float, *cells: str, size: float = 10.0) -> list[Piece]:
    return [(72 + 130.0 * number, foot, size, cell) for number, cell in enumerate(cells) if cell]


BEFORE: Piece = (72, 720, 10, "Table 1. Who had what in the end")
AFTER: Piece = (72, 580, 10, "Words that go on below the table, with 5% of what there was to say about it.")


@pytest.mark.parametrize(
    ("pieces", "rows"),
    [
        ([*_row(700, "Event", "Drug", "Placebo"), *_row(688, "Nausea", "24 (12%)", "11 (5%)"), *_row(676, "Pain", "9 (4%)", "13 (6%)")],
         ["| Event | Drug | Placebo |", "| Nausea | 24 (12%) | 11 (5%) |", "| Pain | 9 (4%) | 13 (6%) |"]),
        # a group's name, a cell that is empty
        ([*_row(700, "Women", "50%"), *_row(688, "Pain, n (%)"), *_row(676, "mild", "5", "7"), *_row(664, "none", "", "8")],
         ["| Women | 50% |  |", "| Pain, n (%) |", "| mild | 5 | 7 |", "| none |  | 8 |"]),
        # a label of two lines, its numbers beside the middle of them
        ([*_row(700, "Nausea", "12%", "5%"), *_row(684, "Any serious"), *_row(672, "event"), *_row(678, "", "3%", "4%")],
         ["| Nausea | 12% | 5% |", "| Any serious event | 3% | 4% |"]),
    ],
)  # fmt: skip
def test_rows_of_tables_are_rows(pieces: list[Piece], rows: list[str]) -> None:
    text = read_pdf(make_pdf([[BEFORE, *pieces, AFTER]]), "x.pdf").text
    assert text.split("\n\n") == [BEFORE[3], "\n".join(rows), AFTER[3] + "\n"]


@pytest.mark.parametrize(
    "pieces",
    [
        [*_row(700, "spread", "words", "of", "a line"), *_row(688, "that", "was", "set", "so wide")],  # justified
        [(72, 700, 10, "1."), (100, 700, 10, "Smith A. 2011."), (72, 688, 10, "2."), (100, 688, 10, "Weir B. 2012.")],
        [(72, 700 - 12 * n, 10, f"one {n}% column of") for n in range(3)] + [(320, 700 - 12 * n, 10, f"prose {n}% in it") for n in range(3)],
        _row(700, "Only", "one row", "5%"),
    ],
)  # fmt: skip
def test_what_is_no_table_stays_text(pieces: list[Piece]) -> None:
    text = read_pdf(make_pdf([[BEFORE, *pieces, AFTER]]), "x.pdf").text
    assert "|" not in text
    assert sorted(text.split()) == sorted(word for _, _, _, piece in [BEFORE, *pieces, AFTER] for word in piece.split())


def test_rows_of_numbers_at_the_edge_of_pages_are_no_running_lines() -> None:
    pages = [
        [*_running(n), *_row(740, "Arm", f"{n} (1{n}%)"), *_row(728, "Arm", f"2{n} (3{n}%)"), *_row(716, "Arm", "3%")]
        for n in range(1, 4)
    ]
    text = read_pdf(make_pdf(pages), "x.pdf").text
    assert [text.count(f"| Arm | {n} (1{n}%) |") for n in range(1, 4)] == [1, 1, 1]
    assert "Journal" not in text


def test_scanned_pages_are_named() -> None:
    found = read_pdf(make_pdf([[], [(72, 700, 10, "Pain came back in 28% of patients.")]], picture_pages=[1]), "x.pdf")
    assert (found.reason, found.metadata) == ("scanned_pages", {"pages": 2, "scanned_pages": [1]})
    assert "28%" in found.text


def test_an_empty_pdf_has_no_main_text() -> None:
    assert read_pdf(make_pdf([[]]), "x.pdf").reason == "no_main_text"


@pytest.mark.parametrize("data", [b"%PDF-1.4\n", b"%PDF-1.7 nothing", b""])
def test_a_damaged_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        read_pdf(data, "x.pdf")
    assert caught.value.reason == "damaged"


def test_a_missing_package_is_named_with_the_extra_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(ReadError, match=r"pip install 'claimsift\[pdf\]'") as caught:
        read_pdf(make_pdf([[]]), "x.pdf")
    assert caught.value.reason == "needs_extra: pdf"
