"""The network at work in a real Chromium: it follows pen and slider, and it is the network that PyTorch has."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import numpy as np
import pytest
import torch
from playwright.sync_api import Page, Route, expect

from cnn.digits.handwriting import example_strokes, generate_strokes
from cnn.digits.prepare import prepare_steps
from cnn.digits.render import render
from cnn.figures.montage import montage
from cnn.figures.network import layer_grid
from cnn.network.spec import LAYER_NAMES, TEXTBOOK, NetworkSpec
from cnn.network.trace import trace_forward
from cnn.offline.supernet_draws import extreme_setting, near_setting, small_map_setting, uniform_setting
from cnn.ui.live import EXAMPLE_NOTE, NOT_HERE
from cnn.ui.prediction import NOTES
from cnn.weights.load import load_model
from cnn.weights.package import is_whole
from tests.browser.conftest import OpenPage
from tests.browser.driver import (
    PATIENCE,
    canvas_ready,
    draw,
    drawn,
    expect_prediction,
    figure_texts,
    go_on,
    layer_values,
    pen_down,
    press,
    settled,
    thinned,
    visit,
    wait_until,
)

_MARKS = """() => {
    window.marked = { "explorer:maps": 0, "explorer:answer": 0 };
    const seen = (list) => list.getEntries().forEach(({ name }) => name in window.marked && window.marked[name]++);
    new PerformanceObserver(seen).observe({ entryTypes: ["mark"] });
}"""


_GROWTH = """() => {
    window.grown = [];
    const note = ({ addedNodes, target }) => addedNodes.length && window.grown.push(target.outerHTML.slice(0, 200));
    new MutationObserver((changes) => changes.forEach(note)).observe(document.body, { childList: true, subtree: true });
}"""
"""Notes where anything is added to the page, be it a text: that makes the browser match its styles again."""


def marks(page: Page) -> dict[str, int]:
    found: dict[str, int] = page.evaluate("() => window.marked")
    return found


@dataclass
class Wire:
    """What went to the server and came from it, in bytes."""

    sent: list[int] = field(default_factory=list)
    received: list[int] = field(default_factory=list)


@contextmanager
def wire(page: Page) -> Iterator[Wire]:
    session, found = page.context.new_cdp_session(page), Wire()
    session.send("Network.enable")

    def size(event: dict[str, dict[str, str]]) -> int:
        return len(event["response"]["payloadData"]) * 3 // 4  # of binary frames, in base64

    session.on("Network.webSocketFrameSent", lambda event: found.sent.append(size(event)))
    session.on("Network.webSocketFrameReceived", lambda event: found.received.append(size(event)))
    yield found
    session.detach()


def test_maps_and_answer_follow_the_pen_without_the_server(open_page: OpenPage) -> None:
    page = open_page()
    canvas_ready(page)
    page.evaluate(_MARKS)
    stroke = thinned(np.concatenate(example_strokes(8)), 24)
    with wire(page) as lines:
        pen_down(page, stroke[:4])
        wait_until(page, "() => window.marked['explorer:maps'] > 0")
        page.evaluate(_GROWTH)
        answers = set()
        for part in np.split(stroke[4:], 4):
            before = marks(page)["explorer:maps"]
            go_on(page, part)
            wait_until(page, f"() => window.marked['explorer:maps'] > {before}")
            answers.add(page.locator(".st-key-prediction").inner_text())
        assert not lines.sent, "the pen is still down"
        assert page.evaluate("() => window.grown") == []
        page.mouse.up()
        drawn(page)
        assert 0 < sum(lines.sent) < 5120 and sum(lines.received) < 5120, lines
    assert len(answers) > 2
    assert marks(page)["explorer:answer"] > 2
    expect_prediction(page, 8)


def test_two_digits_on_the_board_are_told_at_once(open_page: OpenPage) -> None:
    page = open_page()
    for digit, left in ((1, 0.02), (7, 0.5)):
        draw(page, [stroke * (0.45, 0.9) + (left, 0.05) for stroke in example_strokes(digit)])
    drawn(page)
    expect(page.locator(".st-key-prediction")).to_contain_text(NOTES["several"])


def test_what_is_drawn_before_the_network_is_there_is_answered_when_it_comes(open_page: OpenPage) -> None:
    page = open_page(only_once=True)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/explorer/networks/**", hold)
    page.reload()
    canvas_ready(page)
    draw(page, example_strokes(7))
    wait_until(page, "() => document.querySelector('.st-key-ink')?.dataset.ink === 'answered'")
    assert held
    for route in held:
        route.continue_()
    expect_prediction(page, 7)
    settled(page)
    assert layer_values(page, "input").max() > 0.9


def test_a_page_left_alone_is_not_painted(open_page: OpenPage) -> None:
    page = open_page()
    press(page, "example3")
    expect_prediction(page, 3)
    settled(page)
    page.evaluate(_MARKS)
    page.wait_for_timeout(700)
    assert not any(marks(page).values())


def hold(page: Page, key: str, value: int, limits: tuple[int, int]) -> None:
    """Drag a slider's knob to a value and keep it there."""
    knob = page.locator(f'.st-key-{key} [data-testid="stSliderThumbValue"]').locator("xpath=..").bounding_box()
    track = page.locator(f".st-key-{key} [role=group]").bounding_box()
    assert knob is not None and track is not None
    if not page.evaluate("() => window.isHeld"):
        page.mouse.move(knob["x"] + knob["width"] / 2, knob["y"] + knob["height"] / 2)
        page.mouse.down()
        page.evaluate("() => (window.isHeld = true)")
    share = (value - limits[0]) / (limits[1] - limits[0])
    page.mouse.move(track["x"] + share * track["width"], knob["y"] + knob["height"] / 2, steps=3)


