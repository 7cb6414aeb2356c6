"""Finds the treatments that a text names, by vocabulary, heads, abbreviations, cues and arm names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from claimsift.lexicon import TreatmentLexicon, load_treatments
from claimsift.lexicon.conditions import is_condition
from claimsift.lexicon.split_words import WORD, Words, article_words, split_words
from claimsift.lexicon.treatments import normal_form, singular
from claimsift.records import Layout, Span, TreatmentMention
from claimsift.stages.link_treatments.find_arms import find_anaphors, find_arms, find_cued_names
from claimsift.stages.link_treatments.find_hits import ArticleNames, Hit, collect_names, find_hits, merge_hits, tidy
from claimsift.stages.link_treatments.read_contexts import DETERMINERS
from claimsift.stages.link_treatments.screen_finds import acronyms_of_studies, names_of_others, screen_finds

_PROSE = frozenset({"heading", "paragraph", "list_item", "caption", "table_row"})
_LONGEST_ACRONYM = 5  # letters
_DISTINCTIVE = re.compile(r"[A-Z].*[A-Z]|[A-Za-z].*\d|\d.*[A-Za-z]{2}")
_TITLE_WORDS = r"(?:(?:[A-Z][\w-]*|of|and|the|in|for|&)[ ]?){1,8}"
_JOURNAL = re.compile(
    rf"\b(?:[Jj]ournals?,?|[Pp]ublication) (?:of )?{_TITLE_WORDS}|(?:[A-Z][\w-]* (?:of )?){{1,4}}Journal\b"
)


def find_treatments(
    text: str,
    layout: Layout,
    definitions: dict[str, str] | None = None,
    *,
    model_spans: Iterable[Span] = (),
    topics: Mapping[tuple[str, ...], float] | None = None,
) -> tuple[TreatmentMention, ...]:
    """The treatments named in the prose of a text, in order, without overlaps.

    `definitions` are the article's abbreviations; `model_spans` are treatments that a trained model has found; `topics`
    are the phrases that this article treats as its treatments, with their probability.
    """
    lexicon = load_treatments()
    definitions = definitions or {}
    named = _long_forms(definitions, layout.masked, lexicon)
    other = (definitions.keys() - named.keys()) | lexicon.not_codes
    words = article_words(layout.masked)
    spans = screen_finds(layout.masked, model_spans, other, lexicon)
    cued = dict.fromkeys(find_cued_names(words), "cue") | dict.fromkeys(_distinctive_names(text, spans), "model")
    cued = {name: source for name, source in cued.items() if name not in other}
    studies = names_of_others(layout.masked, cued, lexicon)
    cued = {name: source for name, source in cued.items() if name not in studies}
    spans = [span for span in spans if text[span.start : span.end] not in studies]
    never = _short_for_no_treatment(definitions, named, lexicon)
    never |= acronyms_of_studies(layout.masked, [name[0] for name in topics or () if len(name) == 1])
    topics = {name: belief for name, belief in (topics or {}).items() if len(name) > 1 or name[0] not in never}
    names = collect_names(named, cued, topics)
    mentions = [
        mention
        for block in layout.blocks
        if block.kind in _PROSE
        for mention in _find_in_block(text, words.between(block.text_start, block.end), lexicon, names)
    ]
    mentions = resolve_short_names(_add_spans(text, mentions, spans, named), lexicon)
    named_so_far = tuple(_without_overlaps([*find_arms(words, tuple(mentions)), *mentions]))
    return tuple(_without_overlaps([*named_so_far, *find_anaphors(words, named_so_far)]))


_TOPICS = frozenset({"topic", "possible_topic", "faint_topic"})


def resolve_short_names(mentions: list[TreatmentMention], lexicon: TreatmentLexicon) -> list[TreatmentMention]:
    """The mentions, each topic that is the last word of one longer name ("the alarm") with that name.

    A form that many have ("the tablet") is short for none.
    """
    longer: dict[str, set[tuple[str, str | None, str]]] = {}
    for mention in mentions:
        words = normal_form(mention.name).split()
        if len(words) > 1 and mention.source == "vocabulary" and words[-1] not in lexicon.open_heads:
            longer.setdefault(words[-1], set()).add((mention.name, mention.concept_id, mention.concept))
    found = []
    for mention in mentions:
        names = longer.get(normal_form(mention.name), ()) if mention.source in _TOPICS else ()
        if len(names) == 1:
            ((name, concept_id, concept),) = names
            same = replace(mention, name=name, concept_id=concept_id, concept=concept, source="vocabulary")
            found.append(same)
        else:
            found.append(mention)
    return found


def _find_in_block(
    text: str, words: Words, lexicon: TreatmentLexicon, names: ArticleNames
) -> Iterator[TreatmentMention]:
    """The treatments among the words of one block."""
    hits = merge_hits(find_hits(words, lexicon, names), words)
    titles = _journal_titles(words) if hits else ()
    for hit in hits:
        start, end = words.starts[hit.first], words.ends[hit.last]
        if _is_part_of_name(hit, words, lexicon) or (titles and any(title.contains(start) for title in titles)):
            continue
        yield TreatmentMention(
            _name_of(hit, words.text[start:end]),
            text[start:end],
            start,
            end,
            hit.concept_id,
            hit.source,
            hit.role,
            hit.generic,
            hit.name.lower(),
        )


def _name_of(hit: Hit, surface: str) -> str:
    """The canonical name where it is sure to mean the same, else the article's own words.

    A drug's generic name and an abbreviation's long form are sure, and so is a name that shares its words; "cortisone
    shot" stays what the article calls it, although the table knows its concept.
    """
    if hit.source != "vocabulary" or hit.sure:
        shouted = surface.isupper() and len(surface) > _LONGEST_ACRONYM  # a heading in capitals
        return surface if surface.lower() == hit.name and not shouted else hit.name
    own, canonical = set(normal_form(surface).split()), _words_of_name(hit.name)
    return hit.name if 2 * len(own & canonical) >= len(own | canonical) else tidy(surface)


@lru_cache(maxsize=50_000)
def _words_of_name(name: str) -> frozenset[str]:
    """The words of a name of the vocabulary."""
    return frozenset(normal_form(name).split())


def _short_for_no_treatment(
    definitions: Mapping[str, str], named: Mapping[str, Hit], lexicon: TreatmentLexicon
) -> frozenset[str]:
    """The abbreviations, as topics spell them, of diseases, measures and the like: "adverse events (AEs)"."""
    found = set()
    for short, long_form in definitions.items():
        words = tuple(normal_form(long_form).split())
        if short not in named and words and (words[-1] in lexicon.common or is_condition(words)):
            found.add(singular(short.lower()))
    return frozenset(found)


def _distinctive_names(text: str, spans: list[Span]) -> Iterator[str]:
    """The model's finds that are names by their look ("LMWF-5A"): what is one once is one wherever it stands."""
    for span in spans:
        surface = text[span.start : span.end]
        if " " not in surface and len(surface) < 25 and _DISTINCTIVE.search(surface):
            yield surface


