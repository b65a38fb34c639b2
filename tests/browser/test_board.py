"""The board in a real Chromium: what is drawn on it survives, and comes back; and its place on small screens."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from cnn.digits.handwriting import example_drawing, example_strokes
from cnn.ui.menu import PAGES
from tests.browser.conftest import OpenPage
from tests.browser.driver import (
    PATIENCE,
    PHONE,
    canvas_ready,
    draw,
    drawn,
    expect_prediction,
    move_slider,
    new_page,
    press,
    running_app,
    settled,
    visit,
    wait_until,
)

_WHITE = """() => {
    for (const element of document.querySelectorAll(".st-key-canvas *")) {
        const canvas = element.shadowRoot?.querySelector("canvas.dc-canvas.lower-canvas");
        if (!canvas) continue;
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return data.filter((value, index) => index % 4 === 0 && value > 127).length / (canvas.width * canvas.height);
    }
    return 0;
}"""


def board_shows_ink(page: Page, share: float | None = None) -> float:
    """Wait until so much of the canvas is white (or any of it), and return how much is."""
    wanted = "now > 0.005" if share is None else f"Math.abs(now - {share}) < 0.01"
    wait_until(page, f"() => {{ const now = ({_WHITE})(); return {wanted}; }}")
    return float(page.evaluate(_WHITE))


def draw_digit(page: Page, digit: int) -> float:
    """Draw a digit with the mouse, wait for its answer, and return how much of the board is ink."""
    canvas_ready(page)
    draw(page, example_strokes(digit))
    drawn(page)
    expect_prediction(page, digit)
    return board_shows_ink(page)


def test_the_drawing_is_still_there_after_a_visit_to_another_page(open_page: OpenPage) -> None:
    page = open_page()
    share = draw_digit(page, 4)
    visit(page, "Shapes")
    visit(page, "Explore")
    canvas_ready(page)
    assert board_shows_ink(page, share) == pytest.approx(share, abs=0.01)
    expect_prediction(page, 4)
    press(page, "undo")  # nothing was drawn since
    settled(page)
    expect_prediction(page, 4)


def test_an_uploaded_picture_comes_back_in_its_size(open_page: OpenPage) -> None:
    page = open_page()
    canvas_ready(page)
    for size in ((900, 900), (300, 700)):
        check_upload(page, size)


def check_upload(page: Page, size: tuple[int, int]) -> None:
    paper = Image.new("L", size, 255)
    paper.paste(Image.fromarray(255 - example_drawing(5)).resize((140, 140)), (20, 40))
    buffer = io.BytesIO()
    paper.save(buffer, "PNG")
    picture = {"name": "five.png", "mimeType": "image/png", "buffer": buffer.getvalue()}
    page.locator(".st-key-upload input[type=file]").set_input_files(picture)  # type: ignore[arg-type]
    expect_prediction(page, 5)
    settled(page)
    share = board_shows_ink(page)
    visit(page, "Shapes")
    visit(page, "Explore")
    canvas_ready(page)
    assert board_shows_ink(page, share) == pytest.approx(share, abs=0.005)
    press(page, "clear")
    expect(page.locator(".st-key-prediction .invitation")).to_be_visible(timeout=PATIENCE)
    settled(page)
    press(page, "undo")
    expect_prediction(page, 5)
    assert board_shows_ink(page, share) == pytest.approx(share, abs=0.005)
    press(page, "clear")
    expect(page.locator(".st-key-prediction .invitation")).to_be_visible(timeout=PATIENCE)
    settled(page)


def test_undo_brings_back_what_was_cleared_or_replaced(open_page: OpenPage) -> None:
    page = open_page()
    share = draw_digit(page, 7)
    press(page, "clear")
    expect(page.locator(".st-key-prediction .invitation")).to_be_visible(timeout=PATIENCE)
    settled(page)
    press(page, "example3")
    expect_prediction(page, 3)
    settled(page)
    press(page, "undo")
    expect(page.locator(".st-key-prediction .invitation")).to_be_visible(timeout=PATIENCE)
    settled(page)
    press(page, "undo")
    expect_prediction(page, 7)
    board_shows_ink(page, share)
    draw(page, [np.array([[0.1, 0.9], [0.9, 0.9]])])
    drawn(page)
    press(page, "undo")
    drawn(page)
    expect_prediction(page, 7)


def test_a_refused_file_gets_a_sentence_and_nothing_moves(open_page: OpenPage) -> None:
    page = open_page()
    canvas_ready(page)
    below = page.locator(".st-key-scope")
    expect(below.get_by_role("radio")).to_have_count(3)  # it is drawn when its part of Streamlit has been loaded
    before = below.bounding_box()
    picker = page.locator(".st-key-upload input[type=file]")
    picker.set_input_files({"name": "drawing.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"})
    said = page.locator(".st-key-problem_card")
    expect(said).to_contain_text("SVG drawing: save it as PNG", timeout=PATIENCE)
    expect(said).to_be_in_viewport(ratio=1)
    assert below.bounding_box() == before


def test_canvas_and_layers_are_side_by_side_on_a_smaller_screen(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 1024, "height": 768})
    canvas_ready(page)
    for width in (1024, 1250):
        page.set_viewport_size({"width": width, "height": 768})
        settled(page)
        board, network = (page.locator(f".st-key-{key}").bounding_box() for key in ("board", "network"))
        assert board is not None and network is not None
        assert network["x"] >= board["x"] + board["width"]
        assert network["y"] < 200
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_a_phone_shows_the_pages_in_a_row(open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE, has_touch=True, is_mobile=True)
    links = page.locator(".st-key-menu a")
    expect(links).to_have_count(len(PAGES))
    for link in links.all():
        box = link.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
    links.filter(has_text="Shapes").tap()
    expect(page.locator(".st-key-shapes_page")).to_be_visible(timeout=PATIENCE)
    settled(page)
    expect(page.get_by_test_id("stSidebar")).not_to_be_visible()


def test_a_new_server_whose_first_page_is_not_explore_shows_the_menu(browser: Browser) -> None:
    """A teacher's link may be the first address asked for: Streamlit would run such a page without the menu."""
    with running_app() as server:
        page = new_page(browser)
        page.goto(server.url + "/shapes?conv1_kernel_size=3")
        settled(page)
        links = page.get_by_test_id("stTopNavLink")
        expect(links).to_have_count(len(PAGES))
        expect(links.first).to_contain_text("Explore")
        move_slider(page, "conv1_kernel_size", 1)
        expect(page.locator(".st-key-block_conv1 .shape")).to_have_text("16×29×29", timeout=PATIENCE)
        links.first.click()
        expect(page.locator(".st-key-board")).to_be_visible(timeout=PATIENCE)
        expect(page.locator(".st-key-block_conv1 .shape")).to_have_text("16×29×29", timeout=PATIENCE)
        assert "Traceback" not in server.output()
        page.context.close()


def test_the_first_click_on_a_new_server_counts(browser: Browser) -> None:
    """A page that ran without app.py first, then with it, would have other widgets: a click may be for the old ones."""
    with running_app() as server:
        page = new_page(browser)
        page.goto(server.url + "/microscope")
        views = page.locator(".st-key-microscope_view")
        views.get_by_text("Filters", exact=True).click()
        expect(page.locator(".filters")).to_be_visible(timeout=PATIENCE)
        expect(views.get_by_role("radio", name="Filters")).to_be_checked()
        page.context.close()
