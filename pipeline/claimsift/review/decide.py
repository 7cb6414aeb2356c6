"""A form that a reviewer sent, read into an event; what it says of offsets and candidates is checked here."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from claimsift import __version__
from claimsift.errors import ReviewError
from claimsift.records import (
    CitationLink,
    Claim,
    Provenance,
    Quantity,
    TextSpan,
    TreatmentLink,
    make_claim_id,
)
from claimsift.records.codec import to_plain
from claimsift.review.card import candidates_of
from claimsift.review.context import sentence_around, window_around
from claimsift.review.events import CAUSES, KINDS, REASONS, Draft
from claimsift.review.offsets import to_code_points
from claimsift.review.open_review import Review
from claimsift.review.queue import Filter, list_claims
from claimsift.stages.detect_claims import find_quantities as find_all_quantities
from claimsift.stages.detect_claims.find_claims import find_kinds
from claimsift.stages.segment import find_layout
from claimsift.stages.write.lines import claim_line

Form = Mapping[str, str]

_NAME = re.compile(r"[^\x00-\x1f\x7f@][^\x00-\x1f\x7f]{0,59}")
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
_PLAIN_ACTIONS = ("accept", "skip", "flag")
_NOTE = 4000  # characters
BATCH = 200_000


def read_name(name: str) -> str:
    """A reviewer's name.

    Raises:
        ReviewError: it is empty, longer than 60 characters, begins with @ or has control characters.
    """
    tidy = " ".join(name.split())
    if not _NAME.fullmatch(tidy):
        raise ReviewError("a reviewer's name has 1 to 60 characters and does not begin with @")
    return tidy


def read_decision(review: Review, form: Form, *, actor: str, claim_id: str) -> Draft:
    """The event that a form on the page of a claim asks for.

    Raises:
        ReviewError: the form is not one of that page, or says what cannot be.
    """
    claim = review.reader.claim(claim_id)
    if claim is None:
        raise ReviewError(f"no claim {claim_id} in this run")
    action = form.get("action", "")
    draft = _draft(review, form, actor, action, {claim_id: review.reader.anchor(claim)})
    if action in _PLAIN_ACTIONS:
        return draft
    if action == "reject":
        return replace(draft, reason=_one_of(form.get("reason", ""), REASONS, "reason"))
    if action == "note":
        note = form.get("note", "").strip()
        if not note or len(note) > _NOTE:
            raise ReviewError(f"a note has 1 to {_NOTE} characters")
        return replace(draft, note=note)
    if action == "correct":
        return replace(draft, changes=_corrections(claim, form))
    if action in ("treatment", "citation"):
        link = (_treatment if action == "treatment" else _citation)(review, claim, form)
        # Back to what the tool chose is no change.
        chosen = claim[action] if _same_link(claim[action], link) else link
        return replace(draft, action="relink", changes={action: {"from": claim[action], "to": chosen}})
    if action == "adjudicate":
        return _adopt(review, draft, claim_id, form)
    raise ReviewError(f"no action '{action}'")


def read_revert(form: Form, *, actor: str) -> Draft:
    """An undo or redo of one's own last event."""
    return Draft(actor, _one_of(form.get("action", ""), ("undo", "redo"), "action"), {}, _key(form))


def read_batch(review: Review, form: Form, wanted: Filter, *, actor: str) -> Draft:
    """Acceptance of all open claims of a filter; the reviewer has typed how many there are.

    Raises:
        ReviewError: the number is another by now, or there are none.
    """
    rows = list_claims(review.reader.connection, replace(wanted, status="open"), reviewer=actor, limit=BATCH)
    if form.get("count", "").replace(",", "").strip() != str(len(rows)):
        raise ReviewError(f"there are {len(rows)} open claims in this filter: type that number to accept them")
    if not rows:
        raise ReviewError("there is no open claim in this filter")
    anchors = {row.claim_id: review.reader.anchor(review.reader.claim_at(row)) for row in rows}
    draft = _draft(review, form, actor, "batch", anchors)
    return replace(draft, role="reviewer", base_rev=None, detail={"filter": wanted.query, "count": len(rows)})


