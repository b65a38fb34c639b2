"""The sliding window, the filters and the kernel's table in a real Chromium, on a page with nothing else on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cnn.network.sliding import LAYERS
from tests.browser import driver
from tests.browser.driver import press, settled

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
FRAMES_A_SECOND = 30

pytestmark = pytest.mark.xdist_group("slide")  # they share a server


@pytest.fixture(scope="module")
def sections(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[driver.Server]:
    """An app of one page, which shows the section that the address names."""
    script: Path = tmp_path_factory.mktemp("sections") / "sections.py"
    script.write_text(SCRIPT.format(root=str(driver.ROOT)), encoding="utf-8")
    with driver.running_app(str(script)) as running:
        yield running


def opened(browser: Browser, server: driver.Server, section: str) -> Page:
    page = driver.new_page(browser)
    page.goto(f"{server.url}/?section={section}")
    settled(page)
    return page


def choose(page: Page, key: str, name: str) -> None:
    page.locator(f".st-key-{key}").get_by_text(name, exact=True).click()
    settled(page)


def player(page: Page) -> Locator:
    return page.locator(".st-key-slide .slide")


def number(page: Page, name: str) -> float:
    return float(player(page).get_attribute(f"data-{name}") or "nan")


def measure_frames(page: Page, seconds: float = 2.0) -> float:
    """Frames a second that the window is drawn with while it plays, on this machine as busy as it is."""
    return float(
        page.evaluate(
            """async (seconds) => {
                const find = (host, name) => host.querySelector(name) ?? [...host.querySelectorAll("*")]
                    .map((child) => child.shadowRoot?.querySelector(name)).find(Boolean);
                const root = find(document.querySelector(".st-key-slide"), ".slide");
                const play = root.querySelector("button.play");
                root.querySelector("input").value = 0;
                root.querySelector("input").dispatchEvent(new Event("input"));
                play.click();
                await new Promise((done) => setTimeout(done, 300));
                const [frames, start] = [Number(root.dataset.frames), performance.now()];
                await new Promise((done) => setTimeout(done, 1000 * seconds));
                const rate = 1000 * (Number(root.dataset.frames) - frames) / (performance.now() - start);
                play.click();
                return rate;
            }""",
            seconds,
        )
    )


@pytest.mark.parametrize("layer", LAYERS)
def test_window_slides_with_the_right_sums(browser: Browser, sections: driver.Server, layer: str) -> None:
    page = opened(browser, sections, "slide")
    choose(page, "slide_layer", layer)
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
    page.context.close()


def test_steps_play_and_pause(browser: Browser, sections: driver.Server) -> None:
    page = opened(browser, sections, "slide")
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
    page.wait_for_timeout(200)
    expect(root).to_have_attribute("data-cell", str(at))
    choose(page, "slide_layer", "pool2")  # a smaller output: the place stays within it
    assert number(page, "cell") <= 48
    page.context.close()


def test_play_pause_and_play_at_once_is_one_play(browser: Browser, sections: driver.Server) -> None:
    page = opened(browser, sections, "slide")
    play = player(page).locator("button.play")
    play.evaluate("(button) => { for (let press = 0; press < 5; press++) button.click(); }")
    player(page).evaluate("(root) => { root.dataset.frames = 0; }")
    painted = page.evaluate(
        """async () => {
            let count = 0;
            const start = performance.now();
            while (performance.now() - start < 500) { await new Promise(requestAnimationFrame); count++; }
            return count;
        }"""
    )
    assert 0 < number(page, "frames") <= painted + 5
    page.context.close()


@pytest.mark.parametrize("layer", ["conv1", "conv2"])
def test_window_slides_smoothly(browser: Browser, sections: driver.Server, layer: str) -> None:
    page = opened(browser, sections, "slide")
    choose(page, "slide_layer", layer)
    best = max(measure_frames(page) for _ in range(3))  # a busy machine may spoil one of them
    assert best >= FRAMES_A_SECOND
    page.context.close()


def test_pointing_at_a_filter_lights_its_map(browser: Browser, sections: driver.Server) -> None:
    page = opened(browser, sections, "filters")
    cards = page.locator(".filter")
    expect(cards).to_have_count(16)
    for index in (3, 10):
        cards.nth(index).locator(".kernel").hover()
        expect(cards.nth(index).locator(".map")).not_to_have_css("box-shadow", "none")
        expect(cards.nth(0)).to_have_css("opacity", "0.28")
        expect(cards.nth(index)).to_have_css("opacity", "1")
    page.context.close()


def test_typing_into_the_table_changes_the_network(browser: Browser, sections: driver.Server) -> None:
    page = opened(browser, sections, "own")
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
    page.context.close()


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
