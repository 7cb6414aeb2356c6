"""The app: routes to pages, and forms to events."""

from __future__ import annotations

import os
import re
import sqlite3
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from claimsift.errors import ClaimsiftError, ConflictError, ReviewError, RunError
from claimsift.review.adjudicate import list_contested, may_adjudicate
from claimsift.review.decide import read_batch, read_decision, read_missed, read_name, read_revert
from claimsift.review.events import Draft
from claimsift.review.fold import ClaimState, apply_event, event_of, read_state
from claimsift.review.open_review import FOLDER
from claimsift.review.pages import Pages
from claimsift.review.queue import Filter, claim_url, next_open, read_filter
from claimsift.review.reviewed import DECISIONS, REVIEWED, export_review

_STATIC = {
    "review.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "review.js": "text/javascript; charset=utf-8",
}
# After these the page goes to the next claim; after the others it shows what was changed.
_ADVANCING = ("accept", "reject", "skip")
FAULTS = "faults.log"
_CLAIM_ID = re.compile(r"clm_[A-Za-z0-9_]{1,60}")
_COOKIE = "claimsift_reviewer"
_SAID = {
    "accept": "Accepted",
    "reject": "Rejected",
    "skip": "Skipped",
    "flag": "Flag changed",
    "note": "Note saved",
    "correct": "Corrected",
    "relink": "Link changed",
    "add": "Claim added",
    "batch": "Claims accepted",
    "adjudicate": "Adjudicated",
    "undo": "Undone",
    "redo": "Brought back",
}