def read_missed(review: Review, form: Form, *, actor: str) -> Draft:
    """A claim that the tool missed, from selected text or from the list of rejected numbers.

    Raises:
        ReviewError: the selected words do not stand there, or the value is no number.
    """
    article = review.reader.article(form.get("article", ""))
    near = review.reader.claim(form.get("near", ""))
    start, end = read_span(article.text, form, within=_window(article.text, near) if near else None)
    text = article.text[start:end]
    first, last = sentence_around(article.text, start, end)
    # In its sentence, else alone: of `400 mg a day` the reviewer may want `400 mg`.
    found = _read_number(article.text[first:last], start - first, end - first) or _read_number(text, 0, len(text))
    kind = _one_of(form.get("kind") or (found[1] if found else "count"), KINDS, "kind")
    value, unit = _amount(form, text, found[0] if found else None)
    claim_id = make_claim_id(article.text_sha256, start, end, kind)
    known = review.reader.claim(claim_id)
    if known is not None and known["provenance"]["detector"] != "reviewer":
        raise ReviewError(f"this number is a claim already: {claim_id}")
    claim = Claim(
        claim_id=claim_id,
        article_id=article.article_id,
        kind=kind,  # type: ignore[arg-type]
        quantity=Quantity(text, start, end, value, unit),
        sentence=TextSpan(article.text[first:last], first, last),
        provenance=Provenance("reviewer", __version__),
        confidence=1.0,
    )
    line = claim_line(claim)
    draft = _draft(review, form, actor, "add", {claim_id: review.reader.anchor(line)})
    return replace(draft, base_rev=None, role="reviewer", detail={"claim": line})


def read_span(text: str, form: Form, *, within: tuple[int, int] | None = None) -> tuple[int, int]:
    """The span that a form names: by words typed, in UTF-16 units behind `base`, or in code points; words are checked.

    Typed words are looked for `within` a part of the text.

    Raises:
        ReviewError: the words do not stand there, or typed words stand there more than once.
    """
    if form.get("words", "").strip():
        return find_words(text, form["words"], within=within or (0, len(text)))
    quote = form.get("quote", "")
    try:
        if form.get("from16"):
            base = int(form.get("base", "0"))
            positions = [to_code_points(text[base:], int(form.get(name, ""))) for name in ("from16", "to16")]
            if None in positions or base < 0:
                raise ReviewError("the selection ends inside a character")
            start, end = (base + (position or 0) for position in positions)
        else:
            start, end = int(form.get("start", "")), int(form.get("end", ""))
    except ValueError as error:
        raise ReviewError("the selection has no place") from error
    if not 0 <= start < end <= len(text) or end - start > 500:
        raise ReviewError("the selection is empty, too long or outside the text")
    if quote.replace("\r\n", "\n") != text[start:end]:
        raise ReviewError("the selected words do not stand there: reload the page and select again")
    return start, end


def find_words(text: str, words: str, *, within: tuple[int, int]) -> tuple[int, int]:
    """The one place where some words stand as whole words; spaces and line ends are alike, capitals are not told apart.

    Raises:
        ReviewError: they do not stand there, or more than once: nothing is guessed.
    """
    parts = words.split()
    left, right = r"(?<!\w)" if parts[0][0].isalnum() else "", r"(?!\w)" if parts[-1][-1].isalnum() else ""
    pattern = re.compile(left + r"\s+".join(map(re.escape, parts)) + right, re.IGNORECASE)
    found = [match.span() for match in pattern.finditer(text, *within)]
    if len(found) != 1:
        said = "do not stand in this text" if not found else f"stand here {len(found)} times: type more, or select them"
        raise ReviewError(f"the words '{words.strip()[:60]}' {said}")
    return found[0]


def read_value(given: str) -> float | tuple[float, float]:
    """A number, or a range as `3 to 5`, `3-5` or `3–5`.

    Raises:
        ReviewError: it is neither.
    """
    numbers = [part.replace(",", "") for part in re.findall(r"(?<![\d.])[-−]?\d[\d,]*(?:\.\d+)?", given.strip())]
    parsed = [float(number.replace("−", "-")) for number in numbers]
    if len(parsed) == 2 and re.search(r"\bto\b|–|\d\s*-", given):
        low, high = parsed[0], abs(parsed[1]) if "-" in given else parsed[1]
        return low, high
    if len(parsed) != 1 or not math.isfinite(parsed[0]):
        raise ReviewError(f"'{given[:60]}' is no number and no range: write 12.5, or 3 to 5")
    return parsed[0]


def _window(text: str, claim: Mapping[str, Any]) -> tuple[int, int]:
    """The part of the article that the page of a claim shows."""
    return window_around(text, claim["quantity"]["start"], claim["quantity"]["end"])


def _read_number(sentence: str, start: int, end: int) -> tuple[Quantity, str] | None:
    """The number at a span of a sentence as the tool reads it, with its kind; None where it reads none."""
    layout = find_layout(sentence)
    quantities = find_all_quantities(sentence, layout)[0]
    kinds = find_kinds(layout, quantities)
    here = [
        (quantity, kind)
        for quantity, kind in zip(quantities, kinds, strict=True)
        if start <= quantity.start and quantity.end <= end and quantity.value is not None
    ]
    return here[0] if len(here) == 1 else None


def _amount(form: Form, text: str, found: Quantity | None) -> tuple[float | tuple[float, float], str | None]:
    """Value and unit as given, else as the tool reads the words: `1 in 5` is 20 %."""
    unit = form.get("unit", "").strip()[:40] or None
    if form.get("value", "").strip():
        return read_value(form["value"]), unit or (found.unit if found else None)
    if found is not None and found.value is not None:
        return found.value, unit or found.unit
    return read_value(text), unit


