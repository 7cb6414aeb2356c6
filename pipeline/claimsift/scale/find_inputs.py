"""Finds the articles that a run is given: files, folders and globs, each with an id of its own."""

from __future__ import annotations

import glob
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from claimsift.errors import InputError
from claimsift.scale.addresses import fetch_files, is_address
from claimsift.stages.read import ReadOptions, expand_guarded
from claimsift.stages.read.expand_file import holds_many
from claimsift.stages.read.formats import FORMATS, describe_endings, ending_of_bytes, kind_of_name, stem_of_name
from claimsift.stages.read.members import Member
from claimsift.stages.read.read_rows import skip_other_tables

# Pages about a folder, not articles; a folder's walk leaves them out, naming one as INPUT reads it.
_ABOUT_PAGES = frozenset({"readme", "license", "licence", "changelog", "contributing", "notice"})


@dataclass(frozen=True, slots=True, order=True)
class InputFile:
    """One input: `name` is its path relative to the input root; `skip` is the reason not to read it.

    `failure` is why it could not be taken out of the table or archive that holds it; `kind` is `row` for a table's row.
    """

    article_id: str
    name: str
    path: Path
    skip: str | None = None
    failure: str | None = None
    kind: str | None = None


def find_inputs(
    given: Sequence[str],
    *,
    leave_out: Path | None = None,
    spool: Path | None = None,
    options: ReadOptions | None = None,
) -> tuple[InputFile, ...]:
    """Every input once, sorted by article id, whatever the order of `given`.

    A table, an archive or a crawl gives an input for each article in it, unpacked into the folder `spool`, which must
    last as long as the inputs are used; without one they fail as `many_articles`. `-` is standard input. Files behind
    an address (`s3://bucket/folder`) are fetched into `spool` too.

    A folder gives every file below it but hidden ones and those in `leave_out` (the run's own folder); files that are
    no articles (other endings, README pages) come with the reason to skip them.

    Raises:
        InputError: a path does not exist, a glob matches nothing, or there is no article at all.
    """
    found: dict[str, _Found] = {}
    hidden_folder = leave_out.resolve() if leave_out else None
    for item in given:
        for root, path, explicit in _take(item, spool, options, hidden_folder):
            key = os.fspath(path.resolve())
            name = _readable_name(path.relative_to(root))
            # The same file reached twice is one input; the shorter name and the fewer skips win in any order.
            candidate = _Found(name, path, _reason_to_skip(path, options or ReadOptions(), explicit=explicit), explicit)
            kept = found.get(key)
            if kept is None or _rank(candidate) < _rank(kept):
                found[key] = replace(candidate, explicit=explicit or (kept is not None and kept.explicit))
            elif explicit:
                found[key] = replace(kept, explicit=True)
    if not any(file.skip is None for file in found.values()):
        raise InputError(f"no article in {', '.join(given)}: claimsift reads files that end in {describe_endings()}")
    files = [file for _, file in sorted(found.items())]
    return tuple(sorted(_with_ids(_open_all(files, spool, options or ReadOptions()))))


@dataclass(frozen=True, slots=True)
class _Found:
    """A file: its name, the reason to skip it, and whether it was named itself, not met in a folder."""

    name: str
    path: Path
    skip: str | None
    explicit: bool


def _rank(candidate: _Found) -> tuple[bool, int, str]:
    return candidate.skip is not None, len(candidate.name), candidate.name


def _take(
    item: str, spool: Path | None, options: ReadOptions | None, leave_out: Path | None
) -> Iterable[tuple[Path, Path, bool]]:
    if spool is not None and item == "-":
        return _take_standard_input(spool, options)
    if spool is not None and is_address(item):
        return fetch_files(item, spool)
    return _expand(item, leave_out)


def _take_standard_input(spool: Path, options: ReadOptions | None) -> list[tuple[Path, Path, bool]]:
    """Standard input as a file, named for the format that was asked for, else for what its bytes show."""
    kind = (options or ReadOptions()).format
    data = sys.stdin.buffer.read()
    path = spool / f"stdin{FORMATS[kind].endings[0] if kind else ending_of_bytes(data)}"
    path.write_bytes(data)
    return [(spool, path, True)]


def _expand(item: str, leave_out: Path | None) -> Iterator[tuple[Path, Path, bool]]:
    """Root, path and whether the path was named itself, for each file that one INPUT stands for."""
    path = Path(item)
    if path.is_dir():
        for file in _walk(path, leave_out):
            yield path, file, False
    elif path.is_file():
        yield path.parent, path, True
    elif glob.has_magic(item):
        matches = sorted(Path(match) for match in glob.glob(item, recursive=True))  # noqa: PTH207 (absolute patterns)
        if not matches:
            raise InputError(f"nothing matches {item}")
        root = _glob_root(item)
        for match in matches:
            files = _walk(match, leave_out) if match.is_dir() else (match,)
            for file in files:
                yield root, file, not match.is_dir()
    elif path.exists() or path.is_symlink():
        raise InputError(f"{item} is not a file or a folder that can be read")
    else:
        raise InputError(f"no such file or folder: {item}")


def _walk(folder: Path, leave_out: Path | None) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and (leave_out is None or Path(parent, name).resolve() != leave_out)
        )
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(parent, name)


def _glob_root(pattern: str) -> Path:
    parts = []
    for part in Path(pattern).parts:
        if glob.has_magic(part):
            break
        parts.append(part)
    return Path(*parts)


def _reason_to_skip(path: Path, options: ReadOptions, *, explicit: bool) -> str | None:
    known = kind_of_name(path.name).format is not None
    if not known and not (explicit and options.format is not None):
        return "unknown_format"
    if not explicit and path.stem.lower() in _ABOUT_PAGES:
        return "about_page"
    return None


def _readable_name(path: Path) -> str:
    """A path as UTF-8 text: bytes of a file name that are not UTF-8 are replaced, ids must be writable."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def _open_all(files: Sequence[_Found], spool: Path | None, options: ReadOptions) -> Iterator[tuple[str, InputFile]]:
    """Each file with the stem of its id; a file of many articles is replaced by what it holds."""
    for number, file in enumerate(files):
        name, path = file.name, file.path
        if file.skip is not None or spool is None or not holds_many(path.name, options):
            yield stem_of_name(name), InputFile("", name, path, file.skip)
            continue
        folder = spool / f"{number:07}"
        folder.mkdir()
        members = expand_guarded(path, name=name, folder=folder, options=options)
        for member in members if file.explicit else skip_other_tables(members, name, stem_of_name(name)):
            yield member.stem, _input_of(member, path)


def _input_of(member: Member, container: Path) -> InputFile:
    skip = member.reason if member.status == "skipped" else None
    failure = member.reason if member.status == "failed" else None
    path = container if member.path is None else Path(member.path)
    return InputFile("", member.name, path, skip, failure, member.kind)


def _with_ids(entries: Iterable[tuple[str, InputFile]]) -> Iterator[InputFile]:
    """Ids are names without their ending; where two collide all of them keep it, and then get a number."""
    known = list(entries)
    stems = Counter(stem for stem, _ in known)
    taken: Counter[str] = Counter()
    for stem, item in known:
        article_id = stem if stems[stem] == 1 else item.name
        taken[article_id] += 1
        number = taken[article_id]
        yield replace(item, article_id=article_id if number == 1 else f"{article_id}~{number}")
