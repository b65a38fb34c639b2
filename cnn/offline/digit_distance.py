"""What the app knows of digits, and how well that tells others from them: `python -m cnn.offline.digit_distance`.

Fits the statistics of the textbook network, which the app ships (no digits are in them), calibrates their threshold,
and measures them and those that are made at run time for other settings. Needs MNIST and the pen digits.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from cnn.digits.augment import Augmentation, augment
from cnn.digits.ink_groups import judge_ink
from cnn.digits.pendigits import PenDigit, read_pendigits, split_writers
from cnn.digits.sets import DigitSet, load_generated, load_mnist, network_input
from cnn.explain.activations import activations_of
from cnn.explain.known_digits import ASSET, KnownDigits, from_bytes, known_from_few, learned, with_threshold
from cnn.network.model import SimpleCNN
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.offline.accuracy import draw_on_canvas
from cnn.offline.not_digits import NOT_DIGITS, children, pair_canvases
from cnn.offline.supernet_draws import near_setting, uniform_setting
from cnn.paths import ASSETS
from cnn.training.accuracy_meter import READS_WELL, generated_digits
from cnn.weights.load import load_model

FIGURES = ASSETS / "known_digits.json"

CALIBRATION_WRITERS = 4
"""Of the 24 writers whose digits the network was trained on, those that the statistics are not fitted to."""

_FIT, _HELD_OUT = 40_000, 50_000
"""MNIST's training digits in a random order: fitted to those before the first, calibrated on those after the second."""

_VARIED = Augmentation(degrees=10, scale=0.12, shear=0.2, shift=1.3)
_SLIGHTLY = Augmentation(degrees=6, scale=0.08, shear=0.1, shift=0.8, bend=0.7, thickness=0.4)
"""The network knows MNIST's training digits by heart: changed a little, they are as strange to it as new ones."""

SETTINGS = 40
"""Settings with shared weights that are measured; those that read fewer generated digits say nothing."""

_FEW = {"MNIST’s test digits": 2000, "pen digits of unseen writers": 1500}
_NAMES = (*_FEW, "children’s large shaky digits (generated)")


