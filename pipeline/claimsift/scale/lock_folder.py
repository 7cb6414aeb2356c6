"""Keeps two runs out of one folder: a lock that names its owner and falls open when the owner dies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from claimsift.errors import OutputError

_FILE = "lock"


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; the file with the owner's pid is gone afterwards.

    The system holds the lock for the open file, so it ends with its process however that dies, and a pid that was
    given to another process since cannot be mistaken for the owner.

    Raises:
        OutputError: a living process holds it.
        OSError: the folder cannot be written.
    """
    path = folder / _FILE
    handle = _take(path)
    try:
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        with suppress(OSError):  # removed while held: nobody can have taken it between
            path.unlink()
        os.close(handle)


def _take(path: Path) -> int:
    while True:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except FileNotFoundError:  # the owner before us has just removed the empty folder
            continue
        if not _lock(handle):
            owner = os.pread(handle, 32, 0).decode("ascii", "replace").strip()
            os.close(handle)
            raise OutputError(
                f"{path.parent.parent} is being written by another run (process {owner or 'unknown'}): wait for it, "
                "or name another --out"
            )
        # The owner before us may have removed the file between our open and our lock: ours would keep nobody out.
        with suppress(OSError):
            if path.stat().st_ino == os.fstat(handle).st_ino:
                return handle
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
