"""Unlike any digit: the page says so, following the pen, and shows where a drawing lies among digits."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from playwright.sync_api import Page, expect

from cnn.digits.handwriting import example_strokes
from cnn.offline.not_digits import PICTURES
from tests.browser.conftest import OpenPage
from tests.browser.driver import (
    PATIENCE,
    canvas_ready,
    draw,
    drawn,
    expect_prediction,
    pen_down,
    press,
    settled,
    visit,
    wait_until,
)

UNLIKE = "() => document.querySelector('.st-key-prediction .second')?.textContent.includes('unlike any digit I know')"
SAYS_NOTHING = (
    "() => { const second = document.querySelector('.st-key-prediction .second');"
    " return second && !second.textContent.includes('unlike'); }"
)


def picture(name: str) -> list[np.ndarray]:
    return [np.array(stroke, np.float32) * 0.7 + 0.15 for stroke in PICTURES[name]]


def fish() -> np.ndarray:
    """Its outline, with so many points that the board draws straight lines as such."""
    corners = picture("fish")[0]
    sides = [np.linspace(start, end, 6)[:-1] for start, end in pairwise(corners)]
    return np.concatenate([*sides, corners[-1:]])


def test_a_cat_is_unlike_any_digit_and_a_digit_is_not(open_page: OpenPage) -> None:
    page = open_page("/")
    canvas_ready(page)
    draw(page, picture("cat"))
    drawn(page)
    wait_until(page, UNLIKE)
    assert page.locator(".answer.doubtful").count() == 1
    press(page, "clear")
    settled(page)
    draw(page, example_strokes(3))
    drawn(page)
    expect_prediction(page, 3)
    wait_until(page, SAYS_NOTHING)


def test_it_follows_the_pen(open_page: OpenPage) -> None:
    """It is said while the pen is still down, before anything is sent."""
    page = open_page("/")
    canvas_ready(page)
    pen_down(page, fish())
    wait_until(page, UNLIKE)
    page.mouse.up()
    drawn(page)
    wait_until(page, UNLIKE)


def test_with_shared_weights_it_comes_once_the_network_is_measured(open_page: OpenPage) -> None:
    page = open_page("/?conv1_kernel_size=3&hidden_units=100")
    canvas_ready(page)
    pen_down(page, fish())
    page.mouse.up()
    drawn(page)
    page.wait_for_function(UNLIKE, timeout=3 * PATIENCE)  # networks of other tests may be measured before it


def marked(page: Page) -> list[float]:
    """Where the drawing is in the figure."""
    place: list[float] = page.wait_for_function(
        """() => {
            const plot = document.querySelector('.st-key-among_flat [aria-busy=false] > .js-plotly-plot');
            const trace = plot?._fullData?.find(({ name }) => name === 'your drawing');
            return trace ? [trace.x[0], trace.y[0]] : null;
        }""",
        timeout=PATIENCE,
    ).json_value()
    return place


def test_the_drawing_moves_among_the_digits(open_page: OpenPage) -> None:
    page = open_page("/")
    canvas_ready(page)
    draw(page, example_strokes(4))
    drawn(page)
    visit(page, "Reasons")
    page.locator(".st-key-reasons_switch").get_by_text("Among the digits").click()
    page.locator(".neighbours img").first.wait_for(timeout=PATIENCE)
    settled(page)
    before = marked(page)
    plot = page.locator(".st-key-among_flat .js-plotly-plot").element_handle()
    canvas_ready(page)
    press(page, "example0")
    settled(page)
    expect(page.locator(".neighbours img[alt='a 0']").first).to_be_visible(timeout=PATIENCE)
    assert marked(page) != before
    assert plot is not None and plot.evaluate("(node) => node.isConnected")  # the same figure, changed in place
