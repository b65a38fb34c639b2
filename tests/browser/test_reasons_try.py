"""Reasons in a real Chromium: a slider draws its curve, a click on a map switches it off, the link carries both."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.driver import press, settled, visit, wait_until


def show(page: Page, view: str) -> None:
    visit(page, "Reasons")
    page.locator(".st-key-examples button").nth(3).click()
    settled(page)
    page.locator(".st-key-reasons_view").get_by_text(view, exact=True).click()
    settled(page)


def test_a_moved_slider_has_its_curve_and_survives_other_pages(open_page: OpenPage) -> None:
    page = open_page("/")
    show(page, "Change the drawing")
    knob = page.locator(".st-key-change_turn input[type=range]")
    knob.focus()
    knob.press("ArrowRight")
    expect(page.locator(".st-key-reasons").get_by_text("At 5° the answer is")).to_be_visible()
    settled(page)
    lines = page.evaluate("document.querySelector('.st-key-change_curve .js-plotly-plot')._fullData.length")
    assert lines == 10
    visit(page, "Shapes")
    visit(page, "Reasons")
    page.locator(".st-key-reasons_view").get_by_text("Change the drawing", exact=True).click()
    expect(page.locator(".st-key-reasons").get_by_text("At 5° the answer is")).to_be_visible()


_TARGET = """(channel) => {
    const plot = document.querySelector(".st-key-lesion_channels [aria-busy=false] > .js-plotly-plot");
    const trace = plot?._fullData.at(-1);
    if (!trace || trace.mode !== "markers") return null;
    const [box, x, y] = [plot.getBoundingClientRect(), plot._fullLayout.xaxis2, plot._fullLayout.yaxis2];
    return [box.left + x._offset + x.l2p(trace.x[channel]), box.top + y._offset + y.l2p(trace.y[channel])];
}"""


def test_a_click_or_a_tap_on_a_map_switches_it_off_and_on(open_page: OpenPage) -> None:
    page = open_page("/", has_touch=True)
    show(page, "Switch parts off")
    expect(page.locator(".st-key-reasons").get_by_text("Without channel")).to_be_visible()
    settled(page)
    for count, press_at in ((1, page.mouse.click), (0, page.mouse.click), (1, page.touchscreen.tap)):
        x, y = page.wait_for_function(_TARGET, arg=2).json_value()
        page.mouse.move(x, y)
        press_at(x, y)
        wait_until(page, "(off) => document.querySelector('.st-key-lesion_none button').disabled === !off", count)
        settled(page)
    press(page, "lesion_all")
    expect(page.locator(".lesion-read b")).to_be_visible()


def test_a_link_opens_with_what_was_tried(open_page: OpenPage) -> None:
    page = open_page("/?prep=crop.bytes")
    show(page, "Preparation")
    expect(page.locator(".prepare-strip")).to_contain_text("not cropped")
    expect(page.locator(".prepare-cards figure")).to_have_count(8)
