"""How long everything takes, from the bare forward pass to the browser and the training: `make bench`.

Prints every measure as it is taken: its median, its tenth and ninth decile, and the goal where there is one. The times
are those of the machine it runs on, and of what else runs there.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # as the app runs; torch reads it when it is imported

import platform
import statistics
import time
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

import numpy as np
import torch
from playwright.sync_api import Browser, sync_playwright

from cnn.digits.handwriting import example_drawing
from cnn.digits.prepare import prepare_digit
from cnn.figures.network import network_drawing
from cnn.network.shapes import is_buildable
from cnn.network.spec import LIMITS, TEXTBOOK, ConvSpec, NetworkSpec, PoolSpec
from cnn.network.trace import trace_forward
from cnn.weights.load import load_model
from tests import bench_training
from tests.browser import stopwatch
from tests.browser.driver import launch_chromium, running_app
from tests.protocol import Learner

_NONE = PoolSpec("none")
LARGEST = "/?" + urlencode(NetworkSpec(ConvSpec(32, 7, 1, 3), _NONE, ConvSpec(64, 7, 1, 3), _NONE, 256).to_query())
"""The address of the largest network: 12.9 million parameters, 94 million products."""

COUNT = 20
"""Samples of everything that a page or a server takes part in."""


def report(name: str, values: Sequence[float], unit: str = "ms", goal: float | None = None) -> None:
    """One line: median, tenth to ninth decile, goal."""
    median = statistics.median(values)
    low, high = np.quantile(values, [0.1, 0.9])
    spread = f"{low:,.2f} – {high:,.2f}" if len(values) > 1 else ""
    wanted = "" if goal is None else f"goal {goal:,.0f}: {'reached' if median <= goal else 'MISSED'}"
    print(f"  {name:<74} {median:>10,.2f} {unit:<5} {spread:>22}  {wanted}", flush=True)


def timed(action: Callable[[], object], count: int) -> list[float]:
    """Milliseconds of each of `count` calls, after three that do not count."""
    taken = []
    for number in range(count + 3):
        start = time.perf_counter()
        action()
        if number >= 3:
            taken.append(1000 * (time.perf_counter() - start))
    return taken


def core() -> None:
    """What the app computes, in this process."""
    model = load_model(TEXTBOOK).model
    drawing = example_drawing(7)
    image = torch.from_numpy(prepare_digit(drawing)).unsqueeze(0)  # (1, 28, 28)
    batch = image.unsqueeze(0)  # (1, 1, 28, 28)
    trace = trace_forward(model, image)
    with torch.no_grad():
        report("bare forward pass: the textbook network on one digit in PyTorch", timed(lambda: model(batch), 200))
    report("trace: the same, and every layer's output kept", timed(lambda: trace_forward(model, image), 200))
    report("digit: a drawing of 280×280 to the 28×28 that the network sees", timed(lambda: prepare_digit(drawing), 50))
    report("figure: data and layout of the Plotly figure of the trace", timed(lambda: network_drawing(trace), 50))
    weights = [spec for spec in map(_kernel, range(1, 8)) if is_buildable(spec)]
    report("weights: cut for a setting that was never asked for", [_loading(spec) for spec in weights])


def _kernel(size: int) -> NetworkSpec:
    return TEXTBOOK.changed(conv1_kernel_size=size, conv2_out_channels=31)


def _loading(spec: NetworkSpec) -> float:
    start = time.perf_counter()
    load_model(spec)
    return 1000 * (time.perf_counter() - start)


def server(url: str) -> None:
    """What the server takes, in a session over its own protocol: request sent to "script finished" received."""
    learner = Learner.open(url)
    drawings = [example_drawing(number % 10)[::2, ::2] for number in range(COUNT + 3)]
    strokes = [learner.draw(drawing, number + 1) for number, drawing in enumerate(drawings)][3:]
    report("server, stroke: a drawing sent, to the end of the rerun", [run.milliseconds for run in strokes], goal=40)
    examples = [learner.press(f"example{number % 10}") for number in range(COUNT)]
    report("server, whole page: an example pressed, same", [run.milliseconds for run in examples], goal=40)
    low, high = LIMITS["hidden_units"]
    settings = [learner.slide("hidden_units", value) for value in np.linspace(low, high, COUNT).astype(int).tolist()]
    report(
        "server, setting: a slider moved to where it never was, same", [run.milliseconds for run in settings], goal=40
    )
    report("bytes that the server sends for a stroke", [run.received / 1000 for run in strokes], "kB")
    report("bytes that the server sends for a setting", [run.received / 1000 for run in settings], "kB")
    learner.close()


def pages() -> None:
    """What a learner waits for, in Chromium at 1280×720, by the browser's clock."""
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        with running_app() as running:
            server(running.url)
            report("pen-up to answer and maps as they stay", stopwatch.pen_up(browser, running.url, COUNT), goal=34)
            largest = stopwatch.pen_up(browser, running.url, 5, LARGEST)
            report("the same for the largest network within the limits", largest, goal=250)
            sent, received = stopwatch.stroke_bytes(browser, running.url)
            report("bytes that a stroke of 4 s sends (goal 15 kB)", [sent / 1000], "kB")
            report("bytes that it receives", [received / 1000], "kB")
            quick = stopwatch.stroke(browser, running.url, 5)
            report(
                "maps painted a second, in a stroke of 5 s that moves at every frame (goal 55)", [quick.painted], "/s"
            )
            report("work of the page's scripts in a frame of it", quick.work, goal=10)
            two = stopwatch.stroke(browser, f"{running.url}/compare", 5)
            report("the same on Compare, with two networks: painted a second", [two.painted], "/s")
            report("work of the page's scripts in a frame of it", two.work, goal=16)
            long_stroke(browser, running.url)
            new, known = stopwatch.slider_held(browser, running.url)
            report("slider held and moved to the maps, weights not yet in the browser", new, goal=120)
            report("slider held and moved to the maps, weights there", known, goal=34)
            releases = stopwatch.slider_release(browser, running.url, COUNT)
            report("slider released to the setting in table and address", releases, goal=150)
            visits = [stopwatch.first_visit(browser, running.url) for _ in range(3)]
            taken = [one for one, _, _ in visits]
            report("new learner, warm server: address entered to all layers drawn", taken, goal=1200)
            report("bytes of such a visit, all files", [one[1] / 1e6 for one in visits], "MB", goal=4)
            report("requests of such a visit", [float(one[2]) for one in visits], "")
        report("first page: a server just started, asked for its page, to all layers drawn",
               [stopwatch.first_page(browser) for _ in range(3)], goal=2500)  # fmt: skip
        browser.close()


def long_stroke(browser: Browser, url: str) -> None:
    """A stroke while every core has other work as well."""
    with stopwatch.busy(os.cpu_count() or 2):
        found = stopwatch.stroke(browser, url, 30)
    report("stroke of 30 s with all cores busy: maps painted a second", [found.painted], "/s")
    report("longest time in it without new maps", [found.longest])
    report(f"places of the pen without ink at its end, of {found.points:,}", [float(found.lost)], "")


def main() -> None:
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"
    print(f"Python {platform.python_version()}, torch {torch.__version__}, {os.cpu_count()} cores, load {load}")
    print(f"  {'':<74} {'median':>10} {'':<5} {'10 % – 90 %':>22}")
    core()
    pages()
    bench_training.main()


if __name__ == "__main__":
    main()
