"""What a Markdown file says about itself; its text stays as it is."""

from __future__ import annotations

import re
from typing import Any

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_ENTRY = re.compile(r"^([A-Za-z][\w-]*):[ \t]+(\S.*?)[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^#[ \t]+(\S.*?)[ \t#]*$", re.MULTILINE)
_KEPT = ("date", "published", "url", "source", "author", "license")


def find_front_matter(text: str) -> dict[str, str]:
    """The plain `key: value` lines of a text's front matter, keys in lower case; nested values are left out."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}
    return {key.lower(): value.strip("\"'") for key, value in _ENTRY.findall(match[1])}


def read_markdown(text: str) -> tuple[str | None, str | None, dict[str, Any]]:
    """Title, language and metadata of a Markdown text: from its front matter, the title else from its first heading."""
    front = find_front_matter(text)
    heading = _HEADING.search(text)
    title = front.get("title") or (heading[1] if heading else None)
    language = front.get("lang") or front.get("language")
    return title, language, {key: front[key] for key in _KEPT if key in front}
