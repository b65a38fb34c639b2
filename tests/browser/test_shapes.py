"""The Shapes page in a real Chromium: every view is drawn, follows the settings, and fits on the screen."""

from __future__ import annotations

from itertools import product

import pytest
from playwright.sync_api import Page, expect

from cnn.network.shapes import layer_shapes
from cnn.network.spec import TEXTBOOK
from tests.browser.conftest import OpenPage
from tests.browser.driver import PATIENCE, PHONE, figure_texts, move_slider, press, settled, visit

FIGURES = {
    "flow": "flow", "line by line": "reads_conv1", "parameters and work": "shares", "3D view": "slabs",
    "Conv2d calculator": "calculator",
}  # fmt: skip


@pytest.fixture
def page(shared_page: Page) -> Page:
    """The page with its first view, reached by the menu. (Opened by its address, Streamlit itself asks for a file that
    there is not.)"""
    if not shared_page.locator(".st-key-shapes_view").count():
        visit(shared_page, "Shapes")
    choose(shared_page, "flow")
    expect(shared_page.locator(".st-key-flow .js-plotly-plot")).to_be_visible(timeout=PATIENCE)
    return shared_page


def choose(page: Page, view: str) -> None:
    page.locator(".st-key-shapes_view").get_by_text(view, exact=True).click()
    settled(page)


def test_every_view_is_drawn(page: Page) -> None:
    for view, figure in FIGURES.items():
        choose(page, view)
        plot = page.locator(f".st-key-{figure} .js-plotly-plot")
        expect(plot).to_be_visible()
        box = plot.bounding_box()
        assert box is not None and box["width"] > 100 and box["y"] < 720


def test_flow_follows_sliders_and_batch(open_page: OpenPage) -> None:
    page = open_page()
    visit(page, "Shapes")
    expect(page.locator(".st-key-flow .js-plotly-plot")).to_be_visible(timeout=PATIENCE)
    move_slider(page, "batch", 3)
    expect(page.locator(".st-key-flow .annotation-text").get_by_text("[4, 10]", exact=True)).to_be_visible()
    settled(page)
    move_slider(page, "conv1_padding", -2)
    layers = layer_shapes(TEXTBOOK.changed(conv1_padding=0))
    for layer in layers:
        if layer.name in ("conv1", "conv2", "pool2", "flatten", "fc2"):
            text = "[" + ", ".join(map(str, (4, *layer.output_shape))) + "]"
            expect(page.locator(".st-key-flow .annotation-text").get_by_text(text, exact=True)).to_be_visible()
    assert f"[4, {layers.flatten.output_shape[0]}]" in figure_texts(page, "flow")


def test_wire_breaks_and_is_repaired(page: Page) -> None:
    choose(page, "fc1 shape error")
    expect(page.locator(".wire.whole")).to_be_visible()
    press(page, "break_pool2_kind")
    expect(page.get_by_test_id("stAlert")).to_contain_text(
        "mat1 and mat2 shapes cannot be multiplied (1x6272 and 1568x128)"
    )
    expect(page.locator(".wire.broken")).to_be_visible()
    expect(page.get_by_test_id("stCode")).to_contain_text("nn.Linear(32 * 14 * 14, 128)")
    press(page, "unbreak")
    expect(page.locator(".wire.whole")).to_be_visible()


def test_code_can_be_downloaded(page: Page) -> None:
    choose(page, "code")
    with page.expect_download() as started:
        press(page, "download_source")
    text = started.value.path().read_text(encoding="utf-8")
    namespace: dict[str, object] = {"__name__": "downloaded"}
    exec(text, namespace)
    assert "SimpleCNN" in namespace


def test_nothing_runs_off_a_phone(page: Page) -> None:
    page.set_viewport_size(PHONE)
    settled(page)
    for scheme, view in product(("light", "dark"), (*FIGURES, "fc1 shape error", "code")):
        page.emulate_media(color_scheme=scheme)
        choose(page, view)
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= PHONE["width"]
