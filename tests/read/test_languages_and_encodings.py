"""Other languages are skipped with a reason; wrongly decoded text is repaired and noted; bytes without a mark."""

import pytest

from claimsift.stages.read import ReadOptions, read_bytes
from claimsift.stages.read.formats import FileKind, kind_of_bytes, kind_of_name, stem_of_name

GERMAN = (
    "Nach der Operation kehrten die Schmerzen bei 28 % der Patienten zurück, und viele von ihnen nahmen Tabletten. " * 3
)
FRENCH = (
    "Après l’opération, la douleur est revenue chez 28 % des patients, et beaucoup d’entre eux prenaient des cachets. "
    * 3
)
ENGLISH = (
    "After the operation the pain came back in 28% of the patients, and many of them took tablets for a while. " * 3
)
LIST = "".join(f"{n}. Müller H, Schäfer B. Schmerz. Z Orthop. 20{n};14{n}:30-3{n}.\n" for n in range(10, 20))


@pytest.mark.parametrize(
    ("text", "status", "reason"),
    [
        (ENGLISH, "ok", None),
        (GERMAN, "skipped", "language: de"),
        (FRENCH, "skipped", "language: fr"),
        ("28% of patients.", "ok", None),
        ("Schmerz bei 28 %.", "ok", None),  # too short to tell
        (ENGLISH + "\n\nReferences\n\n" + LIST, "ok", None),
    ],
)
def test_other_languages_are_skipped(text: str, status: str, reason: str | None) -> None:
    article = read_bytes(text.encode(), "x", kind="text", name="x")
    assert (article.status, article.reason) == (status, reason)


def test_other_languages_are_read_where_they_are_wanted() -> None:
    article = read_bytes(GERMAN.encode(), "x", kind="text", name="x", options=ReadOptions(english_only=False))
    assert article.status == "ok"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("the patient’s pain – 28 % – café".encode().decode("cp1252"), "the patient’s pain – 28 % – café"),
        ("pain ≥ 4 in 5 %".encode().decode("cp1252"), "pain ≥ 4 in 5 %"),
        ("It’s “fine” – naïve café Âge", "It’s “fine” – naïve café Âge"),  # right already
    ],
)
def test_wrongly_decoded_letters_are_put_right_and_noted(written: str, text: str) -> None:
    article = read_bytes(written.encode(), "x", kind="text", name="x")
    assert article.text == text
    assert article.metadata == ({} if written == text else {"repaired": "mojibake"})


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_read(encoding: str) -> None:
    assert read_bytes(ENGLISH.encode(encoding), "x", kind="text", name="x").text == ENGLISH


@pytest.mark.parametrize(
    ("name", "kind", "stem"),
    [
        ("a.txt", FileKind("text"), "a"),
        ("d.x/A.HTML", FileKind("html"), "d.x/A"),
        ("a.html.gz", FileKind("html", "gzip"), "a"),
        ("a.jsonl.zst", FileKind("jsonl", "zstd"), "a"),
        ("a.tgz", FileKind("tar", "gzip"), "a"),
        ("a.tar.gz", FileKind("tar", "gzip"), "a"),
        ("a.nxml", FileKind("jats"), "a"),
        ("a.docx", FileKind(None), "a"),
        ("a.gz", FileKind(None, "gzip"), "a"),
        (".txt", FileKind(None), ".txt"),
        ("noend", FileKind(None), "noend"),
    ],
)
def test_a_name_says_what_a_file_is(name: str, kind: FileKind, stem: str) -> None:
    assert (kind_of_name(name), stem_of_name(name)) == (kind, stem)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.4", "pdf"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"PK\x03\x04", "zip"),
        (b"  <!DOCTYPE html><p>", "html"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><article>", "jats"),
        (b"<?xml version='1.0'?><html>", "html"),
        (b"plain <html>", None),
        (b"", None),
    ],
)
def test_bytes_show_what_a_file_is(data: bytes, kind: str | None) -> None:
    assert kind_of_bytes(data) == kind
