"""Explains one cell of one layer: what it reads, its weights, the products, the bias, the sum, its receptive field.

Reads a finished trace and the model's weights; runs no layer, draws nothing.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass

import numpy as np
from torch import nn

from cnn.network.model import SimpleCNN
from cnn.network.shapes import LayerShape, LayerShapes, layer_shapes
from cnn.network.spec import LAYER_NAMES, MAP_LAYERS
from cnn.network.trace import Trace

Box = tuple[int, int, int, int]
"""top, left, bottom, right; bottom and right are excluded."""


@dataclass(frozen=True, eq=False)
class Cell:
    """One cell of one layer, with everything that its value is computed from. (C, k, k) for maps, (n,) for vectors.

    For every layer, `products.sum() + bias` is `value` (up to float32 rounding in the trace), and for all but softmax
    `products` is `window * kernel`.

    window: the numbers that the layer reads for this cell, padding as zeros. conv: (C, k, k), all input channels; pool:
        (1, k, k); relu on maps: (1, 1, 1), and (1,) for relu3; fc1, fc2: (in_features,); softmax: the logits (10,).
    kernel: what each number is multiplied by, in the shape of `window`. conv, fc: the layer's weights; avg: 1/k²; max:
        one-hot at the winner (the first one, row by row, if several are equal, as in PyTorch); relu: 1 where the number
        passes, 0 where it is cut; flatten, input, pooling "none": 1; softmax: one-hot at the class.
    products: float64; for softmax the probability at the class and 0 elsewhere, as it is no weighted sum.
    bias: 0.0 for layers without one.
    value: the cell in the trace.
    window_box: the window's place on the maps of the layer before; reaches outside them where it reads padding. For
        flatten, the cell of pool2; (0, 0, 1, n) where the layer before is a vector of n; for fc1, all of flatten.
    input_size: height and width of the maps that are read, without padding; the length where a vector is read.
    receptive_field: the smallest box of input pixels that holds all on which the cell depends; (0, 0, 0, 0) if it reads
        nothing but padding.
    """

    layer: str
    kind: str
    channel: int
    row: int
    column: int
    window: np.ndarray
    kernel: np.ndarray
    products: np.ndarray
    bias: float
    value: float
    window_box: Box
    input_size: int
    receptive_field: Box

    @property
    def partial_sums(self) -> np.ndarray:
        """float64 (C,): the sum of the products of each input channel; for vectors, the products."""
        return self.products.reshape(len(self.products), -1).sum(axis=1)


def explain_cell(model: SimpleCNN, trace: Trace, layer: str, channel: int, row: int = 0, column: int = 0) -> Cell:  # noqa: PLR0913, PLR0917
    """The cell of `trace[layer]` at channel, row, column, explained with the weights of `model`.

    layer: a name of `LAYER_NAMES`. For flatten and all after it, channel is the index (unit, class), row and column 0.
    Raises ValueError if there is no such layer or cell, or if the trace is of a network with other settings.
    """
    if model.spec != trace.spec:
        raise ValueError("The trace was made by a network with other settings than the model's.")
    shape = _layer_shape(trace, layer)
    channel, row, column = _checked(shape, channel, row, column)
    before = trace[LAYER_NAMES[max(0, LAYER_NAMES.index(layer) - 1)]]
    box = _window_box(shape, before, (channel, row, column))
    window, kernel, bias = _read(getattr(model, layer, None), shape, before, (channel, box))
    value = float(trace[layer][channel, row, column] if layer in MAP_LAYERS else trace[layer][channel])
    products = kernel * value if shape.kind == "softmax" else window.astype(np.float64) * kernel
    field = receptive_field(layer_shapes(trace.spec), layer, channel, row, column)
    return Cell(
        layer, shape.kind, channel, row, column, window, kernel, products, bias, value, box, before.shape[-1], field
    )  # fmt: skip


def _layer_shape(trace: Trace, layer: str) -> LayerShape:
    if layer not in LAYER_NAMES:
        raise ValueError(f"There is no layer {layer!r}; the layers are {', '.join(LAYER_NAMES)}.")
    return layer_shapes(trace.spec).named(layer)


def _checked(shape: LayerShape, *position: int) -> tuple[int, int, int]:
    """channel, row and column as ints; ValueError, with the limits, if the layer has no such cell."""
    sizes = (*shape.output_shape, 1, 1)[:3]
    found = []
    for name, value, size in zip(("channel", "row", "column"), position, sizes, strict=True):
        try:
            number = operator.index(value)
        except TypeError:
            number = -1
        if not 0 <= number < size:
            raise ValueError(f"{shape.name} has no {name} {value}: it must be a whole number from 0 to {size - 1}.")
        found.append(number)
    return found[0], found[1], found[2]


def _window_box(shape: LayerShape, before: np.ndarray, position: tuple[int, int, int]) -> Box:
    """The window's place on the maps (or the vector) of the layer before."""
    channel, row, column = position
    if shape.kind == "flatten":
        _, row, column = unflattened(channel, shape.input_shape)
    elif shape.kind == "relu" and before.ndim == 1:
        return 0, channel, 1, channel + 1
    elif before.ndim == 1:
        return 0, 0, 1, len(before)
    top, left = (place * shape.stride - shape.padding for place in (row, column))
    return top, left, top + shape.kernel_size, left + shape.kernel_size


