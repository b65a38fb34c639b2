"""What is drawn on the board reaches the network on every page, and nothing takes it away again."""

from __future__ import annotations

from itertools import pairwise
from urllib.parse import urlparse

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from cnn.digits.handwriting import example_strokes
from tests.browser.conftest import OpenPage
from tests.browser.driver import (
    PATIENCE,
    canvas_ready,
    draw,
    drawn,
    expect_prediction,
    layer_values,
    move_slider,
    new_page,
    pen_down,
    press,
    running_app,
    settled,
    thinned,
    visit,
    wait_until,
)
from tests.browser.test_board import board_shows_ink, draw_digit

_WATCHED = """() => {
    const plot = document.querySelector(".st-key-training_watch .js-plotly-plot");
    const drawing = plot?._fullData?.find((trace) => trace.z?.length === 28 && trace.z[0].length === 28);
    return drawing ? drawing.z.flatMap((row) => Array.from(row)).reduce((sum, value) => sum + value) : 0;
}"""


def watched_ink(page: Page, other_than: float = 0.0) -> float:
    """Wait until Train's figure shows a drawing with another amount of ink than this, and return how much it is."""
    seen = f"() => {{ const now = ({_WATCHED})(); return now > 0 && Math.abs(now - {other_than}) > 1 ? now : null; }}"
    return float(page.wait_for_function(seen, timeout=PATIENCE).json_value())


def kernel_size(page: Page) -> str:
    return page.locator(".st-key-conv1_kernel_size input[type=range]").input_value()


def test_train_sees_what_is_drawn_there_before_and_during_a_run(open_page: OpenPage) -> None:
    page = open_page()
    visit(page, "Train")
    canvas_ready(page)
    draw(page, [thinned(np.concatenate(example_strokes(7)))])
    drawn(page)
    before = watched_ink(page)
    move_slider(page, "training_seconds", 3)
    settled(page)
    page.locator(".st-key-start_training button").click()
    expect(page.locator(".training-state")).to_contain_text("images/s", timeout=PATIENCE)
    draw(page, [np.array([[0.1, 0.9], [0.5, 0.92], [0.9, 0.9]])])
    watched_ink(page, other_than=before)
    page.locator(".st-key-stop_training button").click()
    expect(page.locator(".st-key-use_weights button")).to_be_visible(timeout=PATIENCE)
    settled(page)
    after = watched_ink(page, other_than=before)
    share = board_shows_ink(page)
    visit(page, "Explore")
    canvas_ready(page)
    board_shows_ink(page, share)
    assert float(np.nansum(layer_values(page, "input"))) == pytest.approx(after, abs=0.1)


def test_back_and_forward_take_settings_back_and_the_drawing_stays(open_page: OpenPage) -> None:
    page = open_page("/?conv1_kernel_size=4")
    draw_digit(page, 4)
    move_slider(page, "conv1_kernel_size", -1)
    wait_until(page, "() => location.search === '?conv1_kernel_size=3'")
    settled(page)
    visit(page, "Shapes")
    expect(page.locator(".st-key-block_conv1 .shape")).to_have_text("16×30×30", timeout=PATIENCE)
    assert "conv1_kernel_size=3" in page.url
    for move, size, shape in (("back", "3", "16×30×30"), ("back", "4", "16×29×29"), ("forward", "3", "16×30×30")):
        page.go_back() if move == "back" else page.go_forward()
        expect(page.locator(".st-key-block_conv1 .shape")).to_have_text(shape, timeout=PATIENCE)
        settled(page)
        assert (kernel_size(page), urlparse(page.url).path) == (size, "/")
        assert urlparse(page.url).query == f"conv1_kernel_size={size}"
        expect(page.locator(".st-key-network .annotation-text").filter(has_text=shape).first).to_be_visible()
        expect_prediction(page, 4)
    page.reload()
    expect_prediction(page, 4)
    board_shows_ink(page)
    assert kernel_size(page) == "3"


def test_address_and_sliders_agree_however_quickly_they_change(open_page: OpenPage) -> None:
    page = open_page()
    knob = page.locator(".st-key-conv1_kernel_size input[type=range]")
    knob.focus()
    for keys in (("ArrowLeft", "ArrowRight"), ("ArrowLeft", "ArrowRight", "ArrowLeft")) * 3:
        for key in keys:
            knob.press(key)
            page.evaluate("() => new Promise((done) => setTimeout(done, 120))")  # longer than Streamlit gathers keys
    page.go_back()
    settled(page)
    wait_until(page, "() => document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'")
    settled(page)
    asked = {key: value for key, _, value in (part.partition("=") for part in urlparse(page.url).query.split("&"))}
    assert kernel_size(page) == asked.get("conv1_kernel_size", "5")


@pytest.mark.parametrize("leaving", ["menu", "reload"])
def test_leaving_in_the_middle_of_a_stroke_keeps_it(open_page: OpenPage, leaving: str) -> None:
    page = open_page()
    canvas_ready(page)
    pen_down(page, thinned(np.concatenate(example_strokes(3))))
    if leaving == "menu":
        page.evaluate("() => document.querySelector('[data-testid=stTopNavLink][href*=shapes]').click()")
        expect(page.locator(".st-key-shapes_page")).to_be_visible(timeout=PATIENCE)
        settled(page)
        page.mouse.up()
        settled(page)
        visit(page, "Explore")
    else:
        page.reload()
    expect_prediction(page, 3)
    board_shows_ink(page)
    press(page, "example7")
    expect_prediction(page, 7)


