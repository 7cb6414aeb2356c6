"""The page about review says what the code has."""

import re
from pathlib import Path

from claimsift.review.import_decisions import TOOLS
from claimsift.review.keys import KEYS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")


def test_losses_of_other_tools_are_those_of_the_code() -> None:
    rows = [f"| `{tool.name}` | {tool.keeps} | {tool.loses} |" for tool in TOOLS.values()]
    assert PAGE.split("<!-- tools -->\n")[1].split("<!-- /tools -->")[0].splitlines()[2:] == rows


def test_every_key_is_named_and_every_picture_exists() -> None:
    named = set(re.findall(r"`(.)`", PAGE))
    assert {key for key, _ in KEYS.values()} <= named
    pictures = set(re.findall(r"\(review/([\w-]+\.png)\)", PAGE))
    assert pictures == {path.name for path in (ROOT / "docs" / "review").glob("*.png")}
