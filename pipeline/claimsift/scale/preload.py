"""Imported by the process that workers are forked from: what every worker needs is loaded once, and shared."""

import os
import signal

# Ctrl-C reaches the whole process group; the owner alone decides what to do about it.
signal.signal(signal.SIGINT, signal.SIG_IGN)

# Workers are the processes that run side by side; threads within them would only get in each other's way, and a
# process with threads cannot be forked safely.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")


def _load() -> None:
    from claimsift.scale.run_batch import load_once
    from claimsift.settings import Settings

    load_once(Settings())


_load()
