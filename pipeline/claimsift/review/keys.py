"""Keys of the review page: one letter an action, shown under `?`, changed in one file."""

from __future__ import annotations

import json
from pathlib import Path

from claimsift.errors import SettingsError

# Action: key, and what it does.
KEYS: dict[str, tuple[str, str]] = {
    "accept": ("a", "accept the claim"),
    "reject": ("r", "reject it; then 1 to 9 for the reason"),
    "correct": ("e", "correct value, unit or kind; Enter saves"),
    "treatment": ("t", "choose another treatment; then 1 to 9, or the selected text"),
    "citation": ("c", "choose another citation; then 1 to 9, or the selected text"),
    "skip": ("s", "leave it for later"),
    "flag": ("f", "flag it, or take the flag off"),
    "note": ("n", "write a note; Enter saves"),
    "missed": ("m", "add a missed claim: choose its number, type or select it"),
    "undo": ("u", "undo your last decision"),
    "redo": ("y", "bring back what was undone"),
    "next": ("j", "next claim"),
    "previous": ("k", "previous claim"),
    "why": ("w", "why the tool thinks so"),
    "article": ("o", "the whole article"),
    "rejected": ("x", "the article's numbers that are no claims"),
    "guideline": ("g", "the guideline"),
    "queue": ("q", "the queue"),
    "search": ("/", "search"),
    "review": ("v", "go on with the next open claim"),
    "adjudicate": ("d", "disagreements"),
    "progress": ("p", "progress"),
    "export": ("z", "export"),
    "help": ("?", "all keys"),
}


def read_keys(path: Path | None = None) -> dict[str, str]:
    """The key of each action; a file `{"accept": "h", …}` changes some.

    Raises:
        SettingsError: the file cannot be read, names an unknown action, or gives one key to two actions.
    """
    keys = {action: key for action, (key, _) in KEYS.items()}
    if path is not None:
        keys |= _read_file(path)
    taken: dict[str, str] = {}
    for action, key in keys.items():
        if len(key) != 1 or not key.isprintable() or key.isspace() or key in "123456789":
            raise SettingsError(f"{path}: '{key}' is no key for {action}: give one letter or sign, no figure")
        if key in taken:
            raise SettingsError(f"{path}: the key '{key}' stands for {taken[key]} and for {action}")
        taken[key] = action
    return keys


def _read_file(path: Path) -> dict[str, str]:
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"cannot read the keys in {path}: {error}") from error
    if not isinstance(given, dict) or not all(isinstance(key, str) for key in given.values()):
        raise SettingsError(f'{path} is no object of the form {{"accept": "a", …}}')
    unknown = sorted(set(given) - set(KEYS))
    if unknown:
        raise SettingsError(f"{path}: no action '{unknown[0]}'; there are {', '.join(KEYS)}")
    return given
