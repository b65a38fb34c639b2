"""One server for the tests that send it requests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.driver import Server, running_app

BASE = "/class"
"""The running server's pages are under this, as behind a proxy for several apps."""


@pytest.fixture(scope="session")
def running() -> Iterator[Server]:
    with running_app(STREAMLIT_SERVER_BASE_URL_PATH=BASE) as found:
        yield found
