"""Questions about the shape of a layer's output: what is rounded, what sets depth, what a later layer gets."""

from __future__ import annotations

from random import Random

from cnn.network.shapes import LayerShape, layer_shapes
from cnn.network.spec import NetworkSpec
from cnn.network.windows import axis_of, unread_of
from cnn.quiz.answers import Choice
from cnn.quiz.kinds.kind import SIZE_KEYS, WINDOWED, Draft, Kind, chosen, found, one_change, typed
from cnn.quiz.question import place
from cnn.quiz.subject import NotPossibleError, Subject
from cnn.quiz.words import block, change_text, code, decimal, layer_line, shape_text

_ASK = "Type C×H×W."


def rounded_up(layer: LayerShape) -> int:
    """The size that a layer would put out if PyTorch rounded up."""
    return layer.output_shape[1] + (layer.lost > 0)


def sizes_rounded_up(spec: NetworkSpec, last: str) -> int:
    """The size at the layer `last` if every layer up to it rounded up."""
    size = layer_shapes(spec).input.output_shape[1]
    for name in WINDOWED[: WINDOWED.index(last) + 1]:
        layer = layer_shapes(spec).named(name)
        size = -(-(size + 2 * layer.padding - layer.kernel_size) // layer.stride) + 1
    return size


def division(layer: LayerShape) -> str:
    """The formula's fraction with its value: "(28 + 2·0 − 5) / 3 = 7.67"."""
    inside = layer.input_shape[1] + 2 * layer.padding - layer.kernel_size
    fraction = f"({layer.input_shape[1]} + 2·{layer.padding} − {layer.kernel_size}) / {layer.stride}"
    return f"{fraction} = {decimal(inside / layer.stride)}"


def with_remainder(rng: Random, subject: Subject) -> tuple[NetworkSpec, str]:
    """A network, the subject's or one change from it, and a layer of it whose division leaves a remainder."""
    own = [name for name in WINDOWED if layer_shapes(subject.spec).named(name).lost]
    if own:
        return subject.spec, rng.choice(own)
    _, spec = one_change(
        rng, subject.spec, SIZE_KEYS, lambda _, spec: any(layer_shapes(spec).named(name).lost for name in WINDOWED)
    )
    return spec, found(rng, WINDOWED, lambda name: layer_shapes(spec).named(name).lost > 0)


def shape_rounded(rng: Random, subject: Subject, level: int) -> Draft:
    """The shape of a layer whose division leaves a remainder."""
    spec, name = with_remainder(rng, subject)
    layer = layer_shapes(spec).named(name)
    channels, size, _ = layer.output_shape
    up = rounded_up(layer)
    words = f"You rounded up: {division(layer)}, and you took {up}."
    return Draft(
        f"`{name}` reads {shape_text(layer.input_shape)}.\n\n{block(layer_line(spec, name))}\n\n"
        f"What is the shape of its output? {_ASK}",
        typed((channels, size, size), [((channels, up, up), 1, words)]),
        f"{layer.formula}, for height and width. PyTorch rounds down, so {name} puts out "
        f"{shape_text(layer.output_shape)}.",
        spec,
        place("shapes", spec, name, view="line by line"),
    )


def shape_channels(rng: Random, subject: Subject, level: int) -> Draft:
    """The shape of a convolution after another number of filters."""
    before = subject.spec
    key, spec = one_change(rng, before, ("conv1_out_channels", "conv2_out_channels"), lambda *_: True)
    name = key[:5]
    layer = layer_shapes(spec).named(name)
    old = layer_shapes(before).named(name).output_shape
    channels, size, _ = layer.output_shape
    scaled = max(1, round(size * channels / old[0]))
    wrong = [
        ((channels, scaled, scaled), 4, f"You scaled the map as well, from {size}×{size} to {scaled}×{scaled}."),
        (
            (old[0], scaled, scaled),
            4,
            f"You changed the map from {size}×{size} to {scaled}×{scaled} and kept {old[0]}.",
        ),
    ]
    return Draft(
        f"`{name}` puts out {shape_text(old)}. You set {change_text(before, spec)}, and nothing else.\n\n"
        f"What is the shape of its output now? {_ASK}",
        typed((channels, size, size), wrong),
        f"out_channels is the number of maps, now {channels}. Each map stays {size}×{size}, as kernel_size, stride and "
        "padding are the same.",
        spec,
        place("shapes", spec, name, view="line by line"),
    )  # fmt: skip


def shape_downstream(rng: Random, subject: Subject, level: int) -> Draft:
    """The shape of a later layer after an earlier one was changed."""
    before = subject.spec
    last = rng.choice(WINDOWED[1:])
    keys = [key for key in SIZE_KEYS if WINDOWED.index(key[:5]) < WINDOWED.index(last)]
    old = layer_shapes(before).named(last).output_shape
    _key, spec = one_change(rng, before, keys, lambda _, spec: layer_shapes(spec).named(last).output_shape != old)
    channels, size, _ = layer_shapes(spec).named(last).output_shape
    up = sizes_rounded_up(spec, last)
    wrong = [
        (old, 5, f"{shape_text(old)} was its shape before. {last} is unchanged, but what it reads is not."),
        ((channels, up, up), 1, f"{up} comes from rounding up on the way."),
    ]
    steps = [layer_shapes(spec).named(name) for name in WINDOWED[: WINDOWED.index(last) + 1]]
    sizes = " → ".join(str(size) for size in (steps[0].input_shape[1], *(step.output_shape[1] for step in steps)))
    return Draft(
        f"You set {change_text(before, spec)}, and nothing else. Before, `{last}` put out {shape_text(old)}.\n\n"
        f"{code(spec, 'conv1', last)}\n\nThe input is 1×28×28; ReLU keeps shapes. What does `{last}` put out now? "
        f"{_ASK}",
        typed((channels, size, size), wrong),
        f"Height and width go {sizes}, so {last} puts out {shape_text((channels, size, size))}.",
        spec,
        place("shapes", spec, last, view="line by line"),
    )


def divides_evenly(rng: Random, subject: Subject, level: int) -> Draft:
    """What PyTorch does with a remainder."""
    spec, name = with_remainder(rng, subject)
    layer = layer_shapes(spec).named(name)
    size, up, end = layer.output_shape[1], rounded_up(layer), unread_of(axis_of(layer)).end
    if not end:
        raise NotPossibleError
    built, lines = f"It puts out maps of {size}×{size}", "1 row and column" if end == 1 else f"{end} rows and columns"
    wrong = [
        Choice(
            f"It stops with an error: {division(layer)} is no whole number", 1,
            f"There is no error: the remainder {layer.lost} of the division is allowed.",
        ),
        Choice(
            f"It puts out maps of {up}×{up}: the last window reaches over the edge", 1,
            f"{up} would be rounding up; no window reaches over the edge of the padded input.",
        ),
        Choice(
            f"It puts out maps of {up}×{up}: zeros are added until the size divides evenly", 1,
            f"Only padding={layer.padding} is added; nothing is filled up to reach {up}.",
        ),
        Choice(f"{built}, and every value is read", 1, f"A remainder of {layer.lost} is left: {lines} are not read."),
    ]  # fmt: skip
    return Draft(
        f"`{name}` reads {shape_text(layer.input_shape)}.\n\n{block(layer_line(spec, name))}\n\nWhat does PyTorch do?",
        chosen(rng, f"{built}; {lines} at the end of its input are never read", wrong),
        f"{layer.formula}: PyTorch rounds down, and the last {lines} fill no window.",
        spec,
        place("shapes", spec, name, view="line by line"),
    )


TOPIC = "Shapes"
SHAPE_KINDS = (
    Kind("shape_rounded", TOPIC, (1,), shape_rounded),
    Kind("divides_evenly", TOPIC, (1,), divides_evenly),
    Kind("shape_channels", TOPIC, (4,), shape_channels),
    Kind("shape_downstream", TOPIC, (5,), shape_downstream),
)
