"""The process that workers are forked from."""

from __future__ import annotations

import multiprocessing

PRELOAD = "claimsift.scale.preload"


def start_method() -> str:
    """How processes are made.

    Not forked from this process, whose threads may hold locks: from a server without threads that has loaded the
    model. Where the system has no such server they are started afresh.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return "spawn"
    multiprocessing.get_context("forkserver").set_forkserver_preload([PRELOAD])
    return "forkserver"


def start_server() -> None:
    """Start the server ahead of the first worker: it loads the model while the caller does other things."""
    if start_method() == "forkserver":
        from multiprocessing.forkserver import ensure_running

        ensure_running()
