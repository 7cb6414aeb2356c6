"""Trains the model that reads reference strings, and measures it.

    python models/reference_parser/train.py SHARED             # writes reference_parser.crfsuite beside this file
    python models/reference_parser/train.py SHARED --measure   # cross-validation, writes nothing

SHARED holds the public data (`data/jats_ccby`, `data/grobid_citation`, `data/anystyle`). Seed fixed; one core, minutes.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import zlib
from pathlib import Path

import pycrfsuite

sys.path.insert(0, str(Path(__file__).parent))
from training_data import Sample, label_tokens, print_anew, read_samples

from claimsift.stages.link_citations.reference_features import describe, tokenize

SEED = 20260101
WEIGHTS = Path(__file__).parent / "reference_parser.crfsuite"


def held_out(sample: Sample) -> bool:
    """The tenth of the grobid set that is never trained on, drawn by a hash of the reference's id."""
    return zlib.crc32(sample.id.encode()) % 10 == 3


def train(samples: list[Sample], path: Path, *, iterations: int = 90) -> None:
    trainer = pycrfsuite.Trainer(verbose=False)
    for sample in samples:
        tokens = tokenize(sample.raw)
        if tokens:
            trainer.append(describe(sample.raw, tokens), label_tokens(sample, [(t.start, t.end) for t in tokens]))
    trainer.set_params(
        {
            "c1": 0.4,
            "c2": 0.02,
            "max_iterations": iterations,
            "feature.minfreq": 3,
            "feature.possible_transitions": True,
        }
    )
    trainer.train(str(path))


def with_styles(samples: list[Sample], *, seed: int = SEED, share: float = 1.0) -> list[Sample]:
    """The samples, and some of them again in other styles."""
    chance = random.Random(seed)  # noqa: S311
    anew = [print_anew(sample, chance) for sample in samples if chance.random() < share]
    return samples + [sample for sample in anew if sample is not None]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("shared", type=Path)
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    args = parser.parse_args()
    jats = read_samples(args.shared, "jats")
    grobid = [sample for sample in read_samples(args.shared, "grobid") if not held_out(sample)]
    anystyle = read_samples(args.shared, "anystyle")
    if not args.measure:
        train(with_styles(jats, share=2.0) + with_styles(grobid, share=0.3) + anystyle, args.out)
        print(args.out, args.out.stat().st_size)
        return
    from measure import measure_samples

    groups = sorted({sample.group for sample in jats})
    with tempfile.TemporaryDirectory() as folder:
        for fold in range(3):
            path = Path(folder) / f"fold{fold}.crfsuite"  # its own file each: taggers are kept by path
            out = set(groups[fold::3])
            mine = [sample for sample in jats if sample.group not in out]
            train(with_styles(mine, share=1.0) + with_styles(grobid, share=0.3) + anystyle, path)
            measure_samples(args.shared, path, out, f"jats fold {fold}")
            if fold == 0:
                measure_samples(args.shared, path, None, "grobid held out")


if __name__ == "__main__":
    main()
