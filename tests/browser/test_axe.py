"""axe-core finds no serious or critical violation of accessibility: every page and view, both themes, both sizes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import axe_playwright_python
import pytest
from playwright.sync_api import Page, ViewportSize

from cnn.lessons.places import VIEWS
from cnn.ui.menu import PAGES
from tests.browser.conftest import OpenPage
from tests.browser.driver import PHONE, PROJECTOR, press, settled

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"

STREAMLITS_OWN: set[str] = set()
"""Rules that parts of Streamlit itself break, which this app cannot repair: none at present."""

_RUN = """async () => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))]);
}"""

_REST = 300
"""Milliseconds after which boxes that scroll have been made focusable (see assets/frontend/page/screen.js); on a busy
machine it takes longer, so what is found is looked at again."""


def _violations(page: Page) -> list[Any]:
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[Any] = []
    for _ in range(10):
        page.wait_for_timeout(_REST)
        found = [one for one in page.evaluate(_RUN) if one[0] not in STREAMLITS_OWN]
        if not found:
            break
    return found


def _open(page: Page, title: str) -> None:
    links = page.locator('.st-key-menu a, [data-testid="stTopNavLink"]').locator("visible=true")
    links.filter(has_text=title).first.click()
    settled(page)


def _places(page: Page) -> Iterator[str]:
    """Every page and view, one after the other, with a digit on the board."""
    press(page, "example7")
    settled(page)
    for name, title in PAGES.items():
        _open(page, title)
        yield title
        for view in VIEWS.get(name, ()):
            if name == "training":  # views of results, which need a training
                continue
            page.get_by_role("radio", name=view, exact=True).first.click(force=True)
            settled(page)
            yield f"{title}, {view}"


@pytest.mark.parametrize(
    ("size", "theme", "other"),
    [(PROJECTOR, "light", PHONE), (PHONE, "dark", PROJECTOR)],
    ids=["projector-light", "phone-dark"],
)
def test_no_page_has_a_serious_violation(
    open_page: OpenPage, size: ViewportSize, theme: Literal["light", "dark"], other: ViewportSize
) -> None:
    """Every page and view in one size and theme, and every page in the other size too."""
    page = open_page(viewport=size, color_scheme=theme)
    found = {}
    for place in _places(page):
        found[place] = _violations(page)
        if place in PAGES.values():
            page.set_viewport_size(other)
            settled(page)
            found[f"{place}, resized"] = _violations(page)
            page.set_viewport_size(size)
            settled(page)
    assert not {place: violations for place, violations in found.items() if violations}
    _open(page, "Learn")
    page.locator(".st-key-start_relu button").locator("visible=true").first.click()
    settled(page)
    assert not _violations(page)


def test_axe_finds_what_is_wrong(open_page: OpenPage) -> None:
    page = open_page()
    page.evaluate("() => document.body.insertAdjacentHTML('beforeend', '<button></button><img src=\"data:,\">')")
    assert {rule for rule, _ in _violations(page)} >= {"button-name", "image-alt"}
