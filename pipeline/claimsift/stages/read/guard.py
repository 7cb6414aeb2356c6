"""Reads files in a process that can be killed: bounded in time and memory, whatever a parser does."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from claimsift.errors import OutputError, ReadError
from claimsift.records import Article
from claimsift.records.codec import from_plain, to_plain
from claimsift.stages.read.formats import FORMATS, kind_of_bytes, kind_of_name
from claimsift.stages.read.members import Member
from claimsift.stages.read.options import DEFAULTS, ReadOptions
from claimsift.stages.read.read_article import read_article
from claimsift.stages.read.serve import DONE

_START_SECONDS = 60.0  # for the libraries to load, on a busy machine
_HEAD = 4_096


class ReaderProcess:
    """One reading process, started at the first file and again after each that it did not survive."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def read(self, path: Path, article_id: str, *, name: str, kind: str | None, options: ReadOptions) -> Article:
        """As `read_article`.

        Raises:
            ReadError: also where the reader took too long (`reader_timeout`) or died (`reader_died`).
        """
        with self._lock:
            self._ask(path, article_id, name, kind, None, options)
            return from_plain(Article, self._answer(name, options))

    def expand(self, path: Path, *, name: str, folder: Path, options: ReadOptions) -> Iterator[Member]:
        """As `expand_file`; the time limit is for each member, so that a long table is no slow one.

        Raises:
            ReadError: as `read`, after the members that came out before.
            OutputError: there is no room to unpack it.
        """
        with self._lock:
            self._ask(path, "", name, None, folder, options)
            while (answer := self._answer(name, options)) != DONE:
                yield from_plain(Member, answer)

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was not yet sent is lost with the process
                    pipe.close()

    def _ask(
        self, path: Path, article_id: str, name: str, kind: str | None, folder: Path | None, options: ReadOptions
    ) -> None:
        # Absolute: this process may have changed its folder since the other was started.
        request = {
            "path": os.fspath(path.absolute()), "article_id": article_id, "name": name, "kind": kind,
            "folder": None if folder is None else os.fspath(folder.absolute()), "options": to_plain(options),
        }  # fmt: skip
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = _start()
        pipe = self._process.stdin
        if pipe is not None:
            with suppress(BrokenPipeError):  # it has died: the answer will say so
                pipe.write(json.dumps(request) + "\n")
                pipe.flush()

    def _answer(self, name: str, options: ReadOptions) -> dict[str, Any]:
        process = self._process
        if process is None or process.stdout is None:
            raise ReadError(f"the reader of {name} died", reason="reader_died")
        late = threading.Event()
        timer = threading.Timer(options.max_seconds + _START_SECONDS * self._is_new(), _kill, (process, late))
        timer.start()
        try:
            line = process.stdout.readline()
        finally:
            timer.cancel()
        self._started = process.pid
        if not line.endswith("\n"):
            self.close()
            if late.is_set():
                message = f"{name} took longer to read than the {options.max_seconds:g} seconds of max_seconds"
                raise ReadError(message, reason="reader_timeout")
            raise ReadError(f"the reader of {name} died", reason="reader_died")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            if answer["reason"] == "too_much_memory":
                self.close()  # its memory is in pieces
            if answer["reason"] is None:
                raise OutputError(answer["error"])
            raise ReadError(answer["error"], reason=answer["reason"])
        return answer

    _started: int | None = None

    def _is_new(self) -> bool:
        return self._process is not None and self._process.pid != self._started


def read_guarded(
    path: Path, article_id: str, *, name: str | None = None, kind: str | None = None, options: ReadOptions = DEFAULTS
) -> Article:
    """As `read_article`, but what C code parses is read in another process, which is killed when it takes too long.

    Raises:
        ReadError: the file cannot be read; its `reason` is recorded in `articles.jsonl`.
    """
    if _is_plain(path, kind, options):
        return read_article(path, article_id, name=name, kind=kind, options=options)
    return reader_process().read(path, article_id, name=name or str(path), kind=kind, options=options)


def expand_guarded(path: Path, *, name: str, folder: Path, options: ReadOptions = DEFAULTS) -> Iterator[Member]:
    """As `expand_file`, in another process; a file that it does not survive is a member that failed."""
    try:
        yield from reader_process().expand(path, name=name, folder=folder, options=options)
    except ReadError as error:
        yield Member(name, name, status="failed", reason=error.reason)


@cache
def reader_process() -> ReaderProcess:
    """The one reading process of this process; it ends with it."""
    process = ReaderProcess()
    atexit.register(process.close)
    return process


def _is_plain(path: Path, kind: str | None, options: ReadOptions) -> bool:
    """Whether a file is text for sure, which Python reads in time that grows with its length."""
    if kind == "row":
        return False
    by_name = kind_of_name(path.name)
    wanted = kind or options.format or by_name.format
    if by_name.compression or (wanted is not None and FORMATS[wanted].killable):
        return False
    try:
        with path.open("rb") as file:
            shown = kind_of_bytes(file.read(_HEAD))
    except OSError:
        return True  # its reader will say what is wrong
    return shown is None or (shown in FORMATS and not FORMATS[shown].killable)


def _start() -> subprocess.Popen[str]:
    # The same modules as here, wherever they were found; errors of libraries are not for the user's terminal.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(
        [sys.executable, "-m", "claimsift.stages.read.serve"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="ascii",
        env=environment,
        start_new_session=True,  # Ctrl-C is for the parent, which closes it
    )


def _kill(process: subprocess.Popen[str], late: threading.Event) -> None:
    late.set()
    process.kill()
