"""Linked views in a real Chromium: what is marked is what `shapes` and `cell` say, at once, without a rerun."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from cnn.figures.arrangement import NARROW, WIDE, Arrangement
from cnn.figures.network import layer_grid
from cnn.network.cell import receptive_field
from cnn.network.shapes import layer_shapes
from cnn.network.spec import LAYER_NAMES, TEXTBOOK, NetworkSpec
from tests.browser.conftest import OpenPage
from tests.browser.driver import PATIENCE, PHONE, move_slider, settled, wait_until

Rectangle = tuple[float, float, float, float]
"""left, top, right, bottom in pixels of the figure."""

STRIDED = TEXTBOOK.changed(conv1_stride=2, conv2_padding=1, conv2_kernel_size=4, pool2_kernel_size=3, pool2_stride=1)


@dataclass(frozen=True)
class Place:
    """A layer's picture: pixels of its cell (0, 0) and of one step."""

    left: float
    top: float
    step: float

    def box(self, rows: tuple[int, int], columns: tuple[int, int]) -> Rectangle:
        """Pixels of rows × columns, [from, to)."""
        left, right = (self.left + at * self.step for at in columns)
        top, bottom = (self.top + at * self.step for at in rows)
        return left, top, right, bottom


def place_of(page: Page, name: str) -> Place:
    left, top, step = page.evaluate(
        """(name) => {
            const plot = document.querySelector(".st-key-network .js-plotly-plot");
            const trace = plot._fullData.find((one) => one.name === name);
            const axis = (id) => plot._fullLayout[`${id[0]}axis${id.slice(1)}`];
            // l2p rounds to hundredths
            const [x, y] = [axis(trace.xaxis), axis(trace.yaxis)];
            return [x._offset + x.l2p(-0.5), y._offset + y.l2p(-0.5), (x.l2p(1000) - x.l2p(0)) / 1000];
        }""",
        name,
    )
    return Place(left, top, step)


def tile(spec: NetworkSpec, name: str, channel: int, places: Arrangement = WIDE) -> tuple[int, int]:
    """Row and column at which a map begins in the montage of its layer."""
    shape = layer_shapes(spec).named(name).output_shape
    grid = layer_grid(name, shape, places)  # type: ignore[arg-type]
    return channel // grid.columns * (grid.height + 1), channel % grid.columns * (grid.width + 1)


def marked(page: Page, kind: str) -> list[Rectangle]:
    """The rectangles that are drawn as `kind`: cell, window, outside or field."""
    path = page.locator(f".st-key-network .linked-marks .{kind}.line").get_attribute("d") or ""
    found = re.findall(r"M([-\d.]+) ([-\d.]+)H([-\d.]+)V([-\d.]+)H[-\d.]+Z", path)
    return [(float(left), float(top), float(right), float(bottom)) for left, top, right, bottom in found]


def near(found: list[Rectangle], expected: list[Rectangle]) -> bool:
    return len(found) == len(expected) and all(
        abs(one - other) < 0.2 for pair in zip(found, expected, strict=True) for one, other in zip(*pair, strict=True)
    )


def point_at(page: Page, spec: NetworkSpec, name: str, cell: tuple[int, int, int]) -> None:
    channel, row, column = cell
    top, left = tile(spec, name, channel)
    x0, y0, x1, y1 = place_of(page, name).box((top + row, top + row + 1), (left + column, left + column + 1))
    figure = plot(page).bounding_box()
    assert figure is not None
    page.mouse.move(figure["x"] + (x0 + x1) / 2, figure["y"] + (y0 + y1) / 2)


def plot(page: Page) -> Locator:
    return page.locator(".st-key-network .js-plotly-plot[data-linked]")


def line(page: Page) -> Locator:
    return page.locator(".linked-line")


def with_digit(page: Page) -> None:
    """Take an example digit, and wait until its values can be read off."""
    expect(plot(page)).to_be_visible()
    page.locator(".st-key-example7 button").click()
    expect(page.locator(".st-key-prediction .digit")).to_be_visible()
    settled(page)
    expect(plot(page)).to_be_visible()


