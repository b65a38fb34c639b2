"""Takes the README's pictures again: `make screenshots`. Draws a digit on the running app, in both themes, and makes a
film of a digit that is drawn and of sliders that are moved."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from cnn.digits.handwriting import example_strokes
from cnn.network.spec import LIMITS
from tests.browser import driver

FOLDER = driver.ROOT / "assets" / "screenshots"
DIGIT = 7

FILM_SIZE = (800, 450)
SHORTEST = 0.125
"""Seconds that a picture of the film is shown at least."""
_CURSOR = """addEventListener("DOMContentLoaded", () => {
    const dot = document.createElement("div");
    dot.style = "position:fixed;left:-50px;width:18px;height:18px;margin:-9px;z-index:9999999;pointer-events:none;"
        + "border:2px solid rgba(180,80,0,.9);border-radius:50%;background:rgba(255,180,60,.55)";
    document.documentElement.appendChild(dot);
    addEventListener("pointermove", (event) => {
        dot.style.left = event.clientX + "px";
        dot.style.top = event.clientY + "px";
    }, true);
});"""
"""A pointer that can be seen: a browser without a screen paints none."""


def take(browser: Browser, url: str, scheme: Literal["light", "dark"], size: ViewportSize) -> Path:
    """The Explore page with a drawn digit, the pointer over a cell of conv2 where there is room for it."""
    page = driver.new_page(browser, viewport=size, color_scheme=scheme)
    page.goto(url)
    driver.canvas_ready(page)
    driver.draw(page, example_strokes(DIGIT))
    driver.expect_prediction(page, DIGIT)
    driver.drawn(page)
    if size == driver.PROJECTOR:
        figure = page.locator(".st-key-network .js-plotly-plot").bounding_box()
        assert figure
        for _ in range(2):  # the first move only enters the figure
            page.mouse.move(figure["x"] + 0.488 * figure["width"], figure["y"] + 0.72 * figure["height"], steps=4)
    device = "" if size == driver.PROJECTOR else "-phone"
    path = FOLDER / f"explore-{scheme}{device}.png"
    page.screenshot(path=path)
    page.context.close()
    return path


@contextmanager
def filmed(page: Page) -> Iterator[list[tuple[float, bytes]]]:
    """All pictures that the browser paints meanwhile, each with its time in seconds."""
    pictures: list[tuple[float, bytes]] = []
    session = page.context.new_cdp_session(page)

    def keep(event: dict[str, Any]) -> None:
        pictures.append((event["metadata"]["timestamp"], base64.b64decode(event["data"])))
        session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    session.on("Page.screencastFrame", keep)
    session.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})
    yield pictures
    session.send("Page.stopScreencast")
    session.remove_listener("Page.screencastFrame", keep)


def film(browser: Browser, url: str) -> Path:
    """A digit is drawn, two sliders are moved, and a cell is pointed at."""
    page = driver.new_page(browser)
    page.add_init_script(_CURSOR)
    page.goto(url)
    driver.canvas_ready(page)
    driver.settled(page)
    with filmed(page) as pictures:
        for stroke in example_strokes(5):
            driver.pen_down(page, stroke[:2])
            for point in stroke[2:]:
                driver.go_on(page, point[None])
                page.wait_for_timeout(25)
            page.mouse.up()
        driver.drawn(page)
        for key, value in (("conv1_kernel_size", 3), ("conv2_stride", 2)):
            page.wait_for_timeout(700)
            _drag(page, key, value)
            driver.settled(page)
        page.wait_for_timeout(500)
        for cell in ((4, 4), (5, 6), (6, 8)):
            page.mouse.move(*driver.place_in_figure(page, "network", "conv2", cell), steps=6)
            page.wait_for_timeout(400)
        page.wait_for_timeout(900)
    page.context.close()
    return _written(pictures)


def _drag(page: Page, key: str, value: int) -> None:
    """Drag the knob of a slider, slowly enough to be seen."""
    track = page.locator(f".st-key-{key} [role=group] > div").first.bounding_box()
    knob = page.locator(f'.st-key-{key} [data-testid="stSliderThumbValue"]').locator("xpath=..").bounding_box()
    assert track and knob
    low, high = LIMITS[key]
    y = track["y"] + track["height"] / 2
    page.mouse.move(knob["x"] + knob["width"] / 2, y, steps=8)
    page.wait_for_timeout(200)
    page.mouse.down()
    page.mouse.move(track["x"] + (value - low) / (high - low) * track["width"], y, steps=12)
    page.mouse.up()


def _written(pictures: list[tuple[float, bytes]]) -> Path:
    """The pictures as one animated WebP, without those that are shown too shortly to be seen."""
    kept = pictures[:1]
    for picture in pictures[1:]:
        if picture[0] - kept[-1][0] >= SHORTEST:
            kept.append(picture)
    times = [time for time, _ in kept] + [pictures[-1][0] + 1.0]
    frames = [
        Image.open(io.BytesIO(data)).convert("RGB").resize(FILM_SIZE, Image.Resampling.LANCZOS) for _, data in kept
    ]
    path = FOLDER / "explore.webp"
    shown = [round(1000 * (end - start)) for start, end in pairwise(times)]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=shown, loop=0, quality=40, method=4)
    return path


def main() -> None:
    """Light and dark, on a projector and on a phone; and the film."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, driver.running_app() as server:
        browser = driver.launch_chromium(playwright)
        for size in (driver.PROJECTOR, driver.PHONE):
            for scheme in ("light", "dark"):
                print(take(browser, server.url, scheme, size))  # type: ignore[arg-type]
        print(film(browser, server.url))
        browser.close()


if __name__ == "__main__":
    main()
