"""Bytes to text."""

import codecs

import pytest

from claimsift.errors import ReadError
from claimsift.stages.read.decode_bytes import decode_bytes

TEXT = "Müller’s trial: 28 % of the 45 patients – 12 – had pain ≥ 4 points; naïve résumé.\n" * 3
LATIN = "Der Schmerz kehrte bei 28 % der Patienten zurück; für Ältere häufiger. Größe über 5.\n" * 5


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (TEXT.encode(), TEXT),
        (codecs.BOM_UTF8 + TEXT.encode(), TEXT),  # the mark is not part of the text
        (TEXT.encode("utf-16"), TEXT),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), TEXT),
        (TEXT.encode("utf-32"), TEXT),
        (b"one\r\ntwo\r\n", "one\ntwo\n"),
        (b"one\rtwo", "one\rtwo"),  # only \r\n is changed
        (b"", ""),
        ("a\u2028b\x0cc".encode(), "a\u2028b\x0cc"),
    ],
)
def test_text_is_what_was_written(data: bytes, expected: str) -> None:
    decoded = decode_bytes(data, "x.txt")
    assert decoded.text == expected
    assert decoded.reason is None


def test_another_encoding_is_guessed() -> None:
    decoded = decode_bytes(LATIN.encode("cp1252"), "x.txt")
    assert decoded.text == LATIN


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_an_english_text_with_a_few_signs_is_no_baltic_one(encoding: str) -> None:
    text = "The trial’s “best” arm – 3 ± 1 mg of naïve cells – fell by 28 % (5–9 µg).\n"
    assert decode_bytes(text.encode(encoding), "x.txt").text == text


def test_other_languages_without_latin_letters_are_guessed_too() -> None:
    text = "Боль вернулась у 28 % больных после операции на спине.\n" * 5
    assert "оль вернулась у 28 % больных" in decode_bytes(text.encode("cp1251"), "x.txt").text


def test_latin_1_stands_for_the_encoding_of_windows() -> None:
    data = "<p>5–9% of the ‘best’</p>".encode("cp1252")
    assert decode_bytes(data, "x.html", declared="ISO-8859-1").text == "<p>5–9% of the ‘best’</p>"


def test_a_declared_encoding_is_believed() -> None:
    data = "Боль вернулась у 28 % больных.".encode("koi8-r")
    assert decode_bytes(data, "x.html", declared="koi8-r").text == "Боль вернулась у 28 % больных."


def test_a_nul_in_a_text_is_kept() -> None:
    text = "Pain came back in 28% of patients.\x00 It was mild.\n" * 3
    assert decode_bytes(text.encode(), "x.txt").text == text


def test_damaged_utf8_stays_utf8_and_is_named() -> None:
    data = TEXT.encode() + b" 45\xff patients"
    decoded = decode_bytes(data, "x.txt")
    assert decoded.text == TEXT + " 45\ufffd patients"
    assert decoded.reason == "replaced_bytes"


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00",
        bytes(range(256)) * 8,
        b"PK\x03\x04\x14\x00\x00\x00\x08\x00" * 20,
    ],
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        decode_bytes(data, "x.txt")
    assert caught.value.reason == "binary"
