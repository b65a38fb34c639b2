"""The Explore page in a real Chromium: what a learner does with mouse, keyboard and finger."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from urllib.parse import urljoin

import numpy as np
import pytest
import torch
from PIL import Image
from playwright.sync_api import Page, expect

from cnn.digits.handwriting import example_drawing, example_strokes, generate_strokes
from cnn.figures.montage import montage
from cnn.figures.network import layer_grid
from cnn.network.spec import LIMITS, MAP_LAYERS, TEXTBOOK, NetworkSpec
from cnn.network.trace import Trace, trace_forward
from cnn.weights.load import load_model
from tests.browser.conftest import OpenPage
from tests.browser.driver import (
    PATIENCE,
    PHONE,
    canvas_ready,
    drag_slider,
    draw,
    draw_by_touch,
    drawn,
    expect_prediction,
    figure_texts,
    go_on,
    layer_values,
    move_slider,
    painted,
    pen_down,
    prediction,
    press,
    settled,
    thinned,
)

_INK = """() => {
    const layers = document.querySelector(".st-key-network .js-plotly-plot")?._fullData;
    return layers ? layers[0].z.flatMap((row) => Array.from(row)).reduce((sum, value) => sum + value) : 0;
}"""


def ink(page: Page) -> float:
    """How much ink the network sees, as the figure shows it."""
    return float(page.evaluate(_INK))


def wait_for_ink(page: Page, other_than: float = 0.0) -> None:
    """Wait until the figure shows a drawing, and one with another amount of ink than before."""
    changed = f"() => {{ const now = ({_INK})(); return now > 0 && Math.abs(now - {other_than}) > 1e-3; }}"
    page.wait_for_function(changed, timeout=PATIENCE)


def expect_shape(page: Page, layer: str, shape: str) -> None:
    """Wait until figure, setting block and table all give a layer's output this shape, e.g. 16×28×28."""
    names = page.locator(".st-key-network .annotation-text")
    expect(names.filter(has_text=re.compile(rf"^{shape}$")).first).to_be_visible(timeout=PATIENCE)
    expect(page.locator(f".st-key-block_{layer} .shape")).to_have_text(shape, timeout=PATIENCE)
    row = page.locator(".st-key-twin tr").filter(has=page.get_by_role("cell", name=layer, exact=True))
    expect(row).to_contain_text("[1, " + shape.replace("×", ", ") + "]", timeout=PATIENCE)


def canvas_picture(page: Page) -> str:
    """The finished strokes on the canvas, as the browser holds them."""
    return str(page.locator(".st-key-canvas canvas.dc-canvas.lower-canvas").evaluate("(canvas) => canvas.toDataURL()"))


def trace_of_page(page: Page, spec: NetworkSpec = TEXTBOOK) -> Trace:
    """Our own forward pass of the very 28×28 picture that the page shows."""
    image = torch.from_numpy(layer_values(page, "input")).reshape(1, 28, 28)
    return trace_forward(load_model(spec).model, image)


def test_reads_digits_drawn_with_the_mouse(open_page: OpenPage) -> None:
    page = open_page()
    canvas_ready(page)
    rng = np.random.default_rng(3)
    for digit in (3, 1, 4, 7, 9, 2):
        draw(page, generate_strokes(digit, rng))
        expect_prediction(page, digit)
        press(page, "clear")
        expect(page.locator(".st-key-prediction .invitation")).to_be_visible(timeout=PATIENCE)
        settled(page)


def test_every_map_shows_what_the_network_computes(open_page: OpenPage) -> None:
    page = open_page("/?pool2_kind=avg&conv2_out_channels=7")
    canvas_ready(page)
    draw(page, example_strokes(2))
    drawn(page)
    trace = trace_of_page(page, TEXTBOOK.changed(pool2_kind="avg", conv2_out_channels=7))
    for name in MAP_LAYERS:
        expected = montage(trace[name], layer_grid(name, trace[name].shape))
        np.testing.assert_allclose(layer_values(page, name), expected, rtol=1e-6, atol=1e-5, err_msg=name)
    np.testing.assert_allclose(layer_values(page, "fc2").ravel(), trace.logits, atol=1e-5)
    assert prediction(page) == str(trace.prediction)


