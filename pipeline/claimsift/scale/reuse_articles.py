"""Takes unchanged articles over from an earlier run, so that only the new and the changed are extracted."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from claimsift.scale.count_lines import count_lines
from claimsift.scale.find_inputs import InputFile
from claimsift.scale.run_batch import ArticleOutput, hash_file
from claimsift.scale.run_pool import Engine
from claimsift.scale.stored_run import StoredRun
from claimsift.settings import Settings
from claimsift.stages.write.lines import dump_json
from claimsift.stages.write.shards import split_articles


def find_unchanged(earlier: StoredRun, inputs: Sequence[InputFile]) -> frozenset[str]:
    """Ids of the inputs that are in an earlier run with the same path and bytes."""
    known = {output.article_id: (output.name, output.sha256) for output in stored_outputs(earlier)}
    return frozenset(
        item.article_id for item in inputs if known.get(item.article_id) == (item.name, hash_file(item.path))
    )


def reuse_articles(earlier: StoredRun, unchanged: frozenset[str], engine: Engine) -> Engine:
    """An engine that takes the unchanged articles from `earlier` and sends the others through `engine`."""

    def run(inputs: Sequence[InputFile], settings: Settings) -> Generator[ArticleOutput, None, None]:
        stored = (output for output in stored_outputs(earlier) if output.article_id in unchanged)
        with closing(engine([item for item in inputs if item.article_id not in unchanged], settings)) as extracted:
            for item in inputs:  # both come in the order of the inputs
                yield next(stored if item.article_id in unchanged else extracted)

    return run


def stored_outputs(run: StoredRun) -> Iterator[ArticleOutput]:
    """The articles of a complete run, in order; those of a damaged shard are left out."""
    for _, sections, damaged in run.sections():
        if not damaged:
            for article, lines in split_articles(sections):
                yield output_of(article, lines)


def output_of(article: Mapping[str, Any], lines: dict[str, list[str]]) -> ArticleOutput:
    """The output that an article's lines are; of what it is a version, the run that it is taken into will say."""
    if article["same_article_as"] is not None:
        article = {**article, "same_article_as": None}
        lines = {**lines, "articles": [dump_json(article)]}
    return ArticleOutput(
        article["article_id"],
        article["path"],
        article["sha256"],
        article["status"],
        article["reason"],
        lines,
        count_lines(article, lines),
    )
