"""Times between what a learner does and what the page shows, taken in the page itself by the browser's clock."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from playwright.sync_api import Browser, CDPSession, Page

from tests.browser.driver import (
    PATIENCE,
    canvas_ready,
    drag_slider,
    draw,
    drawn,
    expect_prediction,
    new_page,
    press,
    running_app,
    settled,
    wait_until,
)

_WATCH = """() => {
    const times = window.times = { up: 0, moved: 0, "explorer:maps": 0, "explorer:answer": 0, maps: [] };
    document.addEventListener("pointerup", (event) => { times.up = event.timeStamp; }, true);
    document.addEventListener("pointermove", (event) => { times.moved = event.timeStamp; }, true);
    new PerformanceObserver((list) => {
        for (const { name, startTime } of list.getEntries()) {
            if (name in times) times[name] = startTime;
            if (name === "explorer:maps") times.maps.push(startTime);
        }
    }).observe({ entryTypes: ["mark"] });
}"""
"""Notes when the pointer last moved and went up, by the events' own time, and when maps and answer were painted."""

_COUNT_WORK = """() => {
    const ask = window.requestAnimationFrame.bind(window);
    window.work = new Map();
    window.requestAnimationFrame = (action) => ask((now) => {
        const start = performance.now();
        action(now);
        window.work.set(now, (window.work.get(now) ?? 0) + performance.now() - start);
    });
}"""
"""Adds up how long the page's scripts work in each frame."""

_STROKE = """async ([x, y, size, seconds]) => {
    const canvas = [...document.querySelectorAll("*")].find((one) => one.shadowRoot?.querySelector(".upper-canvas"))
        .shadowRoot.querySelector(".upper-canvas");
    const outward = { bubbles: true, composed: true, cancelable: true };
    const end = performance.now() + 1000 * seconds;
    const points = [];
    window.times.maps.length = 0;
    window.work.clear();
    while (performance.now() < end) {
        await new Promise((done) => setTimeout(() => requestAnimationFrame(done)));
        const angle = 5 * (end - performance.now()) / 1000;
        const place = { clientX: x + size * Math.sin(angle), clientY: y + size * Math.cos(1.3 * angle) };
        const event = { ...outward, ...place, pointerId: 1, pointerType: "mouse" };
        canvas.dispatchEvent(new PointerEvent("pointermove", event));
        canvas.dispatchEvent(new MouseEvent("mousemove", event));
        points.push([place.clientX, place.clientY]);
    }
    return { points, maps: [...window.times.maps], work: [...window.work.values()].filter((taken) => taken > 0.2) };
}"""

_WITHOUT_INK = """(points) => {
    const canvas = [...document.querySelectorAll("*")].find((one) => one.shadowRoot?.querySelector(".lower-canvas"))
        .shadowRoot.querySelector(".dc-canvas.lower-canvas");
    const { left, top, width } = canvas.getBoundingClientRect();
    const [pen, scale] = [canvas.getContext("2d"), canvas.width / width];
    const isEmpty = ([x, y]) => pen.getImageData((x - left) * scale, (y - top) * scale, 1, 1).data[0] < 128;
    return points.filter(isEmpty).length;
}"""
"""How many of these places of the page have no ink on the canvas."""


@dataclass
class Stroke:
    """A long stroke. painted: how often maps were painted, a second. work: milliseconds that scripts worked, frame by
    frame. longest: milliseconds between two paintings, at most. points, lost: places of the pen, and those without
    ink at the end."""

    painted: float
    work: list[float]
    longest: float
    points: int
    lost: int


_QUICK_SEVEN = [np.array([[0.3, 0.25], [0.5, 0.25], [0.7, 0.25], [0.6, 0.5], [0.45, 0.8]])]
"""Few points: drawn faster than the page sends drawings while the pen is down, so that pen-up sends the first."""


def _since(page: Page, event: str) -> dict[str, float]:
    """Milliseconds from the last event, "up" or "moved", to what was painted after it: "answer" and "maps"."""
    wait_until(page, "(event) => window.times['explorer:maps'] > window.times[event] && window.times[event] > 0", event)
    settled(page)
    times = page.evaluate("() => window.times")
    return {name: times[f"explorer:{name}"] - times[event] for name in ("answer", "maps")}


def _watched(browser: Browser, url: str) -> Page:
    page = new_page(browser)
    page.goto(url)
    settled(page)
    canvas_ready(page)
    page.evaluate(_WATCH)
    return page


def pen_up(browser: Browser, url: str, count: int, address: str = "/") -> list[float]:
    """From pen-up to everything as it stays, answer and maps: `count` times, in milliseconds."""
    page = _watched(browser, url + address)
    taken = []
    for _ in range(count):
        draw(page, _QUICK_SEVEN)
        drawn(page)
        taken.append(max(_since(page, "up").values()))
        press(page, "clear")
        wait_until(page, "() => document.querySelector('.st-key-prediction .invitation')")
        settled(page)
    page.context.close()
    return taken


def stroke(browser: Browser, url: str, seconds: float) -> Stroke:
    """A stroke that moves at every frame."""
    page = _watched(browser, url)
    page.evaluate(_COUNT_WORK)
    box = page.locator(".st-key-canvas canvas.upper-canvas").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    found = page.evaluate(_STROKE, [x, y, box["width"] / 3, seconds])
    page.mouse.up()
    drawn(page)
    lost = page.evaluate(_WITHOUT_INK, found["points"])
    page.context.close()
    longest = float(np.diff(found["maps"]).max())
    return Stroke(len(found["maps"]) / seconds, found["work"], longest, len(found["points"]), lost)


