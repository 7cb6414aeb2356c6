"""Scores extractors of quantities on the form suite, and prints a table per form and the failures by name.

    python benchmarks/forms/run.py
    python benchmarks/forms/run.py --peers /tmp/peers
    python benchmarks/forms/run.py --extractor claimsift --extractor mine=/path/to/venv/bin/python

An extractor is a script in `benchmarks/adapters/`, run by this Python or by the one given after `=`; it reads JSON
Lines `{"id", "text"}` and writes `{"id", "quantities": [...]}` in the contract's fields.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ask import ask_extractor, chosen_extractors
from suite import Row, Verdict, load_rows, score_row


def score_extractor(name: str, python: str, rows: Sequence[Row]) -> list[Verdict]:
    """The verdicts on all rows; a row that the extractor leaves out counts as answered with nothing."""
    answers = ask_extractor(name, python, rows)
    return [score_row(row, answers.get(row["id"], ())) for row in rows]


def format_table(results: dict[str, list[Verdict]]) -> str:
    """A Markdown table: rows passed per form, values read / everything right."""
    lines = ["| form | rows | " + " | ".join(f"{name} read | {name} full" for name in results) + " |"]
    lines.append("| --- | --: |" + " --: | --: |" * len(results))
    by_form = {name: _group(verdicts) for name, verdicts in results.items()}
    forms = list(next(iter(by_form.values())))
    for form in forms:
        cells = [_cells(groups[form]) for groups in by_form.values()]
        lines.append(f"| {form} | {len(next(iter(by_form.values()))[form])} | {' | '.join(cells)} |")
    totals = [_shares(verdicts) for verdicts in results.values()]
    lines.append(f"| **all** | {len(next(iter(results.values())))} | {' | '.join(totals)} |")
    return "\n".join(lines)


def list_failures(name: str, failed: Sequence[Verdict]) -> str:
    """A Markdown list of the rows that an extractor fails, by name."""
    lines = [f"\nWhat {name} fails, {len(failed)} rows:\n"]
    for verdict in failed:
        text = " ".join(verdict.row["text"].split())
        lines.append(f"- `{verdict.row['id']}`{'' if verdict.read else ' (not read)'}: {text}")
    return "\n".join(lines)


def _group(verdicts: Sequence[Verdict]) -> dict[str, list[Verdict]]:
    groups: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        groups[verdict.row["form"]].append(verdict)
    return groups


def _cells(verdicts: Sequence[Verdict]) -> str:
    return f"{sum(v.read for v in verdicts)} | {sum(v.full for v in verdicts)}"


def _shares(verdicts: Sequence[Verdict]) -> str:
    read, full = (sum(getattr(v, level) for v in verdicts) for level in ("read", "full"))
    return f"{read} ({read / len(verdicts):.1%}) | {full} ({full / len(verdicts):.1%})"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--extractor", action="append", metavar="NAME[=PYTHON]", help="default: claimsift")
    parser.add_argument("--peers", type=Path, metavar="FOLDER", help="install the peers there, and score them too")
    parser.add_argument("--failures", metavar="NAME", default="claimsift", help="whose failures are listed")
    parser.add_argument("--form", help="this form only")
    parser.add_argument("--markdown", action="store_true", help="print the failures as a Markdown list")
    parser.add_argument("--floor", type=float, help="exit 1 where the first extractor's full share is below this")
    options = parser.parse_args()
    rows = [row for row in load_rows() if options.form in (None, row["form"])]
    extractors = chosen_extractors(options.extractor or ["claimsift"], options.peers)
    results = {name: score_extractor(name, python, rows) for name, python in extractors.items()}
    print(format_table(results))
    failed = [verdict for verdict in results.get(options.failures, ()) if not verdict.full]
    if options.markdown:
        print(list_failures(options.failures, failed))
    elif failed:
        print(f"\nFailures of {options.failures} ({len(failed)}; * = value not read)\n")
    for verdict in () if options.markdown else failed:
        print(f"{' ' if verdict.read else '*'} {verdict.row['id']}: {verdict.row['text'].splitlines()[0]}")
        print("".join(f"      {fault}\n" for fault in verdict.faults), end="")
    first = next(iter(results.values()))
    return int(options.floor is not None and sum(v.full for v in first) / len(first) < options.floor)


if __name__ == "__main__":
    sys.exit(main())
