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
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

REQUIRED = os.environ.get("SIMPLECNN_REQUIRE_BROWSER") == "1"

try:
    from playwright.sync_api import sync_playwright

    from tests.browser import driver
    from tests.browser.profiles import NOWHERE, Profiles, forget
except ImportError:
    if REQUIRED:
        raise
    collect_ignore_glob = ["test_*.py"]
    warnings.warn("The browser tests are left out: Playwright is not installed.", stacklevel=1)

OpenPage = Callable[..., "Page"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: here in item.path.parents)  # quick tests first, where they run one after the other


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    if driver.chromium_path() is None and not REQUIRED:
        pytest.skip("no Chromium on the PATH (SIMPLECNN_CHROMIUM may name one)")
    with sync_playwright() as playwright:
        started = driver.launch_chromium(playwright)
        yield started
        started.close()


@pytest.fixture(scope="session")
def server(browser: Browser) -> Iterator[driver.Server]:
    """The app, running. Asks for the browser first: without one there is nothing to start."""
    with driver.running_app() as running:
        yield running


@pytest.fixture(scope="session")
def server_url(server: driver.Server) -> str:
    return server.url


@pytest.fixture(scope="session")
def profiles(browser: Browser) -> Profiles:
    return Profiles(browser)


@contextmanager
def checked(server: driver.Server) -> Iterator[driver.Watch]:
    """Watches pages; at the end they must have made no error, asked no other server, and left no traceback."""
    watch, before = driver.Watch(server.url), len(server.output())
    yield watch
    assert not watch.errors
    assert not watch.strangers
    assert "Traceback" not in server.output()[before:]


@pytest.fixture
def open_page(profiles: Profiles, server: driver.Server) -> Iterator[OpenPage]:
    """`open_page(path="/", **options)`: a page as `Profiles.page` makes it; options: viewport, color_scheme, …"""
    pages: list[Page] = []
    with checked(server) as watch:

        def opened(path: str = "/", **options: Any) -> Page:
            page = profiles.page(**options)
            pages.append(page)
            watch.attach(page)
            page.goto(server.url + path)
            driver.settled(page)
            return page

        yield opened
        for page in pages:
            watch.detach(page)
        profiles.take_back(pages, server.url)


@pytest.fixture(scope="module")
def _page_of_file(profiles: Profiles, server: driver.Server) -> Iterator[Page]:
    page = profiles.page()
    yield page
    profiles.take_back([page], server.url)


@pytest.fixture
def shared_page(_page_of_file: Page, server: driver.Server, request: pytest.FixtureRequest) -> Iterator[Page]:
    """One page for all tests of a file that only look, each at a view that it chooses: the first loads the app.

    They leave the settings, the drawing and the weights as they are. What they leave otherwise, here or in the session,
    is what the next begins with, but for the window, its theme and how far it is scrolled; after a failure the app is
    loaded anew.
    """
    page, failures = _page_of_file, request.session.testsfailed
    with checked(server) as watch:
        watch.attach(page)
        page.set_viewport_size(driver.PROJECTOR)
        page.emulate_media(color_scheme="light")
        page.mouse.move(2, 2)
        if page.url == NOWHERE:
            page.goto(server.url)
        driver.settled(page)
        page.get_by_test_id("stMain").evaluate("(main) => main.scrollTo(0, 0)")
        yield page
        watch.detach(page)
        if request.session.testsfailed > failures:
            forget(page, server.url)