def unflattened(index: int, shape: tuple[int, ...]) -> tuple[int, int, int]:
    """Channel, row and column on maps of `shape` (C, H, W) of one index of flatten."""
    channel, row, column = np.unravel_index(index, shape)
    return int(channel), int(row), int(column)


def _read(
    module: nn.Module | None, shape: LayerShape, before: np.ndarray, place: tuple[int, Box]
) -> tuple[np.ndarray, np.ndarray, float]:
    """Window, kernel and bias of the cell with the window at `place` (channel, box)."""
    channel, box = place
    if isinstance(module, nn.Conv2d | nn.Linear):
        assert module.bias is not None
        kernel = module.weight[channel].detach().numpy().copy()
        window = before.copy() if before.ndim == 1 else _cut(before, box, shape.padding)
        return window, kernel, module.bias[channel].item()
    if shape.kind == "softmax":
        return before.copy(), np.eye(len(before))[channel], 0.0
    if before.ndim == 1:
        window = before[channel : channel + 1].copy()
    else:
        source = unflattened(channel, shape.input_shape)[0] if shape.kind == "flatten" else channel
        window = _cut(before[source : source + 1], box, 0)
        window = window.reshape(-1) if shape.kind == "flatten" else window
    return window, _weights_without_parameters(module, shape.kind, window), 0.0


def _weights_without_parameters(module: nn.Module | None, kind: str, window: np.ndarray) -> np.ndarray:
    """float64, shape of `window`: the weights that make a layer without parameters a weighted sum."""
    if isinstance(module, nn.AvgPool2d):
        return np.full(window.shape, 1 / window.size)
    if isinstance(module, nn.MaxPool2d):
        one_hot = np.zeros(window.shape)
        one_hot.flat[window.argmax()] = 1
        return one_hot
    return (window > 0).astype(np.float64) if kind == "relu" else np.ones(window.shape)


def _cut(maps: np.ndarray, box: Box, padding: int) -> np.ndarray:
    """(C, k, k) out of maps (C, H, W) with `padding` rings of zeros around them."""
    top, left, bottom, right = (edge + padding for edge in box)
    ring = (padding, padding)
    padded = np.pad(maps, ((0, 0), ring, ring)) if padding else maps
    return padded[:, top:bottom, left:right].copy()


def receptive_field(layers: LayerShapes, layer: str, channel: int, row: int = 0, column: int = 0) -> Box:
    """The input pixels on which a cell depends, as the smallest box around them; (0, 0, 0, 0) if there are none.

    Follows the rows and columns that are read back through the layers, and drops padding at each: at the edges this is
    more exact than the formula in `shapes`, which ignores edges. Independent of weights and values.
    """
    index = LAYER_NAMES.index(layer)
    size = layers.pool2.output_shape[1]
    rows, columns = {row}, {column}
    if layer == "flatten":
        _, row, column = unflattened(channel, layers.pool2.output_shape)
        rows, columns = {row}, {column}
    elif index > 7:
        rows, columns = set(range(size)), set(range(size))
    for shape in reversed(layers[1 : min(index, 6) + 1]):
        rows, columns = rows_read(shape, rows), rows_read(shape, columns)
    if not rows or not columns:
        return 0, 0, 0, 0
    return min(rows), min(columns), max(rows) + 1, max(columns) + 1


def rows_read(shape: LayerShape, rows: set[int]) -> set[int]:
    """The rows (or columns) of the layer before that the windows of `rows` read, without padding."""
    starts = (row * shape.stride - shape.padding for row in rows)
    read = {start + offset for start in starts for offset in range(shape.kernel_size)}
    return read & set(range(shape.input_shape[1]))
