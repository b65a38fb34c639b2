"""A network of which parts are switched off, whose weights are noisy or rounded. Never changes the network it is given.

Accuracy and single channels: see `channel_worth`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import groupby

import torch
from torch import Tensor, nn

from cnn.explain.quantise import BITS, quantised
from cnn.network.model import SimpleCNN
from cnn.network.spec import HIDDEN_LAYERS, LIMITS, NetworkSpec

MOST_CHANNELS = {"conv1": LIMITS["conv1_out_channels"][1], "conv2": LIMITS["conv2_out_channels"][1],
                 "fc1": LIMITS["hidden_units"][1]}  # fmt: skip

WEIGHTED = ("conv1", "conv2", "fc1", "fc2")
"""Layers whose weights get noise and are rounded."""

MOST_NOISE = 2.0
NOISE_STEP = 0.05
"""Noise on weights, as a share of each layer's standard deviation."""

_Channels = tuple[int, ...]


@dataclass(frozen=True)
class Lesion:
    """What is done to a network; `Lesion()` does nothing.

    conv1, conv2, fc1: the channels that are switched off, in order: their output, after the bias, is 0 for every
    picture. noise: standard deviation of Gaussian noise on the weights, as a share of their own in each layer; seed: of
    the noise. bits: of the rounded weights, one of `quantise.BITS`, 0 for none; per_channel: whether every output
    channel has a step of its own. Biases get no noise and are not rounded.
    """

    conv1: _Channels = ()
    conv2: _Channels = ()
    fc1: _Channels = ()
    noise: float = 0.0
    seed: int = 0
    bits: int = 0
    per_channel: bool = False

    def off(self, layer: str) -> _Channels:
        """The channels of one of `HIDDEN_LAYERS` that are switched off."""
        found: _Channels = getattr(self, layer)
        return found

    def with_off(self, layer: str, channels: Iterable[int]) -> Lesion:
        """This lesion with other channels of a layer switched off."""
        return replace(self, **{layer: tuple(sorted(set(channels)))})  # type: ignore[arg-type]

    def toggled(self, layer: str, channel: int) -> Lesion:
        """This lesion with one channel switched off, or on again."""
        return self.with_off(layer, set(self.off(layer)) ^ {channel})

    def within(self, spec: NetworkSpec) -> Lesion:
        """This lesion without channels that the network does not have, and without what has no effect."""
        kept = {layer: tuple(one for one in self.off(layer) if one < channels(spec)[layer]) for layer in HIDDEN_LAYERS}
        seed, each = (self.seed if self.noise else 0), self.per_channel and bool(self.bits)
        return replace(self, seed=seed, per_channel=each, **kept)  # type: ignore[arg-type]

    def to_text(self) -> str:
        """Short text for a link: "conv2_0-3.7~noise_0.2~bits_4"; "" for nothing."""
        parts = [f"{layer}_{_ranges(self.off(layer))}" for layer in HIDDEN_LAYERS if self.off(layer)]
        parts += [f"noise_{self.noise:g}"] if self.noise else []
        parts += [f"seed_{self.seed}"] if self.noise and self.seed else []
        parts += [f"{'each' if self.per_channel else 'bits'}_{self.bits}"] if self.bits else []
        return "~".join(parts)

    @classmethod
    def from_text(cls, text: str) -> Lesion:
        """What `to_text` wrote; what it never writes is left out. Never raises."""
        found = cls()
        for part in text.split("~"):
            name, _, value = part.partition("_")
            if name in HIDDEN_LAYERS:
                found = found.with_off(name, _channels_in(value, MOST_CHANNELS[name]))
            elif name == "noise" and re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,4})?", value):
                steps = round(min(float(value), MOST_NOISE) / NOISE_STEP)
                found = replace(found, noise=round(steps * NOISE_STEP, 6))
            elif name == "seed" and re.fullmatch(r"[0-9]{1,4}", value):
                found = replace(found, seed=int(value))
            elif name in ("bits", "each") and value in map(str, BITS):
                found = replace(found, bits=int(value), per_channel=name == "each")
        return found


def channels(spec: NetworkSpec) -> Mapping[str, int]:
    """How many channels (of fc1: units) each of `HIDDEN_LAYERS` has."""
    return {"conv1": spec.conv1.out_channels, "conv2": spec.conv2.out_channels, "fc1": spec.hidden_units}


def lesioned(model: SimpleCNN, lesion: Lesion) -> SimpleCNN:
    """A copy of `model` with the lesion in its weights: noise first, then rounding, then what is switched off."""
    copy = deepcopy(model).eval()
    generator = torch.Generator().manual_seed(lesion.seed)
    with torch.no_grad():
        for name in WEIGHTED:
            weight = _layer(copy, name).weight
            if lesion.noise:
                noise = torch.randn(weight.shape, generator=generator)
                weight += lesion.noise * _deviation(weight) * noise
            if lesion.bits:
                weight.copy_(quantised(weight, lesion.bits, lesion.per_channel))
        for name in HIDDEN_LAYERS:
            off = list(lesion.within(model.spec).off(name))
            layer = _layer(copy, name)
            layer.weight[off] = 0
            if layer.bias is not None:
                layer.bias[off] = 0
    return copy.requires_grad_(False)


def _layer(model: SimpleCNN, name: str) -> nn.Conv2d | nn.Linear:
    found: nn.Conv2d | nn.Linear = getattr(model, name)
    return found


def _deviation(weight: Tensor) -> Tensor:
    return weight.std(correction=0)


def _ranges(numbers: _Channels) -> str:
    """Increasing numbers as text: 0, 1, 2, 5 → "0-2.5"."""
    runs = [[number for _, number in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    return ".".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def _channels_in(text: str, most: int) -> set[int]:
    found: set[int] = set()
    for part in text.split("."):
        ends = re.fullmatch(r"([0-9]{1,3})(?:-([0-9]{1,3}))?", part)
        if ends is not None:
            first, last = int(ends[1]), int(ends[2] or ends[1])
            found.update(range(first, min(last, most - 1) + 1))
    return {channel for channel in found if channel < most}
