"""The spaCy component `claimsift_link_treatments`."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from claimsift.annotations import annotations_of, layout_of, text_of
from claimsift.lexicon import load_model_table
from claimsift.records import Claim, Layout, TreatmentMention
from claimsift.stages.link_treatments.find_abbreviations import ResolveLongForm, find_definitions
from claimsift.stages.link_treatments.find_topics import find_topics
from claimsift.stages.link_treatments.find_treatments import find_treatments
from claimsift.stages.link_treatments.link_treatments import link_treatments
from claimsift.stages.link_treatments.load_model import PACKAGED, FindSpans, focus_sentences, load_model


class LinkTreatments:
    """Writes the treatment of each claim, and why it was chosen."""

    def __init__(self, nlp: Language, *, model: str | None, labels: Sequence[str]) -> None:
        self.find_spans = load_model(model, labels=labels)
        self.weights = load_model_table("treatment_link_weights", model)["weights"]
        self.resolve = _scispacy_resolver(nlp)

    def __call__(self, doc: Doc) -> Doc:
        annotations = annotations_of(doc)
        layout = layout_of(doc, "claimsift_link_treatments")
        claims = annotations.claims
        if not claims:
            return doc
        mentions = self.find_mentions(text_of(doc), layout, claims)
        links, steps = link_treatments(text_of(doc), layout, claims, mentions, weights=self.weights)
        annotations.claims = tuple(replace(claim, treatment=link) for claim, link in zip(claims, links, strict=True))
        for claim, step in zip(claims, steps, strict=True):
            annotations.add_trace(claim.claim_id, step)
        return doc

    def find_mentions(
        self, text: str, layout: Layout, claims: tuple[Claim, ...], *, find_spans: FindSpans | None = None
    ) -> tuple[TreatmentMention, ...]:
        """The treatments that the claims could be about; `find_spans` stands in for the model's own."""
        find_spans = find_spans or self.find_spans
        spans = find_spans(layout.masked, focus_sentences(layout, claims)) if find_spans else ()
        definitions = find_definitions(layout.masked, resolve=self.resolve)
        return find_treatments(text, layout, definitions, model_spans=spans, topics=find_topics(layout))


def _scispacy_resolver(nlp: Language) -> ResolveLongForm | None:
    """The matcher of scispaCy's abbreviation detector, on the few words before a parenthesis; None where not installed.

    The detector itself wants a tokenised article; most articles define no abbreviation, so it is asked in place.
    """
    if importlib.util.find_spec("scispacy") is None:
        return None

    def resolve(before: str, short_form: str) -> str | None:
        from scispacy.abbreviation import find_abbreviation

        words, short = nlp.make_doc(before.strip()), nlp.make_doc(short_form)
        if not len(words):
            return None
        longest = min(len(short_form) + 5, len(short_form) * 2)
        _, long_form = find_abbreviation(words[max(0, len(words) - longest) :], short[:])
        return long_form.text if long_form is not None else None

    return resolve


@Language.factory("claimsift_link_treatments", default_config={"model": PACKAGED, "labels": []})
def make_link_treatments(nlp: Language, name: str, model: str | None, labels: list[str]) -> LinkTreatments:
    return LinkTreatments(nlp, model=model, labels=labels)