def expected_window(
    page: Page, spec: NetworkSpec, name: str, cell: tuple[int, int, int]
) -> tuple[list[Rectangle], ...]:
    """What must be marked inside the maps of the layer before, and over their edges, by the shape table."""
    index = LAYER_NAMES.index(name)
    layer, before = layer_shapes(spec)[index], LAYER_NAMES[index - 1]
    size = layer.input_shape[1]
    first = [place * layer.stride - layer.padding for place in cell[1:]]
    whole = [(start, start + layer.kernel_size) for start in first]
    inside = [(max(0, start), min(size, end)) for start, end in whole]
    channels = range(layer.input_shape[0]) if layer.kind == "conv" else [cell[0]]
    place = place_of(page, before)

    def boxes(rows: tuple[int, int], columns: tuple[int, int]) -> list[Rectangle]:
        corners = [tile(spec, before, channel) for channel in channels]
        return [
            place.box((top + rows[0], top + rows[1]), (left + columns[0], left + columns[1])) for top, left in corners
        ]

    return boxes(inside[0], inside[1]), boxes(whole[0], whole[1]) if inside != whole else []


def expect_window(page: Page, spec: NetworkSpec, name: str, cell: tuple[int, int, int]) -> None:
    """Wait until the window of a cell is marked: after a change the figure is laid out again, and the marks with it."""
    end = time.monotonic() + PATIENCE / 1000
    while True:
        expected = expected_window(page, spec, name, cell)
        found = marked(page, "window"), marked(page, "outside")
        if all(map(near, found, expected)):
            return
        assert time.monotonic() < end, (found, expected)
        page.evaluate("() => new Promise(requestAnimationFrame)")


@pytest.mark.parametrize("spec", [TEXTBOOK, STRIDED], ids=["textbook", "strided"])
def test_marks_are_what_the_shape_table_says(open_page: OpenPage, spec: NetworkSpec) -> None:
    query = "&".join(f"{key}={spec.get(key)}" for key in spec.differences(TEXTBOOK))
    page = open_page(f"/?{query}")
    with_digit(page)
    layers = layer_shapes(spec)
    for name in ("conv1", "relu1", "pool1", "conv2", "relu2", "pool2"):
        layer = layers[LAYER_NAMES.index(name)]
        count, size, _ = layer.output_shape
        for cell in ((count - 1, 0, size - 1), (2, size // 2, 1)):
            point_at(page, spec, name, cell)
            expect(line(page)).to_contain_text(f"{name} channel {cell[0]}, row {cell[1]}, column {cell[2]} = ")
            window, outside = expected_window(page, spec, name, cell)
            assert near(marked(page, "window"), window), name
            assert near(marked(page, "outside"), outside), name
            top, left, bottom, right = receptive_field(layers, name, *cell)
            if name != "conv1":  # there it is the window
                field = [place_of(page, "input").box((top, bottom), (left, right))]
                assert near(marked(page, "field"), field), name
            row, column = (start + place for start, place in zip(tile(spec, name, cell[0]), cell[1:], strict=True))
            own = [place_of(page, name).box((row, row + 1), (column, column + 1))]
            assert near(marked(page, "cell"), own), name


def test_pointing_causes_no_layout_and_no_request(open_page: OpenPage) -> None:
    page = open_page()
    with_digit(page)
    sent: list[object] = []
    frames = page.context.new_cdp_session(page)
    frames.send("Network.enable")

    def keep(frame: object) -> None:
        sent.append(frame)

    frames.on("Network.webSocketFrameSent", keep)
    measured, cells = page.evaluate(
        """() => {
            const plot = document.querySelector(".st-key-network .js-plotly-plot");
            const {left, top, width} = plot.getBoundingClientRect();
            const target = plot.querySelector(".nsewdrag") ?? plot;
            const measure = Element.prototype.getBoundingClientRect;
            const words = new Set();
            let measured = 0; // each time the browser may have to lay out the whole page
            Element.prototype.getBoundingClientRect = function () { measured++; return measure.call(this); };
            for (let step = 0; step < 400; step++) {
                const place = {clientX: left + (step * 7.3) % width, clientY: top + 60 + (step * 11) % 250};
                target.dispatchEvent(new PointerEvent("pointermove", {...place, bubbles: true, pointerType: "mouse"}));
                words.add(document.querySelector(".linked-line").textContent);
            }
            Element.prototype.getBoundingClientRect = measure;
            return [measured, words.size];
        }"""
    )
    assert cells > 100 and measured <= 4, (cells, measured)  # all within one frame
    assert not sent
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def test_marks_stay_through_a_redraw(open_page: OpenPage) -> None:
    page = open_page()
    with_digit(page)
    point_at(page, TEXTBOOK, "conv2", (3, 5, 5))
    expect(line(page)).to_contain_text("conv2 channel 3, row 5, column 5 = ")
    before = line(page).inner_text()
    page.evaluate("document.querySelector('.st-key-network .js-plotly-plot').same = true")
    page.locator(".st-key-example4 button").focus()
    page.keyboard.press("Enter")
    expect(line(page)).not_to_have_text(before)  # another digit, another value under the resting mouse
    expect(line(page)).to_contain_text("conv2 channel 3, row 5, column 5 = ")
    settled(page)
    assert page.evaluate("document.querySelector('.st-key-network .js-plotly-plot').same")
    point_at(page, TEXTBOOK, "conv2", (3, 5, 6))
    expect(line(page)).to_contain_text("conv2 channel 3, row 5, column 6 = ")
    assert len(marked(page, "window")) == 16


def test_the_keyboard_does_what_the_mouse_does(open_page: OpenPage) -> None:
    page = open_page()
    with_digit(page)
    plot(page).focus()
    page.keyboard.press("ArrowRight")
    expect(line(page)).to_contain_text("conv1 channel 0, row 14, column 15")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("PageDown")
    expect(line(page)).to_contain_text("conv1 channel 1, row 13, column 15")
    assert len(marked(page, "window")) == 1
    page.keyboard.press("Home")
    for _ in range(28):
        page.keyboard.press("ArrowRight")
    expect(line(page)).to_contain_text("conv1 channel")  # over the edge into the next layer
    page.keyboard.press("Escape")
    expect(line(page)).to_contain_text("Point at any cell")
    assert not marked(page, "cell")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/microscope"))
    settled(page)


def test_a_click_opens_the_microscope_with_the_settings_kept(open_page: OpenPage) -> None:
    page = open_page("/?conv1_stride=2&conv2_padding=1&conv2_kernel_size=4&pool2_kernel_size=3&pool2_stride=1")
    with_digit(page)
    point_at(page, STRIDED, "conv2", (6, 2, 3))
    page.mouse.down()
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"/microscope\?.*conv1_stride=2"))
    settled(page)
    expect(page.locator(".st-key-microscope")).to_contain_text("conv2")


