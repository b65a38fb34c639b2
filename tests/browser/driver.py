"""Starts the app and a Chromium, and does on its pages what a learner does. Asserts nothing but what it waits for.

Waits for what a page shows, never for a time: the machine may be slow.
"""

from __future__ import annotations

import base64
import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    TimeoutError,
    ViewportSize,
    WebSocket,
    expect,
)

ROOT = Path(__file__).resolve().parents[2]

PATIENCE = 60_000
"""Milliseconds to wait for anything on a page: many times what a quiet machine needs."""
expect.set_options(timeout=PATIENCE)

PROJECTOR: ViewportSize = {"width": 1280, "height": 720}
PHONE: ViewportSize = {"width": 390, "height": 844}

_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

Strokes = Sequence[np.ndarray]
"""Pen strokes, each (n, 2): x and y as shares of the canvas's side, y downward."""


@dataclass(frozen=True)
class Server:
    """A running app: its address and the file that its output goes to."""

    url: str
    log: Path
    process: subprocess.Popen[bytes]

    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def running_app(script: str = "app.py", port: int | None = None, **environment: str) -> Iterator[Server]:
    """The app on this port or a free one, as `make run` starts it; stopped at the end."""
    port = port or _free_port()
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    options = ["--server.address", "127.0.0.1", "--server.headless", "true", "--browser.serverPort", str(port)]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        with log.open("wb") as output:
            settings = os.environ | {"OMP_NUM_THREADS": "1"} | environment
            process = subprocess.Popen(
                command + options, cwd=ROOT, env=settings, stdout=output, stderr=subprocess.STDOUT
            )
        base = environment.get("STREAMLIT_SERVER_BASE_URL_PATH", "")
        server = Server(f"http://127.0.0.1:{port}{base}", log, process)
        try:
            _wait_until_healthy(server)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_until_healthy(server: Server) -> None:
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"The app did not start:\n{server.output()}")


def chromium_path() -> str | None:
    """The Chromium or Chrome of this machine; the environment variable SIMPLECNN_CHROMIUM names another."""
    named = os.environ.get("SIMPLECNN_CHROMIUM")
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    return next((path for path in map(shutil.which, names) if path), None)


def launch_chromium(playwright: Playwright) -> Browser:
    """A headless Chromium; RuntimeError where there is none."""
    path = chromium_path()
    if path is None:
        raise RuntimeError("There is no Chromium on the PATH; SIMPLECNN_CHROMIUM may name one.")
    return playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)


