"""Layout and reach in a real Chromium: fingers on sliders, small and large screens, what may not be hidden."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.driver import PHONE, settled, touch, wait_until

_KNOB = "input[type=range]"
_SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"


def slider_place(page: Page, key: str, share: float | None = None) -> tuple[float, float]:
    """Pixels of a slider in the middle of the screen: of its knob, or of the place at a share of its track."""
    slider = page.locator(f".st-key-{key} [role=group] > div").first
    slider.evaluate("(slider) => slider.scrollIntoView({ block: 'center' })")
    track = slider.bounding_box()
    knob = page.locator(f'.st-key-{key} [data-testid="stSliderThumbValue"]').locator("xpath=..").bounding_box()
    assert track is not None and knob is not None
    x = knob["x"] + knob["width"] / 2 if share is None else track["x"] + share * track["width"]
    return x, track["y"] + track["height"] / 2


@pytest.mark.parametrize("share", [None, 0.95], ids=["knob", "track"])
def test_a_swipe_over_a_slider_scrolls_the_page_and_a_drag_moves_the_knob(
    open_page: OpenPage, share: float | None
) -> None:
    page = open_page(viewport=PHONE, has_touch=True, is_mobile=True)
    for key, start in (("conv1_kernel_size", "5"), ("pool1_stride", "2")):
        knob = page.locator(f".st-key-{key} {_KNOB}")
        expect(knob).to_have_value(start)
        x, y = slider_place(page, key, share)
        before = page.evaluate(_SCROLLED)
        touch(page, [(x + 0.3 * step, y - 12 * step) for step in range(14)])
        wait_until(page, f"(before) => {_SCROLLED} > before + 80", before)
        settled(page)
        assert knob.input_value() == start
    x, y = slider_place(page, "conv1_kernel_size")
    before = page.evaluate(_SCROLLED)
    touch(page, [(x - 12 * step, y + step) for step in range(14)])
    expect(page.locator(f".st-key-conv1_kernel_size {_KNOB}")).not_to_have_value("5")
    assert page.evaluate(_SCROLLED) == before
    touch(page, [slider_place(page, "pool1_stride", 0.95)])
    expect(page.locator(f".st-key-pool1_stride {_KNOB}")).to_have_value("4")
