"""What a channel looks for: the digits that excite it most, and a picture that is grown to excite it. Draws nothing.

A channel's value is that of its cells before ReLU; below zero, ReLU makes it 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

from cnn.explain.progress import Progress
from cnn.network.cell import Box, receptive_field
from cnn.network.model import SimpleCNN
from cnn.network.shapes import layer_shapes
from cnn.network.spec import HIDDEN_LAYERS, INPUT_SIZE

MOST = 9
"""Digits that are kept for a channel."""

STEPS = 96
"""Steps of activation maximisation."""

_BATCH = 50
_NOISE = (0.35, 0.65)
_RATE = 0.12
"""By how much the pixel with the steepest slope changes in the first step."""


@dataclass(frozen=True, eq=False)
class Strongest:
    """The digits that excite each channel of a layer most, at most `MOST`, the strongest first. All (C, MOST).

    values: float32, the channel's strongest cell. digits: their numbers. rows, columns: of that cell; 0 for fc1.
    """

    values: np.ndarray
    digits: np.ndarray
    rows: np.ndarray
    columns: np.ndarray

    @property
    def dead(self) -> np.ndarray:
        """bool (C,): no digit lifts the channel above zero, so after ReLU it is always 0."""
        return self.values[:, 0] <= 0

    def places(self, channel: int) -> list[tuple[int, float, int, int]]:
        """For each of a channel's digits: its number, the value, row and column of the cell."""
        return list(
            zip(
                self.digits[channel].tolist(), self.values[channel].tolist(), self.rows[channel].tolist(),
                self.columns[channel].tolist(), strict=True,
            )
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Grown:
    """image: float32 (28, 28) in [0, 1], 0 outside `field`. before, value: of the cell, for the noise that the picture
    began as and for what it has become. field: the pixels that the cell reads. row, column: of the cell."""

    image: np.ndarray
    before: float
    value: float
    field: Box
    row: int
    column: int


def strongest_digits(model: SimpleCNN, pictures: Tensor, progress: Progress) -> Mapping[str, Strongest]:
    """For each of `HIDDEN_LAYERS`, which pictures excite its channels most, and where.

    pictures: float (N, 1, 28, 28) in [0, 1]. progress: called with the share that is done."""
    found: dict[str, tuple[list[Tensor], list[Tensor]]] = {layer: ([], []) for layer in HIDDEN_LAYERS}
    with torch.no_grad():
        for start in range(0, len(pictures), _BATCH):
            for layer, maps in _values(model, pictures[start : start + _BATCH]).items():
                highest, where = maps.flatten(2).max(dim=2)  # (N, C, H, W) -> (N, C)
                found[layer][0].append(highest)
                found[layer][1].append(where)
            progress(min(1.0, (start + _BATCH) / len(pictures)))
    widths = {shape.name: shape.output_shape[-1] for shape in layer_shapes(model.spec)} | {"fc1": 1}
    return {
        layer: _first(torch.cat(highest), torch.cat(where), widths[layer]) for layer, (highest, where) in found.items()
    }


def _first(highest: Tensor, where: Tensor, width: int) -> Strongest:
    """The pictures with the highest values. highest, where: (N, C), of each channel's strongest cell its value and its
    place, counted row by row in maps of this width."""
    order = torch.argsort(highest, dim=0, descending=True, stable=True)[:MOST]  # (MOST, C)
    values, places = highest.gather(0, order).T, where.gather(0, order).T
    return Strongest(values.numpy(), order.T.numpy(), (places // width).numpy(), (places % width).numpy())


def _values(model: SimpleCNN, pictures: Tensor, last: str = HIDDEN_LAYERS[-1]) -> dict[str, Tensor]:
    """The outputs of `HIDDEN_LAYERS` up to `last`, each (N, C, H, W), before ReLU."""
    found = {}
    for name, output in model.steps(pictures):
        if name in HIDDEN_LAYERS:
            found[name] = output if output.ndim == 4 else output[:, :, None, None]
        if name == last:
            break
    return found


def grow(model: SimpleCNN, layer: str, channel: int, seed: int, progress: Progress) -> Grown:
    """A picture grown by activation maximisation: gradient ascent from noise on the value of the cell in the middle of
    a channel's map (Erhan et al. 2009, "Visualizing Higher-Layer Features of a Deep Network").

    As in Olah et al. 2017, "Feature Visualization", the slope is blurred and taken at a place up to a pixel away, so
    that no pattern of single pixels wins; for conv1 and in the last third of the steps it is not. Pixels stay in
    [0, 1]. The best picture of all steps counts; an empty and a full one are tried as well.
    """
    row, column = _middle(model, layer)
    field = receptive_field(layer_shapes(model.spec), layer, channel, row, column)
    inside = torch.zeros(INPUT_SIZE, INPUT_SIZE)
    inside[field[0] : field[2], field[1] : field[3]] = 1
    random = torch.Generator().manual_seed(seed)
    picture = _noise(random, *_NOISE) * inside
    slope_at = partial(_slope_at, model, (layer, channel, row, column))
    before = slope_at(picture)[0]
    value, best = max(((slope_at(one)[0], one) for one in (picture, 0 * inside, inside)), key=lambda pair: pair[0])
    for step in range(STEPS + 1):
        left = 1 - step / STEPS
        is_rough = layer != "conv1" and left > 1 / 3
        down, right = torch.randint(-is_rough, is_rough + 1, (2,), generator=random).tolist()
        now, slope = slope_at(picture.roll((down, right), (0, 1)))
        if down == right == 0 and now > value:
            best, value = picture, now
        slope = slope.roll((-down, -right), (0, 1))
        slope = (avg_pool2d(slope[None], 3, 1, 1)[0] if is_rough else slope) * inside
        steepest = slope.abs().max()
        if steepest > 0:
            picture = (picture + _RATE * (0.25 + left) * slope / steepest).clamp(0, 1)
        else:  # every ReLU on the way is shut: try from somewhere else
            picture = _noise(random, 0, 1) * inside
        progress(step / STEPS)
    return Grown(best.numpy().copy(), before, value, field, row, column)


def _noise(random: torch.Generator, low: float, high: float) -> Tensor:
    return low + (high - low) * torch.rand(INPUT_SIZE, INPUT_SIZE, generator=random)


def _slope_at(model: SimpleCNN, cell: tuple[str, int, int, int], picture: Tensor) -> tuple[float, Tensor]:
    """The value of a cell (layer, channel, row, column) for a picture (28, 28), and its slope in every pixel."""
    layer, *place = cell
    picture = picture.clone().requires_grad_()
    value = _values(model, picture[None, None], layer)[layer][0][tuple(place)]
    (slope,) = torch.autograd.grad(value, picture)
    return value.item(), slope


def _middle(model: SimpleCNN, layer: str) -> tuple[int, int]:
    """The cell in the middle of a layer's maps; (0, 0) for fc1."""
    shape = layer_shapes(model.spec).named(layer).output_shape
    return (shape[1] // 2, shape[2] // 2) if len(shape) == 3 else (0, 0)
