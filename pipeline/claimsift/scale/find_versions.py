"""Finds versions of one article in a corpus: near-duplicates by their words, and by the sources that they cite."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

_WORD = re.compile(r"\w+")
_SHINGLE = 5  # words
_BANDS = 48
_ROWS = 2  # two articles that share 3 in 10 shingles meet in one of the bands with 0.99
_SEED = 20
_ALIKE = 0.55  # share of shingles that only copies have
_RELATED = 0.2  # below it two articles share a boilerplate, or a topic
_SHARED_SOURCES = 0.5  # of the shorter list
_FEW_SOURCES = 5
_FEW_SHINGLES = 20  # a text of a sentence or two is like many others
_FULL = 200  # articles in one band share a boilerplate: versions of one meet in other bands
_FINGERPRINT = 60  # letters and digits of an entry


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of an article to compare it with others: its MinHash and fingerprints of its references, sorted.

    Arrays of numbers: tuples of Python's would take eight times the room.
    """

    article_id: str
    hashes: array[int]
    sources: array[int]


def sketch_article(article_id: str, text: str, references: Iterable[str]) -> Sketch | None:
    """The sketch of an article, or None where its text is too short to be compared."""
    from rensa import RMinHash

    words = [word.casefold() for word in _WORD.findall(text)]
    shingles = {" ".join(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)}
    if len(shingles) < _FEW_SHINGLES:
        return None
    minhash = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    minhash.update(sorted(shingles))
    return Sketch(article_id, array("I", minhash.digest()), array("Q", sorted(set(map(_fingerprint, references)))))


def _fingerprint(reference: str) -> int:
    letters = "".join(_WORD.findall(reference)).casefold()[:_FINGERPRINT]
    return int.from_bytes(blake2b(letters.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


class VersionFinder:
    """Compares each article with those before it; of several versions the first is the one that is named.

    It holds about 5 kB an article.
    """

    def __init__(self) -> None:
        self._sketches: list[Sketch] = []
        self._bands: dict[int, int | array[int]] = {}

    def add(self, sketch: Sketch) -> str | None:
        """The id of the article that this one is a version of, or None; the most alike where there are several."""
        keys = [hash((band, *sketch.hashes[band * _ROWS : (band + 1) * _ROWS])) for band in range(_BANDS)]
        candidates = sorted({number for key in keys for number in self._at(key)})
        best = max(((alike(self._sketches[n], sketch), -n) for n in candidates), default=(0.0, 0))
        if best[0] > 0.0:
            return self._sketches[-best[1]].article_id
        number = len(self._sketches)
        self._sketches.append(sketch)
        for key in keys:
            held = self._bands.get(key)
            if held is None:
                self._bands[key] = number
            elif isinstance(held, int):
                self._bands[key] = array("I", (held, number))
            elif len(held) < _FULL:
                held.append(number)
        return None

    def _at(self, key: int) -> Sequence[int]:
        held = self._bands.get(key, ())
        return (held,) if isinstance(held, int) else held


def alike(one: Sketch, other: Sketch) -> float:
    """How alike two articles are, 0.0 where they are not versions of one.

    Copies share most of their shingles. A rewritten version shares fewer, but most of the sources of the shorter list.
    """
    shared = sum(a == b for a, b in zip(one.hashes, other.hashes, strict=True)) / len(one.hashes)
    if shared >= _ALIKE:
        return shared
    fewer = min(len(one.sources), len(other.sources))
    if shared < _RELATED or fewer < _FEW_SOURCES:
        return 0.0
    return shared if len(set(one.sources).intersection(other.sources)) >= _SHARED_SOURCES * fewer else 0.0
