"""Takes in the same amount told again in another unit: `$264 (€200)`, `12.4 kg (27 lb)`."""

from __future__ import annotations

import re

from claimsift.stages.detect_claims.drafts import Draft, Reading
from claimsift.stages.detect_claims.share_forms import next_simple

_OPEN_MONEY = re.compile(r"\s?[(\[]\s?(?:about|approximately|around|or|~|≈|roughly)?\s?(?:US|A|AU|C)?[$€£¥₹]?\s?")
_CLOSE = re.compile(r"\s?[)\]]")
_RESTATED = frozenset(["mass", "length", "volume", "temperature"])


def take_other_currency(reading: Reading, draft: Draft, gap: str) -> bool:
    """`$264 (€200)`: the same money in another currency."""
    if draft.dimension != "money" or not _OPEN_MONEY.fullmatch(gap):
        return False
    second = next_simple(reading, draft)
    if second is None or second.form != "money" or second.unit == draft.unit:
        return False
    return _take(reading, draft, second)


def take_other_unit(reading: Reading, draft: Draft, gap: str) -> bool:
    """`12.4 kg (27 lb)`: the same size in another unit."""
    if draft.dimension not in _RESTATED or draft.single is None or not _OPEN_MONEY.fullmatch(gap):
        return False
    second = next_simple(reading, draft)
    if second is None or second.dimension != draft.dimension or second.single is None or second.unit == draft.unit:
        return False
    return _take(reading, draft, second)


def _take(reading: Reading, draft: Draft, second: Draft) -> bool:
    """Whether the bracket closes right behind the second reading; then the first reaches to it."""
    close = _CLOSE.match(reading.masked, second.end)
    if close is None:
        return False
    draft.last, draft.reach = second.last, close.end()
    return True
