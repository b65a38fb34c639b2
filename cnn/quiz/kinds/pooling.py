"""Questions about pooling, its padding and weights, about padding='same', and about stride instead of pooling."""

from __future__ import annotations

import warnings
from random import Random

import numpy as np
from torch import nn

from cnn.network.shapes import formula, layer_shapes, output_size
from cnn.network.spec import NetworkSpec
from cnn.quiz.answers import Choice
from cnn.quiz.kinds.kind import Draft, Kind, chosen, found, typed
from cnn.quiz.question import Grid, place
from cnn.quiz.subject import NotPossibleError, Subject
from cnn.quiz.words import block, decimal, layer_line, shape_text, shown, whole


def _pooling(rng: Random, spec: NetworkSpec) -> str:
    """The name of a pooling layer that is one."""
    return found(rng, ("pool1", "pool2"), lambda name: spec.get(f"{name}_kind") != "none")


def pool_output(rng: Random, subject: Subject, level: int) -> Draft:
    """What a pooling layer puts out, and its parameters."""
    name = _pooling(rng, subject.spec)
    layer = layer_shapes(subject.spec).named(name)
    channels, size, _ = layer.output_shape
    taps, shape = layer.kernel_size**2, shape_text(layer.output_shape)
    if taps == 1 or channels == 1:
        raise NotPossibleError
    wrong = [
        Choice(
            f"{shape}, and {whole(channels * taps)} parameters", 6, f"{channels}·{taps} would be weights; it has none."
        ),
        Choice(
            f"{shape}, and {taps} parameters", 6, f"A window of {taps} cells is no kernel: there is nothing to learn."
        ),
        Choice(f"1×{size}×{size}, and 0 parameters", 6, f"Each of the {channels} channels is pooled by itself."),
    ]
    if layer.lost:
        up = shape_text((channels, size + 1, size + 1))
        wrong.append(Choice(f"{up}, and 0 parameters", 1, f"{size + 1} comes from rounding up."))
    return Draft(
        f"`{name}` reads {shape_text(layer.input_shape)}.\n\n{block(layer_line(subject.spec, name))}\n\nWhat does it "
        "put "
        "out, and how many parameters does it have?",
        chosen(rng, f"{shape}, and {layer.parameters} parameters", wrong),
        f"{layer.formula}; all {channels} channels are kept, each pooled by itself, without weights.",
        subject.spec,
        place("shapes", subject.spec, name, view="line by line"),
    )