def let_go(page: Page) -> None:
    page.mouse.up()
    page.evaluate("() => (window.isHeld = false)")
    settled(page)


def heading(page: Page, layer: str, shape: str) -> None:
    expect(page.locator(f".st-key-block_{layer} .shape")).to_have_text(shape, timeout=PATIENCE)


def test_the_network_follows_the_thumb_of_a_slider(open_page: OpenPage) -> None:
    page = open_page()
    press(page, "example5")
    expect_prediction(page, 5)
    settled(page)
    hold(page, "conv1_kernel_size", 3, (1, 7))
    heading(page, "conv1", "16×30×30")
    wait_until(page, "() => document.querySelector('.st-key-network').textContent.includes('16×30×30')")
    wait_until(page, "() => document.querySelectorAll('.figure-overlay canvas')[1].height === 30 * 8 + 7")
    assert "conv1_kernel_size" not in page.url
    hold(page, "conv1_kernel_size", 7, (1, 7))
    heading(page, "conv1", "16×26×26")
    let_go(page)
    assert "conv1_kernel_size=7" in page.url
    image = torch.from_numpy(layer_values(page, "input")).reshape(1, 28, 28)
    trace = trace_forward(load_model(TEXTBOOK.changed(conv1_kernel_size=7)).model, image)
    np.testing.assert_allclose(layer_values(page, "fc2").ravel(), trace.logits, rtol=1e-5, atol=1e-4)
    assert "16×26×26" in figure_texts(page)


def test_an_impossible_value_under_the_thumb_is_a_sentence(open_page: OpenPage) -> None:
    page = open_page("/?pool1_kernel_size=4&pool1_stride=4&conv2_kernel_size=6&conv2_padding=0")
    press(page, "example5")
    settled(page)
    said = page.locator(".figure-sentence")
    expect(said).to_be_hidden()
    hold(page, "conv2_kernel_size", 7, (1, 7))
    expect(said).to_contain_text("pool2 cannot be built", timeout=PATIENCE)
    heading(page, "pool2", "cannot be built")
    hold(page, "conv2_kernel_size", 6, (1, 7))
    expect(said).to_be_hidden(timeout=PATIENCE)
    heading(page, "pool2", "32×1×1")
    hold(page, "conv2_kernel_size", 7, (1, 7))
    let_go(page)
    expect(page.locator(".st-key-problem")).to_contain_text("pool2 cannot be built", timeout=PATIENCE)
    expect(said).to_be_hidden(timeout=PATIENCE)  # the last network that could be built
    assert "32×2×2" in figure_texts(page)


def with_example(page: Page) -> None:
    """Load the page again as that of a learner who has not touched the board."""
    page.evaluate("() => sessionStorage.setItem('with example', '1')")
    page.evaluate("() => sessionStorage.removeItem('explorer.example')")
    page.reload()
    canvas_ready(page)


def test_an_example_draws_itself_and_the_first_touch_takes_it_away(open_page: OpenPage) -> None:
    page = open_page()
    with_example(page)
    expect(page.locator(".board-example")).to_contain_text("example", timeout=PATIENCE)
    expect(page.locator(".st-key-prediction .second")).to_have_text(EXAMPLE_NOTE, timeout=PATIENCE)
    wait_until(page, "() => sessionStorage.getItem('explorer.example') === 'drawn'")
    expect_prediction(page, 7)
    draw(page, example_strokes(2))
    expect(page.locator(".board-example")).to_have_count(0)
    drawn(page)
    expect_prediction(page, 2)
    press(page, "clear")
    expect(page.locator(".st-key-prediction .invitation")).to_be_visible(timeout=PATIENCE)
    visit(page, "Shapes")
    visit(page, "Explore")
    expect(page.locator(".board-example")).to_have_count(0)


