"""A small run with what breaks exporters: emoji, combining marks, formulas, markup, line breaks in a claim."""

from pathlib import Path

import pytest

from claimsift.scale.run_articles import run_articles
from claimsift.settings import Settings

TEXTS = {
    "emoji.txt": "😀😀 Cafe\u0301 study 💩: pain fell in 12% of men after metformin [1].\n\nReferences\n"
    "1. Smith J, Doe A. Pain and metformin. Lancet. 2012;3(1):4-9. doi:10.1000/abc.123\n",
    "markup.md": "=HYPERLINK(\"http://x\") <script>alert(1)</script> Relief came in 3 of 8 patients\nwithin 2 years of "
    "acupuncture.\n\n-5.2 points was the mean change with placebo.\n",
    "sub/plain.txt": "About 20–30% of women improved with physiotherapy (Jones 2010).\n\nReferences\n"
    "Jones P. Moving. BMJ. 2010;5:6-7.\n",
    "no-claims.txt": "Nothing is counted here.\n",
}  # fmt: skip


@pytest.fixture(scope="session")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run over `TEXTS`."""
    root = tmp_path_factory.mktemp("export")
    for name, text in TEXTS.items():
        path = root / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    run_articles([str(root / "in")], root / "run", Settings(workers=1))
    return root / "run"
