"""Settings as the shared weights see them: as numbers, and as places on the input.

Knows no weights: see `supernet`.
"""

from __future__ import annotations

import math
from functools import lru_cache

import torch
from torch import Tensor

from cnn.network.cell import receptive_field, rows_read
from cnn.network.shapes import LayerShape, layer_shapes
from cnn.network.spec import INPUT_SIZE, LIMITS, POOL_KINDS, ConvSpec, NetworkSpec, PoolSpec

GRID = 7
"""fc1 is stored on a grid of 7×7 places of the input picture and resampled to the places of the cells of the map."""

FIRST_KNOT, KNOT_STEP = 1.5, 4.0
"""The places of the grid on the input, in pixels: the receptive fields' centres of the textbook network's pool2."""


TEXTBOOK_JUMP = 2
JUMPS = tuple(
    sorted(
        {
            conv * pool
            for conv in range(1, LIMITS["conv1_stride"][1] + 1)
            for pool in range(1, LIMITS["pool1_stride"][1] + 1)
        }
    )
)
"""How many pixels of the input two neighbouring cells of conv2's input can be apart."""


@lru_cache(maxsize=4096)
def describe(spec: NetworkSpec) -> list[float]:
    """The settings, and the sizes that follow from them, as numbers of about -1 to 1."""
    layers = layer_shapes(spec)
    sizes = [layer.output_shape[1] for layer in (layers.conv1, layers.pool1, layers.conv2, layers.pool2)]
    pool1, pool2 = layers.pool1, layers.pool2
    beyond = pool2.start + (sizes[3] - 1) * pool2.jump + pool2.receptive_field - layers.input.output_shape[1]
    return [
        *_describe_block(spec.conv1, spec.pool1),
        *_describe_block(spec.conv2, spec.pool2),
        math.log2(spec.hidden_units) / 2 - 3,
        *(math.log2(size) / 2 - 1 for size in sizes),
        *(float(sizes[3] == size) for size in (1, 2, 3, 4, 5)),
        *(float(sizes[1] <= size) for size in (1, 2, 3, 4, 6)),
        *(math.log2(value) / 2 - 1 for value in (pool1.jump, pool2.jump)),
        *(math.log2(value) / 2 - 2 for value in (pool1.receptive_field, pool2.receptive_field)),
        pool2.start / 10,
        beyond / 10,
        *_describe_reach(spec),
    ]


def _describe_block(conv: ConvSpec, pool: PoolSpec) -> list[float]:
    pools = pool.kind != "none"
    return [
        math.log2(conv.out_channels) / 3 - 1,
        1 / conv.out_channels,
        float(conv.out_channels == 1),
        *(float(conv.kernel_size == size) for size in range(1, LIMITS["conv2_kernel_size"][1] + 1)),
        *(float(conv.stride == stride) for stride in (1, 2, 3)),
        *(float(conv.padding == padding) for padding in (0, 1, 2, 3)),
        *(float(pool.kind == kind) for kind in POOL_KINDS),
        *(float(pools and pool.kernel_size == size) for size in (1, 2, 3, 4)),
        *(float(pools and pool.stride == stride) for stride in (1, 2, 3, 4)),
    ]


def _describe_reach(spec: NetworkSpec) -> list[float]:
    """What the last map has of the input, along one axis: windows can skip cells, and cells can lie on padding alone.

    For conv1 and conv2 how often each row of the kernel meets a cell that is not padding; the shares of all cells that
    the last map depends on; where four of its cells look, first to last, and how much of the input each of them sees.
    """
    layers = layer_shapes(spec)
    size = layers.pool2.output_shape[1]
    needed = set(range(size))
    rows: list[float] = []
    for layer in (layers.pool2, layers.conv2, layers.pool1, layers.conv1):
        if layer.kind == "conv":
            met = [_share_met(layer, needed, row) for row in range(layer.kernel_size)]
            rows += met + [0.0] * (LIMITS["conv2_kernel_size"][1] - layer.kernel_size)
        needed = rows_read(layer, needed)
        rows.append(len(needed) / layer.input_shape[1])
    fields = [rows_seen(spec, cell) for cell in range(size)]
    for i in range(4):
        first, last = fields[round(i * (size - 1) / 3)]
        rows += [(first + last) / INPUT_SIZE - 1, (last - first) / INPUT_SIZE]
    return [*rows, sum(last > first for first, last in fields) / size]


def _share_met(layer: LayerShape, outputs: set[int], row: int) -> float:
    """For how many of some rows of the output this row of the window reads no padding, as a share."""
    places = (output * layer.stride - layer.padding + row for output in outputs)
    return sum(0 <= place < layer.input_shape[1] for place in places) / len(outputs) if outputs else 0.0


def rows_seen(spec: NetworkSpec, row: int) -> tuple[int, int]:
    """First row of the input that a row of the last map depends on, and the one after the last; equal if on none."""
    top, _, bottom, _ = receptive_field(layer_shapes(spec), "pool2", 0, row, row)
    return (top, bottom) if bottom else (INPUT_SIZE // 2, INPUT_SIZE // 2)


def resized_kernel(size: int, jump: int = TEXTBOOK_JUMP) -> Tensor:
    """(49, size²): the matrix that makes a kernel of size×size from a stored one of 7×7; training changes it.

    The stored kernel's cells lie `TEXTBOOK_JUMP` pixels of the input apart, the new one's `jump` pixels: each is
    interpolated at its place, and smoothed if they are far apart. Columns have length 1.
    """
    stored = LIMITS["conv2_kernel_size"][1]
    places = (torch.arange(size) - (size - 1) / 2) * jump / TEXTBOOK_JUMP
    cells = torch.arange(stored) - (stored - 1) / 2
    places = places.clamp(cells[0], cells[-1])
    near = (1 - (places - cells[:, None]).abs() / max(1.0, jump / TEXTBOOK_JUMP)).clamp(min=0)  # (7, size)
    near = near / near.norm(dim=0)
    return torch.kron(near, near).contiguous()


@lru_cache(maxsize=4096)
def sampling_matrix(spec: NetworkSpec) -> Tensor:
    """(n, GRID): how much each row of pool2's map has of each row of fc1's grid.

    Both have places on the input: a cell is at the centre of its receptive field. Linear interpolation; scaled so that
    many cells, which are alike, together weigh about as much as few.
    """
    pool2 = layer_shapes(spec).pool2
    knots = FIRST_KNOT + KNOT_STEP * torch.arange(GRID)
    centres = pool2.start + (pool2.receptive_field - 1) / 2 + pool2.jump * torch.arange(pool2.output_shape[1])
    centres = centres.clamp(knots[0], knots[-1])
    near = (1 - (centres[:, None] - knots).abs() / KNOT_STEP).clamp(min=0)
    spacing = pool2.jump / KNOT_STEP
    return near * min(spacing, math.sqrt(spacing))
