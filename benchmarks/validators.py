"""Holds exports against validators that cannot be installed beside claimsift, each in an environment of its own.

    python benchmarks/validators.py --peers /tmp/peers
    python benchmarks/validators.py --peers /tmp/peers --run my-run

The run is one on the corpus, or that of `--run`. label-studio-sdk needs numpy 2, which scispaCy does not allow. The
validators of other formats (bioc, mlcroissant, spaCy, CSL, JSON Schema) are in the default tests.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from ask import ADAPTERS, install_peer

from claimsift.export.export_run import export_run
from claimsift.scale.run_articles import run_articles
from claimsift.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
# Format: the validator's name for people, its environment, its script.
VALIDATORS = {
    "label-studio": ("label-studio-sdk 2.1.2, `validate_prediction`", "label_studio", "label_studio_validator.py"),
    "xlsx": ("openpyxl 3.1.5, no formula, link or error", "openpyxl", "openpyxl_validator.py"),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--peers", type=Path, required=True, metavar="FOLDER", help="where the validators are installed"
    )
    parser.add_argument("--run", type=Path, help="folder of a run; default: one on the corpus")
    options = parser.parse_args()
    wrong = 0
    print("| format | validator | items | faults |\n| --- | --- | --: | --: |")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run = options.run or folder / "run"
        if options.run is None:
            inputs = [str(ROOT / "corpus" / pattern) for pattern in ("*.txt", "*.html", "[a-z]*.md")]
            run_articles(inputs, run, Settings())
        for format_name, (title, environment, script) in VALIDATORS.items():
            target = export_run(run, format_name, out=folder / f"out.{format_name}")
            python = install_peer(environment, options.peers)
            command = [python, str(ADAPTERS / script), str(target)]
            done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True)
            found = json.loads(done.stdout)
            print(f"| `{format_name}` | {title} | {found['items']:,} | {len(found['faults'])} |", flush=True)
            for fault in found["faults"][:20]:
                print(f"  {fault}", file=sys.stderr)
            wrong += len(found["faults"])
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
