"""Commands that need no model do not import spaCy, pandas or trafilatura."""

import subprocess
import sys
from pathlib import Path

import pytest

from claimsift.cli.main import run_command

SLOW = ("spacy", "pandas", "trafilatura", "thinc", "numpy", "pyspark", "pyarrow")


def _imported(code: str) -> list[str]:
    script = f"import sys\ntry:\n    {code}\nexcept SystemExit:\n    pass\nsys.stderr.write(' '.join(sys.modules))"
    result = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return result.stderr.split()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["run", "--help"],
        ["schema"],
        ["info"],
        ["explain", "RUN", "clm_"],
        ["show", "RUN"],
        ["run", "nowhere", "--out", "x"],
    ],
)
def test_command_imports_nothing_slow(arguments: list[str], tmp_path: Path) -> None:
    if "RUN" in arguments:
        (tmp_path / "a.txt").write_text("Pain came back in 28% of patients.\n")
        run_command(["run", str(tmp_path / "a.txt"), "--out", str(tmp_path / "out"), "--workers", "1", "-q"])
        arguments = [str(tmp_path / "out") if part == "RUN" else part for part in arguments]
    imported = _imported(f"from claimsift.cli import main; main({arguments!r})")
    assert not set(SLOW) & set(imported)


def test_import_of_the_package_imports_nothing_slow() -> None:
    assert not {*SLOW, "pydantic", "typer", "rich"} & set(_imported("import claimsift"))
