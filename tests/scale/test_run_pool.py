"""The pool: all outputs in order, and a worker that dies costs one article."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from claimsift.errors import ModelError
from claimsift.scale.find_inputs import InputFile
from claimsift.scale.run_batch import ArticleOutput, failed_output
from claimsift.scale.run_pool import make_batches, run_in_order
from claimsift.settings import Settings

INPUTS = tuple(InputFile(f"{number:03}", f"{number:03}.txt", Path(f"{number:03}.txt")) for number in range(20))


def echo(inputs: Sequence[InputFile], settings: Settings) -> list[ArticleOutput]:
    return [failed_output(item, "echo") for item in inputs]


def die_on_seven(inputs: Sequence[InputFile], settings: Settings) -> list[ArticleOutput]:
    if any(item.article_id == "007" for item in inputs):
        os._exit(1)
    return echo(inputs, settings)


def lack_a_model(inputs: Sequence[InputFile], settings: Settings) -> list[ArticleOutput]:
    raise ModelError("no model 'x'")


@pytest.mark.parametrize("workers", [1, 2, 7])
def test_batches_hold_every_input_once(workers: int) -> None:
    batches = make_batches(INPUTS, workers)
    assert tuple(item for batch in batches for item in batch) == INPUTS


@pytest.mark.parametrize("workers", [1, 2])
def test_outputs_come_in_order(workers: int) -> None:
    outputs = run_in_order(INPUTS, Settings(workers=workers), function=echo)
    assert [output.article_id for output in outputs] == [item.article_id for item in INPUTS]


def test_a_worker_that_dies_costs_the_article_it_died_of() -> None:
    outputs = list(run_in_order(INPUTS, Settings(workers=2), function=die_on_seven))
    assert [output.article_id for output in outputs] == [item.article_id for item in INPUTS]
    assert [output.article_id for output in outputs if output.reason == "worker_died"] == ["007"]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_that_is_no_articles_fault_ends_the_run(workers: int) -> None:
    with pytest.raises(ModelError, match="no model"):
        list(run_in_order(INPUTS, Settings(workers=workers), function=lack_a_model))
