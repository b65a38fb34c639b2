"""Reasons in a real browser: the pictures follow the drawing at pen-up, the class, the patch; pixels and channels."""

from __future__ import annotations

import numpy as np
from playwright.sync_api import Page

from cnn.digits.handwriting import example_strokes
from cnn.network.spec import TEXTBOOK
from cnn.weights.load import load_model
from tests.browser import driver
from tests.browser.conftest import OpenPage

NAME = "attribution"

_ANSWER = "(digit) => document.querySelector('.answer-line b')?.textContent === digit"
_SENT = """() => {
    window.sent = 0;
    document.addEventListener("explorer:ink", () => { window.sent += 1; });
}"""


def at_reasons(page: Page, digit: int) -> None:
    driver.canvas_ready(page)
    driver.press(page, f"example{digit}")
    driver.settled(page)
    driver.visit(page, "Reasons")
    page.locator(".st-key-attributions").wait_for()
    driver.settled(page)


def pixels(page: Page, method: str) -> np.ndarray:
    return driver.layer_values(page, NAME, f"pixels_{method}")


def test_the_pictures_follow_the_pen_at_the_end_of_a_stroke_alone(open_page: OpenPage) -> None:
    page = open_page()
    at_reasons(page, 1)
    before = pixels(page, "integrated")
    driver.press(page, "clear")
    page.get_by_text("Draw a digit on the board").first.wait_for()
    driver.settled(page)
    page.evaluate(_SENT)
    (stroke, *_) = example_strokes(7)
    stroke = driver.thinned(stroke, 30)
    driver.pen_down(page, stroke[:20])
    start = page.evaluate("performance.now()")
    driver.go_on(page, stroke[20:])
    driver.wait_until(page, "(start) => performance.now() > start + 600", start)  # a pen that is followed sends by then
    assert page.evaluate("window.sent") == 0
    page.mouse.up()
    driver.wait_until(page, _ANSWER, "7")
    driver.drawn(page)
    after = pixels(page, "integrated")
    assert page.evaluate("window.sent") == 1 and not np.array_equal(before, after) and after.any()


def test_the_class_that_is_chosen_is_explained_and_in_the_link(open_page: OpenPage) -> None:
    page = open_page()
    at_reasons(page, 4)
    before = pixels(page, "gradient")
    page.locator(".st-key-explained").get_by_role("radio", name="9", exact=True).click()
    page.get_by_role("heading", name="What speaks for 9 and against 4").wait_for()
    driver.settled(page)
    assert not np.array_equal(before, pixels(page, "gradient"))
    page.get_by_role("button", name="Share").first.click()
    page.get_by_text("class=9").first.wait_for()


def test_a_pixel_tells_its_place_and_value(open_page: OpenPage) -> None:
    page = open_page()
    at_reasons(page, 4)
    value = pixels(page, "occlusion")[13, 9]
    page.mouse.move(*driver.place_in_figure(page, "pixels_occlusion", NAME, (13, 9)))
    label = page.locator(".st-key-pixels_occlusion .hoverlayer .hovertext")
    label.wait_for()
    said = label.text_content() or ""
    assert "row 13, column 9" in said and f"{value:.4g}".replace("-", "−") in said


def test_a_channel_shows_its_kernel_and_its_digits(open_page: OpenPage) -> None:
    page = open_page()
    at_reasons(page, 4)
    page.get_by_role("radio", name="What channels look for").click()
    page.locator(".exciting figure").nth(9).wait_for()
    driver.settled(page)
    driver.move_slider(page, "channel_number_conv1_15", 2)
    page.get_by_text("channel 2 of conv1", exact=True).first.wait_for()
    driver.settled(page)
    kernel = load_model(TEXTBOOK).model.conv1.weight[2, 0].detach().numpy()
    np.testing.assert_array_equal(driver.layer_values(page, "kernel", "channel_picture"), kernel)
