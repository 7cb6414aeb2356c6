# ruff: noqa: E501 (a case is a line)
"""A Markdown file: what it says about itself, and its links and notes in place."""

import re

import pytest

from claimsift.stages.read import read_bytes


@pytest.mark.parametrize(
    ("text", "title", "language", "metadata"),
    [
        ("# Knee pain #\n\n28% of patients.\n", "Knee pain", None, {}),
        ("---\ntitle: 'Knee'\nlang: en\ndate: 2020-01-02\nx: y\n---\n# Other\n", "Knee", "en", {"date": "2020-01-02"}),
        ("---\nlanguage: de\n---\nText.\n", None, "de", {}),
        ("Text with --- in it.\n\n---\ntitle: no\n---\n", None, None, {}),  # front matter stands at the top
        ("---\ntitle: never closed\n", None, None, {}),
    ],
)  # fmt: skip
def test_front_matter_is_metadata_and_stays_in_the_text(
    text: str, title: str | None, language: str | None, metadata: dict[str, str]
) -> None:
    article = read_bytes(text.encode(), "x", kind="markdown", name="x.md")
    assert (article.text, article.title, article.language, article.metadata) == (text, title, language, metadata)


REFS = "[Pain Study]: https://e.org/pain 'The study'\n[r2]: <https://e.org/a b>\n"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        # links by reference
        (f"See [28% of them][pain study].\n\n{REFS}", "See [28% of them](https://e.org/pain 'The study').\n\n"),
        (f"See [pain  study][] now.\n\n{REFS}", "See [pain  study](https://e.org/pain 'The study') now.\n\n"),
        (f"See [r2], said 5%.\n\n{REFS}", "See [r2](https://e.org/a%20b), said 5%.\n\n"),
        (f"See ![chart][r2] 5%.\n\n{REFS}", "See ![chart](https://e.org/a%20b) 5%.\n\n"),
        (f"`[r2]` is code.\n\n{REFS}", "`[r2]` is code.\n\n"),
        ("[nobody][r9] and [r9] and [a](b) 5%.\n", "[nobody][r9] and [r9] and [a](b) 5%.\n"),
        ("Pain [1].\n\n[1]: https://e.org/pain\n", "Pain [1].\n\n[1]: https://e.org/pain\n"),  # a list of addresses
        ("[Pain][1].\n\n[1]: https://e.org/pain\n", "[Pain](https://e.org/pain).\n\n"),
        ("Note: [8]: Smith\n\n[8]: Smith\n", "Note: [8]: Smith\n\n[8]: Smith\n"),  # no address
        ("```\n[r2]: https://e.org/a\n```\n[r2] 5%\n", "```\n[r2]: https://e.org/a\n```\n[r2] 5%\n"),
        # notes
        ("Pain[^1] 5%.\n\n[^1]: Smith.\n", "Pain[^1] 5%.\n\n[^1]: Smith.\n"),
        ("Pain[^b], 5%[^a].\n\n[^a]: One\n  more.\n\n[^b]: Two.\n\nEnd.\n", "Pain[^1], 5%[^2].\n\nEnd.\n\n[^1]: Two.\n[^2]: One more.\n"),
        ("Pain^[Smith 2011.] and 5%[^x].\n\n[^x]: Weir.\n\n    Two parts.\n", "Pain[^1] and 5%[^2].\n\n[^1]: Smith 2011.\n[^2]: Weir. Two parts.\n"),
        ("Pain[^9] 5%.\n", "Pain[^9] 5%.\n"),
        # signs
        ("p \\< 0.05, \\~5\\%, 28&nbsp;mg &plusmn; 1\\*, of\ufb01ce\n", "p < 0.05, ~5%, 28\u00a0mg ± 1\\*, office\n"),
        ("<!-- 28% of patients -->\nPain <!-- 5% --> in 3%.\n", "Pain  in 3%.\n"),
        ("Title\n=====\n\nPain\n----\n\n- a\n---\n\na | b\n--- | ---\n", "# Title\n\n## Pain\n\n- a\n---\n\na | b\n--- | ---\n"),
        ("---\na: b &amp; c\n---\n5 &lt; 6\n", "---\na: b &amp; c\n---\n5 < 6\n"),
    ],
)  # fmt: skip
def test_links_and_notes_stand_in_place(text: str, plain: str) -> None:
    data = text.encode()
    article = read_bytes(data, "x", kind="markdown", name="x.md")
    assert article.text == plain
    for place in article.source_map:  # each stretch leads to bytes with its first word
        word = re.findall(r"[A-Za-z0-9]+", article.text[place.start : place.end])[0]
        assert word in data[place.byte_start : place.byte_end].decode().replace("\ufb01", "fi") or word.isdecimal()


def test_a_note_is_a_source_where_it_looks_like_one() -> None:
    text = "Pain in 28%[^a] and 5%[^b].\n\n[^a]: Of those asked.\n[^b]: Weir C. Pain. Spine. 2011;3:1-9.\n"
    article = read_bytes(text.encode(), "x", kind="markdown", name="x.md")
    assert [(r.label, article.text[r.start : r.end]) for r in article.tagged_references] == [
        ("2", "Weir C. Pain. Spine. 2011;3:1-9.")
    ]
    listed = text + "\n## References\n\n1. Smith A. Pain. Spine. 2012;4:1-9.\n"
    assert read_bytes(listed.encode(), "x", kind="markdown", name="x.md").tagged_references == ()


@pytest.mark.parametrize(
    "piece", ["[", "[^", "[^a]: ", "[a]: ", "^[", "<!--", "`", "```\n", "&", "\\", "\n", "[a][", "a\n=\n\n"]
)
def test_markdown_of_one_piece_is_read_in_linear_time(piece: str) -> None:
    text = piece * (400_000 // len(piece)) + "\n\nPain in 28%.\n"  # what is not linear takes minutes
    assert "28%" in read_bytes(text.encode(), "x", kind="markdown", name="x.md").text
