"""Runs inputs in worker processes and hands their outputs back in order, whatever happens to a worker."""

from __future__ import annotations

import heapq
import logging
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from multiprocessing.connection import wait

from claimsift.errors import RunError
from claimsift.scale.find_inputs import InputFile
from claimsift.scale.run_batch import ArticleOutput, failed_output, run_batch
from claimsift.scale.worker import BatchFunction, Worker
from claimsift.settings import Settings

# What carries inputs through the pipeline: their outputs, in their order. Closing it ends the processes it has.
Engine = Callable[[Sequence[InputFile], Settings], Generator[ArticleOutput, None, None]]

_SENT_AHEAD = 4  # inputs a worker has waiting: it need not wait for us after a small one
_AHEAD = 64  # outputs a worker may be ahead of the oldest that is missing, and
_AHEAD_CHARACTERS = 64_000_000  # characters they may hold: bound the memory
_STRIKES = 2  # a process that dies once may have been killed for others' sake
_FAILED_STARTS = 3

_log = logging.getLogger("claimsift")


def run_in_order(
    inputs: Sequence[InputFile], settings: Settings, *, function: BatchFunction = run_batch
) -> Generator[ArticleOutput, None, None]:
    """The output of every input, in order, from `settings.workers` processes.

    An article that takes longer than `settings.timeout` seconds fails as `timeout`; one that takes its process down
    twice, as `worker_died`. Its process is replaced, and no other article is touched.
    """
    if inputs:
        pool = _Pool(inputs, settings, function)
        try:
            yield from pool.run()
        finally:
            pool.close()


class _Pool:
    def __init__(self, inputs: Sequence[InputFile], settings: Settings, function: BatchFunction) -> None:
        self._inputs = inputs
        self._settings = settings
        self._function = function
        self._again: list[int] = []  # numbers to be sent again, smallest first
        self._unsent = 0
        self._oldest = 0  # number of the next output to hand out
        self._outputs: dict[int, ArticleOutput] = {}
        self._characters = 0
        self._deaths: Counter[int] = Counter()
        self._failed_starts = 0
        self._workers: list[Worker] = []
        for _ in range(min(settings.workers, len(inputs))):
            self._workers.append(Worker(settings, function))

    def run(self) -> Iterator[ArticleOutput]:
        while self._oldest < len(self._inputs):
            self._send()
            self._receive()
            while self._oldest in self._outputs:
                output = self._outputs.pop(self._oldest)
                self._oldest += 1
                self._characters -= _size(output)
                yield output

    def close(self) -> None:
        for worker in self._workers:
            worker.kill()

    def _send(self) -> None:
        # Shallowest queue first, so that the last inputs are spread over all workers.
        for depth in range(_SENT_AHEAD):
            for worker in self._workers:
                if worker.ready and len(worker.waiting) == depth and (number := self._next_number()) is not None:
                    worker.send(number, self._inputs[number])

    def _next_number(self) -> int | None:
        if self._again:
            return heapq.heappop(self._again)
        ahead = self._unsent - self._oldest
        if self._unsent == len(self._inputs) or ahead >= _AHEAD * len(self._workers):
            return None
        if self._characters > _AHEAD_CHARACTERS and ahead > 0:
            return None
        self._unsent += 1
        return self._unsent - 1

    def _receive(self) -> None:
        """Wait for a reply, a death or the end of somebody's time."""
        busy = [worker for worker in self._workers if worker.waiting]
        left = min((self._settings.timeout - worker.seconds for worker in busy), default=None)
        readable = wait([worker.connection for worker in self._workers], None if left is None else max(0.0, left))
        for place, worker in enumerate(self._workers):
            if worker.connection in readable:
                self._take_reply(place, worker)
            elif worker.waiting and worker.seconds > self._settings.timeout:
                number = worker.waiting.popleft()
                _log.warning("%s took more than %s s", self._inputs[number].path, self._settings.timeout)
                self._keep(number, failed_output(self._inputs[number], "timeout"))
                self._replace(place, worker)

    def _take_reply(self, place: int, worker: Worker) -> None:
        reply = worker.receive()
        if reply is None:
            self._bury(place, worker)
            return
        kind, value = reply
        if kind == "error":
            raise value
        if kind == "ready":
            worker.ready = True
            self._failed_starts = 0
        else:
            self._keep(worker.waiting.popleft(), value)

    def _bury(self, place: int, worker: Worker) -> None:
        """A worker has died of the input it was at, or before it had one."""
        if worker.waiting:
            number = worker.waiting.popleft()
            self._deaths[number] += 1
            _log.warning("a worker process died at %s", self._inputs[number].path)
            if self._deaths[number] == _STRIKES:
                self._keep(number, failed_output(self._inputs[number], "worker_died"))
            else:
                heapq.heappush(self._again, number)
        elif not worker.ready:
            self._failed_starts += 1
            if self._failed_starts == _FAILED_STARTS:
                raise RunError(
                    "worker processes end as soon as they start: a script must guard its call with "
                    "if __name__ == '__main__'"
                )
        self._replace(place, worker)

    def _replace(self, place: int, worker: Worker) -> None:
        for number in worker.waiting:  # the others it had been sent are nobody's fault
            heapq.heappush(self._again, number)
        worker.kill()
        self._workers[place] = Worker(self._settings, self._function)

    def _keep(self, number: int, output: ArticleOutput) -> None:
        self._outputs[number] = output
        self._characters += _size(output)


def _size(output: ArticleOutput) -> int:
    return sum(len(line) for lines in output.lines.values() for line in lines)
