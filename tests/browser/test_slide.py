"""The sliding window, the filters and the kernel's table in a real Chromium, on a page with nothing else on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cnn.network.sliding import LAYERS
from tests.browser import driver
from tests.browser.driver import press, settled
from tests.browser.profiles import Profiles

SCRIPT = """import sys
sys.path.insert(0, {root!r})
import streamlit as st
from cnn.ui.microscope import filters, own_kernel, slide
from cnn.ui import page
st.set_page_config(layout="wide")
page.begin()
sections = {{
    "slide": slide.slide_section, "filters": filters.filters_section, "own": own_kernel.own_kernel_section
}}
sections[st.query_params.get("section", "slide")]()
"""
EQUATION = re.compile(r" (-?[\d.]+) \+ bias \((-?[\d.]+)\) = (-?[\d.]+)\.$")
FASTEST = "120"


@pytest.fixture(scope="module")
def sections(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[driver.Server]:
    """An app of one page, which shows the section that the address names."""
    script: Path = tmp_path_factory.mktemp("sections") / "sections.py"
    script.write_text(SCRIPT.format(root=str(driver.ROOT)), encoding="utf-8")
    with driver.running_app(str(script)) as running:
        yield running


OpenSection = Callable[[str], Page]


@pytest.fixture
def open_section(profiles: Profiles, sections: driver.Server) -> Iterator[OpenSection]:
    pages: list[Page] = []

    def opened(section: str) -> Page:
        page = profiles.page()
        pages.append(page)
        page.goto(f"{sections.url}/?section={section}")
        settled(page)
        if section == "slide":
            player(page).wait_for()  # it comes with its script
        return page

    yield opened
    profiles.take_back(pages, sections.url)


def choose(page: Page, key: str, name: str) -> None:
    page.locator(f".st-key-{key}").get_by_text(name, exact=True).click()
    settled(page)


def player(page: Page) -> Locator:
    return page.locator(".st-key-slide .slide")


def number(page: Page, name: str) -> float:
    return float(player(page).get_attribute(f"data-{name}") or "nan")


def frames_drawn(page: Page, presses: int = 1) -> int:
    """How often the window is drawn in 60 frames of the browser, playing from the start: an odd number of presses."""
    return int(
        page.evaluate(
            """async (presses) => {
                const find = (host, name) => host.querySelector(name) ?? [...host.querySelectorAll("*")]
                    .map((child) => child.shadowRoot?.querySelector(name)).find(Boolean);
                const root = find(document.querySelector(".st-key-slide"), ".slide");
                const play = root.querySelector("button.play");
                root.querySelector("input").value = 0;
                root.querySelector("input").dispatchEvent(new Event("input"));
                for (let press = 0; press < presses; press++) play.click();
                await new Promise(requestAnimationFrame);
                const before = Number(root.dataset.frames);
                for (let frame = 0; frame < 60; frame++) await new Promise(requestAnimationFrame);
                play.click();
                return Number(root.dataset.frames) - before;
            }""",
            presses,
        )
    )


def test_window_slides_with_the_right_sums(open_section: OpenSection) -> None:
    page = open_section("slide")
    for layer in LAYERS:
        choose(page, "slide_layer", layer)
        check_sums(page, layer)


def check_sums(page: Page, layer: str) -> None:
    size = {"conv1": 28, "pool1": 14, "conv2": 14, "pool2": 7}[layer]
    scrub = player(page).locator("input[type=range]")
    expect(scrub).to_have_attribute("max", str(size**2 - 1))
    for cell in (0, size + 3, size**2 // 2, size**2 - 1):
        scrub.fill(str(cell))
        expect(player(page)).to_have_attribute("data-cell", str(cell))
        sentence = player(page).locator(".sentence").inner_text()
        assert sentence.startswith(f"Row {cell // size}, column {cell % size}:")
        shown = float(sentence.rstrip(".").rsplit(" ", 1)[1].replace("−", "-"))
        assert shown == pytest.approx(number(page, "value"), abs=1e-4)
        if layer.startswith("conv"):
            assert number(page, "sum") == pytest.approx(number(page, "value"), abs=1e-5)
            equation = EQUATION.search(sentence.replace("−", "-"))
            assert equation is not None, sentence
            total, bias, value = map(float, equation.groups())
            assert total + bias == pytest.approx(value, abs=1e-9), sentence


def test_steps_play_and_pause(open_section: OpenSection) -> None:
    page = open_section("slide")
    root = player(page)
    root.get_by_role("button", name="one step forward").click()
    root.get_by_role("button", name="one step forward").click()
    root.get_by_role("button", name="one step back").click()
    expect(root).to_have_attribute("data-cell", "1")
    root.locator("select").select_option(FASTEST)
    root.get_by_role("button", name="Play").click()
    page.wait_for_function(
        """() => [...document.querySelectorAll(".st-key-slide *")].some((host) =>
            Number((host.shadowRoot ?? host).querySelector?.(".slide")?.dataset.cell) > 20)"""
    )
    root.get_by_role("button", name="Pause").click()
    at = root.get_attribute("data-cell")
    page.evaluate("async () => { for (let frame = 0; frame < 20; frame++) await new Promise(requestAnimationFrame); }")
    expect(root).to_have_attribute("data-cell", str(at))
    choose(page, "slide_layer", "pool2")  # a smaller output: the place stays within it
    assert number(page, "cell") <= 48


def test_play_pause_and_play_at_once_is_one_play(open_section: OpenSection) -> None:
    page = open_section("slide")
    assert 59 <= frames_drawn(page, presses=5) <= 61


def test_window_slides_smoothly(open_section: OpenSection) -> None:
    page = open_section("slide")
    for layer in ("conv1", "conv2"):
        choose(page, "slide_layer", layer)
        assert 59 <= frames_drawn(page) <= 61, layer  # once in every frame that the browser paints
        assert number(page, "cell") > 0


def test_pointing_at_a_filter_lights_its_map(open_section: OpenSection) -> None:
    page = open_section("filters")
    cards = page.locator(".filter")
    expect(cards).to_have_count(16)
    for index in (3, 10):
        cards.nth(index).locator(".kernel").hover()
        expect(cards.nth(index).locator(".map")).not_to_have_css("box-shadow", "none")
        expect(cards.nth(0)).to_have_css("opacity", "0.28")
        expect(cards.nth(index)).to_have_css("opacity", "1")


def test_typing_into_the_table_changes_the_network(open_section: OpenSection) -> None:
    page = open_section("own")
    back = page.locator(".st-key-put_back button")
    expect(back).to_be_disabled()
    type_into_first_cell(page, "0,5")
    expect(back).to_be_enabled()
    filters, first = page.locator(".st-key-kernel_place"), page.get_by_test_id("glide-cell-0-0")
    expect(first).to_have_text("0,5")
    filters.get_by_test_id("stNumberInputStepUp").click()
    expect(first).not_to_have_text("0,5")
    settled(page)
    filters.get_by_test_id("stNumberInputStepDown").click()
    expect(first).to_have_text("0.5")  # the table shows the weights that the network has
    settled(page)
    type_into_first_cell(page, "abc")
    sentence = page.locator(".st-key-own_kernel .notice")
    expect(sentence).to_contain_text(
        "A weight must be a number such as 0.5, −1 or 1/9, not “abc”. Nothing was changed."
    )
    press(page, "put_back")
    expect(sentence).to_have_count(0)
    expect(back).to_be_disabled()


def type_into_first_cell(page: Page, text: str) -> None:
    """Open the editor of the table's first cell and type; the table is a canvas, its header 35 pixels high.

    It opens some time after the double click: what is typed before is lost, as a person would see.
    """
    page.get_by_test_id("stDataFrame").first.dblclick(position={"x": 40, "y": 50})
    editor = page.locator("textarea.gdg-input")
    expect(editor).to_be_visible()
    editor.fill(text)
    editor.press("Enter")
    expect(editor).to_have_count(0)
    settled(page)
