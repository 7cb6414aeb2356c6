"""Writes RESULTS.md: runs every benchmark and puts what it prints below its command.

    python benchmarks/results.py SHARED --peers /tmp/peers
    python benchmarks/results.py SHARED --only forms --only arms

With `--only` the other tables stay as they are. All of them take long, most of it quantulum3's time; without
`--peers` the peers are left out, and their columns are then missing.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = Path(__file__).with_name("RESULTS.md")


@dataclass(frozen=True, slots=True)
class Section:
    """One table: its command as a user types it in the repository's root, and what must be known to read it."""

    name: str
    title: str
    command: str
    note: str
    only_with_peers: bool = False


SECTIONS = (
    Section(
        "forms",
        "Form suite: ways of writing a numeric claim",
        "python benchmarks/forms/run.py --markdown --peers /tmp/peers",
        "Our own rows ([how they are scored](forms/README.md)), so compare the peers by *read*: they do not aim at "
        "some of what *full* asks for (modifiers, percents for shares, UCUM codes). Written from the guideline; the "
        "155 rows before the last 36 were read at 91.6 % (full 87.7 %) when they were added, and have served "
        "development since; the last 36 are what reading fresh sentences of ours brought up (4 were read before).",
    ),
    Section(
        "quantities",
        "Quantities: grobid-quantities and RCT-ART",
        "python benchmarks/quantity_peers.py ../shared --set grobid_quantities --set rct_art --peers /tmp/peers",
        "All are read in one way (the command's help says how), so the figures compare extractors. Published: "
        "grobid-quantities 0.871 micro-F1 (10-fold on the same documents, its own conventions).",
    ),
    Section(
        "own_conventions",
        "The same sets under their own conventions, claimsift alone",
        "python benchmarks/quantities.py ../shared",
        "Published on RCT-ART: BioBERT NER 0.864 over all labels, quantulum3 0.42 exact.",
    ),
    Section(
        "markers",
        "Citation markers: found, and tied to their entries",
        "python benchmarks/citation_markers.py ../shared",
        "34 trials with the publishers' own markup, flattened to text. Published: GROBID 0.763 to 0.921 F for marker "
        "to entry (from PDF, other articles). No peer that installs finds markers in plain text.",
    ),
    Section(
        "marker_traps",
        "Citation markers that are read as quantities (lower is better)",
        "python benchmarks/quantity_peers.py ../shared --set jats_ccby --limit 6 --peers /tmp/peers",
        "The first six articles, because quantulum3 needs minutes for each.",
    ),
    Section(
        "scope",
        "Which sentences a marker supports: Citation-Integrity",
        "python benchmarks/citation_scope.py ../shared",
        "The baseline of taking the marker's own sentence stands beside it.",
    ),
    Section(
        "references",
        "Fields of references",
        "python benchmarks/reference_fields.py ../shared --peers /tmp/peers",
        "Published: GROBID 0.837 strict F (PMC, from PDF), 0.945 to 0.952 for its citation model on its own test set.",
    ),
    Section(
        "arms",
        "Arms of trials, and which arm a value belongs to: RCT-ART",
        "python benchmarks/arms.py ../shared --peers /tmp/peers",
        "spaCy's general model knows no treatments; it stands for what an installed NER gives without training. "
        "What we find in a lone sentence includes phrases that are its topic with a probability of 0.2 or more, "
        "which the choice weighs.",
    ),
    Section(
        "value_outcomes",
        "Which outcomes a value belongs to, values and outcomes given: RCT-ART",
        "python benchmarks/value_outcomes.py ../shared",
        "Pairs of a value and an outcome; RCT-ART marks what is measured and when alike, so a value may have several. "
        "The rows without *train* are its development half, from which nothing is learned.",
    ),
    Section(
        "mentions",
        "Treatments found in texts that no model has seen",
        "python benchmarks/treatment_mentions.py ../shared --peers /tmp/peers",
        "The arms of RCT-ART's development half, the interventions and comparators of evidence-inference's validation "
        "part (names of its prompts found again in its sentences, so other treatments count as false) and the "
        "chemicals of BC5CDR's devel part (so procedures count as false). Exact: the same span; overlap: any "
        "character in common. The classifier and the recogniser learn from the same sentences.",
    ),
    Section(
        "exports",
        "Exports of 100,000 claims",
        "python benchmarks/export_speed.py",
        "Processor seconds on one core, and the same as multiples of reading the run back. The target is 10 s for the "
        "JSON kinds: `csl-json`, `label-studio`, `doccano`, `prodigy`, `bioc`, `web-annotation`, `schema-org`, "
        "`croissant`. In `spacy` nearly all is spaCy's own tokenizer and `DocBin`, in `xlsx` XlsxWriter.",
    ),
    Section(
        "validators",
        "Exports held against validators of their own",
        "python benchmarks/validators.py --peers /tmp/peers",
        "Those that install beside claimsift (bioc, mlcroissant, spaCy, JSON Schema, CSL's names and types, pyarrow, "
        "polars, DuckDB) are in the default tests.",
        only_with_peers=True,
    ),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("shared", type=Path, help="folder of the development data")
    parser.add_argument("--peers", type=Path, metavar="FOLDER", help="where the peers are, or are to be installed")
    parser.add_argument("--only", action="append", choices=[s.name for s in SECTIONS], help="may be given again")
    options = parser.parse_args()
    printed = read_printed(TARGET.read_text(encoding="utf-8")) if TARGET.exists() else {}
    for section in SECTIONS:
        if section.only_with_peers and not options.peers:
            continue
        if options.only is None or section.name in options.only:
            printed[section.name] = run(section, options.shared.resolve(), options.peers)
            TARGET.write_text(render(printed), encoding="utf-8")


def run(section: Section, shared: Path, peers: Path | None) -> str:
    """What a section's command prints."""
    words = section.command.replace(" --peers /tmp/peers", f" --peers {peers}" if peers else "").split()
    command = [sys.executable, *(str(shared) if word == "../shared" else word for word in words[1:])]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "pipeline")}
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    text = done.stdout.strip()
    return text if "| --- |" in text else f"```text\n{text}\n```"


def read_printed(page: str) -> dict[str, str]:
    return dict(re.findall(r"<!-- (\w+) -->\n\n(.*?)\n\n<!-- / -->", page, re.DOTALL))


def render(printed: dict[str, str]) -> str:
    parts = [
        "# Measured",
        "Each table is what the command above it prints; `python benchmarks/results.py ../shared --peers /tmp/peers` "
        "runs them all and writes this page. Peers run in environments of their own (quantulum3 0.10.0, "
        "Recognizers-Text 1.0.2a2, refextract 1.1.7, spaCy 3.8 with en_core_web_sm 3.8.0), in the same run as we do. "
        "`../shared` holds the public sets. Figures called *published* were not measured here.",
    ]
    for section in SECTIONS:
        if section.name in printed:
            parts += [
                f"## {section.title}",
                f"```console\n{section.command}\n```",
                section.note,
                f"<!-- {section.name} -->",
                printed[section.name],
                "<!-- / -->",
            ]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    main()
