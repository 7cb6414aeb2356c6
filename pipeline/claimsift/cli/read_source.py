"""Reads the one article that a command is given: a file, or standard input."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from claimsift.errors import InputError
from claimsift.records import Article
from claimsift.settings import Settings
from claimsift.stages.read import ReadOptions, read_guarded
from claimsift.stages.read.expand_file import holds_many
from claimsift.stages.read.formats import FORMATS, describe_endings, kind_of_name, stem_of_name


def read_source(source: str, settings: Settings) -> Article:
    """The article in a file, or on standard input for `-`; says on stderr what is wrong with a suspect one.

    Raises:
        InputError: there is no such file, or it cannot be read.
    """
    options = settings.read_options()
    if source == "-":
        article = _read_standard_input(options)
    else:
        path = Path(source)
        if not path.exists():
            raise InputError(f"no such file: {source}")
        if path.is_dir():
            raise InputError(f"{source} is a folder: use claimsift run {source} --out DIR")
        if holds_many(path.name, options):
            raise InputError(f"{path.name} holds many articles: use claimsift run {source} --out DIR")
        if options.format is None and kind_of_name(path.name).format is None:
            raise InputError(f"cannot read {path.name}: claimsift reads files that end in {describe_endings()}")
        article = read_guarded(path, stem_of_name(path.name), options=options)
    if article.status != "ok":
        sys.stderr.write(f"claimsift: {source} is {article.status}: {article.reason}\n")
    return article


def _read_standard_input(options: ReadOptions) -> Article:
    """What stands on standard input: of `--format`, else what its first bytes show."""
    with tempfile.TemporaryDirectory(prefix="claimsift-") as folder:
        # Without an ending the bytes decide; the reading process wants a file.
        path = Path(folder) / "-"
        path.write_bytes(sys.stdin.buffer.read())
        kind = options.format
        if kind is not None and FORMATS[kind].many:
            raise InputError(f"one article is read from standard input, not a file of many ({kind})")
        return read_guarded(path, "stdin", name="-", kind=kind, options=options)
