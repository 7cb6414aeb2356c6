"""Finds the treatments that a text names, by vocabulary, heads, abbreviations, cues and arm names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from claimsift.lexicon import TreatmentLexicon, TreatmentName, load_treatments
from claimsift.lexicon.treatments import WORD, normal_form, singular
from claimsift.records import Layout, Role, Span, TreatmentMention
from claimsift.stages.link_treatments.find_arms import find_anaphors, find_arms, find_cued_names

_PROSE = frozenset({"heading", "paragraph", "list_item", "caption", "table_row"})
_JOINERS = frozenset({" ", "-", "–", "‑", "'", "’", "\n", "/", "® "})
_MOST_MODIFIERS = 4
_OF_COMPOUNDS = re.compile(r"[a-z]{3,}(?:ide|phate|fate|nate|rate|tate|late|ite|oside|ose|ium)")
_SURE_TOPIC, _POSSIBLE_TOPIC = 0.3, 0.08  # probabilities
_DISTINCTIVE = re.compile(r"[A-Z].*[A-Z]|[A-Za-z].*\d|\d.*[A-Za-z]{2}")
_OF_THERAPIES = ("ation", "ition", "al", "ic", "ive")  # "remediation therapy", "dialectic therapy"
_TITLE_WORDS = r"(?:(?:[A-Z][\w-]*|of|and|the|in|for|&)[ ]?){1,8}"
_JOURNAL = re.compile(
    rf"\b(?:[Jj]ournals?,?|[Pp]ublication) (?:of )?{_TITLE_WORDS}|(?:[A-Z][\w-]* (?:of )?){{1,4}}Journal\b"
)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    lower: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Hit:
    """Words `first` to `last` (both included) that name a treatment."""

    first: int
    last: int
    name: str
    concept_id: str | None
    role: Role
    source: str
    generic: bool = False
    long_form: tuple[str, ...] = ()
    sure: bool = False


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
    named = _long_forms(definitions or {}, lexicon)
    definitions = definitions or {}
    other = (definitions.keys() - named.keys()) | lexicon.not_codes
    spans = [span for span in sorted(model_spans) if _is_plausible(layout.masked, span, other, lexicon)]
    cued = dict.fromkeys(find_cued_names(layout.masked), "cue") | dict.fromkeys(
        _distinctive_names(text, spans), "model"
    )
    cued = {name: source for name, source in cued.items() if name not in other}
    studies = _study_names(layout.masked, cued, lexicon)
    cued = {name: source for name, source in cued.items() if name not in studies}
    spans = [span for span in spans if text[span.start : span.end] not in studies]
    mentions: list[TreatmentMention] = []
    for block in layout.blocks:
        if block.kind not in _PROSE:
            continue
        words = [
            _Word(m[0], m[0].lower(), m.start(), m.end())
            for m in WORD.finditer(layout.masked, block.text_start, block.end)
        ]
        hits = _find_hits(words, layout.masked, lexicon, named, cued, topics or {})
        hits = _merge(hits, words, layout.masked)
        titles = _journal_titles(layout.masked, block.start, block.end)
        for hit in hits:
            if _is_part_of_name(hit, words, lexicon) or any(title.contains(words[hit.first].start) for title in titles):
                continue
            start, end = words[hit.first].start, words[hit.last].end
            mentions.append(
                TreatmentMention(
                    _name_of(hit, layout.masked[start:end]),
                    text[start:end],
                    start,
                    end,
                    hit.concept_id,
                    hit.source,
                    hit.role,
                    hit.generic,
                    hit.name.lower(),
                )
            )
    mentions = _add_spans(text, mentions, spans, named)
    named_so_far = tuple(_without_overlaps([*mentions, *find_arms(layout.masked, tuple(mentions))]))
    return tuple(_without_overlaps([*named_so_far, *find_anaphors(layout.masked, named_so_far)]))


def _name_of(hit: _Hit, surface: str) -> str:
    """The canonical name where it is sure to mean the same, else the article's own words.

    A drug's generic name and an abbreviation's long form are sure, and so is a name that shares its words; "cortisone
    shot" stays what the article calls it, although the table knows its concept.
    """
    if hit.source != "vocabulary" or hit.sure:
        return hit.name
    own, canonical = set(normal_form(surface).split()), set(normal_form(hit.name).split())
    return hit.name if 2 * len(own & canonical) >= len(own | canonical) else _tidy(surface)


def _is_plausible(masked: str, span: Span, other: Set[str], lexicon: TreatmentLexicon) -> bool:
    """Whether a model's find may stand: not another abbreviation, a substance of the body, a study."""
    surface = masked[span.start : span.end]
    if surface in other or len(surface) < 3 or (surface.islower() and surface in lexicon.common):
        return False
    following = WORD.search(masked, span.end, span.end + 40)
    if following and following[0].lower() in (lexicon.not_before | lexicon.not_before_code):
        return False
    lowers = [word.lower() for word in WORD.findall(surface)]
    return not any(lower in lexicon.weak or singular(lower) in lexicon.weak for lower in lowers)


