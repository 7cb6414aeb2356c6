"""The reading process: takes requests on standard input, answers on standard output, a JSON line each.

It is started by `guard.py`, which kills it when it takes too long; parsers in C heed no signal and no exception.
"""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claimsift.errors import OutputError, ReadError
from claimsift.records.codec import from_plain, to_plain
from claimsift.stages.read.expand_file import expand_file
from claimsift.stages.read.options import ReadOptions
from claimsift.stages.read.read_article import read_article

_CPU_SLACK = 2.0  # a process that nobody watches any more ends itself after twice its time
DONE = {"done": True}


def serve() -> None:
    """Answer requests until standard input ends."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    # What a library prints must not be read as an answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    limited = False
    for line in sys.stdin:
        request = json.loads(line)
        options = from_plain(ReadOptions, request["options"])
        if not limited:
            limit_memory(options.max_memory)
            limited = True
        for answer in _answers(request, options):
            answers.write(json.dumps(answer) + "\n")
            answers.flush()
            _limit_time(options.max_seconds)


def _answers(request: dict[str, Any], options: ReadOptions) -> Iterator[dict[str, Any]]:
    _limit_time(options.max_seconds)
    path, name = Path(request["path"]), request["name"]
    try:
        if request["folder"] is not None:
            for member in expand_file(path, name, Path(request["folder"]), options):
                yield to_plain(member)
            yield DONE
        else:
            yield to_plain(read_article(path, request["article_id"], name=name, kind=request["kind"], options=options))
    except ReadError as error:
        yield {"error": str(error), "reason": error.reason}
    except OutputError as error:
        yield {"error": str(error), "reason": None}
    except MemoryError:
        yield {"error": f"{name} needs more memory than the setting max_memory allows", "reason": "too_much_memory"}
    except Exception as error:  # noqa: BLE001 (a fault in a parser costs one file, not the run)
        yield {"error": f"{name}: {error}", "reason": f"reader_error: {type(error).__name__}"}


def limit_memory(max_memory: int) -> None:
    """Let this process have `max_memory` bytes more than it has now, where the system can hold it to that."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    with_code = _pages_now() * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (with_code + max_memory, resource.RLIM_INFINITY))


def _pages_now() -> int:
    status = Path("/proc/self/statm")
    return int(status.read_text(encoding="ascii").split()[0]) if status.exists() else 0


def _limit_time(seconds: float) -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = math.ceil(used.ru_utime + used.ru_stime + _CPU_SLACK * seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


if __name__ == "__main__":
    serve()
