"""Builds the pipeline, and runs it on texts and articles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from claimsift.annotations import Annotations, annotations_of, keep_text
from claimsift.collector import collector_paused, leave_out_loaded
from claimsift.records import Article, ExtractionResult, Quantity, hash_text
from claimsift.settings import Settings
from claimsift.stages.detect_claims import find_quantities as find_all_quantities
from claimsift.stages.segment import find_layout

if TYPE_CHECKING:
    from spacy.language import Language

# The order is data; each stage reads what the ones before it left on the doc.
STAGES = (
    "claimsift_segment",
    "claimsift_detect_claims",  # numbers are told from markers by the layout
    "claimsift_describe_claims",
    "claimsift_link_treatments",  # a treatment is ranked by its distance from outcome and population too
    "claimsift_link_citations",
)

# spaCy takes no half of a surrogate pair; one sign for another leaves all offsets as they are.
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# Those that a model holds weights for.
_LEARNED = frozenset({"claimsift_detect_claims", "claimsift_link_treatments", "claimsift_link_citations"})


class Claimsift:
    """The loaded pipeline: one `nlp`, used for as many articles as you like."""

    def __init__(self, nlp: Language, settings: Settings) -> None:
        from spacy.tokenizer import Tokenizer

        self.nlp = nlp
        self.settings = settings
        # No stage reads the tokens of an article: it is split at white space, without patterns for the edges of words.
        self._tokenize = Tokenizer(nlp.vocab)

    def extract(self, article: str | Article) -> ExtractionResult:
        """Claims, rejections, references and traces of one article or text."""
        return next(self.extract_many([article]))

    def extract_many(self, articles: Iterable[str | Article]) -> Iterator[ExtractionResult]:
        """The results of many articles, in their order, one at a time."""
        for given in articles:
            article = given if isinstance(given, Article) else article_of(given)
            with collector_paused():
                result = self._run(article)
            leave_out_loaded()
            yield result

    def _run(self, article: Article) -> ExtractionResult:
        doc = self._tokenize(_without_surrogates(article.text))
        keep_text(doc, article.text)
        annotations_of(doc).article_id = article.article_id
        annotations_of(doc).tagged_references = article.tagged_references
        for _, component in self.nlp.pipeline:
            doc = component(doc)
        return result_of(article, annotations_of(doc))


def _without_surrogates(text: str) -> str:
    """The text with a sign that spaCy takes for each half of a surrogate pair; hardly any text has one."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _LONE_SURROGATE.sub("\ufffd", text)
    return text


def load(settings: Settings | None = None, *, model: str | None = None) -> Claimsift:
    """The pipeline, ready to extract. Load once: it takes about a second.

    `model` replaces the model of the settings.

    Raises:
        ModelError: the model that the settings name is not installed.
    """
    import spacy

    settings = settings or Settings()
    if model is not None:
        settings = Settings(**{**settings.model_dump(), "model": model})
    with collector_paused():
        nlp = spacy.blank("en")
        # The exceptions ("don't", "a.m.") would cost twenty times the rest of the tokenizer, and no stage needs them.
        nlp.tokenizer.rules = {}  # type: ignore[union-attr]
        for stage in STAGES:
            config: dict[str, Any] = {"model": settings.model} if stage in _LEARNED else {}
            if stage == "claimsift_link_treatments":
                config["labels"] = list(settings.model_labels)
            nlp.add_pipe(stage, config=config)
    return Claimsift(nlp, settings)


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of a text with its span, value, unit and form, before any judgement of claimhood.

    >>> [(q.text, q.value, q.unit) for q in find_quantities("A success rate of 71.2% was seen.")]
    [('71.2%', 71.2, '%')]
    """
    return find_all_quantities(text, find_layout(text))[0]


def article_of(text: str) -> Article:
    """An article made of a bare text."""
    return Article("text", text, sha256=hash_text(text))


def result_of(article: Article, annotations: Annotations) -> ExtractionResult:
    claims = tuple(sorted(annotations.claims, key=lambda claim: (claim.quantity.start, claim.quantity.end)))
    traces = tuple((claim.claim_id, annotations.trace.get(claim.claim_id, ())) for claim in claims)
    return ExtractionResult(article, claims, annotations.rejected, annotations.references, traces)
