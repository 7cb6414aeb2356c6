"""What a run shows on stderr: progress while it lasts, a summary when it is done."""

from __future__ import annotations

import sys
from collections import Counter
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from claimsift.scale.run_articles import RunSummary
    from claimsift.scale.run_batch import ArticleOutput

_SHOWN = 5  # troubled articles named without --verbose


class RunDisplay:
    """Shows a run: a bar with rate and remaining time where stderr is a terminal, lines elsewhere."""

    def __init__(self, *, quiet: bool, verbose: bool) -> None:
        self._quiet = quiet
        self._verbose = verbose
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if self._progress is not None:
            self._progress.stop()

    def start(self, total: int, kept: int = 0) -> None:
        """The run has found its inputs, of which `kept` were finished before."""
        if kept and not self._quiet:
            self._line(f"going on: {kept:,} of {total:,} articles are there already")
        if self._quiet or not sys.stderr.isatty():
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._progress = Progress(
            TextColumn("articles"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._progress.add_task("articles", total=total, completed=kept, rate="")
        self._progress.start()

    def advance(self, output: ArticleOutput) -> None:
        """One article is done."""
        if self._progress is not None and self._task is not None:
            speed = self._progress.tasks[0].finished_speed or self._progress.tasks[0].speed
            self._progress.update(self._task, advance=1, rate=f"{speed:.1f}/s" if speed else "")
        if self._verbose:
            reason = f" ({output.reason})" if output.reason else ""
            self._line(f"{output.article_id}: {output.status}{reason}, {output.counts['claims']} claims")

    def finish(self, summary: RunSummary) -> None:
        """The run is complete: say what it came to."""
        if self._quiet:
            return
        for line in summary_lines(summary, verbose=self._verbose):
            self._line(line)

    def _line(self, text: str) -> None:
        if self._progress is not None and not self._progress.finished:
            self._progress.console.print(text, markup=False, highlight=False)
        else:
            sys.stderr.write(text + "\n")


def summary_lines(summary: RunSummary, *, verbose: bool = False) -> list[str]:
    """Claims by kind, cited and uncited, treatments, articles in trouble, and where the files are."""
    counts, states = summary.info["counts"], summary.info["conservation"]
    lines = []
    if summary.already_complete:
        lines.append(f"{summary.folder} is already complete: same inputs, same settings")
    kinds = ", ".join(f"{number} {kind}" for kind, number in counts["claims_by_kind"].items())
    lines.append(f"claims       {counts['claims']:,}{f' ({kinds})' if kinds else ''}")
    lines.append(f"cited        {counts['cited']:,}, without a source {counts['claims'] - counts['cited']:,}")
    lines.append(f"treatment    {counts['with_treatment']:,}")
    lines.append(f"rejected     {counts['rejected']:,} numbers that are no claims, each with its reason")
    parts = ", ".join(f"{states[name]:,} {name}" for name in ("ok", "suspect", "failed", "skipped"))
    lines.append(f"articles     {states['inputs']:,} = {parts}")
    if versions := counts.get("versions", 0):
        lines.append(f"versions     {versions:,} of another article of the run: same_article_as in articles.jsonl")
    lines.extend(_trouble_lines(summary, verbose=verbose))
    lines.append(f"files        {summary.folder}")
    return lines


def _trouble_lines(summary: RunSummary, *, verbose: bool) -> list[str]:
    bad = [row for row in summary.troubled if row[1] != "skipped" or verbose]
    shown = bad if verbose else bad[:_SHOWN]
    lines = [f"  {status:9}  {article_id}: {reason}" for article_id, status, reason in shown]
    if len(bad) > len(shown):
        rest = Counter(status for _, status, _ in bad[len(shown) :])
        lines.append(f"  and {', '.join(f'{number} more {status}' for status, number in sorted(rest.items()))}")
    return lines
