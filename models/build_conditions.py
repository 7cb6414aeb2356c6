"""Writes `lexicon/conditions.json`: diseases, signs and parts of the body, which are no treatments.

    python models/build_conditions.py ../shared/data

From the subjects of MedQuAD's questions, the diseases annotated in BC5CDR's training part and `more_conditions.txt`.
Names that the treatment vocabulary holds too are left out.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

from held_back import HELD_BACK

from claimsift.lexicon import load_treatments
from claimsift.lexicon.treatments import normal_form

TARGET = Path(__file__).resolve().parents[1] / "pipeline/claimsift/lexicon/conditions.json"
MORE = Path(__file__).resolve().parent / "more_conditions.txt"
# Names in the data sets that are treatments, or parts of the names of treatments.
_NOT = frozenset(("aids", "blood", "smoking", "weight loss", "learning", "block"))
_SHORTEST = 3  # letters of a name in the data sets, where shorter ones are abbreviations of anything
_LONGEST = 3  # words; a topic is no longer
# What stands before the disease in a subject: "Causes of Diabetes", "What I need to know about Gas".
_LEAD = re.compile(r".*\b(?:of|about|for|with|and|in)\b ", re.IGNORECASE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    names = {normal_form(_LEAD.sub("", name)) for name in [*read_subjects(data), *read_diseases(data)]}
    names = {name for name in names if len(name) > _SHORTEST} | {normal_form(name) for name in read_more()}
    names -= _NOT
    lexicon = load_treatments()
    kept = sorted(name for name in names if name.count(" ") < _LONGEST and not lexicon.find(name.split()))
    note = "Written by models/build_conditions.py."
    TARGET.write_text(json.dumps({"_": note, "names": "; ".join(kept)}, indent=1) + "\n", encoding="utf-8")
    print(len(kept))


def read_more() -> list[str]:
    """Our own words for conditions and parts of the body."""
    lines = MORE.read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def read_subjects(data: Path) -> list[str]:
    """The subjects of the answers on diseases; other answers are about tests and treatments."""
    found = []
    for line in (data / "medquad/numeric_answers.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if f"{row['source']}:{row['id']}" not in HELD_BACK and row["qtype"] != "treatment":
            found.append(re.sub(r"\([^)]*\)", "", row["focus"] or ""))
    return found


def read_diseases(data: Path) -> list[str]:
    rows = (json.loads(line) for line in (data / "bc5cdr/train.jsonl").read_text(encoding="utf-8").splitlines())
    return [
        span["text"] for row in rows for span in row["spans"] if span["label"] == "Disease" and len(span["text"]) > 3
    ]


if __name__ == "__main__":
    main()