def _changed(images: torch.Tensor, how: Augmentation, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return (augment(network_input(images), generator, how)[:, 0] * 255).round().to(torch.uint8)


def _mixed(sets: list[DigitSet]) -> DigitSet:
    return DigitSet(torch.cat([one.images for one in sets]), torch.cat([one.labels for one in sets]), "digits")


def to_fit_and_calibrate(mnist: DigitSet, pen: list[PenDigit]) -> tuple[DigitSet, DigitSet]:
    """Digits for the statistics, and others for the threshold; pen: of the writers that the network was trained on."""
    order = torch.randperm(len(mnist), generator=torch.Generator().manual_seed(0))
    images, labels = mnist.images[order], mnist.labels[order]
    writers = sorted({digit.writer for digit in pen})
    held_out = set(writers[:: len(writers) // CALIBRATION_WRITERS])
    fit = DigitSet(images[:_FIT], labels[:_FIT], "MNIST")
    varied = DigitSet(_changed(fit.images, _VARIED, 1), fit.labels, "MNIST, varied")
    drawn = draw_on_canvas([digit for digit in pen if digit.writer not in held_out] * 2, seed=11, degrees=6)
    later = DigitSet(_changed(images[_HELD_OUT:], _SLIGHTLY, 2), labels[_HELD_OUT:], "MNIST, slightly varied")
    others = draw_on_canvas([digit for digit in pen if digit.writer in held_out] * 3, seed=12)
    calibrate = [later.part(0, 3000), others.part(0, 3000), load_generated(3000, 78)]
    return _mixed([fit, varied, drawn, load_generated(10_000, 77)]), _mixed(calibrate)


def known_to(model: SimpleCNN, fit: DigitSet, calibrate: DigitSet) -> KnownDigits:
    """The statistics of a network for which there is time."""
    seen = activations_of(model, fit)
    known = learned(seen.fc1, seen.labels)
    return with_threshold(known, nearest(known, model, calibrate))


def nearest(known: KnownDigits, model: SimpleCNN, digits: DigitSet) -> np.ndarray:
    """(N,): each picture's distance to the digit that is nearest."""
    fc1 = activations_of(model, digits).fc1.astype(np.float64)
    return np.concatenate([known.distances(part).min(axis=1) for part in np.array_split(fc1, max(1, len(fc1) // 500))])


def measured_sets(unseen: list[PenDigit], seed: int, count: int) -> Iterator[tuple[str, DigitSet]]:
    """Everything that is measured, none of it used before. count: of each kind of drawing that is no digit."""
    yield _NAMES[0], load_mnist(train=False)
    yield _NAMES[1], draw_on_canvas(unseen * 4, seed=1)
    images, labels = children(2 * count, seed)
    yield _NAMES[2], DigitSet(torch.from_numpy(images), torch.from_numpy(labels), "children")
    for name, make in NOT_DIGITS.items():
        drawn = torch.from_numpy(make(count, seed))
        yield name, DigitSet(drawn, torch.zeros(len(drawn), dtype=torch.long), name)


def pairs_found(known: KnownDigits, model: SimpleCNN, touching: bool, seed: int, count: int) -> dict[str, float]:
    """Of pairs of digits: said to be several by their ink, unlike any digit, one of both; and the share of answers that
    are over 99 % sure without a word of either."""
    several = np.array([judge_ink(board / np.float32(255)) == "several"
                        for board in pair_canvases(count, seed, touching)])  # fmt: skip
    drawn = torch.from_numpy(NOT_DIGITS["two digits that touch" if touching else "two digits, apart"](count, seed))
    unlike = nearest(known, model, DigitSet(drawn, torch.zeros(count, dtype=torch.long), "")) > known.threshold
    with torch.no_grad():
        sure = torch.softmax(model(network_input(drawn)), 1).amax(1).numpy() > 0.99
    said = several | unlike
    shares = {"several": several, "unlike": unlike, "either": said, "sure and nothing said": sure & ~said}
    return {name: round(float(found.mean()), 4) for name, found in shares.items()}


def chosen_settings(seed: int, count: int) -> Iterator[tuple[NetworkSpec, KnownDigits, SimpleCNN, float]]:
    """`count` random settings that read well, near the textbook's and from all over the limits in turn, with what the
    app makes of 1,000 generated digits."""
    rng, generated = random.Random(seed), generated_digits()
    found, tried = 0, 0
    while found < count:
        spec = (near_setting, uniform_setting)[tried % 2](rng)
        tried += 1
        model = load_model(spec).model
        seen = activations_of(model, generated)
        if seen.accuracy >= READS_WELL:
            found += 1
            yield spec, known_from_few(seen.fc1, seen.labels), model, seen.accuracy


def measure_shared(sets: dict[str, DigitSet], count: int = SETTINGS, seed: int = 14) -> dict[str, dict[str, float]]:
    """For each set the share that is unlike any digit over random settings: median, ends, and deciles."""
    shares: dict[str, list[float]] = {name: [] for name in sets}
    for _, known, model, _ in chosen_settings(seed, count):
        for name, digits in sets.items():
            found = nearest(known, model, digits.part(0, _FEW.get(name, 300)))
            shares[name].append(float((found > known.threshold).mean()))
    ends = {"least": 0.0, "tenth percentile": 0.1, "median": 0.5, "ninetieth percentile": 0.9, "most": 1.0}
    return {
        name: {words: round(float(np.quantile(values, at)), 4) for words, at in ends.items()}
        for name, values in shares.items()
    }


def measure(model: SimpleCNN, known: KnownDigits, unseen: list[PenDigit]) -> dict[str, Any]:
    """All figures of the model card."""
    sets = dict(measured_sets(unseen, seed=2026, count=1000))
    shares = {
        name: round(float((nearest(known, model, one) > known.threshold).mean()), 4) for name, one in sets.items()
    }
    return {
        "threshold": round(known.threshold, 3),
        "unlike": shares,
        "children read correctly": round(activations_of(model, sets[_NAMES[2]]).accuracy, 4),
        "pairs apart": pairs_found(known, model, touching=False, seed=2027, count=500),
        "pairs that touch": pairs_found(known, model, touching=True, seed=2027, count=500),
        "shared": measure_shared(sets),
    }


def main() -> None:
    """Fit and calibrate, unless it is only to be measured; measure; write both files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", action="store_true", help="only measure what was fitted before")
    known_pen, unseen = split_writers(read_pendigits())
    model = load_model(TEXTBOOK).model
    if not parser.parse_args().measure:
        fit, calibrate = to_fit_and_calibrate(load_mnist(train=True), known_pen)
        ASSET.write_bytes(known_to(model, fit, calibrate).to_bytes())
    figures = measure(model, from_bytes(ASSET.read_bytes()), unseen)
    FIGURES.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(FIGURES.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
