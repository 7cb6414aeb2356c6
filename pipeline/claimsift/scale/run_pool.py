"""Runs batches in worker processes and hands their outputs back in order, whatever happens to a worker."""

from __future__ import annotations

import logging
import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from claimsift.scale.find_inputs import InputFile
from claimsift.scale.run_batch import ArticleOutput, failed_output, run_batch
from claimsift.settings import Settings

Batch = tuple[InputFile, ...]
BatchFunction = Callable[[Sequence[InputFile], Settings], list[ArticleOutput]]
_BATCHES_A_WORKER = 4  # small enough to share the work evenly, and to show progress
_BATCH_SIZE = 32
_AHEAD = 2  # batches a worker has waiting: bounds the memory


def make_batches(inputs: Sequence[InputFile], workers: int) -> tuple[Batch, ...]:
    """The inputs in order, in batches that keep all workers busy."""
    size = max(1, min(_BATCH_SIZE, len(inputs) // (workers * _BATCHES_A_WORKER)))
    return tuple(tuple(inputs[start : start + size]) for start in range(0, len(inputs), size))


def run_in_order(
    inputs: Sequence[InputFile], settings: Settings, *, function: BatchFunction = run_batch
) -> Iterator[ArticleOutput]:
    """The output of every input, in order. One worker means this process; several are spawned."""
    workers = min(settings.workers, len(inputs))
    if workers <= 1:
        for item in inputs:
            yield from function((item,), settings)
        return
    batches = deque(make_batches(inputs, workers))
    while batches:
        finished = 0
        try:
            for outputs in _run_pool(tuple(batches), settings, workers, function):
                finished += 1
                yield from outputs
            return
        except BrokenProcessPool:
            logging.getLogger("claimsift").warning("a worker process died; its articles are tried one by one")
        for _ in range(finished):
            batches.popleft()
        # Every batch under way is lost with the pool; the oldest is redone alone, so the run always gets on.
        for item in batches.popleft():
            yield _run_alone(item, settings, function)


def _run_pool(
    batches: tuple[Batch, ...], settings: Settings, workers: int, function: BatchFunction
) -> Iterator[list[ArticleOutput]]:
    pending: deque[Future[list[ArticleOutput]]] = deque()
    waiting = iter(batches)
    executor = _executor(workers)
    try:
        for batch in waiting:
            pending.append(executor.submit(function, batch, settings))
            if len(pending) >= workers * _AHEAD:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _run_alone(item: InputFile, settings: Settings, function: BatchFunction) -> ArticleOutput:
    with _executor(1) as executor:
        try:
            return executor.submit(function, (item,), settings).result()[0]
        except BrokenProcessPool:
            return failed_output(item, "worker_died")


def _executor(workers: int) -> ProcessPoolExecutor:
    # Spawned, not forked: a fork copies locks that threads of the parent may hold.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker)


def _start_worker() -> None:
    # Ctrl-C reaches the whole process group; the parent alone decides what to do about it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
