"""Stands before the app: only this machine, only pages of ours, only those who have the link."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from claimsift.errors import ReviewError

MAX_BODY = 1_000_000  # bytes
_MAX_QUERY = 8_000
_PATIENCE = 30.0  # seconds for the body of a request
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

# `same-origin`, not `no-referrer`: with the latter, browsers send `Origin: null` with the forms of a page without
# script, and such an origin is refused. No address leaves the origin with either.
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}
_ENCODED = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]


class Tokens:
    """The link's one-time tokens, and the cookie that a used one is exchanged for.

    The cookie is signed with a secret kept beside the decisions, so that an open page goes on after a restart.
    """

    def __init__(self, secret_file: Path) -> None:
        self._secret = _read_secret(secret_file)
        self._fresh: set[str] = set()

    def make(self) -> str:
        """A token for one link."""
        token = secrets.token_urlsafe(32)
        self._fresh.add(token)
        return token

    def spend(self, token: str) -> str | None:
        """The cookie for a token, once; None for an unknown or used one."""
        match = next((known for known in self._fresh if hmac.compare_digest(known.encode(), token.encode())), None)
        if match is None:
            return None
        self._fresh.discard(match)
        nonce = secrets.token_hex(16)
        return f"{nonce}.{self._sign(nonce)}"

    def is_valid(self, cookie: str) -> bool:
        nonce, _, signature = cookie.partition(".")
        return hmac.compare_digest(self._sign(nonce).encode(), signature.encode())

    def _sign(self, nonce: str) -> str:
        return hmac.new(self._secret, nonce.encode(), hashlib.sha256).hexdigest()


class Guard:
    """Refuses foreign hosts, foreign origins, strangers and large bodies, before the app sees the request."""

    def __init__(self, app: ASGIApp, *, tokens: Tokens, port: int, on_spent: Callable[[], None] = lambda: None) -> None:
        self._app = app
        self._tokens = tokens
        self._hosts = {f"{name}:{port}" for name in LOOPBACK}
        self._origins = {f"http://{host}" for host in self._hosts}
        self._on_spent = on_spent
        self.cookie = f"claimsift_review_{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                names = {name for name, _ in _ENCODED}
                kept = [(k, v) for k, v in message.get("headers", []) if k.lower() not in names | {b"server"}]
                message = {**message, "headers": kept + _ENCODED}
            await send(message)

        refusal = self._refuse(scope)
        if refusal is not None:
            await _answer(send_guarded, *refusal)
            return
        spent = self._exchange(scope)
        if spent is not None:
            await _answer(send_guarded, *spent)
            return
        try:
            body = await asyncio.wait_for(_read_body(receive), _PATIENCE)
        except TimeoutError:
            await _answer(send_guarded, 408, "The request did not come to its end.")
            return
        if body is None:
            await _answer(send_guarded, 413, "The request is too large.")
            return
        await self._app(scope, _replay(body, receive), send_guarded)

    def _refuse(self, scope: Scope) -> tuple[int, str] | None:
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        hosts = [value for name, value in headers if name == b"host"]
        if len(hosts) != 1 or hosts[0].decode("latin-1") not in self._hosts:
            return 421, "This server answers to its own address only."
        if len(scope["query_string"]) > _MAX_QUERY:
            return 414, "The address is too long."
        path = scope.get("raw_path") or scope["path"].encode()
        if any(part in path.lower() for part in (b"..", b"%2e", b"%2f", b"%5c", b"%00", b"\\", b"//", b"\x00")):
            return 400, "There is no such page."
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return 405, "This is neither reading nor deciding."
        fetch = _header(headers, b"sec-fetch-site")
        if scope["method"] == "POST":
            origins = [value.decode("latin-1") for name, value in headers if name == b"origin"]
            if len(origins) > 1 or (origins and origins[0] not in self._origins):
                return 403, "This decision came from another site."
            if fetch not in ("", "same-origin"):
                return 403, "This decision came from another site."
            if not _header(headers, b"content-type").startswith("application/x-www-form-urlencoded"):
                return 415, "Decisions come as forms."
        elif fetch in ("cross-site", "same-site") and _header(headers, b"sec-fetch-mode") != "navigate":
            return 403, "Another site asks for this page."
        return None

    def _exchange(self, scope: Scope) -> tuple[int, str, list[tuple[bytes, bytes]]] | None:
        """The answer to a link with a token, or to a stranger; None where the cookie is good."""
        token = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if token and scope["method"] == "GET" and scope["path"] == "/":
            cookie = self._tokens.spend(token)
            if cookie is not None:
                self._on_spent()
                attributes = f"{self.cookie}={cookie}; HttpOnly; SameSite=Strict; Path=/"
                return 303, "", [(b"set-cookie", attributes.encode()), (b"location", b"/")]
        cookies = _header(scope["headers"], b"cookie")
        for part in cookies.split(";"):
            name, _, value = part.strip().partition("=")
            if name == self.cookie and self._tokens.is_valid(value):
                return None
        return 403, "Open the link that the terminal shows: each link works once.", []


async def _answer(send: Send, status: int, text: str, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    body = text.encode()
    start = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": start + (headers or [])})
    await send({"type": "http.response.body", "body": body})


async def _read_body(receive: Receive) -> bytes | None:
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return body
        part: bytes = message.get("body", b"")
        body += part
        if len(body) > MAX_BODY:
            return None
        if not message.get("more_body"):
            return body


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def _header(headers: list[tuple[bytes, bytes]], name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in headers if key == name), "")


def _read_secret(path: Path) -> bytes:
    """The secret in a file that only its owner can read; made where there is none."""
    try:
        if not path.exists():
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(secrets.token_bytes(32))
        secret = path.read_bytes()
    except OSError as error:
        raise ReviewError(f"{path}: {error.strerror}") from error
    if len(secret) != 32:
        raise ReviewError(f"{path} is damaged: remove it")
    return secret
