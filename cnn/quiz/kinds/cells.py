"""Questions about one cell: its products, their sum, its bias; and whether the kernel is flipped."""

from __future__ import annotations

from random import Random

import numpy as np

from cnn.network.cell import Cell, explain_cell
from cnn.network.shapes import layer_shapes
from cnn.quiz.answers import Choice, Mistake, Pointed
from cnn.quiz.kinds.kind import Draft, Kind, chosen, places_that_add_up, typed
from cnn.quiz.question import Grid, place
from cnn.quiz.subject import NotPossibleError, Subject
from cnn.quiz.words import decimal, shown

MOST_INK = {1: 3, 2: 5, 3: 8}
"""How many numbers of a window may be other than 0, by level: that many products are to be worked out."""

_TRIES = 60

_UNROUNDED = "The numbers shown are rounded; with all their digits, the products sum to"


def inked_cell(rng: Random, subject: Subject, level: int) -> Cell:
    """A cell of conv1 that reads a few pixels of ink, and not a single one."""
    if layer_shapes(subject.spec).conv1.kernel_size == 1:
        raise NotPossibleError
    channels, size, _ = layer_shapes(subject.spec).conv1.output_shape
    for _ in range(_TRIES):
        address = rng.randrange(channels), rng.randrange(size), rng.randrange(size)
        cell = explain_cell(subject.model, subject.trace, "conv1", *address)
        if 2 <= np.count_nonzero(np.round(cell.window, 2)) <= MOST_INK[level]:
            return cell
    raise NotPossibleError


def _tolerance(cell: Cell) -> float:
    """So wide that a sum of the rounded numbers that are shown is accepted."""
    shown = (np.round(cell.window.astype(float), 2) * np.round(cell.kernel.astype(float), 2)).sum() + round(
        cell.bias, 2
    )
    return max(0.02, abs(float(shown) - cell.value) + 0.011)


def _grids(cell: Cell) -> tuple[Grid, Grid]:
    return Grid("window", cell.window[0], "input"), Grid("kernel", cell.kernel[0], "weight")


def _flipped(cell: Cell) -> float:
    """The cell's value if the kernel were turned by 180° (convolution as mathematics has it), from what is shown."""
    window, kernel = (np.round(values.astype(float), 2) for values in (cell.window, cell.kernel[:, ::-1, ::-1]))
    return float((window * kernel).sum() + round(cell.bias, 2))


def _address(cell: Cell) -> tuple[int, int, int]:
    return cell.channel, cell.row, cell.column


def _where(cell: Cell) -> str:
    return f"The cell in row {cell.row}, column {cell.column} of `{cell.layer}`, channel {cell.channel},"


def cell_value(rng: Random, subject: Subject, level: int) -> Draft:
    """What a cell holds, with window, kernel and bias in sight."""
    cell = inked_cell(rng, subject, level)
    total, taps = float(cell.products.sum()), cell.products.size
    places = places_that_add_up((total, cell.bias), cell.value)
    bias = decimal(cell.bias, places)
    wrong = [
        (_flipped(cell), 10, "You turned the kernel by 180° first."),
        (total, 3, f"You left out the bias of {bias}."),
        (total + taps * cell.bias, 3, f"You added the bias of {bias} at each of the {taps} taps."),
        (total - cell.bias, 3, f"You took the bias of {bias} away."),
    ]
    return Draft(
        f"{_where(cell)} reads this window with this kernel. The bias is **{bias}**. What does the cell hold? (Two "
        "digits after the point are enough; ReLU comes later.)",
        typed(cell.value, wrong, _tolerance(cell), places),
        f"Multiply number by number, as they lie. {_UNROUNDED} {decimal(total, places)}. With the bias, added once: "
        f"{decimal(total, places)} + ({bias}) = {decimal(cell.value, places)}.",
        subject.spec,
        place("microscope", subject.spec, "conv1", _address(cell), "The cell"),
        _grids(cell),
        subject.image,
    )


