"""The quantities of claimsift's claims: without time points, denominators and other numbers that are no claim."""

from __future__ import annotations

import json
import sys

import claimsift
from claimsift.records.codec import to_plain

sift = claimsift.load()
for line in sys.stdin:
    row = json.loads(line)
    claims = sift.extract(row["text"]).claims
    print(json.dumps({"id": row["id"], "quantities": [to_plain(c.quantity) for c in claims if c.kind != "dose"]}))
