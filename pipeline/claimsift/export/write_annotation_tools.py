"""Claims as tasks of annotation tools, one task a claim: Label Studio, doccano, Prodigy.

A task's text is the part of the article that holds all parts of the claim; `excerpt_start` leads back to the article.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

from claimsift.export.json_files import dump, write_json_array, write_json_lines
from claimsift.export.spans import LabelledSpan, excerpt_of, spans_of
from claimsift.records.claim import Kind
from claimsift.stages.write.read_material import ArticleMaterial, read_material

LABELS = (*(kind.upper() for kind in get_args(Kind)), "OUTCOME", "POPULATION", "TIMEPOINT", "TREATMENT", "CITATION")
# A word or sign, and the white space after it.
_TOKEN = re.compile(r"(\w+|[^\w\s])(\s*)")


def write_label_studio(folder: Path, target: Path, *, reviewed: bool) -> None:
    """`tasks.json` with our reading as predictions, and `config.xml`, the labelling interface that shows it."""
    target.mkdir(parents=True)
    write_json_array(target / "tasks.json", _tasks(folder, _label_studio_task, reviewed=reviewed))
    labels = "".join(f'\n    <Label value="{label}"/>' for label in LABELS)
    (target / "config.xml").write_text(
        f'<View>\n  <Labels name="label" toName="text">{labels}\n  </Labels>\n'
        '  <Relations>\n    <Relation value="claim"/>\n  </Relations>\n'
        '  <Text name="text" value="$text"/>\n'
        '  <Number name="value" toName="text" perRegion="true"/>\n'
        '  <Choices name="decision" toName="text">\n    <Choice value="accept"/>\n    <Choice value="reject"/>\n'
        '    <Choice value="ignore"/>\n  </Choices>\n</View>\n',
        encoding="utf-8",
    )


def write_doccano(folder: Path, target: Path, *, reviewed: bool) -> None:
    """JSON Lines of doccano's shape with entities and relations."""
    write_json_lines(target, _tasks(folder, _doccano_example, reviewed=reviewed))


def write_prodigy(folder: Path, target: Path, *, reviewed: bool) -> None:
    """JSON Lines of Prodigy's relation tasks; tokens are given, since it links tokens, not spans."""
    with target.open("wb") as file:
        for material in read_material(folder, reviewed=reviewed):
            written: dict[str, tuple[list[int], bytes]] = {}  # claims of one paragraph share its tokens
            for claim, excerpt, start, spans in _excerpts(material):
                if excerpt not in written:
                    starts, listed = write_tokens(excerpt)
                    head = f'{{"text": {dump(excerpt)}, "tokens": [{listed}], '
                    written[excerpt] = starts, head.encode()
                starts, shared = written[excerpt]
                file.write(shared)
                file.write(_prodigy_task(claim, start, spans, starts).encode())


def write_tokens(text: str) -> tuple[list[int], str]:
    """Where the words and signs of a text start, and the JSON of their list.

    The list is most of a task. By hand it takes a fifth of the time: words need no escapes, signs are few.
    """
    starts: list[int] = []
    parts: list[str] = []
    at = len(text) - len(text.lstrip())
    for number, (token, space) in enumerate(_TOKEN.findall(text)):
        end = at + len(token)
        quoted = f'"{token}"' if token.isalnum() else _quote(token)
        more = "true" if space else "false"
        starts.append(at)
        parts.append(f'{{"text": {quoted}, "start": {at}, "end": {end}, "id": {number}, "ws": {more}}}')
        at = end + len(space)
    return starts, ", ".join(parts)


@lru_cache(maxsize=4096)
def _quote(token: str) -> str:
    return dump(token)


_MakeTask = Callable[[int, dict[str, Any], str, int, tuple[LabelledSpan, ...]], dict[str, Any]]


def _tasks(folder: Path, make: _MakeTask, *, reviewed: bool) -> Iterator[dict[str, Any]]:
    number = 0
    for material in read_material(folder, reviewed=reviewed):
        for claim, excerpt, start, spans in _excerpts(material):
            yield make(number, claim, excerpt, start, spans)
            number += 1


