"""Keeps a run up to date with a folder that files arrive in."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from claimsift.errors import InputError
from claimsift.scale.run_articles import RunSummary, run_articles
from claimsift.scale.run_batch import ArticleOutput
from claimsift.settings import Settings

_PATIENCE = 10  # looks at a folder in which something always changes
Snapshot = dict[str, tuple[int, int]]


def watch_folder(
    folder: Path,
    out: Path,
    settings: Settings,
    *,
    interval: float = 2.0,
    overwrite: bool = False,
    sleep: Callable[[float], None] = time.sleep,
    on_start: Callable[[int, int], None] = lambda total, kept: None,
    on_article: Callable[[ArticleOutput], None] = lambda output: None,
) -> Iterator[RunSummary]:
    """A summary after each time that files came, changed or went; the run in `out` is then one over all of them.

    Only what is new or changed is extracted. Looks every `interval` seconds, and waits until nothing changes between
    two looks, so that files are whole; a file that was read half is read again when it is.

    Raises:
        InputError: the folder does not exist.
        OutputError: `out` cannot be written, or holds a run of other settings.
    """
    if not folder.is_dir():
        raise InputError(f"no such folder: {folder}")
    done: Snapshot | None = None
    before: Snapshot | None = None
    looks = 0
    while True:
        now = _look(folder, out)
        looks = looks + 1 if now != done else 0
        if now and now != done and (now == before or looks > _PATIENCE):
            try:
                summary = run_articles(
                    [str(folder)],
                    out,
                    settings,
                    update=True,
                    overwrite=overwrite,
                    on_start=on_start,
                    on_article=on_article,
                )
            except InputError:  # files, but no article yet
                pass
            else:
                overwrite = False  # what is there from now on is ours
                yield summary
            done, looks = now, 0
        before = now
        sleep(interval)


def _look(folder: Path, out: Path) -> Snapshot:
    """Size and time of change of each file below a folder that is not hidden or in the run's own folder."""
    hidden = out.resolve()
    found: Snapshot = {}
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and Path(parent, name).resolve() != hidden]
        for name in files:
            if not name.startswith("."):
                path = Path(parent, name)
                try:
                    state = path.stat()
                except OSError:  # gone since it was listed
                    continue
                found[str(path)] = (state.st_size, state.st_mtime_ns)
    return found
