"""Bytes to text: the declared or detected encoding, and an honest word where some bytes are none."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from claimsift.errors import ReadError

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark starts with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000
_BINARY_SHARE = 0.02  # text has next to no control characters,
_WIDE_SHARE = 0.7
_FEW_CONTROLS = 4  # but a short one may have some
_REPLACED_SHARE = 0.1  # with more of it undecodable it is no text at all
_LATIN_1 = frozenset({"iso-8859-1", "iso8859-1", "latin-1", "latin1", "l1", "us-ascii", "ascii"})
_WESTERN = ("cp1252", "mac_roman")
_PROSE_SHARE = 0.9
_FOREIGN_SHARE = 0.15
# Signs of print and of measuring; a small letter in or at the end of a word; a capital at its start.
_IN_PROSE = re.compile(
    "[“”‘’–—…•·±×÷≤≥≈≠∞µμ°²³¹½¼¾®©™§†‡€£«»\u00a0\u00ad]|(?<=[a-z])[ß-öø-ÿœž]|[ß-öø-ÿœž](?=[a-z])|(?<![^\\W\\d_])[À-ÖØ-ÞŒŽ](?=[a-z])"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a file with `\\n` line ends; `reason` says what went wrong on the way, or None."""

    text: str
    encoding: str
    reason: str | None = None


def decode_bytes(data: bytes, name: str, *, declared: str | None = None) -> Decoded:
    """The text of a file's bytes.

    A byte-order mark decides, then UTF-8 if all bytes are, then the encoding that the file declares, then the best
    guess. Bytes that fit nothing become U+FFFD, and the reason is `replaced_bytes`.

    Raises:
        ReadError: the bytes are no text (`binary`).
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _finish(data.decode(encoding, "replace"), encoding, name)
    if (wide := _wide_encoding(data)) is not None and (text := _try_decode(data, wide)) is not None:
        return _finish(text, wide, name)
    if _looks_binary(data):
        raise ReadError(f"{name} is not a text file", reason="binary")
    for known in ("utf-8", *_meant_by(declared)):
        if (text := _try_decode(data, known)) is not None:
            return _finish(text, known, name)
    lenient = data.decode("utf-8", "replace")
    # Letters that only UTF-8 writes this way outnumber the faults: a damaged UTF-8 file, not another encoding.
    guess = None if _non_ascii(lenient) > 2 * lenient.count("\ufffd") else _guess_encoding(data)
    if guess and (text := _try_decode(data, guess)) is not None:
        return _finish(text, guess, name)
    return _finish(lenient, "utf-8", name)


def _non_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _try_decode(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _meant_by(declared: str | None) -> tuple[str, ...]:
    """The encodings that a name stands for: pages that say Latin-1 have the quotes and dashes of Windows."""
    if declared is None:
        return ()
    return ("cp1252", declared) if declared.lower() in _LATIN_1 else (declared,)


def _guess_encoding(data: bytes) -> str | None:
    """The encoding of Windows or of the old Macintosh where it makes prose, else what charset-normalizer finds.

    A guess by statistics alone takes an English text with ten quotes and dashes in it for a Baltic one.
    """
    from charset_normalizer import from_bytes

    shares = {encoding: _share_of_prose(data[:_SAMPLE], encoding) for encoding in _WESTERN}
    likely = max(_WESTERN, key=lambda encoding: shares[encoding])  # of equals the first
    if shares[likely] >= _PROSE_SHARE:
        return likely
    best = from_bytes(data[:_SAMPLE]).best()
    return None if best is None else best.encoding


def _share_of_prose(data: bytes, encoding: str) -> float:
    """Share of the other than ASCII characters that stand where English prose has them; 0.0 where most letters are."""
    text = _try_decode(data, encoding)
    if text is None or (others := _non_ascii(text)) > _FOREIGN_SHARE * len(text):
        return 0.0
    return len(_IN_PROSE.findall(text)) / others


def _looks_binary(data: bytes) -> bool:
    """Many control bytes; a NUL or two in a long text is a fault to keep, not a reason to refuse."""
    sample = data[:_SAMPLE]
    controls = sum(sample.count(byte) for byte in range(32) if byte not in b"\t\n\r\f\v\x1b")
    return controls > max(_FEW_CONTROLS, _BINARY_SHARE * len(sample))


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark: in prose nearly every other byte is zero, always the same one."""
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if half < _FEW_CONTROLS or max(even, odd) < _WIDE_SHARE * half or min(even, odd) > _BINARY_SHARE * half:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _finish(text: str, encoding: str, name: str) -> Decoded:
    replaced = text.count("\ufffd")
    if replaced and replaced / len(text) > _REPLACED_SHARE:
        raise ReadError(f"{name} is not a text file: {replaced:,} of its characters cannot be decoded", reason="binary")
    return Decoded(text.replace("\r\n", "\n"), encoding, "replaced_bytes" if replaced else None)
