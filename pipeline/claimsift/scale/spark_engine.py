"""Apache Spark in the place of the worker pool: the same ledger, resume and files, with the work on a cluster."""

from __future__ import annotations

import json
import os
import re
import sys
import uuid
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from claimsift.errors import MissingExtraError, RunError
from claimsift.scale.find_inputs import InputFile
from claimsift.scale.on_spark import SCHEMA, extract_items, pack_input
from claimsift.scale.reuse_articles import output_of
from claimsift.scale.run_batch import ArticleOutput, run_batch
from claimsift.scale.run_pool import Engine
from claimsift.scale.worker import BatchFunction
from claimsift.settings import Settings
from claimsift.stages.write.shards import LINE_FILES

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_PER_TASK = 8  # articles: what a lost Python worker costs
_TASKS_A_CORE = 4  # of one wave
_WAVES = 2  # under way at once: the second keeps the cores busy while the first comes to its end
_TRIES = 4  # of a task; plain local[N] would not try a second time


@contextmanager
def open_session(settings: Settings, *, master: str | None = None) -> Iterator[SparkSession]:
    """The Spark session that is there, or a new one, stopped at the end.

    Without a `master` here or in Spark's own configuration, Spark runs on this machine with `settings.workers` cores.

    Raises:
        MissingExtraError: PySpark or PyArrow is not installed.
        RunError: Spark does not start.
    """
    try:
        import pyarrow  # noqa: F401
        from pyspark import SparkConf
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MissingExtraError("PySpark", extra="spark") from error
    if (active := SparkSession.getActiveSession()) is not None:
        yield active
        return
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        conf = SparkConf().setAppName("claimsift").setIfMissing("spark.log.level", "FATAL")
        # The run shows its own progress, and raises what ended a job.
        conf.setIfMissing("spark.ui.showConsoleProgress", "false")
        if master is not None:
            conf.setMaster(master)
        conf.setIfMissing("spark.master", f"local[{settings.workers},{_TRIES}]")
        session = SparkSession.builder.config(conf=conf).getOrCreate()
    except (PySparkException, OSError) as error:
        raise RunError(f"Spark does not start: {error} (it needs Java 17 or later: JAVA_HOME)") from error
    try:
        yield session
    finally:
        session.stop()


def spark_engine(session: SparkSession, *, function: BatchFunction = run_batch) -> Engine:
    """An engine that sends inputs to Spark in waves and hands their outputs back in order.

    Executors read the inputs from the paths that this machine sees; what they find comes back to it, wave by wave.
    """

    def run(inputs: Sequence[InputFile], settings: Settings) -> Generator[ArticleOutput, None, None]:
        context = session.sparkContext
        size = _PER_TASK * _TASKS_A_CORE * context.defaultParallelism
        tag = f"claimsift-{uuid.uuid4().hex}"
        pending: deque[Future[list[ArticleOutput]]] = deque()
        pool = ThreadPoolExecutor(_WAVES)
        try:
            for start in range(0, len(inputs), size):
                wave = inputs[start : start + size]
                pending.append(pool.submit(_run_wave, session, wave, settings, function, tag))
                if len(pending) == _WAVES:
                    yield from pending.popleft().result()
            while pending:
                yield from pending.popleft().result()
        finally:
            context.cancelJobsWithTag(tag)
            pool.shutdown(cancel_futures=True)

    return run


def _run_wave(
    session: SparkSession, inputs: Sequence[InputFile], settings: Settings, function: BatchFunction, tag: str
) -> list[ArticleOutput]:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    rows = [(position, pack_input(item)) for position, item in enumerate(inputs)]
    step = partial(extract_items, settings=settings, function=function)
    tasks = -(-len(rows) // _PER_TASK)
    try:
        session.sparkContext.addJobTag(tag)
        frame = session.createDataFrame(rows, "position long, item string").repartition(tasks)
        collected = frame.mapInArrow(step, f"position long, {SCHEMA}").collect()
    except (PySparkException, Py4JError) as error:
        raise RunError(f"Spark gave up: {_cause(str(error))}") from error
    outputs: list[ArticleOutput] = []
    for row in sorted(collected, key=lambda row: row["position"]):
        lines = {name: list(row[name]) for name in LINE_FILES}
        outputs.append(output_of(json.loads(lines["articles"][0]), lines))
    if len(outputs) != len(inputs):
        raise RunError(f"Spark gave {len(outputs)} articles for {len(inputs)}; please report this as a bug")
    return outputs


def _cause(message: str) -> str:
    """The error that ended the job, out of the traces of both languages that Spark gives."""
    errors = re.findall(r"^[\w.]*(?:Error|Exception): .+$", message, re.MULTILINE)
    return str(errors[-1] if errors else " ".join(message.split())[:500])
