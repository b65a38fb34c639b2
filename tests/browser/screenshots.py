"""Takes the README's pictures again: `make screenshots`. Draws a digit on the running app, in both themes."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from cnn.digits.handwriting import example_strokes
from tests.browser import driver

FOLDER = driver.ROOT / "assets" / "screenshots"
DIGIT = 7


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


def main() -> None:
    """Light and dark, on a projector and on a phone."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, driver.running_app() as server:
        browser = driver.launch_chromium(playwright)
        for size in (driver.PROJECTOR, driver.PHONE):
            for scheme in ("light", "dark"):
                print(take(browser, server.url, scheme, size))  # type: ignore[arg-type]
        browser.close()


if __name__ == "__main__":
    main()
