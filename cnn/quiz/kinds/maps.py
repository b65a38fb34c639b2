"""Questions about maps and their values: colour scales that differ, and what ReLU does."""

from __future__ import annotations

from random import Random

import numpy as np

from cnn.network.shapes import layer_shapes
from cnn.quiz.answers import Choice, Mistake, Pointed
from cnn.quiz.kinds.kind import Draft, Kind, chosen, found, typed
from cnn.quiz.question import Grid, place
from cnn.quiz.subject import NotPossibleError, Subject
from cnn.quiz.words import decimal, end_of_scale

_TRIES = 80


def _two_maps(rng: Random, subject: Subject) -> tuple[str, list[int], list[float]]:
    """A layer, two of its channels, and their largest values, the larger at least a half more than the other.

    The weaker one looks brighter on its own scale: its mean is a larger share of its largest value.
    """
    layer = found(rng, ("relu1", "pool1", "relu2", "pool2"), lambda name: _is_drawable(subject, name))
    maps = subject.trace[layer]
    peaks, means = maps.max(axis=(1, 2)), maps.mean(axis=(1, 2))
    pairs = [
        (weak, strong)
        for weak in range(len(maps))
        for strong in range(len(maps))
        if peaks[weak] > 0.05
        and peaks[strong] > 1.5 * peaks[weak]
        and means[weak] / peaks[weak] > means[strong] / peaks[strong]
    ]
    if not pairs:
        raise NotPossibleError
    channels = list(rng.choice(pairs))
    rng.shuffle(channels)
    return layer, channels, [float(peaks[channel]) for channel in channels]


def _rounded(peaks: list[float], digits: int = 3) -> list[float]:
    """The values with so many significant digits."""
    return [float(f"{peak:.{digits}g}") for peak in peaks]


def _rounded_for_ratio(peaks: list[float]) -> list[float]:
    """The values with the fewest significant digits, three or more, that give their ratio in % to one digit."""
    for digits in range(3, 6):
        if _ratio(_rounded(peaks, digits)) == _ratio(peaks):
            return _rounded(peaks, digits)
    raise NotPossibleError


def _ratio(peaks: list[float]) -> str:
    return decimal(100 * min(peaks) / max(peaks), 1)


def _is_drawable(subject: Subject, layer: str) -> bool:
    channels, size, _ = layer_shapes(subject.spec).named(layer).output_shape
    return channels >= 2 and size >= 4


def _grids(subject: Subject, layer: str, channels: list[int], peaks: list[float]) -> tuple[Grid, ...]:
    titles = [
        f"{layer}, channel {channel}, 0 to {end_of_scale(peak)}" for channel, peak in zip(channels, peaks, strict=True)
    ]
    return tuple(
        Grid(f"{side}: {title}", subject.trace[layer][channel], "activation", scale=(0, peak))
        for side, title, channel, peak in zip(("left", "right"), titles, channels, peaks, strict=True)
    )


def stronger_map(rng: Random, subject: Subject, level: int) -> Draft:
    """Which of two maps holds the larger value, each on its own scale."""
    layer, channels, exact = _two_maps(rng, subject)
    peaks = _rounded(exact)
    stronger = int(peaks[1] > peaks[0])
    texts = [f"The {side} one, channel {channel}" for side, channel in zip(("left", "right"), channels, strict=True)]
    wrong = [
        Choice(
            texts[1 - stronger], 13,
            f"It looks brighter because its scale ends at {end_of_scale(peaks[1 - stronger])} already.",
        ),
        Choice(
            "Both alike: the brightest cell of each has the full colour", 13,
            f"Full colour is {end_of_scale(peaks[0])} on the left and {end_of_scale(peaks[1])} on the right.",
        ),
    ]  # fmt: skip
    return Draft(
        f"Two maps of `{layer}` for the same digit, **each on its own colour scale** (see the legends). Which one "
        "holds "
        "the larger value?",
        chosen(rng, texts[stronger], wrong),
        f"{texts[stronger]}: it reaches {end_of_scale(max(peaks))}, the other one {end_of_scale(min(peaks))}.",
        subject.spec,
        place("explore", subject.spec, layer, (channels[stronger], 0, 0)),
        _grids(subject, layer, channels, peaks),
        subject.image,
    )


def common_scale(rng: Random, subject: Subject, level: int) -> Draft:
    """How bright the weaker map's brightest cell is on a common scale."""
    layer, channels, exact = _two_maps(rng, subject)
    peaks = _rounded_for_ratio(exact)
    share = 100 * min(exact) / max(exact)
    weaker = "left" if peaks[0] < peaks[1] else "right"
    wrong = [
        (100.0, 13, f"100 % is right on its own scale, which ends at {end_of_scale(min(peaks))}."),
        (50.0, 13, "50 % would be the middle of the scale; the numbers of the legends say where it is."),
    ]
    return Draft(
        f"Two maps of `{layer}`, each on its own colour scale. Now both get **one common scale**, from 0 to "
        f"{end_of_scale(max(peaks))}. How many % of the full colour does the brightest cell of the {weaker} map have "
        "then? (One digit after the point is enough.)",
        typed(share, wrong, 0.11, 1, "%"),
        f"{end_of_scale(min(peaks))} / {end_of_scale(max(peaks))} = {decimal(share, 1)} %.",
        subject.spec,
        place("explore", subject.spec, layer, (channels[int(peaks[1] < peaks[0])], 0, 0)),
        _grids(subject, layer, channels, peaks),
        subject.image,
    )


