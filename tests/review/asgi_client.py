"""A client that speaks to the app as a browser would, header by header, without a network."""

import asyncio
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from claimsift.review.open_review import Review
from claimsift.review.serve import make_app

HOST = "127.0.0.1:8765"


@dataclass
class Answer:
    """A response."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


@dataclass
class Client:
    """Requests with the session's cookies; `headers` replace the usual ones (None: left out)."""

    app: object
    cookies: dict[str, str] = field(default_factory=dict)

    def request(
        self,
        method: str,
        url: str,
        *,
        body: bytes = b"",
        raw: list[tuple[bytes, bytes]] | None = None,
        endless: bool = False,
        **headers,
    ) -> Answer:
        path, _, query = url.partition("?")
        usual = {"host": HOST, "cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if method == "POST":
            usual |= {
                "origin": f"http://{HOST}",
                "sec-fetch-site": "same-origin",
                "content-type": "application/x-www-form-urlencoded",
            }
        usual |= {name.replace("_", "-"): value for name, value in headers.items()}
        listed = [(k.encode(), v.encode()) for k, v in usual.items() if v is not None] + (raw or [])
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": re.sub(r"%([0-9A-Fa-f]{2})", lambda m: chr(int(m[1], 16)), path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": listed,
            "server": ("127.0.0.1", 8765),
            "client": ("127.0.0.1", 50000),
        }
        return asyncio.run(self._call(scope, body, endless))

    async def _call(self, scope: dict, body: bytes, endless: bool) -> Answer:
        sent = []

        async def receive() -> dict:
            if endless:
                await asyncio.sleep(60)
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        headers = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
        answer = Answer(sent[0]["status"], headers, b"".join(part.get("body", b"") for part in sent[1:]))
        if "set-cookie" in headers:
            name, _, value = headers["set-cookie"].partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        return answer

    def get(self, url: str, **headers) -> Answer:
        return self.request("GET", url, **headers)

    def post(self, url: str, form: dict[str, str] | None = None, **headers) -> Answer:
        return self.request("POST", url, body=urlencode(form or {}).encode(), **headers)


def log_in(review: Review, reviewer: str = "ana") -> Client:
    """A client that has used its link."""
    app, tokens = make_app(review, reviewer=reviewer, port=8765)
    client = Client(app)
    if client.get(f"/?token={tokens.make()}").status != 303:
        raise AssertionError("the link does not work")
    return client
