"""Runs the code blocks of a Markdown page and puts what they print into it.

A `console` block holds commands (`$ claimsift …`) and their output; a `text` block after a `python` block holds what
that prints. Other blocks (`sh`) are not run. All blocks of a page share a folder that sees `corpus/`.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from pathlib import Path

from claimsift.cli.main import run_command

ROOT = Path(__file__).resolve().parents[1]
_BLOCK = re.compile(r"^```(console|python)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)


def run_blocks(page: str) -> str:
    """The page with the output of its blocks as it is now."""
    with _workplace():
        return _BLOCK.sub(_run_block, page)


def _run_block(match: re.Match[str]) -> str:
    language, code, printed = match[1], match[2], match[3]
    if language == "console":
        commands = [line for line in code.splitlines() if line.startswith("$ ")]
        shown = "".join(f"{command}\n{_run_console(command[2:])}" for command in commands)
        return f"```console\n{shown}```\n"
    output = _run_python(code)
    tail = "" if printed is None else f"\n```text\n{output}```\n"
    return f"```python\n{code}```\n{tail}"


def _run_console(command: str) -> str:
    name, *arguments = shlex.split(command)
    if name != "claimsift":
        raise ValueError(f"only claimsift's commands are run: {command}")
    output = io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        run_command(arguments)
    return "".join(line.rstrip() + "\n" for line in output.getvalue().splitlines())


def _run_python(code: str) -> str:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(code, "block", "exec"), {"__name__": "block"})  # noqa: S102 (our own pages)
    return output.getvalue()


@contextlib.contextmanager
def _workplace() -> Iterator[None]:
    before, columns = Path.cwd(), os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "140"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "corpus").symlink_to(ROOT / "corpus")
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)
            if columns is None:
                del os.environ["COLUMNS"]
            else:
                os.environ["COLUMNS"] = columns
