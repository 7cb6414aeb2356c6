"""The work of one process: a batch of inputs in, finished lines out. It never raises for an article's sake."""

from __future__ import annotations

import errno
import hashlib
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from claimsift.errors import ClaimsiftError, ReadError
from claimsift.records import Article, ExtractionResult, Status
from claimsift.scale.find_inputs import InputFile
from claimsift.settings import Settings
from claimsift.stages.read import read_guarded
from claimsift.stages.write.lines import result_lines

if TYPE_CHECKING:
    from claimsift.builder import Claimsift

_log = logging.getLogger("claimsift")
_log.addHandler(logging.NullHandler())  # the run records what went wrong; stderr is the command's
_BLOCK = 1 << 20
# Too many open files: the machine's trouble, not a file's. The run ends, and goes on when there is room.
_NOT_ITS_FAULT = (errno.EMFILE, errno.ENFILE)


@dataclass(frozen=True, slots=True)
class ArticleOutput:
    """All that one input comes to: its finished lines by file, and what the summary counts."""

    article_id: str
    name: str
    sha256: str
    status: Status
    reason: str | None
    lines: dict[str, list[str]]
    counts: Counter[str] = field(default_factory=Counter)


@lru_cache(maxsize=1)
def load_once(settings: Settings) -> Claimsift:
    """The pipeline, loaded once a process."""
    from claimsift.builder import load

    return load(settings)


def run_batch(inputs: Sequence[InputFile], settings: Settings) -> list[ArticleOutput]:
    """One output for each input, in their order."""
    return [run_one(item, settings) for item in inputs]


def run_one(item: InputFile, settings: Settings) -> ArticleOutput:
    """The output of one input; an article that cannot be read or processed is recorded as failed."""
    if item.skip is not None:
        return output_of_result(_without_text(item, "skipped", item.skip))
    if item.failure is not None:
        return output_of_result(_without_text(item, "failed", item.failure))
    try:
        article = read_guarded(
            item.path, item.article_id, name=item.name, kind=item.kind, options=settings.read_options()
        )
    except ReadError as error:
        _log.info("%s", error)
        return output_of_result(_without_text(item, "failed", error.reason))
    if article.status == "skipped":
        return output_of_result(ExtractionResult(article))
    if article.status == "ok" and not article.text.strip():
        return output_of_result(_without_text(item, "skipped", "empty"))
    pipeline = load_once(settings)
    try:
        return output_of_result(pipeline.extract(article))
    except ClaimsiftError:
        raise  # a missing model is not this article's fault
    except Exception as error:  # noqa: BLE001 (one article that breaks a stage must cost only itself)
        _log.info("%s: %s", item.path, error, exc_info=error)
        return output_of_result(_without_text(item, "failed", f"internal_error: {type(error).__name__}"))


def failed_output(item: InputFile, reason: str) -> ArticleOutput:
    """The output of an input that took its process down."""
    return output_of_result(_without_text(item, "failed", reason))


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes in hex, or an empty string where they cannot be read.

    Raises:
        OSError: too many files are open.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError as error:
        if error.errno in _NOT_ITS_FAULT:
            raise
        return ""
    return digest.hexdigest()


def _without_text(item: InputFile, status: Status, reason: str) -> ExtractionResult:
    return ExtractionResult(
        Article(item.article_id, "", item.name, hash_file(item.path), status, reason),
    )


def output_of_result(result: ExtractionResult) -> ArticleOutput:
    """A result as finished lines, with what the summary counts."""
    article = result.article
    return ArticleOutput(
        article.article_id,
        article.path or "",
        article.sha256,
        article.status,
        article.reason,
        result_lines(result),
        _count(result),
    )


def _count(result: ExtractionResult) -> Counter[str]:
    claims = result.claims
    counts: Counter[str] = Counter(f"kind:{claim.kind}" for claim in claims)
    counts.update(f"rejected:{item.reason}" for item in result.rejected)
    counts["claims"] = len(claims)
    counts["cited"] = sum(claim.citation is not None for claim in claims)
    counts["with_treatment"] = sum(claim.treatment is not None for claim in claims)
    counts["rejected"] = len(result.rejected)
    counts["references"] = len(result.references)
    counts["words"] = len(result.article.text.split())
    return counts
