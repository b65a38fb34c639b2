"""Linked views on pictures: the filters' cards, the sliding window and a kernel of your own, in a real Chromium."""

from __future__ import annotations

import re
from math import ceil

import pytest
from playwright.sync_api import Locator, Page, expect

from cnn.network.cell import receptive_field
from cnn.network.colour_conv import colour_pass
from cnn.network.shapes import layer_shapes
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.network.trace import Trace
from cnn.ui.session import Session
from cnn.ui.shown_digit import shown_trace
from tests.browser.conftest import OpenPage
from tests.browser.driver import PHONE, place_in_figure, press, settled, visit

Rectangle = tuple[float, float, float, float]
"""left, top, right, bottom: of marks in pixels of the picture, of cells in rows and columns of it."""

STRIDED = TEXTBOOK.changed(conv1_stride=2, conv2_padding=1, conv2_kernel_size=4)


def opened(open_page: OpenPage, view: str, spec: NetworkSpec = TEXTBOOK, **options: object) -> Page:
    query = "&".join(f"{key}={spec.get(key)}" for key in spec.differences(TEXTBOOK))
    page = open_page(f"/?{query}", **options)
    phone = "is_mobile" in options
    page.locator(".st-key-menu a" if phone else '[data-testid="stTopNavLink"]').filter(has_text="Microscope").click()
    expect(page.locator(".st-key-microscope_view")).to_be_visible()
    settled(page)
    choose(page, "microscope_view", view)
    return page


def choose(page: Page, switch: str, name: str) -> None:
    page.locator(f".st-key-{switch}").get_by_text(name, exact=True).click()
    settled(page)


def showing(page: Page, view: str, switch: str = "") -> Page:
    """A view of the microscope on the page that tests share; of conv1, where it has a switch for its layer."""
    if not page.locator(".st-key-microscope_view").count():
        visit(page, "Microscope")
    choose(page, "microscope_view", view)
    if switch:
        choose(page, switch, "conv1")
    return page


def trace_for(spec: NetworkSpec) -> Trace:
    """What the page shows before anything is drawn."""
    return shown_trace(Session().asked_for(spec))[0]


class Picture:
    """Some maps of a layer as they are on the page: in a square of tiles, with a ring of padding around each."""

    def __init__(self, node: Locator, spec: NetworkSpec, layer: str, count: int, ring: int = 0) -> None:
        box = node.bounding_box()
        assert box is not None
        self.node, self.left, self.top, self.ring = node, box["x"], box["y"], ring
        _, height, width = layer_shapes(spec).named(layer).output_shape
        self.columns = ceil(count**0.5)
        self.high, self.wide = height + 2 * ring + 1, width + 2 * ring + 1
        self.side = box["width"] / (self.columns * self.wide - 1)

    def box(self, tile: int, rows: tuple[int, int], columns: tuple[int, int]) -> Rectangle:
        """Pixels of rows × columns, [from, to), of one of the maps."""
        top = tile // self.columns * self.high + self.ring
        left = tile % self.columns * self.wide + self.ring
        edges = (left + columns[0], top + rows[0], left + columns[1], top + rows[1])
        return tuple(edge * self.side for edge in edges)  # type: ignore[return-value]

    def point(self, tile: int, row: int, column: int) -> tuple[float, float]:
        left, top, right, bottom = self.box(tile, (row, row + 1), (column, column + 1))
        return self.left + (left + right) / 2, self.top + (top + bottom) / 2

    def marked(self, kind: str) -> list[Rectangle]:
        path = self.node.locator(f".linked-marks .{kind}.line")
        drawn = (path.get_attribute("d") or "") if path.count() else ""
        found = re.findall(r"M([-\d.]+) ([-\d.]+)H([-\d.]+)V([-\d.]+)H", drawn)
        return [(float(left), float(top), float(right), float(bottom)) for left, top, right, bottom in found]


def line(page: Page) -> Locator:
    return page.locator(".linked-line")


