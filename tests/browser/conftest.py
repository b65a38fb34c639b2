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
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

REQUIRED = os.environ.get("SIMPLECNN_REQUIRE_BROWSER") == "1"

try:
    from playwright.sync_api import sync_playwright

    from tests.browser import driver
    from tests.browser.profiles import Profiles
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


@pytest.fixture
def open_page(profiles: Profiles, server: driver.Server) -> Iterator[OpenPage]:
    """`open_page(path="/", **options)`: a page as `Profiles.page` makes it; options: viewport, color_scheme, …"""
    watch = driver.Watch(server.url)
    before = len(server.output())

    def opened(path: str = "/", **options: Any) -> Page:
        page = profiles.page(**options)
        watch.attach(page)
        page.goto(server.url + path)
        driver.settled(page)
        return page

    yield opened
    for page in profiles.taken:
        watch.detach(page)
    profiles.take_back(server.url)
    assert not watch.errors
    assert not watch.strangers
    assert "Traceback" not in server.output()[before:]
