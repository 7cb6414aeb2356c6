"""claimsift's `find_quantities` on JSON Lines of texts."""

from __future__ import annotations

import json
import sys

import claimsift
from claimsift.records.codec import to_plain

for line in sys.stdin:
    row = json.loads(line)
    quantities = [to_plain(quantity) for quantity in claimsift.find_quantities(row["text"])]
    print(json.dumps({"id": row["id"], "quantities": quantities}))