def bias_once(rng: Random, subject: Subject, level: int) -> Draft:
    """How often the bias is added."""
    layer = rng.choice(("conv1", "conv2"))
    channels, size, _ = layer_shapes(subject.spec).named(layer).output_shape
    address = rng.randrange(channels), rng.randrange(size), rng.randrange(size)
    cell = explain_cell(subject.model, subject.trace, layer, *address)
    read, kernel, _ = cell.window.shape
    total, bias, taps = float(cell.products.sum()), cell.bias, cell.products.size
    if kernel == 1 or abs(bias) < 0.03:
        raise NotPossibleError
    places = places_that_add_up((total, bias), cell.value)
    total, bias = round(total, places), round(bias, places)  # the wrong answers too are worked out from what is shown
    added = decimal(bias, places)

    def with_biases(count: int) -> str:
        return decimal(total + count * bias, places)

    wrong = [
        Choice(with_biases(0), 3, f"You left out the bias of {added}."),
        Choice(with_biases(taps), 3, f"You added the bias of {added} at each of the {taps} taps."),
        Choice(with_biases(kernel), 3, f"You added the bias of {added} for each of {kernel} rows."),
    ]
    if read > 1:
        wrong.append(Choice(with_biases(read), 3, f"You added the bias of {added} for each of the {read} channels."))
    return Draft(
        f"{_where(cell)} reads {read}×{kernel}×{kernel} numbers. Their products with the kernel sum to "
        f"**{with_biases(0)}**. The bias of this filter is **{added}**. What does the cell hold?",
        chosen(rng, with_biases(1), wrong),
        f"One sum, one bias: {with_biases(0)} + ({added}) = {with_biases(1)}.",
        subject.spec,
        place("microscope", subject.spec, layer, address, "The cell"),
        image=subject.image,
    )


def channel_sums(rng: Random, subject: Subject, level: int) -> Draft:
    """A cell of conv2 from the sums of its channels."""
    read = layer_shapes(subject.spec).conv2.input_shape[0]
    if not 2 <= read <= 6:
        subject = subject.with_spec(subject.spec.changed(conv1_out_channels=rng.randint(2, 2 + level)))
    channels, size, _ = layer_shapes(subject.spec).conv2.output_shape
    address = rng.randrange(channels), rng.randrange(size), rng.randrange(size)
    cell = explain_cell(subject.model, subject.trace, "conv2", *address)
    sums, bias, read = cell.partial_sums, cell.bias, len(cell.partial_sums)
    strongest = float(sums[np.abs(sums).argmax()])
    places = places_that_add_up((*sums, bias), cell.value)
    numbers, added = [decimal(value, places) for value in sums], decimal(bias, places)
    wrong = [
        (
            strongest + bias,
            2,
            f"{decimal(strongest, places)} is the sum of one channel; all {read} go into one number.",
        ),
        (float(sums.mean()) + bias, 2, f"You took the mean of the {read} sums; they are added."),
        (cell.value - bias, 3, f"You left out the bias of {added}."),
        (cell.value + (read - 1) * bias, 3, f"You added the bias of {added} for each of the {read} channels."),
    ]
    table = " | ".join(numbers)
    head = " | ".join(f"channel {index}" for index in range(read))
    return Draft(
        f"{_where(cell)} reads {read} channels. The products of each channel sum to\n\n| {head} |\n|{'--:|' * read}\n"
        f"| {table} |\n\nThe bias is **{added}**. What does the cell hold? (Two digits after the point are enough.)",
        typed(cell.value, wrong, 0.011, places),
        f"{' + '.join(f'({value})' for value in numbers)} + bias ({added}) = {decimal(cell.value, places)}: one sum "
        "over all channels, one bias.",
        subject.spec,
        place("microscope", subject.spec, "conv2", address, "The cell"),
        image=subject.image,
    )


