"""Shards: full at the same article on any machine, split again into the lines they were made of."""

import json

import pytest

from claimsift.stages.write.shards import (
    LINE_FILES,
    ShardBuilder,
    ShardEntry,
    find_damage,
    read_sections,
    split_articles,
)

LINES = {
    "a": {"claims": ['{"claim_id": "clm_1", "article_id": "a"}', '{"claim_id": "clm_2", "article_id": "a"}']},
    "b": {"references": ['{"article_id": "b", "raw": "\\u2028 é"}']},
    'c"\\': {"claims": [], "traces": [json.dumps({"claim_id": "clm_3", "article_id": 'c"\\'})]},
}


def _builder() -> ShardBuilder:
    builder = ShardBuilder(3, 200)
    for article_id, lines in LINES.items():
        articles = [json.dumps({"article_id": article_id})]
        builder.add(article_id, {**dict.fromkeys(LINE_FILES, ()), **lines, "articles": articles}, {"claims": 1})
    return builder


def test_entry_survives_its_line() -> None:
    entry, _ = _builder().finish()
    assert ShardEntry.from_line(entry.to_line()) == entry
    assert (entry.shard, entry.first, entry.end, entry.counts) == (3, 200, 203, {"claims": 3})


@pytest.mark.parametrize("line", [b"", b"{", b"{}", b"[]", b'{"parts": {}}'])
def test_what_is_no_entry_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):
        ShardEntry.from_line(line)


def test_articles_get_their_lines_back() -> None:
    _, sections = _builder().finish()
    split = {article["article_id"]: lines for article, lines in split_articles(sections)}
    assert list(split) == list(LINES)
    for article_id, lines in LINES.items():
        assert {name: split[article_id][name] for name in lines} == lines
        assert split[article_id]["rejected"] == []


def test_lines_of_no_article_are_damage() -> None:
    _, sections = _builder().finish()
    with pytest.raises(ValueError, match=r"references\.jsonl has lines of z"):
        list(split_articles({**sections, "references": b'{"article_id": "z"}\n'}))


def test_a_flipped_byte_names_its_file() -> None:
    entry, sections = _builder().finish()
    whole = b"".join(sections[name] for name in LINE_FILES)
    for place in range(len(whole)):
        flipped = bytearray(whole)
        flipped[place] ^= 1
        rest = bytes(flipped)

        def read(name: str, size: int) -> bytes:
            nonlocal rest
            taken, rest = rest[:size], rest[size:]
            return taken

        assert len(find_damage(entry, read_sections(entry, read))) == 1


@pytest.mark.parametrize(("articles", "size", "full_after"), [(2, 10**6, 2), (100, 20, 1), (100, 10**6, None)])
def test_a_shard_is_full_by_articles_or_bytes(articles: int, size: int, full_after: int | None) -> None:
    builder = ShardBuilder(0, 0, max_articles=articles, max_bytes=size)
    full = []
    for number in range(3):
        builder.add(str(number), {"claims": ['{"a": "0123456789"}']}, {})
        full.append(builder.full)
    assert (full.index(True) + 1 if True in full else None) == full_after