def test_a_restarted_server_gets_the_drawing_and_the_first_press(browser: Browser) -> None:
    with running_app() as server:
        page = new_page(browser)
        page.goto(server.url + "/?conv1_kernel_size=4")
        settled(page)
        press(page, "example2")
        expect_prediction(page, 2)
        share = draw_digit_over(page)
        port = int(server.url.rpartition(":")[2])
    with running_app(port=port) as server:
        wait_until(page, "() => document.querySelector('.st-key-keep')?.dataset.board === 'known'")
        wait_until(
            page, "() => document.querySelector('[data-testid=stApp]').dataset.testConnectionState === 'CONNECTED'"
        )
        settled(page)
        expect(page.locator(".st-key-prediction .digit")).to_be_visible(timeout=PATIENCE)
        board_shows_ink(page, share)
        assert kernel_size(page) == "4"
        press(page, "example5")
        expect_prediction(page, 5)
        settled(page)
        board_shows_ink(page)
        assert "Traceback" not in server.output()
        page.context.close()


def test_after_a_crash_page_and_server_agree_and_a_sentence_says_what_was_lost(browser: Browser) -> None:
    own_kernel = "A kernel of your own"
    gone = "your edited kernels were lost. Your drawing and your settings are still here."
    with running_app() as server:
        page = new_page(browser)
        page.goto(server.url)
        settled(page)
        draw_digit(page, 7)
        visit(page, "Microscope")
        page.locator(".st-key-microscope_view").get_by_text(own_kernel).click()
        press(page, "filter_switch")
        settled(page)
        port = int(server.url.rpartition(":")[2])
        server.process.kill()
    with running_app(port=port) as server:
        card = page.locator(".st-key-problem_card")
        expect(card).to_contain_text(gone)
        settled(page)
        expect(page.locator(".st-key-microscope_view [aria-checked=true]")).to_have_text(own_kernel)
        expect(page.locator(".st-key-filter_switch")).to_contain_text("off")
        visit(page, "Shapes")
        page.locator(".st-key-shapes_view").get_by_text("Conv2d calculator").click()
        expect(card).to_contain_text(gone)
        settled(page)
        visit(page, "Explore")
        expect(card).to_contain_text(gone)
        expect_prediction(page, 7)
        board_shows_ink(page)
        press(page, "notice_read")
        expect(card).to_have_count(0)
        assert "Traceback" not in server.output()
        page.context.close()


_PRESS_AT_ONCE = """() => new MutationObserver((_changes, observer) => {
    if (document.querySelector("[data-testid=stApp]")?.dataset.testConnectionState !== "CONNECTED") return;
    observer.disconnect();
    setTimeout(() => document.querySelector(".st-key-example5 button").click(), 30); // enabled again by then
}).observe(document.body, { subtree: true, attributeFilter: ["data-test-connection-state"] })"""


def test_a_press_right_after_a_long_lost_connection_counts(browser: Browser) -> None:
    with running_app(STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL="0") as server:
        page = new_page(browser)
        lines: list[WebSocketRoute] = []

        def connect(line: WebSocketRoute) -> None:
            lines.append(line)
            line.connect_to_server()

        page.route_web_socket("**/_stcore/stream", connect)
        page.goto(server.url + "/?conv1_kernel_size=4")
        settled(page)
        draw_digit(page, 7)
        session = "() => document.querySelector('.st-key-keep').dataset.session"
        before = page.evaluate(session)
        page.evaluate(_PRESS_AT_ONCE.replace("() =>", "() => void", 1))
        lines[-1].close()
        expect_prediction(page, 5)
        settled(page)
        assert before and page.evaluate(session) != before
        assert kernel_size(page) == "4"
        press(page, "undo")  # the drawing was given back before the press
        expect_prediction(page, 7)
        settled(page)
        board_shows_ink(page)
        assert "Traceback" not in server.output()
        page.context.close()


def draw_digit_over(page: Page) -> float:
    """A line over what is on the board; returns how much of the board is ink."""
    canvas_ready(page)
    draw(page, [np.array([[0.1, 0.93], [0.9, 0.93]])])
    drawn(page)
    return board_shows_ink(page)


