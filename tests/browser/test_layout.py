"""Layout and reach in a real Chromium: fingers on sliders, small and large screens, what may not be hidden."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from playwright.sync_api import TimeoutError as TooLate

from cnn.digits.handwriting import example_strokes
from cnn.figures.network import layer_grid
from cnn.network.spec import LAYER_NAMES
from tests.browser.conftest import OpenPage
from tests.browser.driver import (
    PATIENCE,
    PHONE,
    PROJECTOR,
    canvas_ready,
    draw,
    drawn,
    expect_prediction,
    place_in_figure,
    press,
    settled,
    touch,
    wait_until,
)

Box = tuple[float, float, float, float]

_KNOB = "input[type=range]"
_MAIN = "document.querySelector('[data-testid=stMain]')"
_SCROLLED = f"{_MAIN}.scrollTop"


_CENTRED = """async (slider) => {
    const top = () => slider.getBoundingClientRect().top;
    for (let [rested, last] = [0, NaN]; rested < 5; last = top()) {
        await new Promise(requestAnimationFrame);
        rested = top() === last ? rested + 1 : 0; // a page that was thrown by a finger goes on for a while
    }
    slider.scrollIntoViewIfNeeded(true);
    if (top() > innerHeight - 50) slider.scrollIntoView({ block: "center", behavior: "instant" }); // not at the edge
}"""


def slider_place(page: Page, key: str, share: float | None = None) -> tuple[float, float]:
    """Pixels of a slider in the middle of the screen: of its knob, or of the place at a share of its track."""
    slider = page.locator(f".st-key-{key} [role=group] > div").first
    slider.evaluate(_CENTRED)
    track = slider.bounding_box()
    knob = page.locator(f'.st-key-{key} [data-testid="stSliderThumbValue"]').locator("xpath=..").bounding_box()
    assert track is not None and knob is not None
    x = knob["x"] + knob["width"] / 2 if share is None else track["x"] + share * track["width"]
    return x, track["y"] + track["height"] / 2


def scroll_by_finger(page: Page, key: str, share: float | None) -> None:
    """Swipe upwards from a slider until the page has moved. On a busy machine Chromium now and then tells the page that
    a swipe scrolls, and scrolls nothing: one in thirteen, of those after another; then a finger tries again."""
    before = page.evaluate(_SCROLLED)
    for _ in range(6):
        x, y = slider_place(page, key, share)
        touch(page, [(x + 0.3 * step, y - 12 * step) for step in range(14)])
        try:
            page.wait_for_function(f"(before) => {_SCROLLED} > before + 80", arg=before, timeout=PATIENCE / 12)
            return
        except TooLate:
            continue
    raise AssertionError(f"A swipe from the slider {key} does not scroll the page.")


@pytest.mark.parametrize("share", [None, 0.95], ids=["knob", "track"])
def test_a_swipe_over_a_slider_scrolls_the_page_and_a_drag_moves_the_knob(
    open_page: OpenPage, share: float | None
) -> None:
    page = open_page(viewport=PHONE, has_touch=True, is_mobile=True, only_once=True)  # no finger was on it before
    for key, start in (("conv1_kernel_size", "5"), ("pool1_stride", "2")):
        knob = page.locator(f".st-key-{key} {_KNOB}")
        expect(knob).to_have_value(start)
        scroll_by_finger(page, key, share)
        settled(page)
        assert knob.input_value() == start
    x, y = slider_place(page, "conv1_kernel_size")
    top = box_of(page, "conv1_kernel_size")[1]  # on the screen: lines that are added above it do not move it
    touch(page, [(x - 12 * step, y + step) for step in range(14)])
    expect(page.locator(f".st-key-conv1_kernel_size {_KNOB}")).not_to_have_value("5")
    assert box_of(page, "conv1_kernel_size")[1] == pytest.approx(top, abs=10)
    settled(page)
    touch(page, [slider_place(page, "pool1_stride", 0.95)])
    expect(page.locator(f".st-key-pool1_stride {_KNOB}")).to_have_value("4")


def box_of(page: Page, key: str) -> Box:
    """Left, top, right and bottom of what has this key."""
    box = page.locator(f".st-key-{key}").bounding_box()
    assert box is not None, key
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes have more than a pixel in common: the page scrolls by whole pixels, boxes lie between them."""
    width, height = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    return min(width, height) > 1