@dataclass
class Watch:
    """What went wrong on a page without a test asking for it: script errors and requests that leave the server."""

    server_url: str
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def attach(self, page: Page) -> None:
        page.on("pageerror", self._error)
        page.on("console", self._console)
        page.on("request", self._request)
        page.on("websocket", self._socket)

    def detach(self, page: Page) -> None:
        """Watch no longer, once all that the page has told so far is heard."""
        if not page.is_closed():
            page.evaluate("() => null")
        page.remove_listener("pageerror", self._error)
        page.remove_listener("console", self._console)
        page.remove_listener("request", self._request)
        page.remove_listener("websocket", self._socket)

    def _error(self, error: object) -> None:
        self.errors.append(f"page error: {error}")

    def _socket(self, socket: WebSocket) -> None:
        self._address(socket.url.replace("ws://", "http://"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        self._address(request.url)

    def _address(self, url: str) -> None:
        if not url.startswith((self.server_url, "data:", "blob:")):
            self.strangers.append(url)


def wait_until(page: Page, condition: str, argument: object = None) -> None:
    """Wait until a JavaScript function, asked at every frame, says true.

    Cheaper than `expect`, which writes down the whole page whenever it has to wait: that holds up a page that draws.
    """
    page.wait_for_function(condition, arg=argument, timeout=PATIENCE)


_PLACE = """([key, name, [row, column], channel]) => {
    const plot = document.querySelector(`.st-key-${key} [aria-busy=false] > .js-plotly-plot`);
    if (!plot?._fullData || !plot.offsetWidth) return null;
    const trace = plot._fullData.find((one) => one.name === name && (one.meta?.channel ?? 0) === channel);
    const axis = (id) => plot._fullLayout[`${id[0]}axis${id.slice(1)}`];
    const [{left, top}, x, y] = [plot.getBoundingClientRect(), axis(trace.xaxis), axis(trace.yaxis)];
    const scale = plot.getBoundingClientRect().width / plot.offsetWidth;
    const place = [left + scale * (x._offset + x.l2p(column)), top + scale * (y._offset + y.l2p(row))];
    return plot.contains(document.elementFromPoint(...place)) ? place : null;
}"""
"""null while the figure is drawn."""


def place_in_figure(page: Page, key: str, name: str, at: tuple[float, float], channel: int = 0) -> tuple[float, float]:
    """Pixels of the page at which a layer's cell is in the figure `key`; at: row and column of the trace `name`, of the
    one for `channel` where each channel has its own."""
    x, y = page.wait_for_function(_PLACE, arg=[key, name, at, channel], timeout=PATIENCE).json_value()
    return x, y


_WATCH_WIRE = """() => {
    const { send } = WebSocket.prototype;
    const watched = new WeakSet();
    window.unanswered = false;
    WebSocket.prototype.send = function (...message) {
        if (!watched.has(this)) this.addEventListener("message", () => { window.unanswered = false; });
        watched.add(this);
        window.unanswered = true;
        return send.apply(this, message);
    };
}"""

_WITHOUT_EXAMPLE = """() => {
    try {
        if (!sessionStorage.getItem("with example")) sessionStorage.setItem("explorer.example", "touched");
    } catch { } // about:blank has no storage
}"""
"""Pages begin as those of a learner who has touched the board: see assets/frontend/live/example.js."""

_SETTLED = """() => {
    const app = document.querySelector("[data-testid=stApp]")?.dataset;
    const figures = [...document.querySelectorAll("[class*='_figure']")];
    const isDrawn = (figure) => figure.querySelector("[aria-busy=false] > .js-plotly-plot")?._fullLayout;
    const isStyled = () => getComputedStyle(document.documentElement).getPropertyValue("--scale") !== "";
    return app?.testConnectionState === "CONNECTED" && app.testScriptState === "notRunning" && !window.unanswered
        && figures.every(isDrawn) && isStyled();
}"""

_TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def new_page(browser: Browser, **options: Any) -> Page:
    """A page in a fresh browser profile, 1280×720 unless `options` (those of Playwright's `new_context`) say
    otherwise, on which `settled` can tell a question that the server has not answered yet."""
    return new_profile(browser, **({"viewport": PROJECTOR} | options)).new_page()


def new_profile(browser: Browser, **options: Any) -> BrowserContext:
    """A fresh browser profile whose pages are patient and watch their connection, as those of `new_page`."""
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE)
    context.add_init_script(f"({_WATCH_WIRE})()")
    context.add_init_script(f"({_WITHOUT_EXAMPLE})()")
    return context


def settled(page: Page) -> None:
    """Wait until the page has nothing more to ask, the server nothing more to say, and what it said is drawn."""
    while True:
        page.evaluate(_TWO_FRAMES)  # a click is sent at the next frame
        wait_until(page, _SETTLED)
        page.evaluate(_TWO_FRAMES)
        if page.evaluate(_SETTLED):
            return


_LOADED = "() => !document.querySelector('[data-testid=stSkeleton]')"


def rested(page: Page) -> None:
    """Wait until the page is whole: Streamlit loads some of its parts when they are first needed."""
    settled(page)
    wait_until(page, _LOADED)
    settled(page)


def drawn(page: Page) -> None:
    """Wait until the last stroke has been sent and answered, and everything on the page follows from it."""
    wait_until(page, "() => document.querySelector('.st-key-ink')?.dataset.ink === 'answered'")
    settled(page)


def press(page: Page, key: str) -> None:
    """Press the button with this key. (A button with a tooltip is on the page twice, one of the two hidden.)"""
    page.locator(f".st-key-{key} button").locator("visible=true").first.click()


def visit(page: Page, name: str) -> None:
    """Choose a page in the menu."""
    page.get_by_test_id("stTopNavLink").filter(has_text=name).first.click()
    settled(page)


def canvas_ready(page: Page) -> None:
    """Wait until the canvas can be drawn on and its strokes are sent: our script has put its mark into the element."""
    page.locator(".st-key-canvas canvas.upper-canvas").wait_for(timeout=PATIENCE)
    page.locator(".st-key-canvas style[data-explorer]").wait_for(state="attached", timeout=PATIENCE)


def _points(page: Page, stroke: np.ndarray) -> list[tuple[float, float]]:
    """Where the points of a stroke are on the page, in pixels."""
    box = page.locator(".st-key-canvas canvas.upper-canvas").bounding_box()
    assert box is not None
    return [(box["x"] + float(x) * box["width"], box["y"] + float(y) * box["height"]) for x, y in stroke]


def draw(page: Page, strokes: Strokes) -> None:
    """Draw with the mouse: pen down, along the points, pen up, for every stroke."""
    page.locator(".st-key-canvas").scroll_into_view_if_needed()
    for stroke in strokes:
        pen_down(page, thinned(stroke))
        page.mouse.up()


def thinned(stroke: np.ndarray, most: int = 16) -> np.ndarray:
    """At most so many points of a stroke, its ends among them: each costs a round trip to the browser."""
    return stroke[np.unique(np.linspace(0, len(stroke) - 1, most).round().astype(int))]


def pen_down(page: Page, stroke: np.ndarray) -> None:
    """Draw one stroke and leave the pen down at its end."""
    page.mouse.move(*_points(page, stroke)[0])
    page.mouse.down()
    go_on(page, stroke[1:])


def go_on(page: Page, points: np.ndarray) -> None:
    """Move the mouse along the points, (n, 2), be the pen down or up."""
    for point in _points(page, points):
        page.mouse.move(*point)


def draw_by_touch(page: Page, strokes: Strokes) -> None:
    """Draw with a finger, as a touch screen reports it."""
    page.locator(".st-key-canvas").scroll_into_view_if_needed()
    for stroke in strokes:
        touch(page, _points(page, thinned(stroke)))


def touch(page: Page, places: Sequence[tuple[float, float]]) -> None:
    """Put a finger down at the first of these pixels of the page, move it along the others, and lift it."""
    session = page.context.new_cdp_session(page)
    for number, (x, y) in enumerate(places):
        kind = "touchMove" if number else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


@contextmanager
def painted(page: Page, key: str) -> Iterator[list[np.ndarray]]:
    """All frames that the browser paints meanwhile, grey uint8 (H, W), cropped to the container with this key."""
    frames: list[bytes] = []
    box = page.locator(f".st-key-{key}").bounding_box()
    assert box is not None
    session = page.context.new_cdp_session(page)

    def keep(event: dict[str, Any]) -> None:
        frames.append(base64.b64decode(event["data"]))
        session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    session.on("Page.screencastFrame", keep)
    session.send("Page.startScreencast", {"format": "jpeg", "quality": 60, "everyNthFrame": 1})
    pictures: list[np.ndarray] = []
    yield pictures
    session.send("Page.stopScreencast")
    session.remove_listener("Page.screencastFrame", keep)
    area = (box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"])
    pictures += [np.asarray(Image.open(io.BytesIO(frame)).convert("L").crop(area)) for frame in frames]


def prediction(page: Page) -> str:
    """The first character of the answer: a digit, or a letter of the invitation to draw."""
    return page.locator(".st-key-prediction").inner_text().strip()[0]


_PREDICTS = "(digit) => document.querySelector('.st-key-prediction')?.textContent.trim().startsWith(digit)"


def expect_prediction(page: Page, digit: int) -> None:
    """Wait until the page predicts `digit`."""
    try:
        wait_until(page, _PREDICTS, str(digit))
    except TimeoutError:
        raise AssertionError(f"a {digit} was expected, the page says: {prediction(page)}") from None


def move_slider(page: Page, key: str, steps: int) -> None:
    """Move the slider of a setting by the arrow keys, as often as `steps` says (downward where it is negative)."""
    knob = page.locator(f".st-key-{key} input[type=range]")
    start, direction = int(knob.input_value()), 1 if steps > 0 else -1
    knob.focus()
    for number in range(1, abs(steps) + 1):
        knob.press("ArrowRight" if steps > 0 else "ArrowLeft")
        expect(knob).to_have_value(str(start + number * direction), timeout=PATIENCE)


def drag_slider(page: Page, key: str, value: int, limits: tuple[int, int]) -> None:
    """Drag the knob of a slider, which goes from limits[0] to limits[1], to `value` with the mouse."""
    knob = page.locator(f".st-key-{key} input[type=range]")
    thumb = page.locator(f'.st-key-{key} [data-testid="stSliderThumbValue"]').locator("xpath=..")
    track = page.locator(f".st-key-{key} [role=group]")
    now = int(knob.input_value())
    start, box = thumb.bounding_box(), track.bounding_box()
    assert start is not None
    assert box is not None
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + (value - now) / (limits[1] - limits[0]) * box["width"], y, steps=3)
    page.mouse.up()
    wait_until(
        page, "([key, value]) => document.querySelector(`.st-key-${key} input`).value === value", [key, str(value)]
    )


_HAS_LAYERS = "(key) => document.querySelector(`.st-key-${key} .js-plotly-plot`)?._fullData"


def layer_values(page: Page, name: str, key: str = "network") -> np.ndarray:
    """The numbers that a layer of the figure shows: float32, rows and columns of its montage, NaN in the gaps."""
    wait_until(page, _HAS_LAYERS, key)
    rows = page.evaluate(
        """([key, name]) => {
            const plot = document.querySelector(`.st-key-${key} .js-plotly-plot`);
            const layer = plot._fullData.find((trace) => trace.name === name);
            return layer.z.map((row) => Array.from(row, (value) => Number.isNaN(value) ? null : value));
        }""",
        [key, name],
    )
    return np.array(rows, np.float32)


def figure_texts(page: Page, key: str = "network") -> list[str]:
    """The annotations of a figure as they are on the page: names, shapes and legends."""
    return page.locator(f".st-key-{key} .annotation-text").all_text_contents()
