"""`claimsift evaluate`: equal to the development score, grouped, and readable."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from evaluate_factories import claim_line, gold_claim, write_lines

from claimsift.errors import InputError
from claimsift.evaluate.evaluate_run import Evaluation, evaluate_run
from claimsift.evaluate.figures import percentile_interval
from claimsift.evaluate.predictions import load_lines
from claimsift.evaluate.report_html import render_evaluation

TEXT = "Results\n\nPain came back in 40% of runners. Another 12% fell."


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., Evaluation]:
    """Measures claims of one article against gold claims of it."""

    def measure(gold: list[dict[str, Any]], claims: list[dict[str, Any]], text: str = TEXT) -> Evaluation:
        write_lines(tmp_path / "run" / "claims.jsonl", claims)
        write_lines(tmp_path / "run" / "articles.jsonl", [{"article_id": "a", "text": text}])
        gold_file = write_lines(tmp_path / "gold.jsonl", [{"id": "a", "file": "a.txt", "claims": gold}])
        return evaluate_run(tmp_path / "run", gold_file)

    return measure


def perturb(claims: list[dict[str, Any]], gold: list[dict[str, Any]], *, seed: int) -> list[dict[str, Any]]:
    """Claims made of gold and of a run, with everything wrong with them that a run can have."""
    rng = random.Random(seed)  # noqa: S311 (a test's damage need not be secret)
    made = [
        claim_line(
            claim["text"], claim["start"], article_id=article["id"], value=claim["value"], unit=claim["unit"],
            modifier=claim["modifier"], kind=claim["kind"], assertion=claim["assertion"],
            outcome={"text": claim["outcome"]} if claim["outcome"] else None,
            timepoint={"text": claim["timepoint"]} if claim["timepoint"] else None,
            treatment={"name": claim["treatment"][0]} if claim["treatment"] else None,
            citation={"references": list(claim["references"] or ())},
        )
        for article in gold
        for claim in article["claims"]
    ]  # fmt: skip
    damages: list[Callable[[dict[str, Any]], Any]] = [
        lambda c: c["quantity"].update(value=rng.choice([None, 7, 7.5, [3, 4]])),
        lambda c: c["quantity"].update(unit=rng.choice([None, "%", "mo", "a", "wk", "mg"])),
        lambda c: c["quantity"].update(start=c["quantity"]["start"] - rng.randint(0, 9)),
        lambda c: c["quantity"].update(end=c["quantity"]["end"] + rng.randint(0, 40)),
        lambda c: c["quantity"].update(modifier=rng.choice([None, "about"])),
        lambda c: c.update(treatment=rng.choice([None, {"name": "", "text": "surgery"}, {"name": "opioids"}])),
        lambda c: c.update(citation=rng.choice([None, {"references": ["L2:8", "link:3"]}, {"references": [8]}])),
        lambda c: c.update(timepoint=rng.choice([None, {}, {"text": "2 years"}, {"text": None}])),
        lambda c: c.update(outcome=rng.choice([None, {"text": "the pain of patients"}])),
        lambda c: c.update(kind=rng.choice(["count", None]), assertion="hedged"),
        lambda c: c.update(article_id="not-in-gold") if rng.random() < 0.1 else None,
    ]
    kept = [copy.deepcopy(claim) for claim in claims + made if rng.random() < 0.8]
    for claim in kept:
        for damage in rng.sample(damages, rng.choice([0, 0, 1, 2])):
            damage(claim)
    rng.shuffle(kept)
    return kept


@pytest.mark.shared
@pytest.mark.parametrize("seed", [None, 1, 2, 3, 4])
def test_figures_equal_the_development_score(shared: Path, shared_run: Path, tmp_path: Path, seed: int | None) -> None:
    """To the last digit, on a run of the tool and on damaged claims."""
    gold_file, claims_file = shared / "gold" / "dev.jsonl", shared_run / "claims.jsonl"
    if seed is not None:
        read = [list(load_lines(file)) for file in (claims_file, gold_file)]
        claims_file = write_lines(tmp_path / "claims.jsonl", perturb(*read, seed=seed))
    command = [sys.executable, shared / "gold" / "score.py", gold_file, claims_file, "--json"]
    score = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    ours = evaluate_run(claims_file, gold_file, resamples=0).to_dict()
    assert {key: ours[key] for key in score} == score
    assert seed is None or score["unknown_articles"] == ["not-in-gold"]


def test_groups_and_faults(small: Callable[..., Evaluation]) -> None:
    """Each fault has one cause, the heading and the sentence that it stands in."""
    start = TEXT.index("40%")
    missed = TEXT.index("12%")
    evaluation = small(
        [gold_claim("40%", start, kind="effect"), gold_claim("12%", missed, value=12)],
        [claim_line("40%", start, citation={"references": ["3"]}), claim_line("came", TEXT.index("came"))],
    )
    causes = [(fault.cause, fault.text, fault.heading) for fault in evaluation.faults]
    assert causes == [
        ("missed", "12%", "Results"),
        ("spurious", "came", "Results"),
        ("kind", "40%", "Results"),
        ("citation", "40%", "Results"),
    ]
    assert evaluation.faults[0].sentence == "Another 12% fell."
    assert (evaluation.faults[-1].expected, evaluation.faults[-1].found) == ("no source", "3")
    assert set(evaluation.groups["section"]) == {"results"}
    assert {name: (f.gold, f.predicted) for name, f in evaluation.groups["kind"].items()} == {
        "effect": (1, 1),
        "proportion": (1, 1),
    }
    assert set(evaluation.groups["citation_style"]) == {"no markers"}


def test_undefined_is_null_in_groups(small: Callable[..., Evaluation]) -> None:
    figures = small([gold_claim("40%", TEXT.index("40%"))], []).to_dict()
    assert figures["precision"] == 0.0
    assert figures["groups"]["kind"]["proportion"]["precision"] is None
    assert figures["intervals"]["recall"] is None, "one article gives no interval"


def test_intervals_are_seeded_and_hold_the_figure(tmp_path: Path) -> None:
    articles = [{"id": str(i), "file": "", "claims": [gold_claim(), gold_claim(start=10)]} for i in range(6)]
    gold = write_lines(tmp_path / "gold.jsonl", articles)
    claims = [claim_line(article_id=str(i), start=start) for i in range(6) for start in (0, 10)[: 1 + i % 2]]
    run = write_lines(tmp_path / "claims.jsonl", claims)
    first, again, other = (evaluate_run(run, gold, seed=seed).overall for seed in (1, 1, 2))
    interval = first.intervals["recall"]
    assert interval is not None
    assert first.intervals == again.intervals
    assert interval[0] < 0.75 < interval[1] <= 1.0
    assert first.rates == other.rates


def test_percentile_interval_cuts_both_tails_alike() -> None:
    assert percentile_interval([float(i) for i in range(1000)]) == (24.0, 975.0)
    assert percentile_interval([]) is None


def test_reliability_bins(small: Callable[..., Evaluation]) -> None:
    start = TEXT.index("40%")
    evaluation = small(
        [gold_claim("40%", start)],
        [claim_line("40%", start, confidence=0.95), claim_line("came", TEXT.index("came"), confidence=1.0)],
    )
    (row,) = evaluation.reliability.bins
    assert (row.low, row.claims, row.right) == (0.9, 2, 0.5)
    assert evaluation.reliability.error == pytest.approx(0.475)


def test_gold_of_other_articles_is_refused(tmp_path: Path) -> None:
    gold = write_lines(tmp_path / "gold.jsonl", [{"id": "b", "file": "", "claims": []}])
    run = write_lines(tmp_path / "claims.jsonl", [claim_line()])
    with pytest.raises(InputError, match="the run has a, gold has b"):
        evaluate_run(run, gold)


class _Page(HTMLParser):
    """Checks that tags are closed in order, and notes what the page would load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag in ("script", "img", "link", "iframe", "object", "svg") or "src" in names or "onerror" in names:
            self.loads.append(tag)
        if "id" in names:
            self.ids.append(names["id"] or "")
        if tag == "a":
            self.links.append((names["href"] or "")[1:])
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


