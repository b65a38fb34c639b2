"""How far the maps of each layer move with the picture when the picture is nudged, and how far they change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from cnn.explain.curves import batches
from cnn.explain.perturb import BY_NAME, Change, changed_batch
from cnn.network.model import SimpleCNN
from cnn.network.shapes import layer_shapes
from cnn.network.spec import INPUT_SIZE

MAPS = ("conv1", "pool1", "conv2", "pool2")
"""Layers with places, whose maps can be moved back."""

VECTORS = ("fc1", "fc2")

_LEAST = 1e-6
"""Mean of |a| + |b| below which there is nothing but what rounding leaves."""

_KEPT_INK = 0.999
"""Share of the ink that must still be in the picture for maps to be compared after moving back."""


@dataclass(frozen=True, eq=False)
class ShiftDifferences:
    """How different each layer's output is after a nudge of the picture, 0 (the same) to 1 (nothing in common).

    direction: "right" or "down". pixels: (P,), from −8 to 8. as_is: by layer, (P,), place by place. moved_back: by
    layer with maps, (P,), after the maps of the unmoved picture were moved as well; NaN where that says nothing: ink
    has left the picture, or no cell is left to compare. jumps: by layer with maps, pixels from one cell to the next.
    """

    direction: str
    pixels: np.ndarray
    as_is: dict[str, np.ndarray]
    moved_back: dict[str, np.ndarray]
    jumps: dict[str, int]


def shift_differences(model: SimpleCNN, image: np.ndarray, direction: str) -> ShiftDifferences:
    """Nudge `image`, float (28, 28), by every value of one direction, and compare every layer with the unmoved picture.

    Counted is what a layer adds to its output for an empty picture, so that its bias and its edges, which do not move,
    play no part. Difference of a and b: Σ|a − b| / Σ(|a| + |b|) (Bray & Curtis, Ecological Monographs 27, 1957). Maps
    are moved by pixels / jump cells, between cells by linear interpolation; cells that came in from outside are left
    out, and from conv2 on those that its padding reaches. So maps that were moved back differ by exactly 0 at multiples
    of the layer's jump.
    """
    pixels = BY_NAME[direction].values
    pictures = changed_batch(image, [Change().with_value(direction, value) for value in pixels.tolist()])
    ink = pictures.sum(axis=(1, 2))
    start = int(np.abs(pixels).argmin())
    is_whole = ink >= _KEPT_INK * ink[start]
    blank = _outputs(model, np.zeros((1, INPUT_SIZE, INPUT_SIZE), np.float32))
    first = {name: output - blank[name] for name, output in _outputs(model, pictures[start : start + 1]).items()}
    as_is: dict[str, list[Tensor]] = {name: [] for name in (*MAPS, *VECTORS)}
    moved: dict[str, list[Tensor]] = {name: [] for name in MAPS}
    jumps = {layer.name: layer.jump for layer in layer_shapes(model.spec) if layer.name in MAPS}
    done = 0
    for batch in batches(model, pictures):
        shifts = pixels[done : done + len(batch)]
        done += len(batch)
        for name, output in _outputs(model, batch[:, 0].numpy()).items():
            response = output - blank[name]
            as_is[name].append(_difference(first[name].expand_as(response), response))
            if name in MAPS:
                sure = _sure_cells(model, name, response.shape[2:])
                moved[name].append(_after_moving((first[name], response), shifts / jumps[name], direction, sure))
    known = {name: np.where(is_whole, torch.cat(parts).numpy(), np.nan) for name, parts in moved.items()}
    whole = {name: torch.cat(parts).numpy() for name, parts in as_is.items()}
    return ShiftDifferences(direction, pixels, whole, known, jumps)


def _outputs(model: SimpleCNN, images: np.ndarray) -> dict[str, Tensor]:
    """The outputs of the compared layers, float64."""
    with torch.inference_mode():
        steps = model.steps(torch.from_numpy(np.ascontiguousarray(images, np.float32))[:, None])
        return {name: output.double() for name, output in steps if name in (*MAPS, *VECTORS)}


def _difference(before: Tensor, after: Tensor, weight: Tensor | None = None) -> Tensor:
    """(N,): Σ|a − b| / Σ(|a| + |b|) over all but the first dimension, NaN where both are zero (`_LEAST`)."""
    apart, together = (before - after).abs(), before.abs() + after.abs()
    if weight is not None:
        apart, together = apart * weight, together * weight
    apart, together = apart.flatten(1).mean(1), together.flatten(1).mean(1)
    return torch.where(together > _LEAST, apart / together, torch.nan)


def _after_moving(maps: tuple[Tensor, Tensor], cells: np.ndarray, direction: str, sure: Tensor) -> Tensor:
    """(N,): the maps of the unmoved picture (1, C, H, W), moved by so many cells each, against those of the nudged one
    (N, C, H, W)."""
    first, response = maps
    side = response.shape[3 if direction == "right" else 2]
    move, inside = _moving(side, torch.from_numpy(cells))
    along = "nij,mcyj->ncyi" if direction == "right" else "nij,mcjx->ncix"
    sure_before = torch.einsum(along, move, sure.expand(1, 1, *sure.shape)) > 1 - 1e-9
    inside = inside[:, None, None, :] if direction == "right" else inside[:, None, :, None]
    return _difference(torch.einsum(along, move, first), response, (sure_before & inside & (sure > 0)).double())


def _moving(side: int, cells: Tensor) -> tuple[Tensor, Tensor]:
    """(N, side, side): matrices that move a row of `side` cells, with linear interpolation; and bool (N, side): which
    cells get their value from within the row."""
    source = torch.arange(side, dtype=torch.float64)[None, :] - cells[:, None]  # (N, side), where each comes from
    weights = (1 - (source[:, :, None] - torch.arange(side)).abs()).clamp(min=0)
    return weights, (source >= 0) & (source <= side - 1)


def _sure_cells(model: SimpleCNN, name: str, shape: torch.Size) -> Tensor:
    """(H, W), 1 for the cells that can be compared. conv1's padding is as empty as the paper around a digit; conv2's is
    not what pool1 would have there."""
    padding, size = model.spec.conv2.padding, model.spec.conv2.kernel_size
    if name not in ("conv2", "pool2") or not padding:
        return torch.ones(shape, dtype=torch.float64)
    side = layer_shapes(model.spec).pool1.output_shape[1]
    ones = torch.ones(1, 1, side, side), torch.ones(1, 1, size, size)
    full = (F.conv2d(*ones, None, model.spec.conv2.stride, padding) == size * size).double()
    return (full if name == "conv2" else _least(model, full))[0, 0]


def _least(model: SimpleCNN, full: Tensor) -> Tensor:
    """The minimum over each window of pool2."""
    pool = model.spec.pool2
    if pool.kind == "none":
        return full
    return -F.max_pool2d(-full, pool.kernel_size, pool.stride)