def _study_names(masked: str, names: Iterable[str], lexicon: TreatmentLexicon) -> frozenset[str]:
    """Those of the names that stand somewhere before "trial", "score", "gene" and the like."""
    wanted = frozenset(names)
    if not wanted:
        return frozenset()
    words = "|".join(sorted(lexicon.not_before_code))
    return frozenset(match[1] for match in re.finditer(rf"([\w-]+) (?:{words})\b", masked) if match[1] in wanted)


def _distinctive_names(text: str, spans: list[Span]) -> Iterator[str]:
    """The model's finds that are names by their look ("LMWF-5A"): what is one once is one wherever it stands."""
    for span in spans:
        surface = text[span.start : span.end]
        if " " not in surface and len(surface) < 25 and _DISTINCTIVE.search(surface):
            yield surface


def _journal_titles(masked: str, start: int, end: int) -> tuple[Span, ...]:
    """The names of journals in a block: "the journal Cell Transplantation" reports no transplant."""
    return tuple(Span(match.start(), match.end()) for match in _JOURNAL.finditer(masked, start, end))


def _is_part_of_name(hit: _Hit, words: list[_Word], lexicon: TreatmentLexicon) -> bool:
    """Whether the hit names a condition ("failed back surgery syndrome") or an institution ("Disease Control")."""
    if hit.last + 1 < len(words) and words[hit.last + 1].lower in lexicon.not_before:
        return True
    return hit.first == hit.last and words[hit.first].lower == "control"


def _long_forms(definitions: dict[str, str], lexicon: TreatmentLexicon) -> dict[str, _Hit]:
    """The abbreviations that stand for a treatment, with what they stand for."""
    found = {}
    for short, long_form in definitions.items():
        words = [_Word(m[0], m[0].lower(), m.start(), m.end()) for m in WORD.finditer(long_form)]
        hits = _merge(_find_hits(words, long_form, lexicon, {}, {}, {}), words, long_form)
        # The long form must end in the treatment: "surgical site infection (SSI)" is none.
        if hits and hits[-1].last == len(words) - 1:
            hit = hits[-1]
            name = hit.name if hit.first == 0 and not hit.generic else long_form
            spelled = tuple(word.lower for word in words) if len(words) > 1 else ()
            found[short] = replace(hit, name=name, source="abbreviation", generic=False, long_form=spelled)
    return found


def _find_hits(
    words: list[_Word],
    masked: str,
    lexicon: TreatmentLexicon,
    named: dict[str, _Hit],
    cued: dict[str, str],
    topics: Mapping[tuple[str, ...], float],
) -> list[_Hit]:
    spelled: dict[str, list[_Hit]] = {}
    for hit in named.values():
        if hit.long_form:
            spelled.setdefault(hit.long_form[0], []).append(hit)
    hits: list[_Hit] = []
    index = 0
    while index < len(words):
        word = words[index]
        found = None
        if word.text in named:
            found = replace(named[word.text], first=index, last=index)
        elif long_form := _long_form_hit(words, index, spelled.get(word.lower, ())):
            found = long_form
        elif size := lexicon.longest.get(word.lower):
            found = _vocabulary_hit(words, index, size, masked, lexicon)
        if found is None:
            found = _cued_hit(words, index, masked, cued) or _head_hit(words, index, masked, lexicon)
        if found is None and topics:
            found = _topic_hit(words, index, topics)
        if found is None:
            index += 1
        else:
            hits.append(found)
            index = found.last + 1
    return hits


