"""One server for the tests that send it HTTP requests."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse

import pytest

from tests.browser.driver import Server, running_app

BASE = "/class"
"""The running server's pages are under this, as behind a proxy for several apps."""


@pytest.fixture(scope="session")
def running() -> Iterator[Server]:
    with running_app(STREAMLIT_SERVER_BASE_URL_PATH=BASE) as found:
        yield found


def asked(server_url: str, path: str, method: str = "GET", body: str = "", **headers: str) -> HTTPResponse:
    connection = HTTPConnection(server_url.partition("//")[2].partition("/")[0], timeout=30)
    connection.request(method, path, body or None, {name.replace("_", "-"): value for name, value in headers.items()})
    return connection.getresponse()