def test_the_example_is_finished_at_once_with_reduced_motion(open_page: OpenPage) -> None:
    page = open_page()
    page.emulate_media(reduced_motion="reduce")
    with_example(page)
    expect(page.locator(".board-example")).to_be_visible(timeout=PATIENCE)
    wait_until(page, "() => sessionStorage.getItem('explorer.example') === 'drawn'")
    expect_prediction(page, 7)
    press(page, "example1")
    expect_prediction(page, 1)
    expect(page.locator(".board-example")).to_have_count(0)


def test_where_networks_cannot_be_fetched_the_server_draws_and_says_so_once(open_page: OpenPage) -> None:
    page = open_page(only_once=True)
    page.route("**/explorer/networks/**", lambda route: route.fulfill(status=200, body=b"\x08\0\0\0\0\0\0\0nonsense"))
    page.reload()
    notice = page.locator(".st-key-problem")
    expect(notice).to_contain_text(NOT_HERE, timeout=PATIENCE)
    press(page, "notice_read")
    expect(notice).to_have_count(0, timeout=PATIENCE)
    draw(page, example_strokes(4))
    drawn(page)
    expect_prediction(page, 4)
    image = torch.from_numpy(layer_values(page, "input")).reshape(1, 28, 28)
    trace = trace_forward(load_model(TEXTBOOK).model, image)
    np.testing.assert_allclose(layer_values(page, "fc2").ravel(), trace.logits, atol=1e-4)
    expect(notice).to_have_count(0)


def layers_of_one_pass(page: Page, first: str, second: str) -> tuple[np.ndarray, np.ndarray]:
    """The values of two layers, asked for one after the other until no newer pass came in between."""
    for _ in range(20):
        before, values, after = (layer_values(page, name) for name in (first, second, first))
        if np.array_equal(before, after):
            return before, values
    raise AssertionError("the network never rested")


def test_a_slow_network_runs_beside_the_page(open_page: OpenPage) -> None:
    spec = TEXTBOOK.changed(conv1_out_channels=32, conv2_out_channels=64, conv2_kernel_size=7, conv2_padding=3)
    page = open_page(f"/?{urlencode(spec.to_query())}")
    canvas_ready(page)
    draw(page, example_strokes(4))
    drawn(page)
    settled(page)
    expect_prediction(page, 4)
    assert len(page.workers) == 1
    image, shown = layers_of_one_pass(page, "input", "conv2")
    trace = trace_forward(load_model(spec).model, torch.from_numpy(image)[None])
    expected = montage(trace["conv2"], layer_grid("conv2", trace["conv2"].shape))
    np.testing.assert_allclose(shown, expected, atol=1e-4 * np.abs(trace["conv2"]).max())
    press(page, "clear")
    wait_until(page, "() => document.querySelector('.st-key-prediction .invitation')")


LARGE = TEXTBOOK.changed(pool1_kind="none", pool2_kind="none")


def test_a_network_too_large_to_be_sent_follows_the_pen_too(open_page: OpenPage) -> None:
    page = open_page(f"/?{urlencode(LARGE.to_query())}")
    canvas_ready(page)
    draw(page, example_strokes(3))
    drawn(page)
    settled(page)
    expect_prediction(page, 3)
    image, shown = layers_of_one_pass(page, "input", "fc2")
    trace = trace_forward(load_model(LARGE).model, torch.from_numpy(image)[None])
    np.testing.assert_allclose(shown.ravel(), trace.logits, atol=1e-4 * np.abs(trace.logits).max())
    press(page, "textbook")
    settled(page)
    expect_prediction(page, 3)


def test_where_fc1_cannot_be_had_the_server_draws_and_says_so(open_page: OpenPage) -> None:
    page = open_page(f"/?{urlencode(LARGE.to_query())}", only_once=True)
    page.route("**/explorer/networks/**", lambda route: route.fulfill(status=500, body="no"))
    canvas_ready(page)
    draw(page, example_strokes(3))
    drawn(page)
    expect(page.locator(".st-key-problem")).to_contain_text(NOT_HERE, timeout=PATIENCE)
    expect_prediction(page, 3)
    assert page.locator(".figure-overlay").count() == 0