def _journal_titles(words: Words) -> tuple[Span, ...]:
    """The names of journals among the words of a block: "the journal Cell Transplantation" reports no transplant."""
    start, end = words.starts[0], words.ends[-1]
    if words.text.find("ournal", start, end) < 0 and words.text.find("ublication", start, end) < 0:
        return ()
    return tuple(Span(match.start(), match.end()) for match in _JOURNAL.finditer(words.text, start, end))


def _is_part_of_name(hit: Hit, words: Words, lexicon: TreatmentLexicon) -> bool:
    """Whether the hit names no treatment: "failed back surgery syndrome", "Disease Control", "it controls the pain"."""
    following = words.lowers[hit.last + 1] if hit.last + 1 < len(words.lowers) else ""
    if following in lexicon.not_before:
        return True
    if hit.first < hit.last:
        return False
    lower = words.lowers[hit.first]
    return lower == "control" or (lower == "controls" and following in DETERMINERS)


def _long_forms(definitions: Mapping[str, str], masked: str, lexicon: TreatmentLexicon) -> dict[str, Hit]:
    """The abbreviations that stand for a treatment, with what they stand for."""
    found = {}
    for short, long_form in definitions.items():
        hit = _whole_treatment(long_form, lexicon)
        if hit is None and (head := _head_of(short, masked)):
            hit = _whole_treatment(f"{long_form} {head}", lexicon)  # "erector spinae plane (ESP) block"
        if hit is not None:
            found[short] = hit
    for short in definitions:
        if short not in found and (one := found.get(short.removesuffix("s"))) is not None:
            found[short] = one
    return found


def _whole_treatment(name: str, lexicon: TreatmentLexicon) -> Hit | None:
    """The treatment that a name in full is; None where it ends in another word: "surgical site infection"."""
    words = split_words(name)
    hits = merge_hits(find_hits(words, lexicon, ArticleNames()), words)
    if not hits or hits[-1].last != len(words.lowers) - 1:
        return None
    hit = hits[-1]
    spelled = tuple(words.lowers) if len(words.lowers) > 1 else ()
    own = hit.name if hit.first == 0 and not hit.generic else name
    return hit._replace(name=own, source="abbreviation", generic=False, long_form=spelled)


def _head_of(short: str, masked: str) -> str | None:
    """The word right behind the parenthesis that defines an abbreviation."""
    defined = f"({short}) "
    at = masked.find(defined)
    match = WORD.match(masked, at + len(defined)) if at >= 0 else None
    return match[0] if match else None


def _add_spans(
    text: str, mentions: list[TreatmentMention], spans: list[Span], named: dict[str, Hit]
) -> list[TreatmentMention]:
    """The mentions with the model's spans added where no other source has found anything."""
    if not spans:
        return mentions
    taken = {index for mention in mentions for index in range(mention.start, mention.end)}
    added = []
    for span in spans:
        surface = text[span.start : span.end]
        if not any(index in taken for index in range(span.start, span.end)):
            hit = named.get(surface)
            added.append(
                TreatmentMention(
                    hit.name if hit else surface, surface, span.start, span.end, None, "model", "intervention"
                )
            )
    return sorted([*mentions, *added], key=lambda mention: mention.start)


def _without_overlaps(mentions: list[TreatmentMention]) -> list[TreatmentMention]:
    kept: list[TreatmentMention] = []
    for mention in sorted(mentions, key=lambda item: (item.start, -item.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept
