"""What a network reads without each channel of a layer, one at a time, and what it reads at all.

A layer is run once; of what follows, only what a channel changes is computed again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from cnn.digits.sets import DigitSet, network_input
from cnn.explain.lesion import channels
from cnn.explain.progress import Progress, quiet
from cnn.network.model import SimpleCNN
from cnn.network.shapes import layer_shapes, totals
from cnn.network.spec import NetworkSpec

_MOST_WORK = 80_000_000_000
"""Multiply-accumulates for all channels of a layer, ten seconds or so on one core; fewer digits where it is more."""

AFTER = {"conv1": "relu1", "conv2": "relu2", "fc1": "relu3"}
"""The ReLU after each layer."""

_LEAST_DIGITS = 100
_PART = 25
"""Digits at a time: bounds the memory, and tells how far it is."""


@dataclass(frozen=True, eq=False)
class ChannelWorth:
    """layer: conv1, conv2 or fc1. digits: how many. whole: share that the network reads with all channels. without:
    (C,), share that it reads while one channel is off. active: (C,), share of the digits for which the channel is not 0
    everywhere after ReLU."""

    layer: str
    digits: int
    whole: float
    without: np.ndarray
    active: np.ndarray

    @property
    def lost(self) -> np.ndarray:
        """(C,): by how much the share is lower without a channel; below zero where it is higher."""
        return self.whole - self.without


def channel_worth(model: SimpleCNN, layer: str, digits: DigitSet, progress: Progress = quiet) -> ChannelWorth:
    """Switch off every channel of a layer, one at a time: its output, after the bias, is 0.

    progress: called with the share of the work that is done.
    """
    chosen = digits.part(0, digits_within(model.spec, layer, len(digits)))
    read = np.zeros(channels(model.spec)[layer] + 1, np.int64)
    active = np.zeros(channels(model.spec)[layer], np.int64)
    with torch.inference_mode():
        for start in range(0, len(chosen), _PART):
            part = chosen.part(start, start + _PART)
            steps = dict(model.steps(network_input(part.images)))
            active += (_values(steps[AFTER[layer]]) > 0).any(2).sum(0).numpy()
            for number, logits in enumerate(_answers(model, layer, steps)):
                read[number] += int((logits.argmax(1) == part.labels).sum())
            progress(min(1.0, (start + _PART) / len(chosen)))
    shares = read / len(chosen)
    return ChannelWorth(layer, len(chosen), float(shares[0]), shares[1:], active / len(chosen))


def digits_within(spec: NetworkSpec, layer: str, most: int) -> int:
    """On how many digits the channels of a layer are tried."""
    shapes = layer_shapes(spec)
    count = channels(spec)[layer]
    after = {"conv1": shapes.conv2.macs // shapes.conv1.output_shape[0] + shapes.fc1.macs, "conv2": shapes.fc1.macs}
    work = totals(shapes)[1] + count * after.get(layer, shapes.fc2.macs)
    return int(min(most, max(_LEAST_DIGITS, _MOST_WORK // work)))


def accuracy_of(
    model: SimpleCNN,
    digits: DigitSet,
    progress: Progress = quiet,
    pixels: Callable[[Tensor], Tensor] = lambda images: images,
) -> float:
    """Share of the digits that the network reads. pixels: what it gets of pictures (N, 1, 28, 28) in [0, 1]."""
    right, size = 0, 100
    with torch.inference_mode():
        for start in range(0, len(digits), size):
            part = digits.part(start, start + size)
            right += int((model(pixels(network_input(part.images))).argmax(1) == part.labels).sum())
            progress(min(1.0, (start + size) / len(digits)))
    return right / len(digits)


def _answers(model: SimpleCNN, layer: str, steps: dict[str, Tensor]) -> Iterator[Tensor]:
    """Logits (n, 10) with all channels of a layer, and then without each."""
    yield steps["fc2"]
    yield from {"conv1": _without_conv1, "conv2": _without_conv2, "fc1": _without_fc1}[layer](model, steps)


def _without_conv1(model: SimpleCNN, steps: dict[str, Tensor]) -> Iterator[Tensor]:
    """conv2 is a sum over its input channels: what one of them adds is taken away."""
    conv2 = model.conv2
    for channel in range(steps["pool1"].shape[1]):
        one = slice(channel, channel + 1)
        share = F.conv2d(steps["pool1"][:, one], conv2.weight[:, one], None, conv2.stride, conv2.padding)
        yield _head(model, model.pool2(torch.relu(steps["conv2"] - share)))


def _without_conv2(model: SimpleCNN, steps: dict[str, Tensor]) -> Iterator[Tensor]:
    """fc1 is a sum over its inputs, of which every map of pool2 is a part."""
    maps = steps["pool2"].flatten(2)  # (n, C, cells)
    weight = model.fc1.weight.unflatten(1, maps.shape[1:])  # (hidden_units, C, cells)
    for channel in range(maps.shape[1]):
        yield model.fc2(torch.relu(steps["fc1"] - maps[:, channel] @ weight[:, channel].T))


def _without_fc1(model: SimpleCNN, steps: dict[str, Tensor]) -> Iterator[Tensor]:
    for unit in range(steps["relu3"].shape[1]):
        yield steps["fc2"] - steps["relu3"][:, unit : unit + 1] * model.fc2.weight[:, unit]


def _values(output: Tensor) -> Tensor:
    """(n, C, cells): the values of each channel; a unit has one."""
    return output.flatten(2) if output.ndim == 4 else output[:, :, None]


def _head(model: SimpleCNN, maps: Tensor) -> Tensor:
    """From pool2 to the logits."""
    logits: Tensor = model.fc2(torch.relu(model.fc1(maps.flatten(1))))
    return logits