def test_a_phone_shows_drawing_answer_and_layers_before_the_settings_and_beside_them(open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE, has_touch=True, is_mobile=True)
    press(page, "example7")
    settled(page)
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    order = ("canvas", "canvas_buttons", "prediction", "network", "block_conv1", "block_hidden", "examples", "scope")
    tops = [box_of(page, key)[1] for key in order]
    assert tops == sorted(tops)
    slider_place(page, "conv2_kernel_size")
    for key in ("prediction", "network", "conv2_kernel_size"):
        box = box_of(page, key)
        assert box[1] >= 0 and box[3] <= PHONE["height"], key
    assert not overlap(box_of(page, "network"), box_of(page, "conv2_kernel_size"))
    assert not overlap(box_of(page, "network"), box_of(page, "prediction"))


def test_all_layers_are_in_sight_or_said_to_be_farther_on(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 1024, "height": 768})
    for width in (1024, 853, 720):
        page.set_viewport_size({"width": width, "height": 768})
        settled(page)
        assert page.locator(".st-key-network").evaluate("(box) => box.scrollWidth <= box.clientWidth"), width
    page.set_viewport_size(PHONE)
    page.locator(".st-key-menu a").filter(has_text="Train").click()
    curves = page.locator(".st-key-training_curves")
    expect(curves).to_have_attribute("data-more", "right")
    expect(curves).to_have_attribute("tabindex", "0")
    expect(curves).to_have_attribute("aria-label", re.compile("scroll"))
    curves.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    wait_until(page, "() => document.querySelector('.st-key-training_curves').dataset.more.includes('left')")


def test_a_phone_shows_all_layers_in_rows_and_a_turned_one_side_by_side(open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE)
    press(page, "example7")
    for width in (PHONE["width"], 360):
        page.set_viewport_size({"width": width, "height": PHONE["height"]})
        settled(page)
        network = page.locator(".st-key-network")
        assert network.evaluate("(box) => box.scrollWidth <= box.clientWidth"), width
        names = page.evaluate(_NAMES)
        assert [name for name, _, _ in names] == list(LAYER_NAMES)
        assert all(0 <= left < right <= width for _, left, right in names), names
        assert page.evaluate(_ROWS) == [4, 3, 5]
    page.set_viewport_size({"width": PHONE["height"], "height": PHONE["width"]})
    wait_until(page, f"() => ({_ROWS})().length === 1")
    settled(page)
    assert page.evaluate(_ROWS) == [12]
    maps = page.evaluate(
        "() => document.querySelector('.figure-overlay canvas:nth-child(5)').getBoundingClientRect().height"
    )
    assert maps > 200, maps


_NAMES = """() => [...document.querySelectorAll(".st-key-network .annotation text")]
    .filter((text) => /bold/.test(text.innerHTML))
    .map((text) => [text.textContent, text.getBoundingClientRect().left, text.getBoundingClientRect().right])"""

_ROWS = """() => {
    const names = [...document.querySelectorAll(".figure-names button")];
    const lefts = names.map((name) => name.getBoundingClientRect().left);
    const rows = [];
    for (const [at, left] of lefts.entries()) {
        if (at && left > lefts[at - 1]) rows[rows.length - 1] += 1;
        else rows.push(1);
    }
    return rows;
}"""
"""How many layers are in each row: a row ends where the next layer is not farther right."""


_LONE = "/?pool1_kernel_size=4&pool1_stride=4&conv2_kernel_size=6&conv2_padding=0"
"""A larger kernel in conv2 cannot be: pool2 would have windows of 2×2 on maps of 1×1."""


@pytest.mark.parametrize("size", [PROJECTOR, PHONE], ids=["projector", "phone"])
def test_the_card_about_an_impossible_setting_hides_nothing_and_nothing_jumps(
    open_page: OpenPage, size: ViewportSize
) -> None:
    page = open_page(_LONE, viewport=size, has_touch=True, only_once=True)  # no finger was on it before
    press(page, "example7")
    settled(page)
    x, y = slider_place(page, "conv2_kernel_size")
    slider = page.locator(".st-key-conv2_kernel_size")
    knob = slider.locator(_KNOB).element_handle()
    before = slider.evaluate(_PLACE_ON_PAGE)
    touch(page, [(x + step, y) for step in (0, 8, 30, 60)])
    card = page.locator(".st-key-problem_card")
    expect(card).to_be_in_viewport(ratio=1)
    assert slider.evaluate(_PLACE_ON_PAGE) == before
    assert knob.evaluate("(knob) => knob.isConnected")
    settled(page)
    wait_until(page, _CARD_IS_CLEAR)
    expect(card).to_be_in_viewport(ratio=1)
    for key in ("network", "conv2_kernel_size", "canvas"):
        assert not overlap(box_of(page, "problem_card"), box_of(page, key)), key


