"""Two networks layer by layer: what each layer is set to, and what differs. Plain arithmetic on settings."""

from __future__ import annotations

from typing import NamedTuple

from cnn.network.shapes import LayerShape, layer_shapes
from cnn.network.spec import LAYER_NAMES, NetworkSpec

SHOWN = ("conv1", "pool1", "conv2", "pool2", "flatten", "fc1", "fc2")
"""The layers that can differ in more than their values; ReLU and softmax keep the shape of the layer before."""

QUANTITIES = ("settings", "output_shape", "parameters", "macs", "receptive_field")
"""What is compared of a layer, by the names of `LayerPair`."""


class LayerPair(NamedTuple):
    """One layer of both networks; settings: in words, of each."""

    one: LayerShape
    other: LayerShape
    settings: tuple[str, str]

    @property
    def name(self) -> str:
        return self.one.name

    def values(self, quantity: str) -> tuple[object, object]:
        """A quantity of both; quantity: one of `QUANTITIES`."""
        if quantity == "settings":
            return self.settings
        return getattr(self.one, quantity), getattr(self.other, quantity)

    @property
    def changed(self) -> tuple[str, ...]:
        """The quantities in which they differ."""
        return tuple(name for name in QUANTITIES if self.values(name)[0] != self.values(name)[1])


def layer_pairs(one: NetworkSpec, other: NetworkSpec) -> tuple[LayerPair, ...]:
    """The layers of `SHOWN` in both networks; raises SpecError if one cannot be built."""
    both = zip(layer_shapes(one), layer_shapes(other), strict=True)
    return tuple(
        LayerPair(mine, theirs, (setting_of(mine, one), setting_of(theirs, other)))
        for mine, theirs in both
        if mine.name in SHOWN
    )


def setting_of(layer: LayerShape, spec: NetworkSpec) -> str:
    """What a layer is set to, in a few words; "" where there is nothing to set."""
    window = f"{layer.kernel_size}×{layer.kernel_size}, stride {layer.stride}"
    if layer.kind == "conv":
        return f"{layer.output_shape[0]} filters {window}, padding {layer.padding}"
    if layer.kind == "pool":
        kind = spec.get(f"{layer.name}_kind")
        return "none" if kind == "none" else f"{kind} {window}"
    if layer.kind == "linear":
        return f"{layer.input_shape[0]:,} → {layer.output_shape[0]}"
    return ""


def equal_from(one: NetworkSpec, other: NetworkSpec) -> str | None:
    """The first layer from which on all shapes are equal in both; None where even the last layers differ."""
    first = None
    for name, mine, theirs in zip(LAYER_NAMES, layer_shapes(one), layer_shapes(other), strict=True):
        if mine.output_shape != theirs.output_shape:
            first = None
        elif first is None:
            first = name
    return first