def test_the_maps_follow_while_the_pen_is_down(open_page: OpenPage) -> None:
    page = open_page()
    canvas_ready(page)
    stroke = thinned(np.concatenate(example_strokes(8)))
    half = len(stroke) // 2
    pen_down(page, stroke[:half])
    wait_for_ink(page)
    first = ink(page)
    go_on(page, stroke[half:])
    wait_for_ink(page, other_than=first)
    assert prediction(page).isdigit()
    page.mouse.up()
    drawn(page)
    press(page, "undo")  # the whole line is one stroke: taken back at once
    expect(page.locator(".st-key-prediction .invitation")).to_be_visible(timeout=PATIENCE)


def test_a_slider_changes_shapes_and_keeps_the_drawing(open_page: OpenPage) -> None:
    page = open_page()
    canvas_ready(page)
    draw(page, example_strokes(5))
    drawn(page)
    picture, seen = canvas_picture(page), layer_values(page, "input")
    expect_shape(page, "conv1", "16×28×28")
    move_slider(page, "conv1_kernel_size", -2)
    expect_shape(page, "conv1", "16×30×30")
    expect_shape(page, "conv2", "32×15×15")
    drag_slider(page, "conv1_stride", 2, LIMITS["conv1_stride"])
    expect_shape(page, "conv1", "16×15×15")
    settled(page)
    assert canvas_picture(page) == picture
    np.testing.assert_array_equal(layer_values(page, "input"), seen)
    assert "conv1_kernel_size=3" in page.url


