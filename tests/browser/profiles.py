"""Browser pages that tests have one after the other: loading the app anew in a page that had it before takes half the
processor time of loading it in a new page, whose process would compile all scripts again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.driver import PROJECTOR, new_profile

NOWHERE = "about:blank"


@dataclass
class Profiles:
    """Pages, each in a browser profile of its own: every test begins with no cookies, nothing that pages keep, no
    history that its app could go back to and no pointer on the page, but with the server's files that were loaded
    before."""

    browser: Browser
    free: dict[str, list[Page]] = field(default_factory=dict)
    taken: dict[Page, str] = field(default_factory=dict)
    """Pages in use by what device they show; "" where none but this test has them."""

    def page(
        self, viewport: ViewportSize = PROJECTOR, color_scheme: Literal["light", "dark"] = "light", **device: Any
    ) -> Page:
        """As `new_page`: a page in a profile that no other page of this test has. `only_once=True` where the test gives
        it scripts or routes, which no other test may meet."""
        kind = "" if device.pop("only_once", False) else repr(sorted(device.items()))
        waiting = self.free.setdefault(kind, [])
        page = waiting.pop() if kind and waiting else new_profile(self.browser, **device).new_page()
        self.taken[page] = kind
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=color_scheme)
        return page

    def take_back(self, pages: Iterable[Page], url: str) -> None:
        """Leave the server at `url` on these pages, and forget what they kept of it."""
        for page in pages:
            kind = self.taken.pop(page)
            if page.is_closed() or not kind:
                page.context.close()
            else:
                forget(page, url)
                self.free[kind].append(page)


def forget(page: Page, url: str) -> None:
    """Leave the server at `url`, and with it what the page, its profile and its history kept of it."""
    page.mouse.up()
    page.mouse.move(-1, -1)
    page.goto(f"{url}/_stcore/health")  # of the same origin, and no page of the app
    page.evaluate("() => sessionStorage.clear()")
    session = page.context.new_cdp_session(page)
    kept = {"origin": url, "storageTypes": "cookies,local_storage,indexeddb"}
    session.send("Storage.clearDataForOrigin", kept)
    page.context.clear_cookies()
    page.goto(NOWHERE)
    session.send("Page.resetNavigationHistory")
    session.detach()
