"""Reads the one article that a command is given: a file, or standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from claimsift.errors import InputError
from claimsift.records import Article
from claimsift.settings import Settings
from claimsift.stages.read import READABLE, read_article, read_bytes


def read_source(source: str, settings: Settings) -> Article:
    """The article in a file, or on standard input for `-`; says on stderr what is wrong with a suspect one.

    Raises:
        InputError: there is no such file, or it cannot be read.
    """
    if source == "-":
        data = sys.stdin.buffer.read()
        article = read_bytes(data, "stdin", kind="text", name="-", max_bytes=settings.max_bytes)
    else:
        path = Path(source)
        if not path.exists():
            raise InputError(f"no such file: {source}")
        if path.is_dir():
            raise InputError(f"{source} is a folder: use claimsift run {source} --out DIR")
        if path.suffix.lower() not in READABLE:
            raise InputError(
                f"cannot read {path.name}: claimsift reads files that end in {', '.join(sorted(READABLE))}"
            )
        article = read_article(path, path.stem, max_bytes=settings.max_bytes, min_kept_share=settings.min_kept_share)
    if article.status == "suspect":
        sys.stderr.write(f"claimsift: {source} is suspect: {article.reason}\n")
    return article