def test_a_finger_marks_with_a_tap_and_opens_with_the_next(open_page: OpenPage) -> None:
    page = open_page("/", viewport=PHONE, has_touch=True, is_mobile=True)
    with_digit(page)
    plot(page).scroll_into_view_if_needed()
    corner = plot(page).bounding_box()
    assert corner is not None
    top, left = tile(TEXTBOOK, "conv1", 4, NARROW)
    x0, y0, x1, y1 = place_of(page, "conv1").box((top + 9, top + 10), (left + 7, left + 8))
    x, y = corner["x"] + (x0 + x1) / 2, corner["y"] + (y0 + y1) / 2
    page.touchscreen.tap(x, y)
    expect(line(page)).to_contain_text("conv1 channel 4, row 9, column 7")
    page.touchscreen.tap(x, y)
    expect(page).to_have_url(re.compile("/microscope"))
    settled(page)


def test_marks_follow_settings_that_change_under_a_resting_mouse(open_page: OpenPage) -> None:
    page = open_page()
    with_digit(page)
    point_at(page, TEXTBOOK, "conv2", (8, 5, 6))
    expect(line(page)).to_contain_text("window: pool1, all 16 maps, rows 3…7, columns 4…8")
    move_slider(page, "conv2_kernel_size", -2)
    expect(page.locator(".st-key-block_conv2 .shape")).to_have_text("32×16×16")  # the server has heard both keys
    expect(line(page)).to_contain_text("window: pool1, all 16 maps, rows 3…5, columns 4…6")
    settled(page)
    spec = TEXTBOOK.changed(conv2_kernel_size=3)
    expect_window(page, spec, "conv2", (8, 5, 6))
    move_slider(page, "conv1_stride", 1)
    settled(page)
    expect_window(page, spec.changed(conv1_stride=2), "conv2", (8, 5, 6))
    expect(line(page)).to_contain_text("window: pool1, all 16 maps, rows 3…5, columns 4…6")


def test_marks_follow_the_figure_when_the_window_changes_its_size(open_page: OpenPage) -> None:
    page = open_page()
    with_digit(page)
    point_at(page, TEXTBOOK, "conv2", (3, 5, 5))
    before = marked(page, "window")
    cell = "document.querySelector('.st-key-network .linked-marks .window.line').getAttribute('d')"
    path = page.evaluate(cell)
    page.set_viewport_size({"width": 1500, "height": 800})
    wait_until(page, f"(before) => {cell} !== before", path)
    expect_window(page, TEXTBOOK, "conv2", (3, 5, 5))  # Plotly lays it out in steps
    assert not near(marked(page, "window"), before)
