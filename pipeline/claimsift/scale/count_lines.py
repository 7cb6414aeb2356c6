"""Counts what a run's summary says, from the lines of an article."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any


def count_lines(article: Mapping[str, Any], lines: Mapping[str, Iterable[str]]) -> Counter[str]:
    """What `run.json` counts of one article."""
    claims = [json.loads(line) for line in lines["claims"]]
    rejected = [json.loads(line) for line in lines["rejected"]]
    counts: Counter[str] = Counter(f"kind:{claim['kind']}" for claim in claims)
    counts.update(f"rejected:{item['reason']}" for item in rejected)
    counts["claims"] = len(claims)
    counts["cited"] = sum(claim["citation"] is not None for claim in claims)
    counts["with_treatment"] = sum(claim["treatment"] is not None for claim in claims)
    counts["rejected"] = len(rejected)
    counts["references"] = sum(1 for _ in lines["references"])
    counts["words"] = article["n_words"]
    if article["same_article_as"] is not None:
        counts["versions"] = 1
    return counts
