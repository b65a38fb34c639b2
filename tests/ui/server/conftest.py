"""One server for the tests that send it HTTP requests."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.types import Message

from tests.browser.driver import Server, running_app
from tests.coroutines import finished

BASE = "/class"
"""The running server's pages are under this, as behind a proxy for several apps."""


@pytest.fixture(scope="session")
def running() -> Iterator[Server]:
    with running_app(STREAMLIT_SERVER_BASE_URL_PATH=BASE) as found:
        yield found


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
