"""Fields of reference strings, read by claimsift and by refextract in one run.

    python benchmarks/reference_fields.py SHARED --peers /tmp/peers

The strings are the tenth of grobid's citation set that the packaged parser has not seen (drawn by a hash of the id). A
field is right where all its letters and digits are (names: family names and initials, in order). In the peer's
favour the pages are compared by the first one only, and the second table asks for no field that it does not give.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "models" / "reference_parser"))

from ask import ask, install_peer  # noqa: E402
from measure import FIELDS, found_fields, gold_fields, plain  # noqa: E402
from measure import _compare as compare  # noqa: E402
from training_data import Sample, read_samples  # noqa: E402

from claimsift.stages.link_citations.parse_reference import parse_reference  # noqa: E402
from train import held_out  # noqa: E402

PEER_FIELDS = ("author", "title", "container", "date", "volume", "pages", "publisher")
Fields = Mapping[str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("shared", type=Path, help="folder of the development data")
    parser.add_argument("--peers", type=Path, metavar="FOLDER", help="install refextract there, and score it too")
    parser.add_argument("--limit", type=int, help="the first references only")
    options = parser.parse_args()
    samples = [s for s in read_samples(options.shared, "grobid") if held_out(s)][: options.limit]
    gold = [first_page(gold_fields(sample)) for sample in samples]
    answers = {"claimsift": [first_page(found_fields(parse_reference(sample.raw))) for sample in samples]}
    if options.peers is not None:
        answers["refextract"] = ask_refextract(samples, install_peer("refextract", options.peers))
    print(f"{len(samples)} references of grobid_citation, held out\n")
    print("\n".join(table(gold, answers, FIELDS)))
    print("\nOnly the fields that refextract gives:\n")
    print("\n".join(table(gold, answers, PEER_FIELDS)))


def ask_refextract(samples: Sequence[Sample], python: str) -> list[Fields]:
    answers = ask("refextract", python, [{"id": sample.id, "text": sample.raw} for sample in samples])
    return [
        first_page({label: value for label, text in answers[s.id]["fields"].items() if (value := compare(label, text))})
        for s in samples
    ]


def first_page(fields: Fields) -> Fields:
    """The fields with the first page for the pages; gold and answers are cut alike."""
    pages = re.match(r"[a-z]*\d+", fields.get("pages", ""))
    return {**fields, "pages": plain(pages[0])} if pages else fields


def table(gold: Sequence[Fields], answers: Mapping[str, Sequence[Fields]], fields: Sequence[str]) -> list[str]:
    """F1 of each field and of all, and the share of references that are right in every field."""
    lines = ["| parser | " + " | ".join(fields) + " | all fields | whole reference |"]
    lines.append("| --- |" + " --: |" * (len(fields) + 2))
    for name, found in answers.items():
        right, wanted, given = Counter[str](), Counter[str](), Counter[str]()
        whole = 0
        for truth, answer in zip(gold, found, strict=True):
            truth = {label: truth[label] for label in fields if label in truth}  # noqa: PLW2901 (cut to the fields)
            answer = {label: answer[label] for label in fields if label in answer}  # noqa: PLW2901
            wanted.update(truth.keys())
            given.update(answer.keys())
            right.update(label for label in truth if answer.get(label) == truth[label])
            whole += truth == answer
        each = [2 * right[f] / max(1, wanted[f] + given[f]) for f in fields]
        every = 2 * right.total() / max(1, wanted.total() + given.total())
        cells = [f"{value:.3f}" for value in (*each, every, whole / max(1, len(gold)))]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


if __name__ == "__main__":
    main()