def _long_form_hit(words: list[_Word], index: int, spelled: Sequence[_Hit]) -> _Hit | None:
    """The long form of one of the article's abbreviations, where it stands itself."""
    for hit in spelled:
        last = index + len(hit.long_form) - 1
        if tuple(word.lower for word in words[index : last + 1]) == hit.long_form:
            return replace(hit, first=index, last=last)
    return None


def _vocabulary_hit(words: list[_Word], index: int, size: int, masked: str, lexicon: TreatmentLexicon) -> _Hit | None:
    run = 1
    while run < size and index + run < len(words) and _joined(words, index + run - 1, masked):
        run += 1
    for length in range(run, 0, -1):
        entry = lexicon.find([word.lower for word in words[index : index + length]])
        if entry is None or not _case_fits(entry, words[index : index + length]):
            continue
        last = index + length - 1
        if entry.weak and not _is_given(words, index, last, lexicon):
            continue
        generic = length == 1 and singular(words[index].lower) in lexicon.generic
        role: Role = "comparator" if entry.role == "comparator" else "intervention"
        whole = _last_of_compound(words, last, masked, lexicon) if entry.group == "drug" or entry.weak else last
        if whole > last:
            name = _tidy(masked[words[index].start : words[whole].end])
            return _Hit(index, whole, name, None, role, "vocabulary", sure=True)
        return _Hit(index, last, entry.name, entry.concept_id, role, "vocabulary", generic, sure=entry.sure)
    return None


def _last_of_compound(words: list[_Word], last: int, masked: str, lexicon: TreatmentLexicon) -> int:
    """Where the name of a compound ends that starts with a known name: "iron isomaltoside 1000", "zinc gluconate"."""
    end = last
    while end + 1 < len(words) and end - last < 3 and masked[words[end].end : words[end + 1].start] == " ":
        following = words[end + 1].lower
        if not (_OF_COMPOUNDS.fullmatch(following) and following not in lexicon.not_modifiers):
            break
        end += 1
    if end > last and end + 1 < len(words) and masked[words[end].end : words[end + 1].start] == " ":
        following = words[end + 1].lower
        if singular(following) in lexicon.open_heads or (following.isdigit() and len(following) > 2):
            end += 1
    return end


def _case_fits(entry: TreatmentName, words: list[_Word]) -> bool:
    """Acronyms ("ECT") and short drug names are treatments only when they are written with capitals."""
    only = words[0].text
    if entry.acronym:
        return only.rstrip("s").isupper()
    if len(words) > 1 or len(only) > 4 or normal_form(entry.name) == singular(words[0].lower):
        return True
    return entry.group not in ("drug", "mesh") or only[:2].isupper()


def _is_given(words: list[_Word], first: int, last: int, lexicon: TreatmentLexicon) -> bool:
    around = words[max(0, first - 3) : first] + words[last + 1 : last + 3]
    return any(word.lower in lexicon.cues for word in around)


def _cued_hit(words: list[_Word], index: int, masked: str, cued: dict[str, str]) -> _Hit | None:
    """A name that the article itself shows to be a treatment ("injections of LMWF-5A")."""
    if not cued:
        return None
    for last in range(min(index + 2, len(words) - 1), index - 1, -1):
        name = masked[words[index].start : words[last].end]
        if name in cued:
            return _Hit(index, last, name, None, "intervention", cued[name])
    return None


def _topic_hit(words: list[_Word], index: int, topics: Mapping[tuple[str, ...], float]) -> _Hit | None:
    for length in (3, 2, 1):
        part = [word.lower for word in words[index : index + length]]
        if len(part) == length:
            key = (*part[:-1], singular(part[-1]))
            if key in topics:
                likely = topics[key]
                source = (
                    "topic"
                    if likely >= _SURE_TOPIC
                    else "possible_topic"
                    if likely >= _POSSIBLE_TOPIC
                    else "faint_topic"
                )
                return _Hit(index, index + length - 1, " ".join(key), None, "intervention", source)
    return None