def _excerpts(
    material: ArticleMaterial,
) -> Iterator[tuple[dict[str, Any], str, int, tuple[LabelledSpan, ...]]]:
    for claim in material.claims:
        spans = spans_of(claim)
        start, end = excerpt_of(material.text, spans)
        moved = tuple(LabelledSpan(s.role, s.label, s.text, s.start - start, s.end - start) for s in spans)
        yield claim, material.text[start:end], start, moved


def _meta(claim: dict[str, Any], start: int) -> dict[str, Any]:
    return {"claim_id": claim["claim_id"], "doc_id": claim["article_id"], "excerpt_start": start}


def _label_studio_task(
    number: int, claim: dict[str, Any], text: str, start: int, spans: tuple[LabelledSpan, ...]
) -> dict[str, Any]:
    quantity = spans[0]
    ids = _span_ids(claim, spans)
    result: list[dict[str, Any]] = [
        {
            "id": key,
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "score": claim["confidence"],
            "value": {"start": span.start, "end": span.end, "text": span.text, "labels": [span.label]},
        }
        for key, span in zip(ids, spans, strict=True)
    ]
    value = claim["quantity"]["value"]
    if isinstance(value, int | float):
        shown = {"start": quantity.start, "end": quantity.end, "number": float(value)}
        result.append({"id": ids[0], "from_name": "value", "to_name": "text", "type": "number", "value": shown})
    result += [
        {"from_id": ids[0], "to_id": key, "type": "relation", "direction": "right", "labels": ["claim"]}
        for key in ids[1:]
    ]
    model = f"claimsift-{claim['provenance']['version']}"
    return {
        "data": {"text": text, **_meta(claim, start)},
        "predictions": [{"model_version": model, "score": claim["confidence"], "result": result}],
    }


def _span_ids(claim: dict[str, Any], spans: tuple[LabelledSpan, ...]) -> list[str]:
    """Ids that are the same at every export: the claim's and the part's."""
    return [f"{claim['claim_id']}.{index}.{span.role}" for index, span in enumerate(spans)]


def _doccano_example(
    number: int, claim: dict[str, Any], text: str, start: int, spans: tuple[LabelledSpan, ...]
) -> dict[str, Any]:
    # doccano asks for ids that are whole numbers and differ in a file.
    first = number * 1000
    return {
        "id": number,
        "text": text,
        **_meta(claim, start),
        "entities": [
            {"id": first + i, "start_offset": span.start, "end_offset": span.end, "label": span.label}
            for i, span in enumerate(spans)
        ],
        "relations": [
            {"id": first + i, "from_id": first, "to_id": first + i, "type": spans[i].role} for i in range(1, len(spans))
        ],
    }


def _prodigy_task(claim: dict[str, Any], start: int, spans: tuple[LabelledSpan, ...], starts: list[int]) -> str:
    """What a task has besides its text and tokens; each span is written out once, and again in its relation."""
    ends = [max(0, bisect_right(starts, span.end - 1) - 1) for span in spans]  # inclusive, as Prodigy has it
    shown = [
        f'{{"start": {span.start}, "end": {span.end}, "token_start": {max(0, bisect_right(starts, span.start) - 1)}, '
        f'"token_end": {end}, "label": "{span.label}", "type": "span"}}'
        for span, end in zip(spans, ends, strict=True)
    ]
    relations = ", ".join(
        f'{{"head": {ends[0]}, "child": {end}, "label": "{span.role}", "head_span": {shown[0]}, "child_span": {child}}}'
        for span, end, child in zip(spans[1:], ends[1:], shown[1:], strict=True)
    )
    meta = dump({**_meta(claim, start), "score": claim["confidence"]})
    return f'"spans": [{", ".join(shown)}], "relations": [{relations}], "meta": {meta}, "answer": "accept"}}\n'
