"""A run of small shards, to be killed: `python kill_driver.py MODE INPUT OUT WORKERS`.

In mode `echo` the workers load no model and take some milliseconds an article, so that much can be killed in little
time; in mode `pipeline` it is `claimsift run` itself.
"""

import signal
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from claimsift.cli.main import run_command
from claimsift.records import Article, ExtractionResult, Rejection, hash_text
from claimsift.scale import fork_server
from claimsift.scale import run_articles as module
from claimsift.scale.find_inputs import InputFile
from claimsift.scale.run_batch import ArticleOutput, output_of_result
from claimsift.scale.run_pool import run_in_order
from claimsift.settings import Settings
from claimsift.stages.write.shards import ShardBuilder


def echo(inputs: Sequence[InputFile], settings: Settings) -> list[ArticleOutput]:
    outputs = []
    for item in inputs:
        time.sleep(0.004)
        text = item.path.read_text(encoding="utf-8")
        article = Article(item.article_id, text, item.name, hash_text(text))
        outputs.append(output_of_result(ExtractionResult(article, (), (Rejection(text[:1], 0, 1, "label"),), (), ())))
    return outputs


def main() -> int:
    # A shell that starts the tests in the background has Ctrl-C ignored, and so would we.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    mode, given, out, workers = sys.argv[1:]
    module.ShardBuilder = partial(ShardBuilder, max_articles=5)  # type: ignore[assignment, misc]
    if mode == "pipeline":
        return run_command(["run", given, "--out", out, "--workers", workers, "-q"])
    fork_server.PRELOAD = "claimsift.scale.run_batch"
    settings = Settings(workers=int(workers))
    module.run_articles([given], Path(out), settings, engine=partial(run_in_order, function=echo))
    return 0


if __name__ == "__main__":
    sys.exit(main())
