"""Whether the compiled build (`make compiled`) gives the same bytes as the plain one, and how much faster it is.

    python benchmarks/compiled.py dist/claimsift-*.whl [--texts FOLDER] [--rounds 5]

Runs both on the articles of `corpus/` and compares what they write, with the packaged model and without; ends with 1
where a byte differs. Then measures words a second of processor time of both on text articles, in turn.
"""

from __future__ import annotations

import argparse
import filecmp
import json
import os
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODELS = ("en_claimsift_sm", "none")
WRITTEN = ("claims.jsonl", "rejected.jsonl", "references.jsonl", "traces.jsonl")
SPEED = """
import json, sys, time
from pathlib import Path
import claimsift
texts = [path.read_text(encoding="utf-8") for path in sorted(Path(sys.argv[1]).glob("*.txt"))]
words = sum(len(text.split()) for text in texts)
found = {}
for model in sys.argv[2:]:
    sift = claimsift.load(model=model)
    list(sift.extract_many(texts))
    started = time.process_time()
    list(sift.extract_many(texts))
    found[model] = words / (time.process_time() - started)
print(json.dumps(found))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--texts", type=Path, default=ROOT / "corpus", help="folder whose *.txt are measured")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        compiled = Path(folder) / "compiled"
        zipfile.ZipFile(options.wheel).extractall(compiled)
        if not list(compiled.rglob("*__mypyc*")):
            raise SystemExit(f"{options.wheel} holds no compiled code: make it with `make compiled`")
        builds = {"plain": ROOT / "pipeline", "compiled": compiled}
        different = [name for model in MODELS for name in compare(builds, model, Path(folder))]
        print("written bytes: " + (", ".join(different) + " differ" if different else "the same"))
        print_speed(builds, options.texts, options.rounds)
    if different:
        raise SystemExit(1)


def run(path: Path, arguments: list[str]) -> str:
    """What Python prints with the package at `path`."""
    env = os.environ | {"PYTHONPATH": str(path)}
    return subprocess.run([sys.executable, *arguments], env=env, check=True, stdout=subprocess.PIPE, text=True).stdout


def compare(builds: dict[str, Path], model: str, folder: Path) -> list[str]:
    """The files of a run over the corpus that differ between the builds."""
    outs = {name: folder / f"{name}-{model}" for name in builds}
    articles = [str(path) for kind in ("*.txt", "*.html", "[a-z]*.md") for path in sorted((ROOT / "corpus").glob(kind))]
    for name, path in builds.items():
        command = ["-m", "claimsift", "run", *articles, "--out", str(outs[name]), "--model", model, "--quiet"]
        run(path, command)
    _, mismatch, errors = filecmp.cmpfiles(*outs.values(), WRITTEN, shallow=False)
    return [f"{name} ({model})" for name in (*mismatch, *errors)]


def print_speed(builds: dict[str, Path], texts: Path, rounds: int) -> None:
    found: dict[tuple[str, str], list[float]] = {(name, model): [] for name in builds for model in MODELS}
    for _ in range(rounds):
        for name, path in builds.items():
            for model, speed in json.loads(run(path, ["-c", SPEED, str(texts), *MODELS])).items():
                found[name, model].append(speed)
    print("\n| build | model | words a second, median | best | × plain |\n| --- | --- | --- | --- | --- |")
    for (name, model), speeds in found.items():
        ratio = statistics.median(speeds) / statistics.median(found["plain", model])
        print(f"| {name} | {model} | {statistics.median(speeds):,.0f} | {max(speeds):,.0f} | {ratio:.2f} × |")


if __name__ == "__main__":
    main()
