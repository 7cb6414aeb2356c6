"""A worker process: what runs in it, and the handle that its owner has."""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from claimsift.scale.find_inputs import InputFile
from claimsift.scale.fork_server import start_method
from claimsift.scale.run_batch import ArticleOutput
from claimsift.settings import Settings

BatchFunction = Callable[[Sequence[InputFile], Settings], list[ArticleOutput]]
Reply = tuple[str, Any]  # ("ready", None), ("output", output) or ("error", exception)
_COLLECT_AFTER = 100_000  # objects more than at the last garbage collection; an article leaves some thousands
_GRACE_S = 2.0  # for a worker to end by itself once its pipe is closed


class Worker:
    """A process that answers inputs one by one, in the order in which they were sent.

    `waiting` are the numbers of the inputs that it has not answered; it works on the first of them.
    """

    def __init__(self, settings: Settings, function: BatchFunction) -> None:
        context: Any = multiprocessing.get_context(start_method())
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, settings, function))
        with _without_main(function):
            self.process.start()
        theirs.close()
        self.ready = False
        self.waiting: deque[int] = deque()
        self._since = time.monotonic()

    def send(self, number: int, item: InputFile) -> None:
        """Hand over an input; a worker that has died since is noticed at the next reply."""
        if not self.waiting:
            self._since = time.monotonic()
        self.waiting.append(number)
        try:
            self.connection.send(item)
        except (BrokenPipeError, ConnectionResetError):
            return

    def receive(self) -> Reply | None:
        """The next reply, or None where the process has died."""
        try:
            reply: Reply = self.connection.recv()
        except (EOFError, OSError):
            return None
        self._since = time.monotonic()
        return reply

    @property
    def seconds(self) -> float:
        """How long it has been at the first of the inputs it has."""
        return time.monotonic() - self._since

    def kill(self) -> None:
        """End the process whatever it does: signals that can be caught do not stop C code."""
        self.process.kill()
        self.close()

    def close(self) -> None:
        """End the process, which ends by itself when it waits for work."""
        self.connection.close()
        self.process.join(_GRACE_S)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.process.close()


@contextmanager
def _without_main(function: BatchFunction) -> Iterator[None]:
    """Keep a new process from running the caller's script again, which it does to find functions defined there.

    So a script needs no guard (`if __name__ == "__main__"`), and a notebook or `python -` has no file to run.
    """
    main = sys.modules["__main__"]
    if getattr(getattr(function, "func", function), "__module__", None) == main.__name__:  # `func`: of a partial
        yield
        return
    kept = {name: vars(main).get(name) for name in ("__file__", "__spec__")}
    main.__dict__.pop("__file__", None)
    main.__spec__ = None
    try:
        yield
    finally:
        main.__spec__ = kept["__spec__"]
        if kept["__file__"] is not None:
            main.__file__ = kept["__file__"]


def _serve(connection: Connection, settings: Settings, function: BatchFunction) -> None:
    # Ctrl-C reaches the whole process group; the owner alone decides what to do about it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _die_with_parent()
    # Records are freed by their counts; rarely enough, a collection costs nothing, and a reader's cycles still go.
    gc.set_threshold(_COLLECT_AFTER)
    try:
        connection.send(("ready", None))
        while True:
            item = connection.recv()
            try:
                (output,) = function((item,), settings)
            except Exception as error:  # noqa: BLE001 (raised again by the owner)
                connection.send(("error", error))
                return
            connection.send(("output", output))
    except (EOFError, BrokenPipeError, ConnectionResetError):  # the owner has ended
        return


def _die_with_parent() -> None:
    """A worker in the middle of an article would not notice that its owner was killed."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
