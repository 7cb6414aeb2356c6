# ruff: noqa: E501
"""What a run shows on stderr."""

import io
from pathlib import Path

import pytest

from claimsift.cli.progress import RunDisplay, summary_lines
from claimsift.scale.find_inputs import InputFile
from claimsift.scale.run_articles import RunSummary
from claimsift.scale.run_batch import failed_output

INFO = {
    "counts": {"claims": 3, "claims_by_kind": {"count": 1, "proportion": 2}, "cited": 1, "with_treatment": 2, "rejected": 4},
    "conservation": {"inputs": 9, "ok": 1, "suspect": 0, "failed": 7, "skipped": 1},
}  # fmt: skip
TROUBLE = (*((f"a{number}", "failed", "binary") for number in range(7)), ("b", "skipped", "empty"))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _show(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch, *, quiet: bool = False, verbose: bool = False) -> str:
    monkeypatch.setattr("sys.stderr", stream)
    with RunDisplay(quiet=quiet, verbose=verbose) as display:
        display.start(2)
        for name in ("x", "y"):
            display.advance(failed_output(InputFile(name, f"{name}.txt", Path(f"{name}.txt")), "binary"))
    return stream.getvalue()


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "2/2" in _show(Terminal(), monkeypatch)


def test_a_bar_and_names_of_articles_go_together(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = _show(Terminal(), monkeypatch, verbose=True)
    assert "y: failed (binary), 0 claims" in shown
    assert "2/2" in shown


@pytest.mark.parametrize(("stream", "quiet"), [(Terminal(), True), (io.StringIO(), False)])
def test_nothing_is_shown_to_a_file_or_the_quiet(
    stream: io.StringIO, quiet: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _show(stream, monkeypatch, quiet=quiet) == ""


@pytest.mark.parametrize(("verbose", "named", "more"), [(False, 5, "  and 2 more failed"), (True, 8, None)])
def test_summary_names_articles_in_trouble(verbose: bool, named: int, more: str | None) -> None:
    lines = summary_lines(RunSummary(Path("out"), INFO, troubled=TROUBLE), verbose=verbose)
    assert sum(line.startswith(("  failed ", "  skipped ")) for line in lines) == named
    assert (more in lines) == (more is not None)
    assert "claims       3 (1 count, 2 proportion)" in lines
    assert "cited        1, without a source 2" in lines
