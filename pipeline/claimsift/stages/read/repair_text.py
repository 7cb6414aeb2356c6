"""Repairs text: what was decoded wrongly before it came here (`â€™` for `’`), and what only a typesetter wants (`ﬁ`).

Tells English from other languages.
"""

from __future__ import annotations

import re

# What UTF-8 read as another encoding looks like; a text without it is not looked at twice.
_SUSPICIOUS = re.compile("[ÃÂâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ¢-¿]")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"  # soft hyphen, joiners, marks
_LETTERS = str.maketrans({**_LIGATURES, **dict.fromkeys(_INVISIBLE, "")})
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 20_000
_FEW_WORDS = 30  # too little to tell a language by
# Words that hardly any other language has; English prose has one in six of them, a page half in English one in twelve.
_ENGLISH = frozenset(
    {
        "and", "are", "been", "by", "for", "from", "had", "of", "than", "that", "the", "their", "these", "they", "this",
        "were", "which", "who", "with",
    }
)  # fmt: skip
_ENGLISH_SHARE = 0.1
_MARGIN = 20.0  # nats by which another language must be likelier than English


def write_letters(text: str) -> str:
    """The text with its ligatures as letters and without soft hyphens and other invisible characters."""
    return text if text.isascii() else text.translate(_LETTERS)


def repair_mojibake(text: str) -> tuple[str, bool]:
    """The text with wrongly decoded letters put right, and whether there were any; quotes stay as they are."""
    if not _SUSPICIOUS.search(text):
        return text, False
    import ftfy

    # Line by line: one wrong stretch must not touch the right ones.
    lines = [ftfy.fix_encoding(line) if _SUSPICIOUS.search(line) else line for line in text.split("\n")]
    repaired = "\n".join(lines)
    return repaired, repaired != text


def find_other_language(text: str) -> str | None:
    """The language of a text (`de`) where it is surely not English; None for English and what is too short."""
    words = _WORD.findall(text[:_SAMPLE])
    if len(words) < _FEW_WORDS or sum(map(_ENGLISH.__contains__, words)) > _ENGLISH_SHARE * len(words):
        return None
    import py3langid  # only where it is needed: its model takes a fifth of a second to load

    ranked = dict(py3langid.rank(" ".join(words)))
    best = max(ranked, key=lambda tag: (ranked[tag], tag))
    return None if best == "en" or ranked[best] - ranked["en"] < _MARGIN else str(best)