class App:
    """Answers requests with pages and decisions; `reviewer` is who decides where no name was chosen."""

    def __init__(self, pages: Pages, *, reviewer: str) -> None:
        self._pages = pages
        self._review = pages.review
        self._reviewer = read_name(reviewer)
        self._static = {name: Path(__file__).with_name("static").joinpath(name).read_bytes() for name in _STATIC}

    def routes(self) -> Starlette:
        """The app as Starlette serves it."""
        get, post = ["GET", "HEAD"], ["POST"]
        pages: dict[str, Callable[[Request], Response]] = {
            "/": self.start,
            "/queue": self.queue,
            "/next": self.next,
            "/claim/{claim_id}": self.claim,
            "/article": self.article,
            "/articles": self.articles,
            "/rejected": self.rejected,
            "/adjudicate": self.contested,
            "/adjudicate/{claim_id}": self.adjudication,
            "/agreement": self.page("agreement"),
            "/progress": self.page("progress"),
            "/orphans": self.page("orphans"),
            "/guideline": self.page("guideline"),
            "/help": self.template("help.html"),
            "/export": self.template("export.html", exported=None),
            "/reviewer": self.template("reviewer.html"),
            "/static/{name}": self.static,
        }
        forms: dict[str, Callable[[Request, dict[str, str]], Response]] = {
            "/claim/{claim_id}": self.decide,
            "/adjudicate/{claim_id}": self.adjudicate,
            "/revert": self.revert,
            "/batch": self.batch,
            "/missed": self.missed,
            "/export": self.export,
            "/reviewer": self.rename,
        }
        routes = [Route(path, self._answer(page), methods=get) for path, page in pages.items()]
        routes += [Route(path, self._accept(form), methods=post) for path, form in forms.items()]
        # A path that knows pages and forms answers the other method too.
        merged = [
            Route(path, _both(pages[path], forms[path], self), methods=[*get, *post]) for path in pages.keys() & forms
        ]
        only = [route for route in routes if route.path not in pages.keys() & forms]
        return Starlette(
            routes=[*merged, *only], exception_handlers={HTTPException: self._http_error, 500: self._fault}
        )

    def start(self, request: Request) -> Response:
        return RedirectResponse("/next" if self._review.reader.total else "/queue", 303)

    def static(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in self._static:
            raise HTTPException(404)
        return Response(self._static[name], media_type=_STATIC[name])

    def queue(self, request: Request) -> Response:
        page = self._pages.queue(self._filter(request), after=_number(request, "after"), **self._who(request))
        return HTMLResponse(page)

    def next(self, request: Request) -> Response:
        """Leads to the next claim to decide, or to the queue where none is left."""
        wanted = self._filter(request)
        claim_id = next_open(self._review.reader.connection, wanted, reviewer=self.name_of(request))
        return RedirectResponse(claim_url(claim_id, wanted) if claim_id else f"/queue?{wanted.query}", 303)

    def claim(self, request: Request) -> Response:
        return HTMLResponse(self._pages.claim(_claim_id(request), self._filter(request), **self._who(request)))

    def article(self, request: Request) -> Response:
        asked = request.query_params
        came_from = asked.get("claim", "") if _CLAIM_ID.fullmatch(asked.get("claim", "")) else ""
        return HTMLResponse(self._pages.article(asked.get("id", ""), came_from=came_from, **self._who(request)))

    def articles(self, request: Request) -> Response:
        return HTMLResponse(self._pages.articles(after=_number(request, "after"), **self._who(request)))

    def rejected(self, request: Request) -> Response:
        article_id = request.query_params.get("id", "")
        return HTMLResponse(self._pages.rejected(article_id, after=_number(request, "after"), **self._who(request)))

    def contested(self, request: Request) -> Response:
        after = request.query_params.get("after", "")
        return HTMLResponse(self._pages.contested(after=after, **self._who(request)))

    def adjudication(self, request: Request) -> Response:
        return HTMLResponse(self._pages.adjudication(_claim_id(request), **self._who(request)))

    def page(self, name: str) -> Callable[[Request], Response]:
        """A page that asks for nothing but who looks at it."""
        render = getattr(self._pages, name)
        return lambda request: HTMLResponse(render(**self._who(request)))

    def template(self, name: str, **values: Any) -> Callable[[Request], Response]:
        """A page that is the same for all runs."""
        return lambda request: HTMLResponse(self._pages.render(name, **self._who(request), **values))

    def decide(self, request: Request, form: dict[str, str]) -> Response:
        claim_id, wanted, reviewer = _claim_id(request), self._filter(request), self.name_of(request)
        form.pop("role", None)
        draft = request.state.draft = read_decision(self._review, form, actor=reviewer, claim_id=claim_id)
        event = self._review.log.append(draft)
        shown: str | None = claim_id
        if event["action"] in _ADVANCING:
            shown = next_open(self._review.reader.connection, wanted, reviewer=reviewer, behind=claim_id)
        said = _SAID[event["action"]]
        if shown is None:
            return self._moved(request, f"/queue?{wanted.query}", said=f"{said}. No claim is left here.")
        return self._moved(request, claim_url(shown, wanted), said=said)

    def adjudicate(self, request: Request, form: dict[str, str]) -> Response:
        claim_id, reviewer = _claim_id(request), self.name_of(request)
        connection = self._review.reader.connection
        if not may_adjudicate(connection, claim_id, viewer=reviewer):
            raise ReviewError("you settle a claim once you have decided it yourself")
        form["role"] = "adjudicator"
        draft = request.state.draft = read_decision(self._review, form, actor=reviewer, claim_id=claim_id)
        event = self._review.log.append(draft)
        left = list_contested(connection, viewer=reviewer, limit=1)
        target = f"/adjudicate/{left[0]}" if left else "/adjudicate"
        return self._moved(request, target, said=_SAID[event["action"]])

    def revert(self, request: Request, form: dict[str, str]) -> Response:
        event = self._review.log.append(read_revert(form, actor=self.name_of(request)))
        undone = self._review.log.event(event["detail"]["seq"]) or event
        claim_id, wanted = undone["claim_id"], self._filter(request)
        adjudicating = undone["role"] == "adjudicator"
        known = claim_id is not None and self._review.reader.claim(claim_id) is not None
        target = f"/adjudicate/{claim_id}" if adjudicating else claim_url(claim_id, wanted)
        return self._moved(
            request, target if known else f"/queue?{wanted.query}", said=f"{_SAID[event['action']]}: {undone['action']}"
        )

    def batch(self, request: Request, form: dict[str, str]) -> Response:
        wanted = self._filter(request)
        event = self._review.log.append(read_batch(self._review, form, wanted, actor=self.name_of(request)))
        return self._moved(request, f"/queue?{wanted.query}", said=f"{event['detail']['count']} claims accepted")

    def missed(self, request: Request, form: dict[str, str]) -> Response:
        event = self._review.log.append(read_missed(self._review, form, actor=self.name_of(request)))
        return self._moved(request, claim_url(next(iter(event["anchors"])), Filter()), said=_SAID["add"])

    def export(self, request: Request, form: dict[str, str]) -> Response:
        exported = export_review(self._review.folder, self._review.log, self._review.reader)
        files = (self._review.folder / DECISIONS, self._review.folder / REVIEWED)
        page = self._pages.render("export.html", **self._who(request), exported=exported, files=files)
        if _is_live(request):
            return JSONResponse({"url": "/export", "html": page, "said": "Exported"})
        return HTMLResponse(page)

    def rename(self, request: Request, form: dict[str, str]) -> Response:
        response = RedirectResponse("/next", 303)
        name = quote(read_name(form.get("name", "")))
        response.set_cookie(_COOKIE, name, httponly=True, samesite="strict", path="/")
        return response

    def name_of(self, request: Request) -> str:
        """Who decides: the name chosen on this browser, else the one of the start."""
        given = request.cookies.get(_COOKIE)
        return read_name(unquote(given)) if given else self._reviewer

    def _who(self, request: Request) -> dict[str, Any]:
        return {"reviewer": self.name_of(request), "fragment": _is_live(request)}

    def _filter(self, request: Request) -> Filter:
        return read_filter(request.query_params)

    def _moved(self, request: Request, url: str, *, said: str) -> Response:
        """The page after a decision: for a page that is open its new main part, else a redirect."""
        if not _is_live(request):
            return RedirectResponse(url, 303)
        path, _, query = url.partition("?")
        who = self._who(request)
        wanted = read_filter(dict(parse_qsl(query)))
        if path.startswith("/claim/") and url == request.headers.get("x-claimsift-shown"):
            # The page had this claim ahead and shows it already.
            bar = self._pages.bar(path.removeprefix("/claim/"), wanted, reviewer=who["reviewer"])
            return JSONResponse({"url": url, "bar": bar, "said": said})
        if path.startswith("/claim/"):
            html = self._pages.claim(path.removeprefix("/claim/"), wanted, **who)
        elif path.startswith("/adjudicate/"):
            html = self._pages.adjudication(path.removeprefix("/adjudicate/"), **who)
        elif path == "/adjudicate":
            html = self._pages.contested(after="", **who)
        else:
            html = self._pages.queue(wanted, after=-1, **who)
        return JSONResponse({"url": url, "html": html, "said": said})

    def _answer(self, page: Callable[[Request], Response]) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            return await run_in_threadpool(self._guarded, request, lambda: page(request))

        return answer

    def _accept(self, form: Callable[[Request, dict[str, str]], Response]) -> Callable[[Request], Any]:
        async def accept(request: Request) -> Response:
            body = (await request.body()).decode("utf-8", "replace")
            given = dict(parse_qsl(body, keep_blank_values=True, max_num_fields=100))
            return await run_in_threadpool(self._guarded, request, lambda: form(request, given), given)

        return accept

    def _guarded(
        self, request: Request, make: Callable[[], Response], form: Mapping[str, str] | None = None
    ) -> Response:
        """The response, or the page of what went wrong."""
        try:
            return make()
        except HTTPException:
            raise
        except ConflictError as error:
            return self._conflict(request, error, form or {})
        except (RunError, ClaimsiftError) as error:
            return self._error(request, 404 if str(error).startswith("no claim") else 400, str(error))
        except sqlite3.OperationalError as error:
            full = "full" in str(error)
            said = "The disk is full: nothing was saved." if full else f"The decisions cannot be written: {error}"
            return self._error(request, 507 if full else 503, said)

    def _conflict(self, request: Request, error: ConflictError, form: Mapping[str, str]) -> Response:
        """Both versions, and a form by which the reviewer may decide once more, on the present revision."""
        draft: Draft = request.state.draft
        page = self._pages.render(
            "conflict.html",
            **self._who(request),
            claim=self._review.reader.claim(error.claim_id),
            address=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            now=read_state(error.state),
            now_rev=error.rev,
            yours=apply_event(ClaimState(), error.claim_id, event_of(draft)),
            your_rev=error.base_rev,
            form={name: value for name, value in form.items() if name not in ("base_rev", "key", "elapsed_ms")},
        )
        if _is_live(request):
            said = "this claim was decided in the meantime."
            return JSONResponse({"error": said, "html": page, "url": str(request.url.path)}, 409)
        return HTMLResponse(page, 409)

    def _error(self, request: Request, status: int, said: str) -> Response:
        reviewer = self._reviewer
        with suppress(ReviewError):  # a cookie that is no name is an error itself
            reviewer = self.name_of(request)
        page = self._pages.render(
            "error.html", reviewer=reviewer, fragment=_is_live(request), status=status, message=said
        )
        if _is_live(request) and request.method == "POST":
            return JSONResponse({"error": said, "html": page, "url": str(request.url.path)}, status)
        return HTMLResponse(page, status)

    async def _http_error(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return self._error(request, status, "There is no such page." if status == 404 else "This cannot be done here.")

    async def _fault(self, request: Request, error: Exception) -> Response:
        """The page of an error of ours; how it came stands in a file beside the decisions, not in the terminal."""
        path = self._review.folder / FOLDER / FAULTS
        with suppress(OSError), os.fdopen(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "a") as file:
            file.writelines(traceback.format_exception(error))
        return self._error(request, 500, f"This is a fault of claimsift; what happened stands in {path}.")


def _both(
    page: Callable[[Request], Response], form: Callable[[Request, dict[str, str]], Response], app: App
) -> Callable[[Request], Any]:
    read, write = app._answer(page), app._accept(form)

    async def answer(request: Request) -> Any:
        return await (write if request.method == "POST" else read)(request)

    return answer


def _claim_id(request: Request) -> str:
    claim_id: str = request.path_params["claim_id"]
    if not _CLAIM_ID.fullmatch(claim_id):
        raise HTTPException(404)
    return claim_id


def _number(request: Request, name: str) -> int:
    given = request.query_params.get(name, "")
    return int(given) if re.fullmatch(r"[0-9]{1,15}", given) else -1


def _is_live(request: Request) -> bool:
    return request.headers.get("x-claimsift") == "live"