def pool_padding(rng: Random, subject: Subject, level: int) -> Draft:
    """The shape that a pooling with padding puts out."""
    name = rng.choice(("pool1", "pool2"))
    channels, size, _ = layer_shapes(subject.spec).named(name).input_shape
    kernel_size, stride = rng.randint(2, 2 + level), rng.randint(1, 3)
    padding = rng.randint(1, kernel_size // 2)
    right, without = (output_size(size, kernel_size, stride, ring) for ring in (padding, 0))
    up = -(-(size + 2 * padding - kernel_size) // stride) + 1
    if without < 1:
        raise NotPossibleError
    wrong = [
        ((channels, without, without), 6, f"You left the padding of {padding} out: that gives {without}."),
        ((channels, up, up), 1, f"{up} comes from rounding up."),
    ]
    made = f"nn.MaxPool2d({kernel_size}, stride={stride}, padding={padding})"
    return Draft(
        f"In place of `{name}`, which reads {shape_text((channels, size, size))}, you write\n\n"
        f"{block(f'{name} = {made}')}\n\nWhat is the shape of its output? Type C×H×W.",
        typed((channels, right, right), wrong),
        f"Pooling takes padding as a convolution does: {formula(size, kernel_size, stride, padding)}.",
        subject.spec,
        place("shapes", subject.spec, name, view="Conv2d calculator"),
    )


def padding_same(rng: Random, subject: Subject, level: int) -> Draft:
    """What padding='same' does, with a stride."""
    layer = layer_shapes(subject.spec).named(rng.choice(("conv1", "conv2")))
    (read, size, _), filters, kernel = layer.input_shape, layer.output_shape[0], layer.kernel_size
    stride = rng.choice((1, 2, 2, 3, 3))
    shrunk = -(-size // stride) if stride > 1 else output_size(size, kernel)
    if size < 3 or kernel == 1 or shrunk < 1:
        raise NotPossibleError
    error = _error_of_same(kernel, stride)
    same = f"It works: {shape_text((filters, size, size))} comes out"
    smaller = f"It works: {shape_text((filters, shrunk, shrunk))} comes out"
    refused = "ValueError: padding='same' is not supported for strided convolutions"
    words = {
        same: f"With stride {stride} the windows start {stride} cells apart; no padding is used to keep {size}.",
        smaller: f"{shrunk} is not what comes out: nn.Conv2d does not work it out for stride {stride}."
        if error
        else f"{shrunk} is the size without padding.",
        refused: f"It is refused with stride above 1 only; here stride is {stride}.",
    }
    right = f"ValueError: {error}" if error else same
    why = (
        f"nn.Conv2d refuses padding='same' with stride={stride}; give the padding as a number."
        if error
        else f"With stride=1, 'same' adds {kernel - 1} zeros in all along each axis, and {size} stays {size}."
    )
    return Draft(
        f"`{layer.name}` reads {shape_text(layer.input_shape)}. You write\n\n"
        + block(f"{layer.name} = nn.Conv2d({read}, {filters}, kernel_size={kernel}, stride={stride}, padding='same')")
        + "\n\nWhat happens?",
        chosen(rng, right, [Choice(text, 6, explained) for text, explained in words.items() if text != right]),
        why,
        subject.spec,
        place("shapes", subject.spec, layer.name, view="Conv2d calculator"),
    )


def _error_of_same(kernel_size: int, stride: int) -> str:
    """PyTorch's text for a convolution with padding='same', or "" if it can be built."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # even kernels: a note on speed
        try:
            nn.Conv2d(1, 1, kernel_size, stride=stride, padding="same")
        except ValueError as error:
            return str(error)
    return ""


def stride_work(rng: Random, subject: Subject, level: int) -> Draft:
    """The work of a convolution with pooling against one with stride, at equal shapes."""
    step = rng.choice((2, 3))
    strided = subject.spec.changed(conv1_stride=step, pool1_kind="none")
    pooled = subject.spec.changed(conv1_stride=1, pool1_kind="max", pool1_kernel_size=step, pool1_stride=step)
    if subject.own is None and not _equal(strided, pooled):
        kernel = rng.choice((3, 5, 7))
        same = {"conv1_kernel_size": kernel, "conv1_padding": (kernel - 1) // 2}
        strided, pooled = strided.changed(**same), pooled.changed(**same)
    if not _equal(strided, pooled):
        raise NotPossibleError
    one, two = layer_shapes(strided).conv1, layer_shapes(pooled).conv1
    weights = one.parameters - one.output_shape[0]
    wrong = [
        (
            one.macs,
            12,
            f"{whole(one.macs)} is the work of A. B computes {two.output_shape[1]}² places, then drops some.",
        )
    ]
    return Draft(
        f"Two networks put out {shape_text(layer_shapes(strided).pool1.output_shape)} before conv2.\n\n"
        f"{block('# A: stride' + chr(10) + layer_line(strided, 'conv1'))}\n\n"
        f"{block('# B: pooling' + chr(10) + layer_line(pooled, 'conv1') + chr(10) + layer_line(pooled, 'pool1'))}\n\n"
        f"The input is 1×28×28. conv1 of A does {whole(one.macs)} multiply-accumulates. How many does conv1 of B do?",
        typed(two.macs, wrong),
        f"Both have {whole(weights)} weights, but B uses them at {two.output_shape[1]}×{two.output_shape[1]} places "
        f"instead of {one.output_shape[1]}×{one.output_shape[1]}: {whole(weights)}·{two.output_shape[1]}·"
        f"{two.output_shape[1]} = {whole(two.macs)}.",
        pooled,
        place("shapes", pooled, "conv1", view="parameters and work"),
    )  # fmt: skip


def _equal(one: NetworkSpec, two: NetworkSpec) -> bool:
    """Whether both can be built and give conv2 the same shape."""
    return layer_shapes(one).pool1.output_shape == layer_shapes(two).pool1.output_shape


def stride_value(rng: Random, subject: Subject, level: int) -> Draft:
    """What stride 2, or pooling, keeps of the same four values."""
    spec = subject.spec.changed(conv1_stride=1, pool1_kind="max", pool1_kernel_size=2, pool1_stride=2)
    subject = subject.with_spec(spec)
    maps, pooled = subject.trace["relu1"], subject.trace["pool1"]
    channels, size, _ = pooled.shape
    for _ in range(60):
        channel, row, column = rng.randrange(channels), rng.randrange(size), rng.randrange(size)
        top, left = max(0, 2 * row - 1), max(0, 2 * column - 1)
        part = maps[channel, top : top + 4, left : left + 4]
        window = maps[channel, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2]
        kept, largest, mean = (
            float(value) for value in (window[0, 0], pooled[channel, row, column], np.round(window, 2).mean())
        )
        if largest - kept > 0.1 and largest - mean > 0.1 and part.shape == (4, 4):
            break
    else:
        raise NotPossibleError
    box = (2 * row - top, 2 * column - left, 2 * row - top + 2, 2 * column - left + 2)
    asks_stride = rng.random() < 0.5
    right, other = (kept, largest) if asks_stride else (largest, kept)
    done = (
        "You set `conv1`'s stride to 2 instead, with the same weights, and drop the pooling"
        if asks_stride
        else ("`pool1 = nn.MaxPool2d(2)` reads the outlined window")
    )
    wrong = [
        (other, 12, f"{shown(other)} is what {'max pooling' if asks_stride else 'stride 2'} keeps of this window."),
        (mean, 12, f"{decimal(mean)} is the mean of the four: average pooling."),
    ]
    return Draft(
        f"This is a part of `conv1`'s map {channel} after ReLU, at stride 1. {done}. Which value comes out for the "
        "outlined window? (Two digits after the point are enough.)",
        typed(right, wrong, 0.011, 2),
        f"Stride 2 computes every second place only, the upper left of the window, {shown(kept)}; max pooling sees "
        f"all four and keeps {shown(largest)}.",
        spec,
        place("microscope", spec, "pool1", (channel, row, column), "The cell"),
        (Grid(f"relu1, channel {channel}, from row {top}, column {left}", np.array(part), "activation", box),),
        subject.image,
    )  # fmt: skip


TOPIC = "Pooling and stride"
POOLING_KINDS = (
    Kind("pool_output", TOPIC, (6,), pool_output),
    Kind("pool_padding", TOPIC, (6,), pool_padding),
    Kind("padding_same", TOPIC, (6,), padding_same),
    Kind("stride_work", TOPIC, (12,), stride_work),
    Kind("stride_value", TOPIC, (12,), stride_value),
)
