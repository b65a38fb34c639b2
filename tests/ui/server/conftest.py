"""Requests to the running server, and to parts of it in this process."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPResponse

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.types import Message

from tests.coroutines import finished


def asked(server_url: str, path: str, method: str = "GET", body: str | bytes = "", **headers: str) -> HTTPResponse:
    connection = HTTPConnection(server_url.partition("//")[2].partition("/")[0], timeout=30)
    connection.request(method, path, body or None, {name.replace("_", "-"): value for name, value in headers.items()})
    return connection.getresponse()


def asked_here(app: Starlette, path: str, method: str = "GET", body: bytes = b"") -> tuple[int, Headers, bytes]:
    """Status, headers and body of what an app answers in this process."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": body}

    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": []}
    finished(app(scope, receive, send))
    return sent[0]["status"], Headers(raw=sent[0]["headers"]), b"".join(part.get("body", b"") for part in sent[1:])
