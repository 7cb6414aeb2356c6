"""Writes into a shard which of its articles are versions of one before."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import replace

from claimsift.scale.find_versions import VersionFinder, sketch_article
from claimsift.stages.write.lines import dump_json
from claimsift.stages.write.shards import Part, Sections, ShardEntry, split_lines


def name_versions(entry: ShardEntry, sections: Sections, finder: VersionFinder) -> tuple[ShardEntry, Sections]:
    """The shard with `same_article_as` of each of its articles, and its entry with the new hash.

    What an earlier run wrote there counts for nothing: other articles may stand before this one now.
    """
    sources: dict[str, list[str]] = defaultdict(list)
    for line in split_lines(sections["references"]):
        reference = json.loads(line)
        if reference["raw"] and reference["url"] != reference["raw"]:
            sources[reference["article_id"]].append(reference["raw"])
    lines: list[str] = []
    versions = 0
    for line in split_lines(sections["articles"]):
        article = json.loads(line)
        sketch = sketch_article(article["article_id"], article["text"] or "", sources[article["article_id"]])
        version_of = finder.add(sketch) if sketch is not None else None
        if version_of == article["same_article_as"]:
            lines.append(line)
        else:
            lines.append(dump_json({**article, "same_article_as": version_of}))
        versions += version_of is not None
    data = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
    counts = {name: number for name, number in entry.counts.items() if name != "versions"}
    if versions:
        counts["versions"] = versions
    part = Part(len(lines), len(data), hashlib.sha256(data).hexdigest())
    return replace(entry, counts=counts, parts={**entry.parts, "articles": part}), {**sections, "articles": data}