def _draft(review: Review, form: Form, actor: str, action: str, anchors: dict[str, Any]) -> Draft:
    base = form.get("base_rev", "")
    elapsed = form.get("elapsed_ms", "")
    adjudicating = form.get("role") == "adjudicator" or action == "adjudicate"
    return Draft(
        actor=actor,
        action=action,
        anchors=anchors,
        key=_key(form),
        role="adjudicator" if adjudicating else "reviewer",
        base_rev=int(base) if base.isascii() and base.isdigit() else None,
        cause=_one_of(form["cause"], CAUSES, "cause") if form.get("cause") else None,
        elapsed_ms=min(int(elapsed), 86_400_000) if elapsed.isascii() and elapsed.isdigit() else None,
        guideline_sha256=review.guideline_sha256,
    )


def _corrections(claim: Mapping[str, Any], form: Form) -> dict[str, Any]:
    quantity = claim["quantity"]
    changes: dict[str, Any] = {}
    if form.get("value", "").strip():
        value = read_value(form["value"])
        changes["value"] = {"from": quantity["value"], "to": list(value) if isinstance(value, tuple) else value}
    if "unit" in form:
        changes["unit"] = {"from": quantity["unit"], "to": form["unit"].strip()[:40] or None}
    if form.get("kind"):
        changes["kind"] = {"from": claim["kind"], "to": _one_of(form["kind"], KINDS, "kind")}
    if not changes:
        raise ReviewError("there is no value, unit or kind in the form")
    return changes


def _treatment(review: Review, claim: Mapping[str, Any], form: Form) -> dict[str, Any] | None:
    choice = form.get("choice", "")
    if choice == "none":
        return None
    article = review.reader.article(claim["article_id"])
    if choice:
        candidate = _candidate(review, claim, "link_treatments", choice)
        name, start, end = candidate["name"], candidate["start"], candidate["end"]
    else:
        start, end = read_span(article.text, form, within=_window(article.text, claim))
        name = article.text[start:end]
    link = TreatmentLink(name, article.text[start:end], start, end, None, "intervention", "reviewer", 1.0)
    plain: dict[str, Any] = to_plain(link)
    return plain


def _citation(review: Review, claim: Mapping[str, Any], form: Form) -> dict[str, Any] | None:
    choice = form.get("choice", "")
    if choice == "none":
        return None
    article_id = claim["article_id"]
    markers: tuple[TextSpan, ...] = ()
    if choice.startswith("reference:"):
        references = [choice.removeprefix("reference:")]
    elif choice:
        candidate = _candidate(review, claim, "link_citations", choice)
        references = [part.strip() for part in candidate["name"].split(",")]
        start, end = candidate["start"], candidate["end"]
        if start is not None:
            markers = (TextSpan(review.reader.article(article_id).text[start:end], start, end),)
    else:
        text = review.reader.article(article_id).text
        start, end = read_span(text, form)
        references = re.findall(r"[^\s,;()\[\]]+", text[start:end])
        markers = (TextSpan(text[start:end], start, end),)
    unknown = [key for key in references if review.reader.reference(article_id, key) is None]
    if unknown or not references:
        raise ReviewError(f"the article's reference list has no entry '{', '.join(unknown)[:60]}'")
    plain: dict[str, Any] = to_plain(CitationLink(tuple(references), markers, "reviewer", 1.0))
    return plain


def _candidate(review: Review, claim: Mapping[str, Any], stage: str, choice: str) -> Mapping[str, Any]:
    candidates = candidates_of(review.reader.steps(claim["claim_id"]), stage)
    if not choice.isascii() or not choice.isdigit() or not 0 < int(choice) <= len(candidates):
        raise ReviewError(f"there is no candidate {choice[:20]}")
    return candidates[int(choice) - 1]


def _same_link(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> bool:
    if old is None or new is None:
        return old is new
    return all(old[name] == new[name] for name in ("name", "references") if name in old)


def _adopt(review: Review, draft: Draft, claim_id: str, form: Form) -> Draft:
    state = review.log.states_of(claim_id).get(form.get("adopt", ""))
    if state is None or not state.is_decided:
        raise ReviewError(f"no decision of '{form.get('adopt', '')[:60]}' on this claim")
    detail = {"adopted": form["adopt"], "status": state.status, "changes": dict(state.changes)}
    return replace(draft, reason=state.reason, detail=detail)


def _one_of(given: str, known: tuple[str, ...], name: str) -> str:
    if given not in known:
        raise ReviewError(f"no {name} '{given[:60]}'; there are {', '.join(known)}")
    return given


def _key(form: Form) -> str:
    key = form.get("key", "")
    if not _KEY.fullmatch(key):
        raise ReviewError("the form has no key")
    return key
