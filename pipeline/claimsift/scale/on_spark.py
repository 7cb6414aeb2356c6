"""The pipeline as a step of an Apache Spark job: a DataFrame of articles in, a DataFrame of finished lines out.

Needs the extra `spark`. Below each Spark Python worker runs one process of ours, which has loaded the model once: an
article that hangs or breaks its process is recorded as failed, just as in a local run, and no task fails of it.
"""

from __future__ import annotations

import dataclasses
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from claimsift.scale.find_inputs import InputFile
from claimsift.scale.run_batch import ArticleOutput, run_batch
from claimsift.scale.run_pool import run_in_order
from claimsift.scale.worker import BatchFunction
from claimsift.settings import Settings
from claimsift.stages.write.shards import LINE_FILES

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import Column, DataFrame, SparkSession

_COLUMNS = ("article_id", "status", "reason")
SCHEMA = ", ".join([*(f"{name} string" for name in _COLUMNS), *(f"{name} array<string>" for name in LINE_FILES)])


def extract_articles(
    frame: DataFrame, settings: Settings | None = None, *, function: BatchFunction = run_batch
) -> DataFrame:
    """One row for each article: `article_id`, `status`, `reason`, and its finished lines in a column for each file.

    `frame` has the columns `article_id` and `path` (strings; the path's ending says the format, the file need not be
    there) and `content` (binary: the file's bytes). The lines are those of a local run over the same files.
    """
    step = partial(_extract_contents, settings=settings or Settings(), function=function)
    return frame.select("article_id", "path", "content").mapInArrow(step, SCHEMA)


def read_articles(session: SparkSession, address: str) -> DataFrame:
    """All files below an address that Spark can read (`s3a://bucket/folder`, `hdfs://…`, a path), for
    `extract_articles`; ids are made as in a local run over that folder."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    files = session.read.format("binaryFile").option("recursiveFileLookup", "true").load(address)
    # Spark spells one folder in several ways (file:/x, file:///x): what all of a run's paths share is its path part.
    root = address.split("://", 1)[-1].rstrip("/") + "/"
    name = f.substring_index(files["path"], root, -1)
    stem = f.regexp_replace(name, r"(?<=[^/])\.[^./]*$", "")
    alone = f.count("*").over(Window.partitionBy("stem")) == 1
    named = files.select(name.alias("path"), stem.alias("stem"), "content")
    return named.select(f.when(alone, f.col("stem")).otherwise(f.col("path")).alias("article_id"), "path", "content")


def write_lines(frame: DataFrame, address: str) -> None:
    """Write what `extract_articles` gave below an address: `file=claims/part-….txt` and so on, in one pass.

    Spark shows the files when all tasks have ended, or none of them. Their lines, sorted, are those of a local run.
    """
    from pyspark.sql import functions as f

    def label(name: str) -> Column:
        return f.transform(name, lambda line: f.struct(f.lit(name).alias("file"), line.alias("value")))

    pairs = [label(name) for name in LINE_FILES]
    lines = frame.select(f.explode(f.concat(*pairs)).alias("line")).select("line.file", "line.value")
    lines.write.partitionBy("file").text(address)


def extract_items(
    batches: Iterable[pa.RecordBatch], *, settings: Settings, function: BatchFunction
) -> Iterator[pa.RecordBatch]:
    """The work of one task of a run: batches of (position, input as JSON) in, of (position, output) out."""
    for batch in batches:
        plain = batch.to_pydict()
        inputs = [unpack_input(item) for item in plain["item"]]
        yield _to_batch(_run(inputs, settings, function), {"position": plain["position"]})


def _extract_contents(
    batches: Iterable[pa.RecordBatch], *, settings: Settings, function: BatchFunction
) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        # Readers take files: parsers of some formats read nothing else.
        with tempfile.TemporaryDirectory(prefix="claimsift-") as folder:
            inputs = []
            for number, row in enumerate(batch.to_pylist()):
                path = Path(folder) / f"{number}{PurePosixPath(row['path']).suffix}"
                path.write_bytes(row["content"] or b"")
                inputs.append(InputFile(row["article_id"], row["path"], path))
            yield _to_batch(_run(inputs, settings, function), {})


def _run(inputs: Sequence[InputFile], settings: Settings, function: BatchFunction) -> list[ArticleOutput]:
    # Spark has as many of us side by side as it has cores for us.
    return list(run_in_order(inputs, settings.model_copy(update={"workers": 1}), function=function))


def _to_batch(outputs: Sequence[ArticleOutput], first: dict[str, list[Any]]) -> pa.RecordBatch:
    import pyarrow as pa

    columns = {
        **{name: pa.array(values, pa.int64()) for name, values in first.items()},
        **{name: pa.array([getattr(output, name) for output in outputs], pa.string()) for name in _COLUMNS},
        **{name: pa.array([output.lines[name] for output in outputs], pa.list_(pa.string())) for name in LINE_FILES},
    }
    return pa.RecordBatch.from_pydict(columns)


def pack_input(item: InputFile) -> str:
    """An input as JSON; its path is absolute, since executors have working folders of their own."""
    return json.dumps({**dataclasses.asdict(item), "path": str(item.path.absolute())})


def unpack_input(text: str) -> InputFile:
    """The input that `pack_input` made JSON of."""
    plain = json.loads(text)
    return InputFile(**{**plain, "path": Path(plain["path"])})
