"""Links in a real Chromium: what one learner sees opens for another; the saved page; paper; the teacher’s panel."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, expect

from cnn.digits.handwriting import example_strokes
from cnn.network.spec import TEXTBOOK
from tests.browser.conftest import OpenPage, checked
from tests.browser.driver import (
    PHONE,
    Server,
    canvas_ready,
    draw,
    drawn,
    expect_prediction,
    layer_values,
    move_slider,
    new_page,
    place_in_figure,
    press,
    settled,
    visit,
    wait_until,
)

SETTINGS = TEXTBOOK.changed(conv1_kernel_size=3, hidden_units=120)

PROBE = "console: Failed to load resource: the server responded with a status of 404 (Not Found)"
"""Streamlit looks for its server beside the page first, when that is not the default page."""


def draw_digit(page: Page, digit: int) -> None:
    canvas_ready(page)
    draw(page, example_strokes(digit))
    drawn(page)
    expect_prediction(page, digit)
    settled(page)


def choose(page: Page, key: str, name: str) -> None:
    page.locator(f".st-key-{key}").get_by_text(name, exact=True).click()
    settled(page)


def open_share(page: Page) -> None:
    page.get_by_role("button", name="Share", exact=True).click()
    page.locator(".st-key-share_card code").wait_for()
    settled(page)


def link_of(page: Page) -> str:
    open_share(page)
    link = page.locator(".st-key-share_card code").inner_text().replace("\n", "")
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-share_card")).to_have_count(0)
    settled(page)
    return link


def point_at(page: Page, at: tuple[int, int]) -> None:
    """Point at a row and column of conv1, and see that this cell is meant."""
    page.mouse.move(2, 2)
    page.mouse.move(*place_in_figure(page, "network", "conv1", at))
    expect(page.locator(".linked-line .cell")).to_contain_text(f"conv1 channel 0, row {at[0]}, column {at[1]} = ")


def keys_are_heard(page: Page) -> None:
    """Wait for the script of every page, which a page at rest may still be loading."""
    page.locator(".st-key-keep[data-session]").wait_for(state="attached")


def open_panel(page: Page) -> None:
    keys_are_heard(page)
    page.keyboard.press("Shift+T")
    page.locator(".st-key-teacher_panel").wait_for()
    settled(page)


def cell_shown(page: Page) -> list[str]:
    fields = page.locator(".st-key-cell_address input")
    expect(fields).to_have_count(4)
    return [field.input_value() for field in fields.all()]


def check_settings(page: Page) -> None:
    for key in ("conv1_kernel_size", "hidden_units", "conv2_kernel_size"):
        expect(page.locator(f".st-key-{key} input[type=range]")).to_have_value(str(SETTINGS.get(key)))


def test_a_link_opens_all_that_was_on_the_page(open_page: OpenPage, browser: Browser, server: Server) -> None:
    page = open_page()
    draw_digit(page, 4)
    move_slider(page, "conv1_kernel_size", -2)
    settled(page)
    move_slider(page, "hidden_units", -8)
    settled(page)
    choose(page, "scope", "one map")
    seen = layer_values(page, "input")
    visit(page, "Microscope")
    page.get_by_role("spinbutton", name="row").fill("2")
    page.keyboard.press("Enter")
    settled(page)
    cell = cell_shown(page)
    choose(page, "microscope_view", "Sliding kernel")
    link = link_of(page)
    assert link.startswith(f"{server.url}/microscope?") and len(link) < 1200
    with checked(server) as watch:
        other = new_page(browser)
        watch.attach(other)
        other.goto(link)
        settled(other)
        expect(other.get_by_role("radio", name="Sliding kernel")).to_be_checked()
        wait_until(other, "() => !location.search.includes('draw=')")
        assert "conv1_kernel_size=3" in other.url
        choose(other, "microscope_view", "The cell")
        assert cell_shown(other) == cell and cell[2] == "2"
        visit(other, "Explore")
        canvas_ready(other)
        expect_prediction(other, 4)
        check_settings(other)
        expect(other.get_by_role("radio", name="one map")).to_be_checked()
        assert np.nanmax(np.abs(layer_values(other, "input") - seen)) < 0.51 / 255
        assert not other.locator(".st-key-problem_card").count()
        watch.detach(other)
        other.context.close()
        assert watch.errors.count(PROBE) <= 2
        watch.errors[:] = [error for error in watch.errors if error != PROBE]


def test_a_drawing_of_a_link_wins_once_and_does_not_come_back(open_page: OpenPage) -> None:
    page = open_page()
    draw_digit(page, 4)
    seen, link = layer_values(page, "input"), link_of(page)
    press(page, "clear")
    settled(page)
    draw_digit(page, 7)
    page.goto(link)
    settled(page)
    canvas_ready(page)
    expect_prediction(page, 4)
    assert np.nanmax(np.abs(layer_values(page, "input") - seen)) < 0.51 / 255
    assert "draw=" not in page.url
    page.reload()
    settled(page)
    expect_prediction(page, 4)  # the tab keeps it, as it keeps every drawing
    settled(page)
    press(page, "clear")
    expect(page.locator(".st-key-prediction .invitation")).to_be_visible()
    settled(page)
    page.reload()
    settled(page)
    expect(page.locator(".st-key-prediction .invitation")).to_be_visible()


def test_a_damaged_link_shows_one_note_and_the_rest(open_page: OpenPage) -> None:
    page = open_page("/?draw=AAAA&view=code&batch=900&conv1_stride=2")
    expect(page.locator(".st-key-problem_card")).to_contain_text("could not be read: the batch and the drawing")
    expect(page.locator(".st-key-conv1_stride input[type=range]")).to_have_value("2")
    press(page, "notice_read")
    expect(page.locator(".st-key-problem_card")).to_have_count(0)


def test_a_saved_page_needs_no_network(open_page: OpenPage, browser: Browser, tmp_path: Path) -> None:
    page = open_page("/?conv1_kernel_size=3")
    draw_digit(page, 5)
    open_share(page)
    with page.expect_download() as waiting:
        press(page, "save_page")
    path = tmp_path / "saved.html"
    waiting.value.save_as(path)
    saved, asked, errors = new_page(browser), list[str](), list[str]()
    saved.on("request", lambda request: asked.append(request.url))
    saved.on("pageerror", lambda error: errors.append(str(error)))
    saved.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    saved.goto(path.as_uri())
    expect(saved.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    expect(saved.locator(".js-plotly-plot")).to_have_count(2)
    expect(saved.locator(".prediction b")).to_have_text("5")
    expect(saved.locator("body")).to_contain_text("kernel_size=3")
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == [] and not errors
    saved.context.close()


def test_a_figure_of_the_page_is_saved_as_picture_and_as_table(open_page: OpenPage) -> None:
    page = open_page()
    press(page, "example7")
    settled(page)
    open_share(page)
    page.get_by_role("button", name="Save a figure").click()
    dialog = page.get_by_role("dialog", name="Save a figure")
    with page.expect_download() as saved:
        dialog.get_by_role("button", name="as CSV").click()
    lines = saved.value.path().read_text(encoding="utf-8").splitlines()
    assert lines[0] == "trace,name,x,y,z,text"
    values = [float(line.split(",")[4]) for line in lines if ",conv1," in line]
    assert len(values) == 16 * 28 * 28
    shown = layer_values(page, "conv1")
    np.testing.assert_allclose(sorted(values), np.sort(shown[~np.isnan(shown)]), rtol=1e-5)
    for kind, start in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        with page.expect_download() as saved:
            dialog.get_by_role("button", name=f"as {kind}").click()
        assert saved.value.path().read_bytes().startswith(start)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_question_mark_lists_all_keys(open_page: OpenPage) -> None:
    page = open_page()
    keys_are_heard(page)
    page.keyboard.press("Shift+?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_contain_text("Shift+T")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_paper_has_no_menu_and_no_buttons(open_page: OpenPage) -> None:
    page = open_page()
    draw_digit(page, 2)
    page.emulate_media(media="print")
    for selector in ('[data-testid="stHeader"]', ".st-key-share", ".st-key-clear button", ".st-key-examples"):
        expect(page.locator(selector).first).to_be_hidden()
    expect(page.locator(".st-key-prediction")).to_be_visible()
    expect(page.locator(".st-key-network")).to_be_visible()
    value = page.locator(".st-key-hidden_units [data-testid=stSliderThumbValue] p")
    lines = "(value) => value.getBoundingClientRect().height / parseFloat(getComputedStyle(value).lineHeight)"
    assert value.evaluate(lines) < 1.5  # 128 in one line
    page.emulate_media(media="screen")
    expect(page.locator(".st-key-share")).to_be_visible()


def test_a_teachers_link_hides_and_locks_also_after_a_reload(open_page: OpenPage) -> None:
    page = open_page("/?hide=upload.answer.page-shapes.of-tomorrow&lock=conv1_stride")
    for _ in range(2):
        canvas_ready(page)
        for selector in (".st-key-upload", ".st-key-prediction .answer"):
            expect(page.locator(selector).first).to_be_hidden()
        expect(page.get_by_test_id("stTopNavLink").filter(has_text="Shapes")).to_be_hidden()
        expect(page.get_by_test_id("stTopNavLink").filter(has_text="Train")).to_be_visible()
        expect(page.locator(".st-key-conv1_stride input[type=range]")).to_be_disabled()
        expect(page.locator(".st-key-conv1_padding input[type=range]")).to_be_enabled()
        expect(page.get_by_role("button", name="Textbook network")).to_be_disabled()
        page.reload()
        settled(page)
    visit(page, "Microscope")
    assert "hide=upload.answer" in page.url and "lock=conv1_stride" in page.url


def test_the_panel_is_opened_by_a_key_and_its_choices_reach_the_page(open_page: OpenPage) -> None:
    page = open_page("/?conv1_stride=2")
    draw_digit(page, 3)
    words = page.locator(".st-key-network .annotation-text").first
    normal = words.bounding_box()
    point_at(page, (5, 8))
    open_panel(page)
    page.locator(".st-key-panel_hidden").get_by_role("button", name="the example digits").click()
    page.locator(".st-key-panel_locked").get_by_role("button", name="all settings").click()
    page.locator(".st-key-panel_large label").first.click()
    settled(page)
    choose(page, "panel_view", "Everybody look at this")
    code = page.locator(".st-key-look_at_this img")
    expect(code).to_be_visible()
    box = code.bounding_box()
    assert box is not None and box["width"] > 300
    expect(page.locator(".st-key-look_at_this code")).to_contain_text("hide=examples&lock=settings")
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-teacher_panel")).to_have_count(0)
    settled(page)
    expect(page.locator(".st-key-examples")).to_be_hidden()
    expect(page.locator(".st-key-hidden_units input[type=range]")).to_be_disabled()
    assert page.evaluate("() => getComputedStyle(document.documentElement).fontSize") == "20px"
    large = words.bounding_box()
    assert normal is not None and large is not None and large["height"] > 1.15 * normal["height"]
    point_at(page, (10, 3))
    open_panel(page)
    page.keyboard.press("Shift+R")
    expect(page.locator(".st-key-teacher_panel")).to_have_count(0)
    expect(page.locator(".st-key-examples")).to_be_visible()
    expect(page.locator(".st-key-prediction .invitation")).to_be_visible()
    expect(page.locator(".st-key-conv1_stride input[type=range]")).to_have_value("1")
    settled(page)
    assert "?" not in page.url


def test_full_screen_has_no_menu_until_it_is_left(open_page: OpenPage) -> None:
    page = open_page()
    open_share(page)
    press(page, "for_teachers")  # the way without a keyboard
    page.locator(".st-key-teacher_panel").wait_for()
    expect(page.locator(".st-key-share_card")).to_have_count(0)
    settled(page)
    press(page, "full_screen")
    expect(page.locator(".st-key-teacher_panel")).to_have_count(0)
    wait_until(page, "() => document.fullscreenElement !== null")
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    expect(page.locator(".st-key-share")).to_be_hidden()
    page.evaluate("() => document.exitFullscreen()")  # what a browser does at Escape
    expect(page.get_by_test_id("stHeader")).to_be_visible()
    settled(page)


def test_on_a_phone_share_is_beside_the_menu(open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE, has_touch=True, is_mobile=True)
    button = page.get_by_role("button", name="Share", exact=True)
    button.tap()
    card = page.locator(".st-key-share_card")
    card.wait_for()
    settled(page)
    own, menu, shown = button.bounding_box(), page.locator(".st-key-menu").bounding_box(), card.bounding_box()
    assert own is not None and menu is not None and shown is not None
    assert menu["x"] + menu["width"] <= own["x"] and own["x"] + own["width"] <= PHONE["width"] - 30
    assert shown["x"] >= 0 and shown["x"] + shown["width"] <= PHONE["width"]