def flipped_kernel(rng: Random, subject: Subject, level: int) -> Draft:
    """Which of two values PyTorch computes."""
    cell = inked_cell(rng, subject, level + (level < 3))
    flipped, missing = _flipped(cell), float(cell.products.sum())
    if abs(flipped - cell.value) < 2 * _tolerance(cell):
        raise NotPossibleError
    places = places_that_add_up((missing, cell.bias), cell.value)
    turned, total, bias, value = (decimal(one, places) for one in (flipped, missing, cell.bias, cell.value))
    wrong = [Choice(turned, 10, f"{turned} comes from turning the kernel by 180°.")]
    if abs(missing - cell.value) > 2 * _tolerance(cell) and total != turned:
        wrong.append(Choice(total, 3, f"You left out the bias of {bias}."))
    return Draft(
        f"{_where(cell)} reads this window with this kernel; the bias is **{bias}**. Which value does `nn.Conv2d` "
        "compute?",
        chosen(rng, value, wrong),
        f"The kernel lies on the window as it is shown. {_UNROUNDED} {total}. With the bias: {total} + ({bias}) = "
        f"{value}.",
        subject.spec,
        place("microscope", subject.spec, "conv1", _address(cell), "The cell"),
        _grids(cell),
        subject.image,
    )


def impulse(rng: Random, subject: Subject, level: int) -> Draft:
    """Where the kernel's strongest weight ends up if one pixel alone is white."""
    conv = subject.spec.conv1
    kernel_size = conv.kernel_size
    if kernel_size < 2:
        raise NotPossibleError
    channel, size = rng.randrange(conv.out_channels), max(kernel_size + 4, 2 * kernel_size + 1)
    kernel = subject.model.conv1.weight[channel, 0].detach().numpy().copy()
    weight_row, weight_column = (int(index) for index in np.unravel_index(np.abs(kernel).argmax(), kernel.shape))
    row, column = rng.randint(kernel_size - 1, size - kernel_size), rng.randint(kernel_size - 1, size - kernel_size)
    picture = np.zeros((size, size), np.float32)
    picture[row, column] = 1
    right = (row - weight_row, column - weight_column)  # the window that has the pixel under this weight
    turned = (row - kernel_size + 1 + weight_row, column - kernel_size + 1 + weight_column)
    if right == turned:
        raise NotPossibleError
    value = shown(float(kernel[weight_row, weight_column]))
    words = f"There the kernel would have to be turned by 180° to put {value} on the pixel."
    out = size - kernel_size + 1
    return Draft(
        f"This {size}×{size} picture is 0 but for one pixel of 1. The kernel slides over it with stride 1, without "
        "padding "
        f"and bias, and makes a map of {out}×{out}. Point at the cell of the map that holds the outlined weight, "
        f"**{value}**.",
        Pointed(2, (out, out), frozenset({right}), ((frozenset({turned}), Mistake(10, words)),)),
        f"The weight in row {weight_row}, column {weight_column} meets the pixel in row {row}, column {column} when "
        "the "
        f"window starts at row {row} − {weight_row} = {right[0]}, column {column} − {weight_column} = {right[1]}.",
        subject.spec,
        place("microscope", subject.spec, "conv1", view="Sliding kernel"),
        (
            Grid("picture", picture, "input"),
            Grid("kernel", kernel, "weight", (weight_row, weight_column, weight_row + 1, weight_column + 1)),
            Grid("map", np.zeros((out, out)), "signed", hidden=True),
        ),
    )


TOPIC = "One cell"
CELL_KINDS = (
    Kind("cell_value", TOPIC, (10, 3), cell_value),
    Kind("bias_once", TOPIC, (3,), bias_once),
    Kind("channel_sums", TOPIC, (2, 3), channel_sums),
    Kind("flipped_kernel", TOPIC, (10,), flipped_kernel),
    Kind("impulse", TOPIC, (10,), impulse),
)
