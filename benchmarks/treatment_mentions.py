"""How many treatments of unseen texts are found, by the recogniser and by simpler choices, in one table.

    python benchmarks/treatment_mentions.py SHARED --peers /tmp/peers

Held out: the arms of RCT-ART's development half, the interventions and comparators of evidence-inference's validation
part, the chemicals of BC5CDR's devel part. `--peers` adds noun chunks (of spaCy's en_core_web_sm, in an environment of
its own), as they are and chosen by a classifier that learns from the sentences that the recogniser learns from.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path

from ask import ask, install_peer

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "models"))

import mention_baselines as baselines  # noqa: E402
import train_recogniser as training  # noqa: E402

from claimsift.lexicon import find_weights  # noqa: E402
from claimsift.records import Layout, Span  # noqa: E402
from claimsift.stages.link_treatments.find_abbreviations import find_definitions  # noqa: E402
from claimsift.stages.link_treatments.find_treatments import find_treatments  # noqa: E402
from claimsift.stages.link_treatments.load_model import PACKAGED  # noqa: E402
from claimsift.stages.link_treatments.recognise import TAGGERS, Recogniser, load_recogniser  # noqa: E402
from claimsift.stages.segment import find_layout  # noqa: E402

Spans = list[tuple[int, int]]
Find = Callable[[str], Spans]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("shared", type=Path, help="folder of the development data")
    parser.add_argument("--peers", type=Path, metavar="FOLDER", help="install spaCy's model there; adds noun chunks")
    parser.add_argument("--only", metavar="WORD", help="only the rows whose name holds the word")
    options = parser.parse_args()
    data = options.shared / "data"
    sets = {
        "RCT-ART dev": list(training.read_trials(data, "dev")),
        "evidence-inference validation": list(training.read_evidence(data, "validation")),
        "BC5CDR devel, chemicals": [
            (text, [span for span in spans if span[2] == "CHEMICAL"])
            for text, spans in training.read_cdr(data, "devel")
        ],
    }
    texts = sorted({text for sentences in sets.values() for text, _ in sentences})
    print("| found by | in | exact P | R | F1 | overlap P | R | F1 |")
    print("| --- | --- | --: | --: | --: | --: | --: | --: |")
    for name, make in choices(data, texts, options.peers):
        if options.only and options.only not in name:
            continue
        find = make()
        for part, sentences in sets.items():
            print(f"| {name} | {part} | {_cells(sentences, find)} |", flush=True)


def choices(data: Path, texts: Sequence[str], peers: Path | None) -> Iterator[tuple[str, Callable[[], Find]]]:
    """Each way to find treatments by its name, in the order of the table; what learns does so when it is made."""
    yield "vocabulary, heads, abbreviations, cues", lambda: partial(_find_all, recogniser=None)
    if peers is not None:
        learned_from = baselines.read_training(data)
        python = install_peer("spacy_ner", peers)
        chunks = cache(partial(_find_chunks, python, (*texts, *baselines.texts_of(learned_from))))
        yield "noun chunks", lambda: chunks().__getitem__
        yield "noun chunks and a classifier", lambda: baselines.train_chunk_classifier(learned_from, chunks())
    yield "recogniser without distant labels", lambda: partial(_find_alone, recogniser=_train_without_distant(data))
    packaged = load_recogniser(find_weights(PACKAGED))
    yield "recogniser as packaged", lambda: partial(_find_alone, recogniser=packaged)
    yield "vocabulary and recogniser", lambda: partial(_find_all, recogniser=packaged)


def _find_chunks(python: str, texts: Sequence[str]) -> dict[str, Spans]:
    answers = ask("spacy_chunks", python, ({"id": text, "text": text} for text in sorted(set(texts))))
    return {text: [(start, end) for start, end in answer["spans"]] for text, answer in answers.items()}


def _train_without_distant(data: Path) -> Recogniser:
    """The recogniser whose arms are those that people marked, in RCT-ART alone."""
    with tempfile.TemporaryDirectory() as folder:
        chemicals, arms = (Path(folder) / f"{name}.crfsuite" for name in TAGGERS)
        chemicals.write_bytes((find_weights(PACKAGED) / chemicals.name).read_bytes())
        hidden, settings = training.SETTINGS["hidden_percent"]["arms"], training.SETTINGS["taggers"]["arms"]
        training.fit(list(training.read_trials(data, "train")), arms, settings, hidden=hidden)
        return Recogniser(Path(folder))  # the weights are read whole when they are opened


def _find_alone(text: str, *, recogniser: Recogniser) -> Spans:
    layout = find_layout(text)
    return [(span.start, span.end) for span in recogniser.find(layout.masked, _sentences(layout))]


def _find_all(text: str, *, recogniser: Recogniser | None) -> Spans:
    """The mentions that the pipeline finds, with or without the recogniser."""
    layout = find_layout(text)
    spans = recogniser.find(layout.masked, _sentences(layout)) if recogniser else ()
    mentions = find_treatments(text, layout, find_definitions(layout.masked), model_spans=spans)
    return [(mention.start, mention.end) for mention in mentions]


def _sentences(layout: Layout) -> list[Span]:
    return [Span(sentence.start, sentence.end) for sentence in layout.sentences]


def _cells(sentences: Sequence[training.Sentence], find: Find) -> str:
    """Precision, recall and F1 of the exact spans, and of those that overlap."""
    wanted = found = same = touching = reached = 0
    for text, spans in sentences:
        gold, got = {span[:2] for span in spans}, set(find(text))
        wanted, found, same = wanted + len(gold), found + len(got), same + len(gold & got)
        touching += sum(any(g[0] < w[1] and w[0] < g[1] for w in gold) for g in got)
        reached += sum(any(g[0] < w[1] and w[0] < g[1] for g in got) for w in gold)
    return " | ".join(
        f"{precision:.3f} | {recall:.3f} | {2 * precision * recall / max(1e-9, precision + recall):.3f}"
        for precision, recall in (
            (same / max(1, found), same / max(1, wanted)),
            (touching / max(1, found), reached / max(1, wanted)),
        )
    )


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    print(f"{time.perf_counter() - started:.0f} s", file=sys.stderr)