def _head_hit(words: list[_Word], index: int, masked: str, lexicon: TreatmentLexicon) -> _Hit | None:
    """A treatment by its last word: "facet surgery", "rhizotomy", "remediation therapy"."""
    lower = singular(words[index].lower)
    if lower in lexicon.specific_heads:
        return _Hit(index, index, lower, None, "intervention", "head", lower in lexicon.generic)
    if lower in lexicon.open_heads:
        first = _first_modifier(words, index, masked, lexicon)
        if first < index:
            name = masked[words[first].start : words[index].end].lower()
            return _Hit(first, index, name, None, "intervention", "head")
        return None
    if len(lower) > 6 and lower.endswith(lexicon.suffixes) and lower not in lexicon.suffix_exceptions:
        return _Hit(index, index, lower, None, "intervention", "head")
    return None


def _first_modifier(words: list[_Word], index: int, masked: str, lexicon: TreatmentLexicon) -> int:
    first = index
    while first > 0 and index - first < _MOST_MODIFIERS and _joined(words, first - 1, masked):
        lower = words[first - 1].lower
        if lower in lexicon.not_modifiers:
            break
        known = lower in lexicon.modifiers or singular(lower) in lexicon.modifiers
        if not known and not (first == index and words[index].lower == "therapy" and lower.endswith(_OF_THERAPIES)):
            break
        first -= 1
    return first


def _merge(hits: list[_Hit], words: list[_Word], masked: str) -> list[_Hit]:
    """Hits that stand together become one ("PRP" + "injections"), with the modifiers before them."""
    lexicon = load_treatments()
    merged: list[_Hit] = []
    for hit in hits:
        first = _first_modifier(words, hit.first, masked, lexicon)
        before = merged[-1] if merged else None
        if before and before.last >= first - 1 and before.last < hit.first and _is_compound(before, hit, words, masked):
            merged[-1] = _combined(before, hit, words, masked)
            continue
        if before and before.last >= first:
            first = before.last + 1
        merged.append(_extended(hit, first, words, masked))
    return merged


def _is_compound(before: _Hit, hit: _Hit, words: list[_Word], masked: str) -> bool:
    gaps_joined = all(_joined(words, index, masked) for index in range(before.last, hit.first))
    return (
        gaps_joined and before.role == hit.role and "/" not in masked[words[before.last].end : words[hit.first].start]
    )


def _combined(before: _Hit, hit: _Hit, words: list[_Word], masked: str) -> _Hit:
    """One hit for both; the more telling of the two gives the name."""
    phrase = masked[words[before.first].start : words[hit.last].end]
    entry = load_treatments().find([word.lower for word in words[before.first : hit.last + 1]])
    if entry:
        return replace(
            hit, first=before.first, name=entry.name, concept_id=entry.concept_id, generic=False, sure=entry.sure
        )
    if before.generic and not hit.generic:
        return replace(hit, first=before.first)
    if hit.generic or hit.source == "head":
        return replace(before, last=hit.last)
    return replace(hit, first=before.first, name=_tidy(phrase), concept_id=hit.concept_id)


def _extended(hit: _Hit, first: int, words: list[_Word], masked: str) -> _Hit:
    if first == hit.first:
        return hit
    name = hit.name
    if hit.generic or hit.source == "head":
        name = _tidy(masked[words[first].start : words[hit.last].end])
        entry = load_treatments().find([word.lower for word in words[first : hit.last + 1]])
        if entry:
            name = entry.name
    return replace(hit, first=first, name=name, generic=False)


def _tidy(phrase: str) -> str:
    return " ".join(phrase.split()).lower()


def _joined(words: list[_Word], index: int, masked: str) -> bool:
    return masked[words[index].end : words[index + 1].start] in _JOINERS


def _add_spans(
    text: str, mentions: list[TreatmentMention], spans: list[Span], named: dict[str, _Hit]
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
    return [*mentions, *added]


def _without_overlaps(mentions: list[TreatmentMention]) -> list[TreatmentMention]:
    kept: list[TreatmentMention] = []
    for mention in sorted(mentions, key=lambda item: (item.start, -item.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept
