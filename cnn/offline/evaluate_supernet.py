"""Measures the shared weights: `python -m cnn.offline.evaluate_supernet`. Figures go to a JSON file, a chart to assets.

With `--alone` it trains some settings on their own for comparison; that takes longest.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from cnn.digits.pendigits import read_pendigits, split_writers
from cnn.digits.sets import DigitSet, load_mnist
from cnn.digits.vary import batch_of, draw_varied
from cnn.network.model import SimpleCNN
from cnn.network.spec import NetworkSpec
from cnn.offline.supernet_chart import draw_chart
from cnn.offline.supernet_draws import extreme_setting, is_ordinary, near_setting, uniform_setting
from cnn.training.loop import TrainingOptions, evaluate, train
from cnn.weights.supernet import SUPERNET_WEIGHTS, load_supernet

CHART = SUPERNET_WEIGHTS.with_name("supernet.svg")
SEED = 2026
CHARTED = {"near": 180, "uniform": 180, "extreme": 60}
COMPARED = {"near": 20, "uniform": 20, "extreme": 16}
ALONE = TrainingOptions(epochs=2)

Figures = dict[str, list[dict[str, Any]]]


def ordinary_setting(rng: random.Random) -> NetworkSpec:
    """As `uniform_setting`, with a last map of at least 2×2 and at least 4 and 8 channels."""
    while not is_ordinary(spec := uniform_setting(rng)):
        pass
    return spec


GROUPS: dict[str, Callable[[random.Random], NetworkSpec]] = {
    "near": near_setting,
    "uniform": ordinary_setting,
    "extreme": extreme_setting,
}
"""One to three settings changed from the textbook's; uniform over the limits; maps of 1×1 or one channel."""


def chosen_settings(counts: dict[str, int], seed: int = SEED) -> list[tuple[str, NetworkSpec]]:
    """Settings of each group, always the same ones, in alternating order."""
    drawn = []
    for group, count in counts.items():
        rng = random.Random(f"{seed} {group}")
        drawn += [((i + 0.5) / count, group, GROUPS[group](rng)) for i in range(count)]
    return [(group, spec) for _, group, spec in sorted(drawn, key=lambda one: one[:2])]


def pen_test_digits() -> DigitSet:
    """Every digit of the unseen writers, drawn once."""
    _, unseen = split_writers(read_pendigits())
    images = draw_varied(batch_of([digit.strokes for digit in unseen]), torch.Generator().manual_seed(SEED))
    return DigitSet(images, torch.tensor([digit.label for digit in unseen]), "pen digits")


def train_alone(path: Path, minutes: float) -> None:
    """Train the settings to compare with, each from scratch for two epochs of MNIST.

    Results already in `path` are kept, and none is started after `minutes`."""
    rows = json.loads(path.read_text()) if path.exists() else []
    done = {json.dumps(row["settings"]) for row in rows}
    learning, test = load_mnist(train=True), load_mnist(train=False)
    start = time.monotonic()
    for number, (group, spec) in enumerate(chosen_settings(COMPARED)):
        if json.dumps(spec.to_query()) in done or time.monotonic() - start > 60 * minutes:
            continue
        torch.manual_seed(number)
        model = SimpleCNN(spec)
        model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        for _ in train(model, learning, ALONE):
            pass
        rows.append({"group": group, "settings": spec.to_query(), "accuracy": evaluate(model, test).accuracy})
        path.write_text(json.dumps(rows, indent=1))
        print(f"{len(rows)} trained alone, {group}: {rows[-1]['accuracy']:.2%}", flush=True)


def some_of(digits: DigitSet, count: int) -> DigitSet:
    """`count` of the digits, always the same ones, or all of them."""
    order = torch.randperm(len(digits), generator=torch.Generator().manual_seed(SEED))[:count]
    return DigitSet(digits.images[order], digits.labels[order], digits.name)


def measure(weights: Path, alone: Path, counts: dict[str, int], digits: int) -> Figures:
    """Accuracy of the weights cut for many settings, and for those that were trained alone, on so many digits."""
    network = load_supernet(weights)
    mnist, pen = some_of(load_mnist(train=False), digits), some_of(pen_test_digits(), digits)
    whole = load_mnist(train=False)
    charted = []
    for group, spec in chosen_settings(counts):
        model = network.cut(spec)
        model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        row = {"group": group, "settings": spec.to_query(), "mnist": evaluate(model, mnist).accuracy}
        charted.append(row | {"pen": evaluate(model, pen).accuracy})
        if len(charted) % 20 == 0:
            print(f"{len(charted)} of {sum(counts.values())} settings", flush=True)
    compared = json.loads(alone.read_text()) if alone.exists() else []
    for row in compared:
        row["shared"] = evaluate(network.cut(NetworkSpec.from_query(row["settings"])), whole).accuracy
    return {"charted": charted, "compared": compared}


def summary(figures: Figures) -> list[str]:
    """Medians and deciles, one line each."""
    lines = []
    for group in GROUPS:
        rows = [row for row in figures["charted"] if row["group"] == group]
        for data in ("mnist", "pen"):
            low, middle, high = _deciles([row[data] for row in rows])
            lines.append(f"{group}, {len(rows)} settings, {data}: tenth percentile {low:.2%}, median {middle:.2%}")
    for name, kinds in (("near and uniform", ("near", "uniform")), ("extreme", ("extreme",))):
        gaps = [100 * (row["accuracy"] - row["shared"]) for row in figures["compared"] if row["group"] in kinds]
        if len(gaps) > 1:
            _, middle, high = _deciles(gaps)
            lines.append(
                f"gap to trained alone, {name}, {len(gaps)} settings: median {middle:.2f}, ninth decile {high:.2f}"
            )
    return lines


def _deciles(values: list[float]) -> tuple[float, float, float]:
    """First decile, median and ninth decile."""
    deciles = statistics.quantiles(values, n=10, method="inclusive")
    return deciles[0], deciles[4], deciles[8]


def main(arguments: list[str]) -> None:
    """The command line of `evaluate`."""
    parser = argparse.ArgumentParser(description="Measure the weights that all settings share.")
    parser.add_argument("--alone", action="store_true", help="only train the settings to compare with")
    parser.add_argument(
        "--minutes", type=float, default=90, help="for --alone: start no training after so many minutes"
    )
    parser.add_argument("--results", type=Path, default=Path("build/supernet"), help="folder for the figures")
    parser.add_argument("--weights", type=Path, default=SUPERNET_WEIGHTS)
    parser.add_argument("--chart", type=Path, default=CHART)
    parser.add_argument("--fraction", type=float, default=1.0, help="of the settings: less is a quick look")
    parser.add_argument("--digits", type=int, default=10_000, help="most digits to read with each setting")
    options = parser.parse_args(arguments)
    options.results.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    if options.alone:
        train_alone(options.results / "alone.json", options.minutes)
        return
    counts = {group: max(2, round(count * options.fraction)) for group, count in CHARTED.items()}
    figures = measure(options.weights, options.results / "alone.json", counts, options.digits)
    (options.results / "figures.json").write_text(json.dumps(figures, indent=1))
    print("\n".join(summary(figures)))
    if options.fraction == 1:
        options.chart.write_text(draw_chart(figures["charted"]))
        print(f"chart: {options.chart.name}")


if __name__ == "__main__":
    main(sys.argv[1:])
