"""Which colours stand for which values: the scale of every layer, and the values at its two ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cnn.figures import theme as look
from cnn.network.spec import LAYER_NAMES

if TYPE_CHECKING:
    from cnn.network.trace import Trace

SCOPES = ("layer", "map", "network")
"""What shares one colour scale: the maps of a layer, nothing (each map has its own), or the whole network."""

SIGNED = ("conv1", "conv2", "fc1", "fc2")
"""Layers whose values can be negative: drawn with the diverging scale."""

Limits = tuple[float, float]
"""Lowest and highest value of a colour scale."""


@dataclass(frozen=True)
class Colours:
    """How numbers are coloured: a scale of `theme`, and the values at its two ends."""

    scale: look.Scale
    low: float
    high: float

    @property
    def limits(self) -> Limits:
        return self.low, self.high


def largest(values: np.ndarray) -> float:
    """The largest absolute value; 1 where all are zero or there are none, so that a scale always has two ends."""
    return float(np.abs(values).max(initial=0)) or 1.0


def colours_of(layer: str, top: float) -> Colours:
    """The colours of a layer's values up to `top`: around zero for the layers in `SIGNED`, from zero for all others."""
    return Colours(look.DIVERGING, -top, top) if layer in SIGNED else Colours(look.SEQUENTIAL, 0.0, top)


def from_zero(values: np.ndarray) -> Colours:
    """Colours from zero to the largest of `values`, none of which is negative."""
    return Colours(look.SEQUENTIAL, 0, largest(values))


def around_zero(values: np.ndarray, scale: look.Scale = look.DIVERGING) -> Colours:
    """Colours centred on zero that reach as far as `values`."""
    return Colours(scale, -largest(values), largest(values))


def layer_colours(trace: Trace, layer: str, scope: str = "layer") -> Colours:
    """The colours of a layer other than softmax. scope: a key of `SCOPES`.

    The input's scale is 0 to 1 in every scope. With "map", every map is drawn as shares of its own largest value, and
    the limits are those of the whole layer.
    """
    if layer == "input":
        return colours_of(layer, 1.0)
    names = LAYER_NAMES[1:-1] if scope == "network" else (layer,)
    return colours_of(layer, max(float(np.abs(trace[name]).max()) for name in names) or 1.0)


def common_tops(traces: Sequence[Trace]) -> dict[str, float]:
    """The value of the strongest colour of each layer but softmax, where several networks share one scale for it."""
    return {name: max(layer_colours(trace, name).high for trace in traces) for name in LAYER_NAMES[:-1]}