def window_of(spec: NetworkSpec, layer: str, row: int, column: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Rows and columns of the window of a cell, [from, to), by the shape table; they may be on padding."""
    shape = layer_shapes(spec).named(layer)
    top, left = (place * shape.stride - shape.padding for place in (row, column))
    return (top, top + shape.kernel_size), (left, left + shape.kernel_size)


@pytest.mark.parametrize("spec", [TEXTBOOK, STRIDED], ids=["textbook", "strided"])
def test_a_cell_in_a_filters_map_is_marked_back_to_the_input(open_page: OpenPage, spec: NetworkSpec) -> None:
    page = opened(open_page, "Filters", spec)
    choose(page, "filters_layer", "conv2")
    trace = trace_for(spec)
    sources = page.locator(".sources [data-cells]")
    pool1 = Picture(sources.nth(1), spec, "pool1", len(trace["pool1"]))
    pixels = Picture(sources.nth(0), spec, "input", 1)
    for channel, row, column in ((5, 4, 3), (1, 2, 4)):
        card = page.locator(".filter .map").nth(channel)
        shown = Picture(card, spec, "conv2", 1)
        page.mouse.move(*shown.point(0, row, column))
        said = f"conv2 channel {channel}, row {row}, column {column} = "
        expect(line(page)).to_contain_text(said)
        value = float(line(page).locator(".cell").inner_text().rpartition(" = ")[2].replace("−", "-"))
        assert value == pytest.approx(float(trace["conv2"][channel, row, column]), rel=1e-4)
        assert shown.marked("cell") == [pytest.approx(shown.box(0, (row, row + 1), (column, column + 1)), abs=0.1)]
        window = window_of(spec, "conv2", row, column)
        expected = [pool1.box(tile, *window) for tile in range(len(trace["pool1"]))]
        assert pool1.marked("window") == [pytest.approx(box, abs=0.1) for box in expected]
        top, left, bottom, right = receptive_field(layer_shapes(spec), "conv2", channel, row, column)
        assert pixels.marked("field") == [pytest.approx(pixels.box(0, (top, bottom), (left, right)), abs=0.1)]
    page.mouse.move(2, 2)
    expect(line(page)).to_contain_text("Point at any cell")
    assert not pool1.marked("window")


def test_a_cell_of_the_sliding_windows_pictures_is_marked(shared_page: Page) -> None:
    page = showing(shared_page, "Sliding kernel")
    choose(page, "slide_layer", "conv2")
    trace = trace_for(TEXTBOOK)
    maps, output = (page.locator(f".st-key-slide .{part} [data-cells]") for part in ("in", "out"))
    read, made = Picture(maps, TEXTBOOK, "pool1", 16, ring=2), Picture(output, TEXTBOOK, "conv2", 1)
    page.mouse.move(*made.point(0, 13, 6))
    expect(line(page)).to_contain_text("conv2 channel 0, row 13, column 6 = ")
    rows, columns = window_of(TEXTBOOK, "conv2", 13, 6)
    assert read.marked("outside") == [pytest.approx(read.box(tile, rows, columns), abs=0.1) for tile in range(16)]
    page.mouse.move(*read.point(7, 3, 9))
    expect(line(page)).to_contain_text("pool1 channel 7, row 3, column 9 = ")
    value = float(line(page).locator(".cell").inner_text().rpartition(" = ")[2])
    assert value == pytest.approx(float(trace["pool1"][7, 3, 9]), rel=1e-4, abs=1e-6)
    digit = Picture(page.locator(".st-key-slide_place [data-cells]"), TEXTBOOK, "input", 1)
    top, left, bottom, right = receptive_field(layer_shapes(TEXTBOOK), "pool1", 7, 3, 9)
    assert digit.marked("field") == [pytest.approx(digit.box(0, (top, bottom), (left, right)), abs=0.1)]


def test_one_click_moves_the_sliding_window_and_two_open_the_cell(shared_page: Page) -> None:
    page = showing(shared_page, "Sliding kernel", "slide_layer")
    output = Picture(page.locator(".st-key-slide .out [data-cells]"), TEXTBOOK, "conv1", 1)
    page.mouse.click(*output.point(0, 9, 12))
    player = page.locator(".st-key-slide .slide")
    expect(player).to_have_attribute("data-cell", str(9 * 28 + 12))
    expect(player.locator(".sentence")).to_contain_text("Row 9, column 12: ")
    page.mouse.dblclick(*output.point(0, 10, 11))
    expect(page.locator(".st-key-cell_address")).to_be_visible()
    settled(page)
    values = [page.locator(f".st-key-cell_{part} input").input_value() for part in ("channel", "row", "column")]
    assert values == ["0", "10", "11"]


def test_a_click_on_a_filters_map_opens_its_cell(shared_page: Page) -> None:
    page = showing(shared_page, "Filters", "filters_layer")
    expect(line(page)).to_contain_text("click or Enter opens that cell")  # the microscope is this page
    shown = Picture(page.locator(".filter .map").nth(6), TEXTBOOK, "conv1", 1)
    page.mouse.click(*shown.point(0, 8, 15))
    expect(page.locator(".st-key-cell_address")).to_be_visible()
    settled(page)
    values = [page.locator(f".st-key-cell_{part} input").input_value() for part in ("channel", "row", "column")]
    assert values == ["6", "8", "15"]


def test_the_keyboard_goes_from_map_to_map(shared_page: Page) -> None:
    page = showing(shared_page, "Filters", "filters_layer")
    page.locator(".filter .map").nth(2).focus()
    page.keyboard.press("ArrowDown")
    expect(line(page)).to_contain_text("conv1 channel 2, row 15, column 14 = ")
    page.keyboard.press("PageDown")
    expect(line(page)).to_contain_text("conv1 channel 3, row 15, column 14 = ")
    expect(page.locator(".filter .map").nth(3)).to_be_focused()
    page.keyboard.press("Tab")  # what the keyboard comes to is what it acts on
    expect(page.locator(".filter .map").nth(4)).to_be_focused()
    expect(line(page)).to_contain_text("conv1 channel 4, row 14, column 14 = ")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-cell_address")).to_be_visible()
    settled(page)
    assert page.locator(".st-key-cell_channel input").input_value() == "4"


def test_the_changed_map_and_the_network_are_marked_together(open_page: OpenPage) -> None:
    page = opened(open_page, "A kernel of your own")
    press(page, "classic_blur")
    settled(page)
    shown = Picture(page.locator(".own .map[data-cells]"), TEXTBOOK, "conv1", 1)
    page.mouse.move(*shown.point(0, 8, 15))
    expect(line(page)).to_contain_text("conv1 channel 0, row 8, column 15 = ")
    assert len(shown.marked("cell")) == 1
    for kind in ("cell", "window"):
        drawn = page.locator(f".st-key-edited_network .linked-marks .{kind}.line").get_attribute("d")
        assert drawn and drawn.count("M") == 1


def test_a_finger_marks_a_filters_map_with_its_words_in_sight(open_page: OpenPage) -> None:
    page = opened(open_page, "Filters", viewport=PHONE, has_touch=True, is_mobile=True)
    card = page.locator(".filter .map").nth(12)
    card.scroll_into_view_if_needed()
    shown = Picture(card, TEXTBOOK, "conv1", 1)
    page.touchscreen.tap(*shown.point(0, 8, 15))
    expect(line(page)).to_contain_text("conv1 channel 12, row 8, column 15 = ")
    expect(line(page)).to_be_in_viewport(ratio=1)
    expect(page.locator(".sources [data-cells]").first).to_be_in_viewport(ratio=0.95)
    assert len(Picture(page.locator(".sources [data-cells]"), TEXTBOOK, "input", 1).marked("window")) == 1


def test_a_cell_of_the_colour_map_is_chosen_by_pointing(shared_page: Page) -> None:
    page = showing(shared_page, "Colour input")
    marks = {
        name: page.locator(f".st-key-{figure} .linked-marks .{kind}.line")
        for name, figure, kind in (
            ("field", "colour_1", "field"),
            ("sums", "colour_1", "window"),
            ("map", "colour_2", "cell"),
        )
    }
    for name, count in (("field", 3), ("sums", 3), ("map", 1)):  # the cell of the sliders
        expect(marks[name]).to_have_attribute("d", re.compile(rf"^(M[^M]*){{{count}}}$"))
    point = place_in_figure(page, "colour_2", "map", (7, 21))
    page.mouse.move(*point)
    value = float(colour_pass(5).output[7, 21])
    expect(line(page).locator(".cell")).to_contain_text("map channel 0, row 7, column 21 = ")
    told = line(page).locator(".cell").inner_text().rpartition(" = ")[2].replace("−", "-")
    assert float(told) == pytest.approx(value, rel=1e-4)
    expect(line(page)).to_contain_text("window: sums, all 3 maps, row 7, column 21")
    expect(line(page)).to_contain_text("receptive field: rows 5…9, columns 19…23")
    page.mouse.click(*point)
    expect(page.locator(".st-key-colour_view")).to_contain_text("Row 7, column 21: ")
    settled(page)
    page.mouse.move(*place_in_figure(page, "colour_2", "map", (12, 3)))
    expect(line(page)).to_contain_text("map channel 0, row 12, column 3 = ")
    page.mouse.move(2, 2)  # the click has left the keyboard there, and still the chosen cell comes back
    expect(line(page)).to_contain_text("map channel 0, row 7, column 21 = ")
    page.mouse.move(*place_in_figure(page, "colour_1", "sums", (10, 0), channel=2))
    expect(line(page)).to_contain_text("sums channel 2, row 10, column 0 = ")
    page.keyboard.press("ArrowLeft")  # of three maps, one under the other, to the one beside it
    expect(line(page)).to_contain_text("channels channel 2, row 10, column 27 = ")
    settled(page)