def test_the_canvas_can_be_used_by_keyboard_and_screen_reader(open_page: OpenPage) -> None:
    page = open_page()
    canvas_ready(page)
    board = page.get_by_role("application", name="Drawing board, empty")
    expect(board).to_have_count(1)
    expect(page.get_by_role("button", name="Undo")).to_have_count(1)
    assert focus_order(page, 16).count("Undo") == 1
    share = draw_digit(page, 7)
    expect(page.get_by_role("application", name="Drawing board, with your digit on it")).to_have_count(1)
    draw_line(page)
    page.keyboard.press("Control+z")
    board_shows_ink(page, share)
    drawn(page)
    page.keyboard.press("Delete")
    expect(page.locator(".st-key-prediction .invitation")).to_be_visible(timeout=PATIENCE)
    settled(page)
    page.keyboard.press("Control+z")  # what was cleared comes back
    expect_prediction(page, 7)
    board_shows_ink(page, share)
    settled(page)
    pen_down(page, np.array([[0.1, 0.93], [0.5, 0.9], [0.9, 0.93]]))
    page.keyboard.press("Escape")
    page.mouse.up()
    drawn(page)
    board_shows_ink(page, share)
    page.locator(".st-key-preset input").click()
    page.keyboard.type("x")
    page.keyboard.press("Control+z")
    page.keyboard.press("Delete")
    page.keyboard.press("Escape")
    settled(page)
    expect_prediction(page, 7)


def focus_order(page: Page, count: int) -> list[str]:
    """The names of what the Tab key comes to from the top of the page on; fails where nothing shows the focus."""
    names = []
    page.evaluate("() => document.activeElement.blur()")
    for _ in range(count):
        page.keyboard.press("Tab")
        name, visible = page.evaluate(
            """() => {
                let at = document.activeElement;
                while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
                const { width, height } = at.getBoundingClientRect();
                return [at.getAttribute("aria-label") ?? at.innerText ?? "", width > 1 && height > 1
                    && at.checkVisibility({ opacityProperty: true, visibilityProperty: true })];
            }"""
        )
        assert visible or not name, f"{name} has the focus and cannot be seen"
        names.append(name.strip())
    return names


def draw_line(page: Page) -> None:
    draw(page, [np.array([[0.1, 0.93], [0.5, 0.9], [0.9, 0.93]])])
    drawn(page)


_EDIT = """() => {
    for (const element of document.querySelectorAll(".st-key-canvas *"))
        element.shadowRoot?.querySelector('.dc-toolbar button[aria-label*="dit"]')?.click();
}"""


def test_clear_leaves_every_mode_of_the_canvas(open_page: OpenPage) -> None:
    page = open_page()
    canvas_ready(page)
    page.evaluate(_EDIT)
    press(page, "clear")
    settled(page)
    draw_digit(page, 7)


_ZIGZAG = """(points) => {
    let canvas;
    for (const element of document.querySelectorAll(".st-key-canvas *"))
        canvas ??= element.shadowRoot?.querySelector("canvas.upper-canvas");
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const places = points.map(([x, y]) => ({ clientX: left + x * width, clientY: top + y * height }));
    const rest = { bubbles: true, composed: true, cancelable: true, button: 0, buttons: 1, pointerId: 1,
                   pointerType: "mouse", isPrimary: true };
    const [first, last] = [places[0], places.at(-1)];
    const tell = (pointer, mouse, place, more = {}) => {
        canvas.dispatchEvent(new PointerEvent(pointer, { ...rest, ...place, ...more }));
        canvas.dispatchEvent(new MouseEvent(mouse, { ...rest, ...place }));
    };
    tell("pointerdown", "mousedown", first);
    const coalescedEvents = places.slice(1).map((place) => new PointerEvent("pointermove", { ...rest, ...place }));
    tell("pointermove", "mousemove", last, { coalescedEvents });
    tell("pointerup", "mouseup", last, { buttons: 0 });
}"""


def test_a_stroke_that_the_page_had_no_time_for_keeps_its_corners(open_page: OpenPage) -> None:
    """As the browser reports it: one move, and in it all places that the pointer has been at since the last."""
    page = open_page()
    canvas_ready(page)
    corners = np.array([[0.15, 0.15], [0.85, 0.15], [0.15, 0.85], [0.85, 0.85]])
    path = np.concatenate([np.linspace(start, end, 12) for start, end in pairwise(corners)])
    page.evaluate(_ZIGZAG, path.tolist())
    drawn(page)
    ink = layer_values(page, "input")
    for row, column in ((4, 4), (4, 23), (23, 4), (23, 23)):
        assert ink[row - 1 : row + 3, column - 2 : column + 2].max() > 0.5, (row, column)


def test_a_stroke_drawn_without_connection_is_sent_when_it_is_back(open_page: OpenPage) -> None:
    page = open_page(only_once=True)
    lines: list[WebSocketRoute] = []
    is_down = False

    def connect(line: WebSocketRoute) -> None:
        lines.append(line)
        if is_down:
            line.close()
        else:
            line.connect_to_server()

    page.route_web_socket("**/_stcore/stream", connect)
    page.reload()
    settled(page)
    draw_digit(page, 7)
    before = layer_values(page, "input")
    is_down = True
    lines[-1].close()
    state = "() => document.querySelector('[data-testid=stApp]').dataset.testConnectionState"
    wait_until(page, f"() => ({state})() !== 'CONNECTED'")
    draw(page, [np.array([[0.1, 0.93], [0.5, 0.9], [0.9, 0.93]])])
    is_down = False
    wait_until(page, f"() => ({state})() === 'CONNECTED'")
    drawn(page)
    assert not np.array_equal(layer_values(page, "input"), before)