def test_a_layers_name_opens_it_large_and_escape_leads_back(open_page: OpenPage) -> None:
    page = open_page()
    press(page, "example3")
    expect_prediction(page, 3)
    settled(page)
    trace = trace_forward(load_model(TEXTBOOK).model, torch.from_numpy(layer_values(page, "input")).reshape(1, 28, 28))
    name = page.get_by_role("button", name="Enlarge conv2")
    name.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="conv2 · 32×14×14, large")
    expect(dialog.locator(".heatmaplayer image")).to_be_visible(timeout=PATIENCE)
    numbers = dialog.locator(".annotation-text").all_text_contents()
    assert numbers == [str(channel) for channel in range(32)]
    with page.expect_download() as table:
        dialog.get_by_role("button", name="CSV").click()
    lines = table.value.path().read_text().splitlines()
    assert lines[0] == "channel,row,column,value" and len(lines) == 1 + trace["conv2"].size
    channel, row, column, value = lines[1 + 14 * 14 * 5 + 14 * 3 + 7].split(",")
    assert (channel, row, column) == ("5", "3", "7")
    assert float(value) == pytest.approx(float(trace["conv2"][5, 3, 7]), rel=1e-4, abs=1e-5)
    for kind, begins in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        with page.expect_download() as picture:
            dialog.get_by_role("button", name=kind).click()
        assert picture.value.path().read_bytes().startswith(begins)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(name).to_be_focused()


# ---------------------------------------------------------------- the engine against PyTorch and Pillow

SETTINGS, DRAWINGS = 300, 200

_RUN = """async ([folder, address, image]) => {
    const [{ outputsOf }, { networkAt }] = await Promise.all(
        ["engine/outputs", "live/passes"].map((name) => import(new URL(`${folder}/${name}.js`, document.baseURI))));
    const outputs = Object.values(await outputsOf(await networkAt(address), Float32Array.from(image)));
    const bytes = new Uint8Array(await new Blob(outputs).arrayBuffer());
    let text = "";
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text);
}"""

_PREPARE = """async ([folder, ink, size]) => {
    const { prepareDigit } = await import(new URL(`${folder}/engine/digit.js`, document.baseURI));
    const levels = Float32Array.from(atob(ink), (letter) => letter.charCodeAt(0) / 255);
    return Array.from(prepareDigit(levels, size, size));
}"""


@pytest.fixture
def folder(shared_page: Page) -> str:
    """Where the page has its modules from."""
    return str(
        shared_page.evaluate(
            """() => performance.getEntriesByType("resource").map(({ name }) => name)
                .find((name) => name.endsWith("/live/index.js")).replace("/live/index.js", "")"""
        )
    )


def specs() -> list[NetworkSpec]:
    rng = random.Random(11)
    kinds = (uniform_setting, near_setting, small_map_setting, extreme_setting)
    return [kinds[number % 4](rng) for number in range(SETTINGS)]


def test_every_layer_of_300_networks_is_what_pytorch_says(shared_page: Page, folder: str) -> None:
    version = shared_page.evaluate(
        """() => performance.getEntriesByType("resource").map(({ name }) => name)
            .find((name) => name.includes("/explorer/networks/")).split("?")[0]"""
    )
    rng = np.random.default_rng(12)
    tried = specs()
    assert sum(not is_whole(spec) for spec in tried) >= 3
    for number, spec in enumerate(tried):
        image = prepare_steps(render(generate_strokes(number % 10, rng), 140, 10).astype(np.float32) / 255).image
        address = f"{version}?{urlencode(spec.to_query())}"
        answer = shared_page.evaluate(_RUN, [folder, address, image.ravel().tolist()])
        values, start = np.frombuffer(base64.b64decode(answer), np.float32), 0
        trace = trace_forward(load_model(spec).model, torch.from_numpy(image)[None])
        for name in LAYER_NAMES:
            expected = trace[name].ravel()
            found = values[start : start + expected.size]
            start += expected.size
            largest = float(np.abs(expected).max()) or 1.0
            assert np.abs(found - expected).max() <= 1e-4 * largest, (name, spec)
        assert start == values.size and int(values[-10:].argmax()) == trace.prediction, spec


def test_200_drawings_are_prepared_as_in_python(shared_page: Page, folder: str) -> None:
    rng = np.random.default_rng(13)
    for number in range(DRAWINGS):
        drawing = render(generate_strokes(number % 10, rng), 140, (10, 10, 4, 1.5)[number % 4])
        ink = base64.b64encode(drawing.tobytes()).decode("ascii")
        found = np.array(shared_page.evaluate(_PREPARE, [folder, ink, 140]), np.float32).reshape(28, 28)
        expected = prepare_steps(drawing.astype(np.float32) / 255).image
        assert np.abs(found - expected).max() < 1 / 255, number
