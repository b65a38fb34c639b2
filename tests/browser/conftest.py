"""Fixtures of the tests in a real browser. Every test in this folder is marked `browser`.

    def test_something(open_page):
        page = open_page("/?conv1_kernel_size=3")     # opened, drawn and at rest
        draw(page, example_strokes(7))                # from tests.browser.driver
        expect_prediction(page, 7)

When the test ends, its pages must have reported no script error and asked no other server for anything, and the app's
output must hold no traceback. Without Playwright or a browser the tests are skipped; with SIMPLECNN_REQUIRE_BROWSER=1
they fail instead.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.driver import Server

OpenPage = Callable[..., "Page"]

try:
    import playwright.sync_api  # noqa: F401
except ImportError:
    collect_ignore_glob = [] if os.environ.get("SIMPLECNN_REQUIRE_BROWSER") == "1" else ["test_*.py"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    from playwright.sync_api import sync_playwright

    from tests.browser.driver import chromium_path, launch_chromium

    if chromium_path() is None and os.environ.get("SIMPLECNN_REQUIRE_BROWSER") != "1":
        pytest.skip("no Chromium on the PATH (SIMPLECNN_CHROMIUM may name one)")
    with sync_playwright() as playwright:
        started = launch_chromium(playwright)
        yield started
        started.close()


@pytest.fixture(scope="session")
def server(browser: Browser) -> Iterator[Server]:
    """The app, running. Asks for the browser first: without one there is nothing to start."""
    from tests.browser.driver import running_app

    with running_app() as running:
        yield running


@pytest.fixture(scope="session")
def server_url(server: Server) -> str:
    return server.url


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[OpenPage]:
    """`open_page(path="/", **options)`: a page in a fresh browser profile, 1280×720 unless `options` (those of
    Playwright's `new_context`, e.g. viewport, color_scheme, has_touch) say otherwise."""
    from tests.browser.driver import PATIENCE, PROJECTOR, Watch, settled

    watch = Watch(server.url)
    contexts = []
    before = len(server.output())

    def opened(path: str = "/", **options: Any) -> Page:
        context = browser.new_context(**({"viewport": PROJECTOR} | options))
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        watch.attach(page)
        page.goto(server.url + path)
        settled(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not watch.errors
    assert not watch.strangers
    assert "Traceback" not in server.output()[before:]
