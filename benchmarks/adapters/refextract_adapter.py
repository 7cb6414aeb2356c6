"""refextract's fields on JSON Lines of reference strings (`pip install refextract` in an environment of its own).

It may cut one string into several references; the first that has a field gives it.
"""

from __future__ import annotations

import json
import logging
import sys

from refextract import extract_references_from_string

FIELDS = {
    "author": "author", "title": "title", "journal_title": "container", "year": "date", "journal_year": "date",
    "journal_volume": "volume", "journal_issue": "issue", "journal_page": "pages",
    "publisher": "publisher",
}  # fmt: skip


def read_fields(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for reference in extract_references_from_string(text):
        for name, field in FIELDS.items():
            if reference.get(name):
                found.setdefault(field, "; ".join(reference[name]))
    return found


def main() -> None:
    logging.disable(logging.CRITICAL)
    for line in sys.stdin:
        row = json.loads(line)
        try:
            fields = read_fields(row["text"])
        except Exception as error:  # noqa: BLE001 (a peer that fails on a text has found nothing in it)
            print(f"refextract failed on {row['id']}: {error!r}", file=sys.stderr)
            fields = {}
        print(json.dumps({"id": row["id"], "fields": fields}))


if __name__ == "__main__":
    main()
