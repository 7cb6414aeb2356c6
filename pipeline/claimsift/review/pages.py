"""The pages that read: queue, claim, article, rejected numbers, disagreements, agreement, progress, orphans."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from claimsift.errors import ReviewError
from claimsift.review.adjudicate import list_contested, may_adjudicate, write_votes
from claimsift.review.card import make_card, show_value
from claimsift.review.carry import list_orphans
from claimsift.review.context import Mark, cut_text
from claimsift.review.events import ADJUDICATED, CAUSES, KINDS, REASONS
from claimsift.review.keys import KEYS
from claimsift.review.open_review import Review
from claimsift.review.progress import count_decided, count_gone, measure_progress, reviewers_of
from claimsift.review.queue import (
    CITATIONS,
    SORTS,
    STATUSES,
    Filter,
    claim_url,
    count_claims,
    list_claims,
    neighbour,
    next_open,
    place_of,
)

MeasureAgreement = Callable[[Path], Mapping[str, Any]]

_ROWS = 50
_GAP = re.compile(r"(\n[ \t]*\n\s*)")
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160), *range(55296, 57344)), "�")


class Pages:
    """Renders the pages of one review; `measure` gives the agreement between reviewers."""

    def __init__(self, review: Review, keys: Mapping[str, str], *, measure: MeasureAgreement | None = None) -> None:
        self.review = review
        self._keys = keys
        self._measure = measure
        self._gone: dict[str, int] = {}
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).with_name("templates")),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_clean,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.globals.update(
            actions=KEYS,
            keys=keys,
            keymap=json.dumps({key: action for action, key in keys.items()}),
            kinds=KINDS,
            reasons=REASONS,
            causes=CAUSES,
            statuses=STATUSES,
            citations=CITATIONS,
            sorts=tuple(SORTS),
            adjudicated=ADJUDICATED,
            run_name=review.folder.resolve().name,
            total=review.reader.total,
            checks=review.reader.checks,
        )
        self._templates.filters.update(
            number=show_value, words=_words, spaced=_spaced, address=lambda text: quote(str(text), safe="")
        )
        # Links that lead elsewhere are opened by hand; images would be fetched at once.
        self._markdown = MarkdownIt("commonmark", {"html": False}).disable("image")

    def render(self, name: str, *, reviewer: str, fragment: bool = False, **values: Any) -> str:
        """A page, or only its main part for a page that is open."""
        undo, redo = self.review.log.can_revert(reviewer)
        shown = {
            "layout": "fragment.html" if fragment else "base.html",
            "reviewer": reviewer,
            "decided": self._count_decided(reviewer),
            "undo": undo,
            "redo": redo,
            "fresh_key": lambda: uuid.uuid4().hex,
            "wanted": Filter(),
            **values,
        }
        return self._templates.get_template(name).render(shown)

    def _count_decided(self, reviewer: str) -> int:
        """The claims of this run that a reviewer has decided; those that it has no more are counted once."""
        connection = self.review.reader.connection
        if reviewer not in self._gone:
            self._gone[reviewer] = count_gone(connection, reviewer)
        return max(0, count_decided(connection, reviewer) - self._gone[reviewer])

    def queue(self, wanted: Filter, *, reviewer: str, after: int, fragment: bool) -> str:
        connection = self.review.reader.connection
        rows = list_claims(connection, wanted, reviewer=reviewer, after=after, limit=_ROWS + 1)
        listed = [(row, self.review.reader.claim_at(row)) for row in rows[:_ROWS]]
        return self.render(
            "queue.html",
            reviewer=reviewer,
            fragment=fragment,
            wanted=wanted,
            rows=listed,
            matching=count_claims(connection, wanted, reviewer=reviewer),
            after=after,
            further=rows[_ROWS - 1].place if len(rows) > _ROWS else None,
            reviewers=reviewers_of(connection),
            key=uuid.uuid4().hex,
        )

    def claim(self, claim_id: str, wanted: Filter, *, reviewer: str, fragment: bool, said: str = "") -> str:
        card = make_card(self.review, claim_id, reviewer=reviewer)
        if card is None:
            raise ReviewError(f"no claim {claim_id} in this run")
        return self.render(
            "claim.html",
            reviewer=reviewer,
            fragment=fragment,
            card=card,
            said=said,
            **self._moves(claim_id, wanted, reviewer=reviewer),
        )

    def bar(self, claim_id: str, wanted: Filter, *, reviewer: str) -> str:
        """The bar above a claim alone: what a decision on the claim before has changed."""
        return self.render("bar.html", reviewer=reviewer, **self._moves(claim_id, wanted, reviewer=reviewer))

    def _moves(self, claim_id: str, wanted: Filter, *, reviewer: str) -> dict[str, Any]:
        """The claims before and behind a claim, and the next open one."""
        connection = self.review.reader.connection
        place = place_of(connection, claim_id, wanted)
        near: list[str | None] = [None, None]
        if place is not None:
            near = [
                neighbour(connection, wanted, reviewer=reviewer, place=place, forward=forward)
                for forward in (False, True)
            ]
        ahead = next_open(connection, wanted, reviewer=reviewer, behind=claim_id)
        return {
            "wanted": wanted,
            "before": near[0] and claim_url(near[0], wanted),
            "behind": near[1] and claim_url(near[1], wanted),
            "ahead": claim_url(ahead, wanted) if ahead else None,
        }

    def article(self, article_id: str, *, came_from: str, reviewer: str, fragment: bool) -> str:
        """An article with its claims; `came_from` is the claim that is shown in it, or empty."""
        article = self.review.reader.article(article_id)
        claims = self.review.reader.claims_of(article_id)
        marks = []
        for claim_id, start, _kind in claims:
            claim = self.review.reader.claim(claim_id)
            if claim is not None:
                marks.append(Mark(claim_id, start, claim["quantity"]["end"]))
        pieces = cut_text(article.text, 0, len(article.text), marks)
        return self.render(
            "article.html",
            reviewer=reviewer,
            fragment=fragment,
            article=article,
            pieces=pieces,
            came_from=came_from,
            key=uuid.uuid4().hex,
        )

    def rejected(self, article_id: str, *, reviewer: str, after: int, fragment: bool) -> str:
        article = self.review.reader.article(article_id)
        rows = self.review.reader.rejected(article_id, after=after, limit=101)
        shown = []
        for _, start, end, text, reason in rows[:100]:
            low, high = max(0, start - 60), end + 60
            context = (article.text[low:start], article.text[start:end], article.text[end:high])
            shown.append((start, end, text, reason, context, uuid.uuid4().hex))
        return self.render(
            "rejected.html",
            reviewer=reviewer,
            fragment=fragment,
            article=article,
            rows=shown,
            further=rows[99][1] if len(rows) > 100 else None,
        )

    def articles(self, *, reviewer: str, after: int, fragment: bool) -> str:
        rows = self.review.reader.articles(after=after, limit=101)
        further = rows[99][0] if len(rows) > 100 else None
        return self.render("articles.html", reviewer=reviewer, fragment=fragment, rows=rows[:100], further=further)

    def contested(self, *, reviewer: str, after: str, fragment: bool) -> str:
        ids = list_contested(self.review.reader.connection, viewer=reviewer, after=after, limit=_ROWS + 1)
        claims = [claim for claim_id in ids[:_ROWS] if (claim := self.review.reader.claim(claim_id)) is not None]
        return self.render(
            "contested.html",
            reviewer=reviewer,
            fragment=fragment,
            claims=claims,
            further=ids[_ROWS - 1] if len(ids) > _ROWS else None,
        )

    def adjudication(self, claim_id: str, *, reviewer: str, fragment: bool, said: str = "") -> str:
        if not may_adjudicate(self.review.reader.connection, claim_id, viewer=reviewer):
            raise ReviewError("you see what others decided on this claim once you have decided it yourself")
        card = make_card(self.review, claim_id, reviewer=reviewer, lane=ADJUDICATED)
        if card is None:
            raise ReviewError(f"no claim {claim_id} in this run")
        return self.render("adjudication.html", reviewer=reviewer, fragment=fragment, card=card, said=said)

    def agreement(self, *, reviewer: str, fragment: bool) -> str:
        """Agreement per field; how to reach it is said where there is none yet."""
        measured, reason = None, ""
        if self._measure is None or len(reviewers_of(self.review.reader.connection)) < 2:
            reason = (
                "Agreement needs decisions of two reviewers. The second starts with --reviewer NAME, or chooses a name "
                "on the page Reviewer; both stay blind until they have decided."
            )
        else:
            with TemporaryDirectory(dir=self.review.folder / "review") as folder:
                votes = Path(folder) / "votes.jsonl"
                write_votes(votes, self.review.log, self.review.reader)
                measured = self._measure(votes)
        return self.render("agreement.html", reviewer=reviewer, fragment=fragment, measured=measured, reason=reason)

    def progress(self, *, reviewer: str, fragment: bool) -> str:
        measured = measure_progress(self.review.reader.connection, claims=self.review.reader.total)
        return self.render("progress.html", reviewer=reviewer, fragment=fragment, progress=measured)

    def orphans(self, *, reviewer: str, fragment: bool) -> str:
        rows = list_orphans(self.review.reader.connection, lanes=(reviewer,))
        return self.render("orphans.html", reviewer=reviewer, fragment=fragment, rows=rows, carried=self.review.carried)

    def guideline(self, *, reviewer: str, fragment: bool) -> str:
        # Escaped by the parser: HTML in the source is shown as text.
        page = Markup(self._markdown.render(self.review.guideline))  # noqa: S704
        return self.render("guideline.html", reviewer=reviewer, fragment=fragment, page=page)


def _clean(value: Any) -> Any:
    """Characters that HTML does not have are replaced; a bare carriage return would be read as a line feed."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return value.translate(_CONTROL)
    return value


def _spaced(text: str) -> Markup:
    """Text whose empty lines are lower than a line; every character stays, so that offsets do not move."""
    parts = _GAP.split(_clean(text))
    # Escaped here: what is put between the parts is ours.
    return Markup("").join(Markup('<span class="gap">{}</span>').format(p) if p[:1] == "\n" else p for p in parts)


def _words(name: Any) -> str:
    """`not_a_claim` as people write it."""
    return str(name).replace("_", " ")
