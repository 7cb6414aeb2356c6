"""How many of the arms of unseen trial sentences are found, by the vocabulary and rules, and with the recogniser.

python benchmarks/treatment_mentions.py ../shared/data
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from claimsift.lexicon import find_weights
from claimsift.records import Span
from claimsift.stages.link_treatments.find_abbreviations import find_definitions
from claimsift.stages.link_treatments.find_treatments import find_treatments
from claimsift.stages.link_treatments.load_model import PACKAGED
from claimsift.stages.link_treatments.recognise import load_recogniser
from claimsift.stages.segment import find_layout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    recogniser = load_recogniser(find_weights(PACKAGED))
    rows = [json.loads(line) for line in (data / "rct_art/dev.jsonl").read_text(encoding="utf-8").splitlines()]
    for name in ("vocabulary and rules", "with the recogniser"):
        wanted = reached = found = touching = 0
        for row in rows:
            text = row["detok"]["text"]
            layout = find_layout(text)
            sentences = [Span(sentence.start, sentence.end) for sentence in layout.sentences]
            spans = recogniser.find(layout.masked, sentences) if name == "with the recogniser" else ()
            mentions = find_treatments(text, layout, find_definitions(layout.masked), model_spans=spans)
            arms = [span for span in row["detok"]["spans"] if span["label"] == "INTV"]
            wanted += len(arms)
            found += len(mentions)
            reached += sum(any(m.start < a["end"] and a["start"] < m.end for m in mentions) for a in arms)
            touching += sum(any(m.start < a["end"] and a["start"] < m.end for a in arms) for m in mentions)
        print(f"{name:22} recall {reached / wanted:.3f}, precision {touching / found:.3f} of {wanted} arms")
    texts = [row["detok"]["text"] for row in rows] * 10
    started = time.process_time()
    for text in texts:
        recogniser.find(text, [Span(0, len(text))])
    words = sum(len(text.split()) for text in texts)
    print(f"recogniser {words / (time.process_time() - started):,.0f} words per CPU second")


if __name__ == "__main__":
    main()