_PLACE_ON_PAGE = f"(slider) => Math.round(slider.getBoundingClientRect().top + {_SCROLLED})"

_CARD_IS_CLEAR = """() => document.querySelector(".st-key-problem_card").getBoundingClientRect().top
    > document.querySelector(".st-key-conv2_kernel_size").getBoundingClientRect().bottom - 1
    || innerWidth > 1000"""


def test_a_large_screen_shows_the_page_larger_and_is_drawn_on_and_pointed_at_there(open_page: OpenPage) -> None:
    page = open_page()
    name = page.locator(".st-key-network .annotation-text").first

    def height() -> float:
        settled(page)
        return float(name.evaluate("(text) => text.getBoundingClientRect().height"))

    small = height()
    page.set_viewport_size({"width": 1920, "height": 1080})
    wait_until(page, "() => document.querySelector('.st-key-network').getBoundingClientRect().height > 500")
    assert height() == pytest.approx(1.5 * small, rel=0.05)
    assert box_of(page, "network")[2] > 1850
    assert (
        page.locator(".st-key-block_conv1 label p").first.evaluate("(p) => parseFloat(getComputedStyle(p).fontSize)")
        > 19
    )
    canvas_ready(page)
    draw(page, example_strokes(3))
    expect_prediction(page, 3)
    drawn(page)
    page.mouse.move(2, 2)
    page.mouse.move(*place_in_figure(page, "network", "conv1", (10, 20)))
    expect(page.locator(".linked-line .cell")).to_contain_text("conv1 channel 0, row 10, column 20 = ")
    mark = page.locator(".st-key-network svg.linked-marks .cell.line").bounding_box()
    assert mark is not None
    x, y = place_in_figure(page, "network", "conv1", (10, 20))
    assert mark["x"] - 2 <= x <= mark["x"] + mark["width"] + 2
    assert mark["y"] - 2 <= y <= mark["y"] + mark["height"] + 2
    assert page.evaluate(f"{_MAIN}.scrollWidth") <= 1920
    assert box_of(page, "block_conv1")[3] <= 1080


def test_the_line_of_words_can_be_read_completely_and_help_is_visible(open_page: OpenPage) -> None:
    page = open_page()
    press(page, "example8")
    settled(page)
    before = box_of(page, "block_conv1")
    grid = layer_grid("conv2", (32, 14, 14))
    top, left = grid.corner(31)
    page.mouse.move(2, 2)
    page.mouse.move(*place_in_figure(page, "network", "conv2", (top + 13, left + 13)))
    line = page.locator(".linked-line")
    expect(line).to_contain_text("(dashed: padding)")
    expect(line).to_contain_text(re.compile("receptive field: rows .* columns .*"))
    assert line.evaluate(
        """(line) => {
            const { right, bottom } = line.getBoundingClientRect();
            const boxes = [...line.children].flatMap((part) => [...part.getClientRects()]);
            return boxes.every((box) => box.right <= right + 1 && box.bottom <= bottom + 1);
        }"""
    )
    assert line.evaluate("(line) => getComputedStyle(line).textOverflow") == "clip"
    assert box_of(page, "block_conv1") == before
    page.mouse.move(2, 2)
    mark = page.locator(".st-key-conv1_stride").get_by_test_id("stTooltipIcon")
    assert float(mark.evaluate("(mark) => getComputedStyle(mark).opacity")) >= 0.5
    page.locator(f".st-key-conv1_kernel_size {_KNOB}").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("tooltip")).to_contain_text("How many cells the window moves")


def test_a_tap_shows_help_and_the_next_hides_it(open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE, has_touch=True, is_mobile=True)
    slider_place(page, "conv1_stride")
    page.locator(".st-key-conv1_stride").get_by_test_id("stTooltipIcon").get_by_role("button").tap()
    help_ = page.get_by_role("tooltip")
    expect(help_).to_contain_text("How many cells the window moves")
    box = help_.bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
    page.locator(".st-key-block_pool1 .block-name").tap()
    expect(help_).to_have_count(0)
