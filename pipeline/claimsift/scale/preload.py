"""Imported by the process that workers are forked from: what every worker needs is loaded once, and shared."""

import gc
import os
import signal
import sys

# Ctrl-C reaches the whole process group; the owner alone decides what to do about it.
signal.signal(signal.SIGINT, signal.SIG_IGN)

# What ends this process (its owner dies while it asks for a worker) is for the owner to say, not for a trace beside it.
sys.excepthook = lambda *_: None

# Workers are the processes that run side by side; threads within them would only get in each other's way, and a
# process with threads cannot be forked safely.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")


# Most tables are loaded by the first article, and by what it holds.
_ARTICLE = """Knee pain

In a trial of 80 patients, pain recurred in 12% after prolotherapy and in 30% after placebo within 6 months [1].

References

1. Weir S, Kuo TC. Prolotherapy for knees. J Pain. 2020;15:1-5.
"""


def _load() -> None:
    from claimsift.scale.run_batch import load_once
    from claimsift.settings import Settings

    load_once(Settings()).extract(_ARTICLE)


_load()
# What is loaded stays: no worker's collector has to walk it, or to write on the pages that all of them share.
gc.freeze()
