"""What a page shows, by a scanner that knows no nesting: the measure of what a reader has kept."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

_INLINE = frozenset(
    {
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "label", "mark",
        "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    }
)  # fmt: skip
_HIDDEN = frozenset({"script", "style", "noscript", "template", "svg", "title", "textarea", "select", "button"})
_FURNITURE = frozenset({"nav", "aside", "footer", "form", "header"})
_MAIN = frozenset({"main", "article"})
_PROSE = 40  # shorter runs are labels and menu entries
_WORD = re.compile(r"\w+")
_SUPERSCRIPT = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


class _Scanner(HTMLParser):
    """Collects runs of visible text; `main` holds those inside `<main>` or `<article>`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.body: list[str] = []
        self.main: list[str] = []
        self.everything = 0
        self._run: list[str] = []
        self._hidden = self._furniture = self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._turn(tag, 1)

    def handle_endtag(self, tag: str) -> None:
        self._turn(tag, -1)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._run.append(data)

    def end_run(self) -> None:
        text = "".join(self._run)
        self._run.clear()
        self.everything += _letters(text)
        if self._furniture or len(text.strip()) < _PROSE:
            return
        self.body.append(text)
        if self._depth:
            self.main.append(text)

    def _turn(self, tag: str, step: int) -> None:
        if tag in _INLINE:
            if tag == "sup":  # `patients<sup>12</sup>` is a word and a number
                self._run.append(" ")
            return
        self.end_run()
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden + step)
        elif tag in _FURNITURE and not self._depth:
            self._furniture = max(0, self._furniture + step)
        elif tag in _MAIN:
            self._depth = max(0, self._depth + step)


def scan_html(html: str) -> tuple[list[str], int]:
    """The runs of prose that a page shows (of its main part where it names one), and its letters and digits in all."""
    scanner = _Scanner()
    scanner.feed(html)
    scanner.close()
    scanner.end_run()
    return scanner.main or scanner.body, scanner.everything


def kept_share(prose: list[str], text: str) -> float:
    """Share of the words and numbers of `prose` that `text` holds, the smaller of the two; 1.0 where there is none."""
    wanted = Counter(word for run in prose for word in _WORD.findall(run))
    there = Counter(_WORD.findall(_SUPERSCRIPT.sub(lambda match: " " + match[0].translate(_DIGITS), text)))
    numbers = Counter({word: count for word, count in wanted.items() if word[0].isdigit()})
    return min(_share(wanted, there), _share(numbers, there))


def letters_of(text: str) -> int:
    """Letters and digits of a text: what no change of spacing or markup alters."""
    return _letters(text)


def _share(wanted: Counter[str], there: Counter[str]) -> float:
    total = wanted.total()
    return (wanted & there).total() / total if total else 1.0


def _letters(text: str) -> int:
    return sum(map(len, _WORD.findall(text)))
