"""The training page in a real Chromium: train for a few seconds, stop, use the weights; reload, queue, closed tabs."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, expect
from safetensors.numpy import load_file

from tests.browser.conftest import OpenPage
from tests.browser.driver import (
    PATIENCE,
    PHONE,
    Server,
    layer_values,
    move_slider,
    place_in_figure,
    settled,
    wait_until,
)


def training_page(open_page: OpenPage, **options: object) -> Page:
    """The page, by the menu, for a quick and small training; a digit is on the canvas."""
    page = open_page("/", **options)
    links = page.locator("a:not([data-testid=stSidebarNavLink])")  # Streamlit hides its own on a phone, a moment late
    links.filter(has_text="Train").locator("visible=true").first.click()
    expect(page.locator(".st-key-start_training button")).to_be_visible(timeout=PATIENCE)
    page.locator(".st-key-example4 button").click()
    settled(page)
    expect(page.locator(".st-key-training_digits input[type=range]")).to_have_value("3", timeout=PATIENCE)
    move_slider(page, "training_digits", -3)
    expect(page.get_by_text("200 computer-made")).to_be_visible(timeout=PATIENCE)
    settled(page)
    return page


FIVE_MINUTES = 5


def start(page: Page, seconds_steps: int = 3) -> None:
    """For ten seconds and some steps of the slider more: 60 seconds, which no test waits for."""
    move_slider(page, "training_seconds", seconds_steps)
    settled(page)
    page.locator(".st-key-start_training button").click()


def state(page: Page) -> str:
    return page.locator(".training-state").inner_text()


def images_seen(page: Page) -> int:
    expect(page.locator(".training-state")).to_contain_text("images/s", timeout=PATIENCE)
    found = re.search(r"([\d,]+) images ·", state(page))
    assert found, state(page)
    return int(found[1].replace(",", ""))


def stop(page: Page) -> None:
    page.locator(".st-key-stop_training button").click()
    expect(page.locator(".st-key-use_weights button")).to_be_visible(timeout=PATIENCE)
    settled(page)


def filters(page: Page) -> np.ndarray:
    rows = page.evaluate(
        """() => Array.from(document.querySelector(".st-key-training_watch .js-plotly-plot")._fullData[0].z,
                            (row) => Array.from(row, (value) => Number.isNaN(value) ? null : value))"""
    )
    return np.array(rows, np.float32)


def test_train_stop_and_use_the_weights_on_explore(open_page: OpenPage, tmp_path: Path) -> None:
    page = training_page(open_page)
    before = filters(page)
    start(page)
    first = images_seen(page)
    expect(page.locator(".training-state")).not_to_contain_text(f"{first:,} images", timeout=PATIENCE)
    assert images_seen(page) > first
    stop(page)
    assert state(page).startswith("Stopped")
    changed = filters(page)
    assert np.nanmax(np.abs(changed - before)) > 1e-3
    page.locator(".st-key-use_weights button").click()
    with page.expect_download() as download:
        page.locator(".st-key-training_download button").click()
    saved = tmp_path / "mine.safetensors"
    download.value.save_as(saved)
    weights = load_file(saved)
    assert np.allclose(np.sort(weights["conv1.weight"].ravel()), np.sort(changed[np.isfinite(changed)]), atol=1e-6)
    page.get_by_role("link", name="Explore").first.click()
    expect(page.locator(".st-key-prediction")).to_contain_text("Your weights", timeout=PATIENCE)
    settled(page)
    shown = layer_values(page, "input")
    assert np.isfinite(shown).all()
    conv1 = layer_values(page, "conv1")
    assert np.isclose(np.nanmin(np.abs(conv1 - weights["conv1.bias"][0])), 0, atol=1e-4)  # where there is no ink


def test_the_keyboard_stays_at_the_buttons_and_a_screen_reader_hears_the_quarters(open_page: OpenPage) -> None:
    page = training_page(open_page)
    page.evaluate(
        """() => {
            window.said = [];
            const region = document.getElementById("spoken");
            new MutationObserver(() => window.said.push(region.textContent)).observe(region, { childList: true });
        }"""
    )
    focused = "() => document.activeElement.closest('.st-key-training_status button')?.textContent"
    page.locator(".st-key-start_training button").press("Enter")
    wait_until(page, "() => document.querySelector('.st-key-pause_training button')")
    wait_until(page, f"() => ['Pause', 'Stop'].includes(({focused})())")
    wait_until(page, "() => document.querySelector('.st-key-start_training button')")  # ten seconds later
    wait_until(page, f"() => ({focused})() === 'Train again'")
    wait_until(page, "() => window.said.at(-1)?.startsWith('Finished')")
    said = page.evaluate("() => window.said")
    assert said[0] == "The training has started." and said[-1].startswith("Finished Run 1 reads")
    assert 3 <= len(said) <= 5 and len(set(said)) == len(said), said


def test_pause_go_on_look_elsewhere_and_reload(open_page: OpenPage) -> None:
    page = training_page(open_page)
    start(page)
    images_seen(page)
    page.locator(".st-key-pause_training button").click()
    expect(page.locator(".training-state")).to_contain_text("Paused", timeout=PATIENCE)
    paused = images_seen(page)
    page.locator(".st-key-pause_training button").click()
    expect(page.locator(".training-state")).to_contain_text("Training", timeout=PATIENCE)
    page.get_by_role("link", name="Explore").first.click()
    expect(page.locator(".st-key-prediction")).to_be_visible(timeout=PATIENCE)
    stranger = open_page(page.url.removeprefix(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2]))
    page.reload()
    wait_until(page, "() => document.querySelector('.st-key-keep')?.dataset.training === 'known'")
    settled(page)
    page.get_by_role("link", name="Train").first.click()
    expect(page.locator(".st-key-stop_training button")).to_be_visible(timeout=PATIENCE)
    assert images_seen(page) > paused
    stranger.get_by_role("link", name="Train").first.click()
    expect(stranger.locator(".st-key-start_training button")).to_be_visible(timeout=PATIENCE)
    stop(page)


def test_a_closed_tab_frees_the_process_for_the_next_in_the_queue(open_page: OpenPage, server: Server) -> None:
    first, second = training_page(open_page), training_page(open_page)
    start(first, FIVE_MINUTES)  # by itself it would end long after this test has given up
    images_seen(first)
    start(second)
    expect(second.locator(".training-state")).to_contain_text("Place 1 in the queue", timeout=PATIENCE)
    first.close()
    expect(second.locator(".training-state")).not_to_contain_text("in the queue", timeout=PATIENCE)
    images_seen(second)
    stop(second)


def click_cell(page: Page, row: int, column: int) -> None:
    cell = page.locator(".st-key-training_confusion .points path").nth(10 * row + column)
    cell.scroll_into_view_if_needed()
    box = cell.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def place_of_digits(page: Page) -> list[float]:
    """Where the digits of a cell begin."""
    settled(page)
    box = page.locator(".wrong-digits").bounding_box()
    assert box is not None
    return [box["x"], box["y"]]


def test_a_cell_of_the_confusion_matrix_opens_its_digits(open_page: OpenPage) -> None:
    page = training_page(open_page)
    start(page, 0)
    images_seen(page)
    stop(page)
    counts = page.evaluate(
        """() => Array.from(
            document.querySelector(".st-key-training_confusion .js-plotly-plot")._fullData[0].customdata, Number
        )"""
    )
    confusion = np.array(counts).reshape(10, 10)
    right = int(np.argmax(np.diag(confusion)))  # a network stopped this early may read only a few digits
    np.fill_diagonal(confusion, 0)
    row, column = divmod(int(np.argsort(confusion.ravel())[-2]), 10)
    click_cell(page, row, column)
    words = f"a {row} read as a {column}".replace("a 8", "an 8")
    pictures, box = page.locator(".wrong-digits img"), page.locator("[class*=st-key-training_cell_]")
    expect(pictures.first).to_have_attribute("alt", words, timeout=PATIENCE)
    assert pictures.count() == min(12, confusion[row, column])
    assert box.locator("input").input_value().startswith(words)
    before = place_of_digits(page)
    click_cell(page, right, right)
    words = f"a {right} read as a {right}".replace("a 8", "an 8")
    expect(box.locator("input")).to_have_value(re.compile(f"^{words}: .*, correctly$"), timeout=PATIENCE)
    expect(pictures).to_have_count(0)
    assert place_of_digits(page) == before
    numbers = page.locator(".st-key-training_confusion .textpoint text").all()
    assert len(numbers) >= 10
    assert {
        number.evaluate("(it) => getComputedStyle(it).fillOpacity * getComputedStyle(it).opacity") for number in numbers
    } == {1}


def test_a_figure_that_changes_does_not_blink(open_page: OpenPage) -> None:
    page = training_page(open_page)
    start(page)
    images_seen(page)
    seen = page.evaluate(
        """async () => {
            const box = ".st-key-training_curves";
            const [plots, lengths] = [new Set(), new Set()];
            let [frames, blank] = [0, 0];
            const end = performance.now() + 60000;
            for (; lengths.size < 4 && performance.now() < end; frames++) {
                await new Promise(requestAnimationFrame);
                const plot = document.querySelector(`${box} .js-plotly-plot`);
                plots.add(plot);
                lengths.add(plot._fullData[0].x.length);
                const drawn = document.querySelectorAll(`${box} .main-svg .cartesianlayer .subplot`);
                blank += ![...drawn].some((plot) => plot.checkVisibility()); // Streamlit hides what it replaces
            }
            return { frames, blank, plots: plots.size, changes: lengths.size };
        }"""
    )
    assert seen["blank"] == 0 < seen["frames"] and seen["plots"] == 1 < seen["changes"], seen
    stop(page)


def test_on_a_phone_nothing_is_wider_than_the_page(open_page: OpenPage) -> None:
    page = training_page(open_page, viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect(page.locator(".st-key-start_training button")).to_be_visible()


def test_a_damaged_file_of_weights_is_one_sentence(open_page: OpenPage, tmp_path: Path) -> None:
    page = training_page(open_page)
    bad = tmp_path / "bad.safetensors"
    bad.write_bytes(b"\xff" * 5000)
    page.locator(".st-key-training_upload input[type=file]").set_input_files(bad)
    expect(page.locator(".st-key-training_weights .notice")).to_contain_text("not a safetensors file", timeout=PATIENCE)
    assert page.locator(".st-key-training_download").count() == 0


def point_at(page: Page, key: str, name: str, row: int, column: int) -> None:
    page.mouse.move(*place_in_figure(page, key, name, (row, column)))


def told(page: Page, figure: str) -> float:
    """The value in the line under a figure."""
    words = page.locator(f".st-key-linked_{figure} .linked-line .cell").inner_text()
    return float(words.partition(" = ")[2].replace("−", "-"))


def under_the_microscope(page: Page) -> float:
    expect(page.locator(".st-key-cell_address")).to_be_visible()
    settled(page)
    return float(page.locator(".cell-value .number").inner_text().replace("−", "-"))


def test_cells_are_linked_while_the_network_trains(open_page: OpenPage) -> None:
    page = training_page(open_page)
    start(page)
    images_seen(page)
    line = page.locator(".st-key-linked_training_watch .linked-line")
    cell = page.locator(".st-key-training_watch .linked-marks .cell.line")
    window = page.locator(".st-key-training_watch .linked-marks .window.line")
    point_at(page, "training_watch", "softmax", 4, 0.01)
    expect(line).to_contain_text("softmax digit 4 = ")
    for _ in range(3):  # it is redrawn twice a second: the marks stay, the value changes
        value = line.locator(".cell").inner_text()
        expect(line.locator(".cell")).not_to_have_text(value)
        expect(line).to_contain_text("softmax digit 4 = ")
        expect(cell).to_have_attribute("d", re.compile("^M"))
    page.mouse.move(2, 2)
    page.locator(".st-key-training_watch .js-plotly-plot[data-linked]:visible").focus()
    for column in range(15, 20):
        page.keyboard.press("ArrowRight")
        expect(line).to_contain_text(f"relu1 channel 0, row 14, column {column} = ")
        page.wait_for_timeout(300)  # it is redrawn in the meantime
    for step in range(30):  # one move each, some while one figure is gone and the next not there yet: none may be lost
        row, column = step % 28, step * 7 % 28
        point_at(page, "training_watch", "relu1", row, column)
        expect(line).to_contain_text(f"relu1 channel 0, row {row}, column {column} = ")
        page.wait_for_timeout(40)
    point_at(page, "training_watch", "relu1", 9, 16)
    expect(line).to_contain_text("relu1 channel 0, row 9, column 16 = ")
    expect(window).to_have_attribute("d", "")  # conv1 is not shown; what relu1 sees of the input is
    expect(page.locator(".st-key-training_watch .linked-marks .field.line")).to_have_attribute("d", re.compile("^M"))
    page.mouse.down()
    page.mouse.up()
    under_the_microscope(page)
    notice = page.locator(".st-key-moment")
    expect(notice).to_contain_text(re.compile(r"run 1 (at epoch \d|after training)"))
    page.locator(".st-key-moment_over button").click()
    expect(notice).to_have_count(0)
    page.get_by_role("link", name="Train").first.click()
    expect(page.locator(".st-key-training_words")).to_be_visible()
    if page.locator(".st-key-stop_training button").count():
        stop(page)


def test_a_cell_of_the_replay_is_opened_with_the_weights_of_that_time(open_page: OpenPage) -> None:
    page = training_page(open_page)
    start(page)
    images_seen(page)
    stop(page)
    page.locator(".st-key-training_views").get_by_text("replay", exact=True).click()
    settled(page)
    expect(page.locator(".st-key-training_replay .js-plotly-plot[data-linked]")).to_be_visible()
    slider = '.st-key-training_results [data-testid="stSlider"] input'
    page.locator(slider).press("ArrowLeft")
    settled(page)
    step = str(page.locator(slider).get_attribute("aria-valuetext"))
    page.locator(".st-key-training_replay").scroll_into_view_if_needed()
    point_at(page, "training_replay", "conv1", 9, 14)
    expect(page.locator(".st-key-linked_replay .linked-line")).to_contain_text("conv1 channel 0, row 9, column 14 = ")
    assert page.locator(".st-key-replay_watch .linked-marks .window.line").get_attribute("d")  # in both figures
    value = told(page, "replay")
    page.mouse.down()
    page.mouse.up()
    assert abs(under_the_microscope(page) - value) <= 1e-4 * max(1, abs(value))
    expect(page.locator(".st-key-moment")).to_contain_text("run 1 at epoch")
    page.get_by_role("link", name="Train").first.click()
    expect(page.locator(".st-key-training_replay .js-plotly-plot[data-linked]")).to_be_visible()
    expect(page.locator(slider)).to_have_attribute("aria-valuetext", step)  # where it was left
    page.get_by_role("link", name="Explore").first.click()
    expect(page.locator(".st-key-prediction")).to_contain_text("trained weights")  # nothing was changed there
    page.get_by_role("link", name="Microscope").first.click()
    expect(page.locator(".st-key-cell_address")).to_be_visible()
    expect(page.locator(".st-key-moment")).to_have_count(0)
    settled(page)