def test_every_key_counts_however_quickly_it_is_pressed(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("link", name="Shapes").click()
    page.locator(".st-key-flow .js-plotly-plot").wait_for(timeout=PATIENCE)
    page.get_by_role("link", name="Explore").click()
    canvas_ready(page)
    knob = page.locator(".st-key-conv1_padding input[type=range]")
    expect(knob).to_have_value("2")  # the textbook's again on every page
    knob.focus()
    for _ in range(2):
        knob.press("ArrowLeft")
    expect_shape(page, "conv1", "16×24×24")
    settled(page)
    expect(knob).to_have_value("0")
    press(page, "textbook")
    expect(knob).to_have_value("2")
    knob.press("ArrowLeft")  # at once after the button
    expect_shape(page, "conv1", "16×26×26")


def test_an_impossible_setting_is_answered_and_repaired(open_page: OpenPage) -> None:
    page = open_page("/?pool1_kernel_size=4&pool1_stride=4&conv2_kernel_size=6&conv2_padding=0")
    expect_shape(page, "conv2", "32×2×2")
    move_slider(page, "conv2_kernel_size", 1)  # 1×1 maps, and pool2 wants windows of 2×2
    problem = page.locator(".st-key-problem")
    expect(problem).to_contain_text(re.compile(r"pool2.*\d"), timeout=PATIENCE)
    expect(page.locator(".st-key-block_conv2 .shape")).to_have_text("32×1×1", timeout=PATIENCE)  # what is asked for
    expect(page.locator(".st-key-block_pool2 .shape")).to_have_text("cannot be built", timeout=PATIENCE)
    assert "32×2×2" in figure_texts(page)  # the last network that could be built
    expect(page.locator(".st-key-conv2_kernel_size input[type=range]")).to_have_value("7")
    press(page, "nearest0")
    expect(problem).to_have_count(0, timeout=PATIENCE)
    settled(page)
    assert not any("NaN" in text for text in figure_texts(page))


def test_examples_clear_and_undo(open_page: OpenPage) -> None:
    page = open_page()
    canvas_ready(page)
    for digit in (0, 7):
        press(page, f"example{digit}")
        expect_prediction(page, digit)
    press(page, "clear")
    expect(page.locator(".st-key-prediction .invitation")).to_be_visible(timeout=PATIENCE)
    settled(page)
    first, second = np.array([[0.3, 0.2], [0.35, 0.5], [0.3, 0.8]]), np.array([[0.6, 0.3], [0.8, 0.7]])
    draw(page, [first])
    drawn(page)
    alone = layer_values(page, "input")
    draw(page, [second])
    drawn(page)
    both = ink(page)
    assert both != pytest.approx(float(alone.sum()))
    press(page, "undo")
    wait_for_ink(page, other_than=both)
    drawn(page)
    np.testing.assert_array_equal(layer_values(page, "input"), alone)


def test_reads_an_uploaded_picture(open_page: OpenPage) -> None:
    page = open_page()
    canvas_ready(page)
    buffer = io.BytesIO()
    Image.fromarray(255 - example_drawing(5)).save(buffer, "PNG")  # black ink on white paper
    picture = {"name": "five.png", "mimeType": "image/png", "buffer": buffer.getvalue()}
    page.locator(".st-key-upload input[type=file]").set_input_files(picture)  # type: ignore[arg-type]
    expect_prediction(page, 5)
    blank = io.BytesIO()
    Image.new("L", (60, 60), 255).save(blank, "PNG")
    picture = {"name": "blank.png", "mimeType": "image/png", "buffer": blank.getvalue()}
    page.locator(".st-key-upload input[type=file]").set_input_files(picture)  # type: ignore[arg-type]
    expect(page.locator(".st-key-problem")).to_contain_text("No digit was found", timeout=PATIENCE)
    press(page, "notice_read")
    expect(page.locator(".st-key-problem")).to_have_count(0, timeout=PATIENCE)


def test_nothing_covers_the_knob_of_a_slider(open_page: OpenPage) -> None:
    page = open_page()
    for key in LIMITS:
        knob = page.locator(f'.st-key-{key} [data-testid="stSliderThumbValue"]').locator("xpath=..")
        knob.wait_for(timeout=PATIENCE)
        assert knob.evaluate(
            """(knob) => {
                const box = knob.getBoundingClientRect();
                return knob.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
            }"""
        ), key


def test_a_preset_and_the_way_back_to_the_textbook(open_page: OpenPage) -> None:
    page = open_page()
    page.locator(".st-key-preset input").click()
    page.get_by_role("option", name="stride instead of pooling").click()
    expect_shape(page, "conv1", "16×14×14")
    expect_shape(page, "pool1", "16×14×14")
    expect(page.locator(".st-key-pool1_kernel_size input[type=range]")).to_be_disabled()
    press(page, "textbook")
    expect_shape(page, "conv1", "16×28×28")
    expect_shape(page, "pool1", "16×14×14")
    expect(page.locator(".st-key-textbook button").first).to_be_disabled()


HOSTILE = (
    "conv1_kernel_size=NaN", "conv1_kernel_size=99", "conv1_stride=-1", "pool1_kind=<script>alert(1)</script>",
    "hidden_units=" + "9" * 400, "conv1_padding=&conv2_padding=%00", "conv2_out_channels=1e3&x=%F0%9F%92%A9",
    "conv1_kernel_size=7&conv1_stride=3&conv1_padding=0&pool1_kernel_size=4&pool1_stride=4&conv2_kernel_size=7",
)  # fmt: skip


def test_hostile_addresses_are_answered_in_words(open_page: OpenPage) -> None:
    page = open_page("/?" + HOSTILE[0])
    for query in HOSTILE:
        if query != HOSTILE[0]:
            page.goto(urljoin(page.url, "/?" + query))
        expect(page.locator(".st-key-problem")).to_be_visible(timeout=PATIENCE)
        expect(page.locator(".st-key-network .js-plotly-plot")).to_be_visible(timeout=PATIENCE)
        expect(page.get_by_test_id("stException")).to_have_count(0)


def test_an_address_with_settings_opens_that_network(open_page: OpenPage) -> None:
    page = open_page("/?conv1_out_channels=8&conv1_kernel_size=3&pool2_kind=none&utm=1")
    expect_shape(page, "conv1", "8×30×30")
    expect_shape(page, "pool2", "32×15×15")
    assert "utm=1" in page.url


_CELL = """([index, row, column]) => {
    const plot = document.querySelector(".st-key-network .js-plotly-plot");
    const {left, top} = plot.getBoundingClientRect();
    const {[`xaxis${index}`]: x, [`yaxis${index}`]: y} = plot._fullLayout;
    return [left + x._offset + x.l2p(column), top + y._offset + y.l2p(row)];
}"""


def test_pointing_at_a_cell_shows_its_exact_value(open_page: OpenPage) -> None:
    page = open_page()
    press(page, "example3")
    wait_for_ink(page)
    for scope in ("a layer", "one map"):
        page.locator(".st-key-scope button").filter(has_text=scope).click()
        settled(page)
        for cell in (("conv1", 9, 14, 11), ("conv2", 31, 3, 13)):
            check_value(page, *cell)


def check_value(page: Page, layer: str, channel: int, row: int, column: int) -> None:
    trace = trace_of_page(page)
    top, left = layer_grid(layer, trace[layer].shape).corner(channel)
    page.mouse.move(2, 2)
    page.mouse.move(*page.evaluate(_CELL, [MAP_LAYERS.index(layer) + 1, top + row, left + column]))
    said = page.locator(".linked-line .cell")
    expect(said).to_contain_text(f"{layer} channel {channel}, row {row}, column {column} = ", timeout=PATIENCE)
    value = float(said.inner_text().partition(" = ")[2].replace("−", "-"))
    assert value == pytest.approx(float(trace[layer][channel, row, column]), rel=1e-4, abs=1e-6)


_COUNT_BLANK_FRAMES = """() => {
    Object.assign(window, { seen: 0, blank: 0 });
    const parts = ":is(.cartesianlayer .subplot, .infolayer .annotation)";
    const look = () => {
        const drawn = [...document.querySelectorAll(`.st-key-network .main-svg ${parts}`)];
        window.seen += 1;
        window.blank += !drawn.some((part) => part.checkVisibility());
        requestAnimationFrame(after);
    };
    const channel = new MessageChannel(); // what is posted in a frame arrives once that is painted
    channel.port1.onmessage = look;
    const after = () => channel.port2.postMessage(0);
    after();
}"""


def test_the_maps_do_not_blink_while_the_learner_draws(open_page: OpenPage) -> None:
    page = open_page()
    press(page, "example3")
    wait_for_ink(page)
    angles = np.linspace(0, 2 * np.pi, 40)
    circle = 0.5 + 0.3 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    page.evaluate(_COUNT_BLANK_FRAMES)
    with painted(page, "network") as frames:
        pen_down(page, circle[:1])
        for arc in np.split(circle, 8):
            seen = ink(page)
            go_on(page, arc)
            wait_for_ink(page, other_than=seen)
        page.mouse.up()
        drawn(page)
    maps = [frame[60:300, 120:800] for frame in frames]
    assert len({frame.tobytes() for frame in maps}) > 3, "the maps did not change"
    frames_seen, blank = page.evaluate("() => [window.seen, window.blank]")
    assert blank == 0 < frames_seen
    # On a busy machine the browser itself may show one frame of an area that it has not painted in time.
    assert not any(one.std() < 5 and other.std() < 5 for one, other in pairwise(maps))


def test_the_dark_theme_is_designed_too(open_page: OpenPage) -> None:
    page = open_page(color_scheme="dark")
    press(page, "example4")
    expect_prediction(page, 4)
    assert page.get_by_test_id("stApp").evaluate("(app) => getComputedStyle(app).backgroundColor") == "rgb(20, 22, 27)"
    name = page.locator(".st-key-network .annotation-text").first
    assert name.evaluate("(text) => getComputedStyle(text).fill") == "rgb(241, 239, 236)"


def test_a_projector_shows_digit_answer_and_layers_without_scrolling(open_page: OpenPage) -> None:
    page = open_page()
    press(page, "example6")
    wait_for_ink(page)
    for key in ("canvas", "prediction", "network", "block_conv1", "block_hidden"):
        box = page.locator(f".st-key-{key}").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= 1280
        assert box["y"] + box["height"] <= 720, key


def test_a_finger_draws_on_a_phone(open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE, has_touch=True, is_mobile=True)
    canvas_ready(page)
    draw_by_touch(page, example_strokes(2))
    expect_prediction(page, 2)
    answer = page.locator(".st-key-prediction").bounding_box()
    assert answer is not None
    assert answer["y"] + answer["height"] <= 844
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