PAYLOAD = "</div><script>alert(1)</script>\"><img src=x onerror=alert(1)>\u2028\x00'"


def test_page_escapes_every_text(small: Callable[..., Evaluation]) -> None:
    """Whatever the article, the gold or the run holds: the page loads and runs nothing."""
    text = f"Results\n\n{PAYLOAD} came back in 40% {PAYLOAD}"
    start = text.index("40%")
    page = render_evaluation(
        small(
            [gold_claim("40%", start, outcome=PAYLOAD, treatment=[PAYLOAD], references=[PAYLOAD], timepoint=PAYLOAD)],
            [claim_line("40%", start, kind=PAYLOAD, outcome={"text": PAYLOAD}), claim_line(PAYLOAD, 9)],
            text,
        ),
        title=PAYLOAD,
    )
    parser = _Page()
    parser.feed(page)
    assert not parser.open
    assert not parser.loads
    assert set(parser.links) <= set(parser.ids)
    assert len(parser.ids) == len(set(parser.ids)) == 2
    page.encode("utf-8")


def test_command_prints_json_and_needs_no_model(tmp_path: Path) -> None:
    gold = write_lines(tmp_path / "gold.jsonl", [{"id": "a", "file": "", "claims": [gold_claim()]}])
    run = write_lines(tmp_path / "claims.jsonl", [claim_line()])
    page = tmp_path / "page.html"
    code = (
        "import sys; from claimsift.cli.main import run_command; "
        f"code = run_command(['evaluate', {str(run)!r}, {str(gold)!r}, '--json', '--html', {str(page)!r}]); "
        "print('spacy' in sys.modules, code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    figures, last = done.stdout.splitlines()
    assert json.loads(figures)["strict_f1"] == 1.0
    assert last == "False 0"
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_command_prints_a_report(claimsift: Callable[..., Any], tmp_path: Path) -> None:
    gold = write_lines(
        tmp_path / "gold.jsonl", [{"id": "a", "file": "", "claims": [gold_claim(), gold_claim("9", 50)]}]
    )
    run = write_lines(tmp_path / "claims.jsonl", [claim_line()])
    done = claimsift("evaluate", run, gold)
    assert done.returncode == 0
    assert "recall         0.500" in done.stdout
    assert "missed: 1" in done.stdout
