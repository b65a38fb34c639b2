"""Questions about a digit that is moved: what moves with it, what changes, and what the network answers then."""

from __future__ import annotations

from random import Random

import numpy as np

from cnn.network.shapes import layer_shapes
from cnn.quiz.answers import Choice
from cnn.quiz.kinds.kind import Draft, Kind, chosen, found, typed
from cnn.quiz.pictures import free_columns, shifted
from cnn.quiz.question import Grid, place
from cnn.quiz.subject import NotPossibleError, Subject
from cnn.quiz.words import percent, whole

_TOLERANCE = 1e-3
"""A value counts as changed if it differs by more than this share of the layer's largest."""


def _directions(image: np.ndarray, distance: int) -> list[int]:
    """+distance and −distance (right, left), where the ink stays in the picture."""
    left, right = free_columns(image)
    return [distance] * (right >= distance) + [-distance] * (left >= distance)


def _moved(columns: int) -> str:
    pixels = f"{abs(columns)} pixel{'s' * (abs(columns) > 1)}"
    return f"{pixels} to the {'right' if columns > 0 else 'left'}"


def _step(rng: Random, image: np.ndarray, distances: tuple[int, ...]) -> int:
    """A shift that keeps the ink in the picture; NotPossibleError if there is none."""
    options = [step for distance in distances for step in _directions(image, distance)]
    if not image.any() or not options:
        raise NotPossibleError
    return rng.choice(options)


def shift_cells(rng: Random, subject: Subject, level: int) -> Draft:
    """By how many cells a map moves when the digit does."""
    columns = _step(rng, subject.image, (2, 3, 4))
    distance, layers = abs(columns), layer_shapes(subject.spec)

    def fits(name: str) -> bool:
        layer = layers.named(name)
        return distance % layer.jump == 0 and layer.output_shape[1] >= 6

    name = found(rng, ("conv1", "pool1", "conv2", "pool2"), fits)
    jump, size = layers.named(name).jump, layers.named(name).output_shape[1]
    wrong = [
        (0, 7, f"0 would mean that {name} does not see the move. Its windows lie at fixed places."),
        (distance, 7, f"{distance} is right for the picture, but a cell of {name} stands for {jump} pixels."),
    ]
    return Draft(
        f"The digit moves {_moved(columns)}. Two neighbouring cells of `{name}` ({size}×{size}) are {jump} "
        f"pixel{'s' * (jump > 1)} of the input apart. By how many columns does what you see on its maps move?",
        typed(distance // jump, wrong),
        f"The strides up to {name} multiply to {jump}, so {distance} pixels are {distance} / {jump} = "
        f"{distance // jump}. A convolution moves with the picture (it is equivariant).",
        subject.spec,
        place("explore", subject.spec, name),
        (Grid("before", subject.image, "input"), Grid("moved", shifted(subject.image, columns), "input")),
        subject.image,
    )


def shift_values(rng: Random, subject: Subject, level: int) -> Draft:
    """How many values of pool2 are others after a move."""
    columns = _step(rng, subject.image, (1,) if level == 1 else (1, 2))
    before, after = (subject.trace_of(image)["pool2"] for image in (subject.image, shifted(subject.image, columns)))
    different = int((np.abs(after - before) > _TOLERANCE * np.abs(before).max()).sum())
    channels, size, _ = before.shape
    edge = channels * size
    if different <= edge or not before.any():
        raise NotPossibleError

    def text(count: int) -> str:
        return f"{whole(count)} of {whole(before.size)}"

    wrong = [
        Choice(text(0), 7, "0 would be invariance. The maximum stays only if the same pixel stays in the window."),
        Choice(text(edge), 7, f"{channels}·{size} = {edge} would be one column of each map; the rest changed as well."),
    ]  # fmt: skip
    return Draft(
        f"The digit moves {_moved(columns)}. How many of the {whole(before.size)} values of `pool2` change by more "
        "than "
        "0.1 % of its largest value?",
        chosen(rng, text(different), wrong),
        f"{text(different)} changed: pooling softens a move of a pixel, it does not undo it. fc1 has a weight for "
        "each of "
        "these places.",
        subject.spec,
        place("explore", subject.spec, "pool2"),
        (Grid("before", subject.image, "input"), Grid("moved", shifted(subject.image, columns), "input")),
        subject.image,
    )


def shift_answer(rng: Random, subject: Subject, level: int) -> Draft:
    """What the network answers when the digit is moved far."""
    distance = rng.randint(4, 7)
    columns = rng.choice((-distance, distance))
    if not subject.image.any() or subject.trace.probabilities.max() < 0.5:
        raise NotPossibleError
    pictures = [subject.image, shifted(subject.image, columns), shifted(subject.image, -columns)]
    before, after, mirrored = (subject.trace_of(picture) for picture in pictures)
    texts = [f"{trace.prediction}, with {percent(trace.probabilities.max())}" for trace in (before, after, mirrored)]
    same = before.prediction == after.prediction
    if (same and abs(float(before.probabilities.max() - after.probabilities.max())) < 0.05) or len(set(texts)) < 3:
        raise NotPossibleError
    wrong = [
        Choice(texts[0], 7, f"{texts[0]}: so it was before. Pooling tolerates about a pixel, not {distance}."),
        Choice(
            texts[2], 7, f"{texts[2]}: so it is for the other side. What counts is the place, not only the distance."
        ),
    ]
    return Draft(
        f"The network answers **{texts[0]}** for this digit. Then the digit moves {_moved(columns)}. What does it "
        "answer "
        "now?",
        chosen(rng, texts[1], wrong),
        f"After {distance} pixels it answers {texts[1]}: flatten and fc1 have a weight for each place, and other "
        "places "
        "now hold the ink.",
        subject.spec,
        place("explore", subject.spec, "softmax"),
        (Grid("before", pictures[0], "input"), Grid("moved", pictures[1], "input")),
        subject.image,
    )


TOPIC = "Shift"
SHIFT_KINDS = (
    Kind("shift_cells", TOPIC, (7,), shift_cells),
    Kind("shift_values", TOPIC, (7,), shift_values),
    Kind("shift_answer", TOPIC, (7,), shift_answer),
)
