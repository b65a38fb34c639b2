"""Times between what a learner does and what the page shows, taken in the page itself by the browser's clock."""

from __future__ import annotations

import time

import numpy as np
from playwright.sync_api import Browser, Page

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
    const times = window.times = {up: 0, answer: 0, network: 0};
    const start = () => Object.assign(times, {up: performance.now(), answer: 0, network: 0});
    document.addEventListener("pointerup", start, true);
    const answer = () => { times.answer = performance.now(); };
    const options = {childList: true, subtree: true, characterData: true};
    new MutationObserver(answer).observe(document.querySelector(".st-key-prediction"), options);
    const box = document.querySelector(".st-key-network");
    const seen = new WeakSet();
    const attach = () => {
        const plot = box.querySelector(".js-plotly-plot");
        if (!plot?.on || seen.has(plot)) return;
        seen.add(plot);
        plot.once("plotly_afterplot", () => requestAnimationFrame(() => { times.network = performance.now(); }));
    };
    new MutationObserver(attach).observe(box, options);
    attach();
}"""
"""Notes when the mouse button last went up, when the answer last changed, and when the figure was last painted.

A changed figure is a new element, and what happens to an element after its first drawing changes nothing on it."""

_QUICK_SEVEN = [np.array([[0.3, 0.25], [0.5, 0.25], [0.7, 0.25], [0.6, 0.5], [0.45, 0.8]])]
"""Few points: drawn faster than the page sends drawings while the pen is down, so that pen-up sends the first."""


def _since_up(page: Page) -> dict[str, float]:
    """Milliseconds from the mouse button going up to the last change of the answer and of the figure."""
    wait_until(page, "() => window.times.network > window.times.up && window.times.up > 0")
    settled(page)
    times = page.evaluate("() => window.times")
    return {name: times[name] - times["up"] for name in ("answer", "network")}


def pen_up(browser: Browser, url: str, count: int) -> tuple[list[float], list[float]]:
    """From pen-up to the prediction, and to the network redrawn: `count` times each, in milliseconds."""
    page = new_page(browser)
    page.goto(url)
    settled(page)
    canvas_ready(page)
    page.evaluate(_WATCH)
    answers, networks = [], []
    for _ in range(count):
        draw(page, _QUICK_SEVEN)
        drawn(page)
        times = _since_up(page)
        answers.append(times["answer"])
        networks.append(times["network"])
        press(page, "clear")
        wait_until(page, "() => document.querySelector('.st-key-prediction .invitation')")
        settled(page)
    page.context.close()
    return answers, networks


def slider_release(browser: Browser, url: str, count: int) -> list[float]:
    """From letting a slider go at a new value to the network redrawn: `count` times, in milliseconds."""
    page = new_page(browser)
    page.goto(url)
    settled(page)
    press(page, "example7")
    expect_prediction(page, 7)
    settled(page)
    page.evaluate(_WATCH)
    times = []
    for number in range(count):
        drag_slider(page, "conv1_kernel_size", (1, 2, 3, 4, 6, 7, 5)[number % 7], (1, 7))
        times.append(_since_up(page)["network"])
    page.context.close()
    return times


def first_page(browser: Browser) -> float:
    """From asking a server that has only just started for its page to all layers drawn, in milliseconds."""
    with running_app() as server:
        page = new_page(browser)
        start = time.perf_counter()
        page.goto(server.url)
        layers = page.locator(".st-key-network .js-plotly-plot .heatmaplayer image")
        layers.first.wait_for(state="attached", timeout=PATIENCE)
        canvas_ready(page)
        taken = 1000 * (time.perf_counter() - start)
        page.context.close()
    return taken
