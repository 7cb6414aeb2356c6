"""Numbers the entries of a list whose numbers were lost, where the markers of the text are numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from claimsift.records import CitationMarker, ReferenceEntry

_LEAST_SHARE = 1 / 3  # of the entries that markers must name


def number_by_place(
    entries: tuple[ReferenceEntry, ...], markers: Sequence[CitationMarker]
) -> tuple[ReferenceEntry, ...]:
    """The entries with their place in the list as id, where the markers count and none of the list prints a number.

    A page that is copied as text loses the numbers of its list; `[2]` then means the second entry. The entries are
    given back as they are where that is not certain.
    """
    if not entries or any(entry.reference_id.rpartition(":")[2].isdigit() for entry in entries):
        return entries
    named = {key for marker in markers if marker.style != "hyperlink" for key in marker.keys}
    numbers = {int(key) for key in named if key.isdigit()}
    least = max(min(2, len(entries)), len(entries) * _LEAST_SHARE)
    if named != {str(number) for number in numbers} or len(numbers) < least or max(numbers) > len(entries):
        return entries
    return tuple(replace(entry, reference_id=str(place)) for place, entry in enumerate(entries, 1))
