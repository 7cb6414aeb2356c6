"""What a Markdown file says about itself."""

import pytest

from claimsift.stages.read import read_bytes


@pytest.mark.parametrize(
    ("text", "title", "language", "metadata"),
    [
        ("# Knee pain #\n\n28% of patients.\n", "Knee pain", None, {}),
        ("---\ntitle: 'Knee'\nlang: en\ndate: 2020-01-02\nx: y\n---\n# Other\n", "Knee", "en", {"date": "2020-01-02"}),
        ("---\nlanguage: de\n---\nText.\n", None, "de", {}),
        ("Text with --- in it.\n---\ntitle: no\n---\n", None, None, {}),  # front matter stands at the top
        ("---\ntitle: never closed\n", None, None, {}),
    ],
)  # fmt: skip
def test_front_matter_is_metadata_and_stays_in_the_text(
    text: str, title: str | None, language: str | None, metadata: dict[str, str]
) -> None:
    article = read_bytes(text.encode(), "x", kind="markdown", name="x.md")
    assert (article.text, article.title, article.language, article.metadata) == (text, title, language, metadata)
