"""Keeps Python's cyclic garbage collector out of the way while records are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache


@contextmanager
def collector_paused() -> Iterator[None]:
    """No garbage collection inside; afterwards it is on where it was on before.

    An article leaves thousands of records and no cycles: reference counts free them all, and a collection in between
    would walk them, and now and then every table, for nothing.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@cache
def leave_out_loaded() -> None:
    """What exists now is walked by no later collection; only the first call in a process does anything.

    The first article loads the tables and weights, two hundred thousand objects that stay: each full collection would
    walk them all.
    """
    gc.freeze()
