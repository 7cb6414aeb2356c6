"""What a page shows, by a scanner that knows no nesting: the measure of what a reader has kept."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

from claimsift.stages.read.repair_text import write_letters

INLINE = frozenset(
    {
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "label", "mark",
        "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    }
)  # fmt: skip
_HIDDEN = frozenset({"script", "style", "noscript", "template", "svg", "title", "textarea", "select", "button"})
_FURNITURE = frozenset({"nav", "aside", "footer", "form", "header"})
_MAIN = frozenset({"main", "article"})
_RAW = frozenset({"script", "style"})
_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*)")
_PROSE = 40  # shorter runs are labels and menu entries
_WORD = re.compile(r"\w+")
_SUPERSCRIPT = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


class _Scanner:
    """Collects runs of visible text; `main` holds those inside `<main>` or `<article>`."""

    def __init__(self) -> None:
        self.body: list[str] = []
        self.main: list[str] = []
        self.everything = 0
        self._run: list[str] = []
        self._hidden = self._furniture = self._depth = 0

    def add_text(self, text: str) -> None:
        if not self._hidden:
            self._run.append(text)

    def turn(self, tag: str, step: int) -> None:
        """A tag opens (1) or closes (-1)."""
        if tag in INLINE:
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

    def end_run(self) -> None:
        text = write_letters(unescape("".join(self._run)))
        self._run.clear()
        self.everything += letters_of(text)
        if self._furniture or len(text.strip()) < _PROSE:
            return
        self.body.append(text)
        if self._depth:
            self.main.append(text)


def scan_html(html: str) -> tuple[list[str], int]:
    """The runs of prose that a page shows (of its main part where it names one), and its letters and digits in all."""
    scanner = _Scanner()
    position = 0
    last_comment = html.rfind("-->") + 3  # or each comment that never ends would be looked for to the end
    while (start := html.find("<", position)) >= 0:
        scanner.add_text(html[position:start])
        tag = _TAG.match(html, start)
        if tag is None and not html.startswith(("<!", "<?"), start):
            scanner.add_text("<")  # p < 0.05
            position = start + 1
            continue
        end = html.find("-->", start, last_comment) if html.startswith("<!--", start) else -1
        end = html.find(">", start) if end < 0 else end + 2
        if end < 0:
            break  # a tag that never ends: no parser shows what follows
        position = end + 1
        if tag is not None:
            scanner.turn(tag[2].lower(), -1 if tag[1] else 1)
            if not tag[1] and tag[2].lower() in _RAW:
                position = _end_of_raw(html, tag[2], position)
    else:
        scanner.add_text(html[position:])
    scanner.end_run()
    return scanner.main or scanner.body, scanner.everything


def _end_of_raw(html: str, tag: str, position: int) -> int:
    """Where the content of a script or style ends; `<` means nothing in it."""
    closing = re.compile(f"</{tag}", re.IGNORECASE).search(html, position)
    return closing.start() if closing else len(html)


def kept_share(prose: list[str], text: str) -> float:
    """Share of the words and numbers of `prose` that `text` holds, the smaller of the two; 1.0 where there is none."""
    wanted = Counter(word for run in prose for word in _WORD.findall(run))
    there = Counter(_WORD.findall(_SUPERSCRIPT.sub(lambda match: " " + match[0].translate(_DIGITS), text)))
    numbers = Counter({word: count for word, count in wanted.items() if word[0].isdigit()})
    return min(_share(wanted, there), _share(numbers, there))


def letters_of(text: str) -> int:
    """Letters and digits of a text: what no change of spacing or markup alters."""
    return sum(map(len, _WORD.findall(text)))


def _share(wanted: Counter[str], there: Counter[str]) -> float:
    total = wanted.total()
    return (wanted & there).total() / total if total else 1.0
