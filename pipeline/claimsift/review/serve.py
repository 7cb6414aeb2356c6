"""Serves the review of a run on this machine."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn

from claimsift.errors import ReviewError
from claimsift.review.app import App
from claimsift.review.guard import Guard, Tokens
from claimsift.review.keys import read_keys
from claimsift.review.open_review import FOLDER, Review
from claimsift.review.pages import MeasureAgreement, Pages

_TRIED = 20  # ports after the first one asked for


def make_app(
    review: Review,
    *,
    reviewer: str,
    port: int,
    keys: Path | None = None,
    measure: MeasureAgreement | None = None,
    on_spent: Callable[[], None] = lambda: None,
) -> tuple[Guard, Tokens]:
    """The guarded app of a review, and what makes its links.

    Raises:
        SettingsError: the keys clash.
        ReviewError: the name is none.
    """
    tokens = Tokens(review.folder / FOLDER / "secret")
    pages = Pages(review, read_keys(keys), measure=measure)
    app = App(pages, reviewer=reviewer).routes()
    return Guard(app, tokens=tokens, port=port, on_spent=on_spent), tokens


def serve_review(
    review: Review,
    *,
    reviewer: str,
    port: int = 8765,
    keys: Path | None = None,
    browser: bool = True,
    measure: MeasureAgreement | None = None,
    on_link: Callable[[str], None],
) -> None:
    """Serves until interrupted, on the loopback interface only; `on_link` gets each link as the one before is used.

    Raises:
        ReviewError: no port is free.
        SettingsError: the keys clash.
    """
    listener = _listen(port)
    bound = listener.getsockname()[1]

    def give_link() -> str:
        link = f"http://127.0.0.1:{bound}/?token={tokens.make()}"
        on_link(link)
        return link

    app, tokens = make_app(
        review, reviewer=reviewer, port=bound, keys=keys, measure=measure, on_spent=lambda: _ignore(give_link())
    )
    link = give_link()
    if browser:
        threading.Timer(0.5, webbrowser.open, (link,)).start()
    config = uvicorn.Config(
        app,
        log_level="critical",  # faults are written beside the decisions
        access_log=False,  # addresses hold tokens and searches
        server_header=False,
        lifespan="off",
        limit_concurrency=500,
        timeout_keep_alive=60,
        h11_max_incomplete_event_size=32_768,
    )
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def _listen(port: int) -> socket.socket:
    for candidate in range(port, port + _TRIED) if port else (0,):
        # Named TCP, or asyncio leaves Nagle's algorithm on: each answer would wait 40 ms for the browser's receipt.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", candidate))
        except OSError:
            listener.close()
            continue
        listener.listen(128)
        return listener
    raise ReviewError(f"no port from {port} to {port + _TRIED - 1} is free: name another with --port")


def _ignore(_: str) -> None:
    """A link that was printed already."""
