"""The Microscope page in a real Chromium: it fits a projector, keeps its cell marked, and takes another by a click."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from cnn.network.spec import LAYER_NAMES
from tests.browser.driver import PHONE, PROJECTOR, settled, visit


def choose(page: Page, layer: str) -> None:
    page.locator(".st-key-cell_layer input, .st-key-cell_layer [role=combobox]").first.click()
    page.get_by_role("option", name=layer, exact=True).click()
    expect(page.locator(".cell-value > b", has_text=re.compile(f"^{layer}$"))).to_be_visible()
    settled(page)


@pytest.fixture
def page(shared_page: Page) -> Page:
    """The microscope, reached by the menu, with the cell under it."""
    if not shared_page.locator(".st-key-microscope_view").count():
        visit(shared_page, "Microscope")
    if shared_page.locator(".st-key-microscope_view").get_by_role("radio", checked=True).inner_text() != "The cell":
        shared_page.locator(".st-key-microscope_view").get_by_text("The cell", exact=True).click()
    expect(shared_page.locator(".st-key-context .js-plotly-plot[data-linked]")).to_be_visible()
    settled(shared_page)
    return shared_page


def test_every_layer_fits_the_projector_and_its_cell_is_marked(page: Page) -> None:
    for layer in LAYER_NAMES[1:]:
        choose(page, layer)
        expect(page.locator(".linked-line .cell")).to_contain_text(re.compile(rf"^{layer} "))
        expect(page.locator(".st-key-context .linked-marks .cell.line")).to_have_attribute("d", re.compile("^M"))
        figure = page.locator(".st-key-numbers .js-plotly-plot")
        expect(figure).to_be_visible()
        box = figure.bounding_box()
        assert box is not None and box["y"] + box["height"] <= PROJECTOR["height"], layer


def test_a_click_on_the_page_takes_another_cell(page: Page) -> None:
    page.set_viewport_size(PROJECTOR | {"height": 500})
    choose(page, "conv1")
    main = page.locator('[data-testid="stMain"]')
    main.evaluate("(main) => { main.scrollTop = 40; }")
    plot = page.locator(".st-key-context .js-plotly-plot[data-linked]")
    box = plot.bounding_box()
    assert box is not None
    before = page.locator(".linked-line .cell").inner_text()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.5)
    expect(page.locator(".linked-line .cell")).not_to_have_text(before)
    pointed = page.locator(".linked-line .cell").inner_text()
    page.mouse.down()
    page.mouse.up()
    found = re.search(r"channel (\d+), row (\d+), column (\d+)", pointed)
    assert found is not None
    for name, value in zip(("channel", "row", "column"), found.groups(), strict=True):
        expect(page.locator(f".st-key-cell_{name} input")).to_have_value(value)
    settled(page)
    assert main.evaluate("(main) => main.scrollTop") == 40  # what was clicked is where it was
    page.mouse.move(box["x"] + box["width"] * 0.35, box["y"] + box["height"] * 0.4)
    expect(page.locator(".linked-line .cell")).not_to_have_text(pointed)
    page.mouse.move(5, 5)
    expect(page.locator(".linked-line .cell")).to_have_text(pointed)  # it stays marked


def test_the_numbers_stay_where_they_are_from_cell_to_cell(page: Page) -> None:
    choose(page, "conv2")
    places = set()
    for name, value in (("channel", "3"), ("row", "0"), ("column", "0")):
        field = page.locator(f".st-key-cell_{name} input")
        field.fill(value)
        field.press("Enter")
        settled(page)
        box = page.locator(".st-key-numbers .js-plotly-plot").bounding_box()
        assert box is not None
        places.add((box["x"], box["y"]))
    assert len(places) == 1


def test_a_phone_shows_window_kernel_and_products_one_under_the_other(page: Page) -> None:
    choose(page, "conv2")
    page.set_viewport_size(PHONE)
    settled(page)
    below = 0.0
    for key in ("numbers", "numbers_1", "numbers_2", "sums"):
        box = page.locator(f".st-key-{key} .js-plotly-plot").bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
        assert box["y"] >= below
        below = box["y"] + box["height"]


def test_the_phone_shows_it_without_sideways_scrolling_of_the_page(page: Page) -> None:
    page.set_viewport_size(PHONE)
    settled(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        settled(page)
        expect(page.locator(".st-key-context .js-plotly-plot[data-linked]")).to_be_visible()
        main = page.get_by_test_id("stMain")
        assert main.evaluate("(element) => element.scrollWidth <= element.clientWidth")


def test_a_cell_of_the_edited_network_opens_too(page: Page) -> None:
    page.get_by_role("radio", name="A kernel of your own").click()
    plot = page.locator(".st-key-edited_network .js-plotly-plot[data-linked]")
    expect(plot).to_be_visible()
    settled(page)
    plot.scroll_into_view_if_needed()
    plot.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".linked-line")).to_contain_text("conv1 channel 0, row 14, column 15")
    page.keyboard.press("Enter")
    expect(page.locator(".cell-value > b", has_text=re.compile("^conv1$"))).to_be_visible()
    expect(page.locator(".st-key-cell_column input")).to_have_value("15")