@contextmanager
def busy(cores: int) -> Iterator[None]:
    """So many processes that never rest."""
    running = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(cores)]
    try:
        yield
    finally:
        for process in running:
            process.kill()
            process.wait()


def _track(page: Page, key: str, limits: tuple[int, int]) -> Callable[[int], tuple[float, float]]:
    """Where the knob of a slider is for each value, in pixels of the page."""
    thumb = page.locator(f'.st-key-{key} [data-testid="stSliderThumbValue"]').locator("xpath=..").bounding_box()
    track = page.locator(f".st-key-{key} [role=group]").bounding_box()
    assert thumb is not None
    assert track is not None
    low, high = limits
    return lambda value: (
        track["x"] + (value - low) / (high - low) * track["width"], thumb["y"] + thumb["height"] / 2
    )  # fmt: skip


def slider_held(browser: Browser, url: str) -> tuple[list[float], list[float]]:
    """From a slider's knob moved to another value to the maps of that network, in milliseconds: where the browser has
    not had it before, and where it has. The knob stays held."""
    page = _watched(browser, url)
    press(page, "example7")
    expect_prediction(page, 7)
    settled(page)
    place = _track(page, "conv1_kernel_size", (1, 7))
    page.mouse.move(*place(5))
    page.mouse.down()
    new, known = [], []
    for found in (new, known, known):
        for value in (4, 3, 1, 6, 7):
            page.mouse.move(*place(value))
            found.append(_since(page, "moved")["maps"])
    page.mouse.up()
    page.context.close()
    return new, known


def slider_release(browser: Browser, url: str, count: int) -> list[float]:
    """From letting a slider go at a new value to the table of shapes that has it: `count` times, in milliseconds."""
    page = _watched(browser, url)
    press(page, "example7")
    expect_prediction(page, 7)
    settled(page)
    times = []
    for number in range(count):
        value = (1, 2, 3, 4, 6, 7, 5)[number % 7]
        height = 28 + 2 * 2 - value + 1
        official = page.evaluate_handle(
            """([height]) => ({ done: new Promise((done) => {
                const look = () => {
                    const said = document.querySelector(".st-key-twin")?.textContent ?? "";
                    if (said.includes(`[1, 16, ${height}, ${height}]`)) done(performance.now());
                    else requestAnimationFrame(look);
                };
                look();
            }) })""",
            [height],
        )
        drag_slider(page, "conv1_kernel_size", value, (1, 7))
        taken = official.evaluate("({ done }) => done")
        times.append(taken - page.evaluate("() => window.times.up"))
        settled(page)
    page.context.close()
    return times


def first_page(browser: Browser) -> float:
    """From asking a server that has only just started for its page to all layers drawn, in milliseconds."""
    with running_app() as server:
        page = new_page(browser)
        start = time.perf_counter()
        page.goto(server.url)
        page.wait_for_function("() => performance.getEntriesByName('explorer:maps').length", timeout=PATIENCE)
        canvas_ready(page)
        taken = 1000 * (time.perf_counter() - start)
        page.context.close()
    return taken


def first_visit(browser: Browser, url: str) -> tuple[float, float, int]:
    """A new learner at a server that runs already: milliseconds until all layers are drawn, and what was loaded, in
    bytes and in answers."""
    page = new_page(browser)
    session = page.context.new_cdp_session(page)
    traffic = _traffic(session)
    page.add_init_script(
        """new PerformanceObserver((list) => list.getEntries().forEach(({ name, startTime }) => {
            if (name === "explorer:maps") window.firstMaps ??= startTime;
        })).observe({ entryTypes: ["mark"] })"""
    )
    page.goto(url)
    page.wait_for_function("() => window.firstMaps", timeout=PATIENCE)
    taken = page.evaluate("() => window.firstMaps")
    settled(page)
    page.context.close()
    return taken, sum(traffic.answers) + sum(traffic.received), len(traffic.answers)


@dataclass
class Traffic:
    """Bytes of the answers, of the websocket's messages that came, and of those that were sent."""

    answers: list[float] = field(default_factory=list)
    received: list[float] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)


def _traffic(session: CDPSession) -> Traffic:
    """What is loaded and sent from now on."""
    found = Traffic()
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: found.answers.append(event["encodedDataLength"]))
    for name, sizes in (("Received", found.received), ("Sent", found.sent)):
        session.on(f"Network.webSocketFrame{name}", partial(_count_frame, sizes))
    return found


def _count_frame(sizes: list[float], event: dict[str, Any]) -> None:
    sizes.append(len(event["response"]["payloadData"]) * 3 / 4)  # base64


def stroke_bytes(browser: Browser, url: str) -> tuple[float, float]:
    """What one stroke of 4 s sends and receives, in bytes."""
    page = _watched(browser, url)
    box = page.locator(".st-key-canvas canvas.upper-canvas").bounding_box()
    assert box is not None
    session = page.context.new_cdp_session(page)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.evaluate(_COUNT_WORK)
    page.mouse.move(x, y)
    traffic = _traffic(session)
    page.mouse.down()
    page.evaluate(_STROKE, [x, y, box["width"] / 3, 4])
    page.mouse.up()
    drawn(page)
    page.context.close()
    return sum(traffic.sent), sum(traffic.received) + sum(traffic.answers)