def _signed_part(rng: Random, subject: Subject, size: int) -> tuple[str, tuple[int, int, int], np.ndarray]:
    """A layer before ReLU, where it was cut (channel, top, left), and size×size of its values, of both signs."""
    layer = found(rng, ("conv1", "conv2"), lambda name: layer_shapes(subject.spec).named(name).output_shape[1] >= size)
    maps = subject.trace[layer]
    for _ in range(_TRIES):
        channel = rng.randrange(len(maps))
        top, left = (rng.randint(0, maps.shape[1] - size) for _ in range(2))
        part = maps[channel, top : top + size, left : left + size]
        if (np.abs(part) >= 0.01).all() and 2 <= (part < 0).sum() <= part.size - 2:
            return layer, (channel, top, left), np.array(part)
    raise NotPossibleError


def relu_values(rng: Random, subject: Subject, level: int) -> Draft:
    """What ReLU makes of a row of numbers."""
    layer, (channel, top, left), part = _signed_part(rng, subject, 4)
    row = int(np.abs((part < 0).mean(axis=1) - 0.5).argmin())
    numbers = np.round(part[row].astype(float), 2)  # as they are shown
    if not 0 < (numbers < 0).sum() < len(numbers):
        raise NotPossibleError

    def text(values: np.ndarray) -> str:
        return "[" + ", ".join(decimal(value) for value in values) + "]"

    half = np.where(numbers >= np.sort(numbers)[len(numbers) // 2], numbers, 0)
    right, count = np.maximum(numbers, 0), int((numbers < 0).sum())
    wrong = [
        Choice(text(1 / (1 + np.exp(-numbers))), 14, f"You squashed all {len(numbers)} values, as a sigmoid does."),
        Choice(text(numbers / 2), 14, f"You halved all {len(numbers)} values; the positive ones stay as they are."),
        Choice(text(np.abs(numbers)), 14, f"You dropped the signs; the {count} negative values become 0."),
    ]
    if text(half) != text(right):
        wrong.append(
            Choice(text(half), 14, f"You kept the larger half; what counts is the sign, and {count} are negative.")
        )
    return Draft(
        f"Four values of `{layer}`: `{text(numbers)}`. What does ReLU make of them?",
        chosen(rng, text(right), wrong),
        f"max(0, x), value by value, makes {text(right)}: the negative ones, {count} of {len(numbers)}, become 0.",
        subject.spec,
        place("microscope", subject.spec, f"relu{layer[-1]}", (channel, top + row, left), "The cell"),
        image=subject.image,
    )


def relu_zeros(rng: Random, subject: Subject, level: int) -> Draft:
    """How many zeros ReLU leaves in a part of a map."""
    layer, (channel, top, left), part = _signed_part(rng, subject, 3 + level)
    zeros, half = int((part < 0).sum()), part.size // 2
    wrong = [
        (
            half,
            14,
            f"{half} would be {'about ' * (part.size % 2)}half of them; how many there are depends on the values.",
        ),
        (0, 14, f"0 would mean that ReLU squashes; it sets the {zeros} negative values to 0."),
    ]
    return Draft(
        f"A part of `{layer}`, {len(part)}×{len(part)} values with their signs. How many of the {part.size} are 0 "
        "after "
        "ReLU?",
        typed(zeros, wrong),
        f"{zeros} of the {part.size} values are negative, so {zeros} become 0 ({decimal(100 * zeros / part.size, 0)} "
        "%).",
        subject.spec,
        place("explore", subject.spec, f"relu{layer[-1]}", (channel, top, left)),
        (Grid(f"{layer}, channel {channel}", part, "signed"),),
        subject.image,
    )


def relu_cell(rng: Random, subject: Subject, level: int) -> Draft:
    """Pointing at the largest value that is left, or at one that is cut."""
    layer, (channel, top, left), part = _signed_part(rng, subject, 3 + level)
    cells = [(row, column) for row in range(len(part)) for column in range(len(part))]
    negative = frozenset(cell for cell in cells if part[cell] < 0)
    positive = frozenset(cells) - negative
    cut = rng.random() < 0.5
    right, wrong = (negative, positive) if cut else (positive, negative)
    words = (
        f"That value is positive. ReLU squashes nothing: each of the {len(positive)} positive values stays."
        if cut
        else f"That value is negative, one of {len(negative)}: ReLU makes it 0."
    )
    asked = "that ReLU changes" if cut else "that is the same after ReLU"
    return Draft(
        f"A part of `{layer}`: {len(part)}×{len(part)} = {part.size} values with their signs. Point at one {asked}.",
        Pointed(0, (len(part), len(part)), right, ((wrong, Mistake(14, words)),)),
        f"max(0, x): {len(negative)} of the {part.size} values are negative and become 0, {len(positive)} stay.",
        subject.spec,
        place("explore", subject.spec, f"relu{layer[-1]}", (channel, top, left)),
        (Grid(f"{layer}, channel {channel}", part, "signed"),),
        subject.image,
    )


MAP_KINDS = (
    Kind("stronger_map", "Maps", (13,), stronger_map),
    Kind("common_scale", "Maps", (13,), common_scale),
    Kind("relu_values", "ReLU", (14,), relu_values),
    Kind("relu_zeros", "ReLU", (14,), relu_zeros),
    Kind("relu_cell", "ReLU", (14,), relu_cell),
)
