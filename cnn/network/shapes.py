"""The output-size formula and what follows from it: shapes, parameters, work, receptive fields, pixels lost.

Plain arithmetic on a `NetworkSpec`; no tensors, no drawing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import prod
from typing import NamedTuple

from cnn.network.spec import CLASSES, INPUT_SIZE, LAYER_NAMES, LIMITS, SETTINGS, NetworkSpec, SpecError


def output_size(size: int, kernel_size: int, stride: int = 1, padding: int = 0) -> int:
    """Height (or width) of what a convolution or a pooling makes of `size` pixels; below 1 it cannot be built.

    The formula of torch.nn.Conv2d and torch.nn.MaxPool2d with dilation 1 and ceil_mode off.
    """
    return (size + 2 * padding - kernel_size) // stride + 1


@dataclass(frozen=True)
class LayerShape:
    """What one layer does to shapes. Sizes are in cells, shapes have no batch dimension.

    kind: input, conv, relu, pool, flatten, linear or softmax.
    kernel_size, stride, padding: 1, 1, 0 if a layer has none.
    macs: multiply-accumulates of one picture, biases not counted.
    receptive_field: pixels of the input, in each direction, that one cell depends on, as if the input had no edge
        (it can be larger than the input); for fc1 and after it, the whole input.
    jump: pixels of the input between two neighbouring cells.
    start: row (and column) of the input at which the receptive field of cell (0, 0) begins; negative on padding.
    lost: rows at the bottom (and columns at the right) of the padded input of this layer that no window reaches.
    """

    name: str
    kind: str
    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    kernel_size: int = 1
    stride: int = 1
    padding: int = 0
    parameters: int = 0
    macs: int = 0
    receptive_field: int = 1
    jump: int = 1
    start: int = 0
    lost: int = 0

    @property
    def formula(self) -> str:
        """The output-size formula with this layer's numbers in it, or "" if it does not apply."""
        if self.kind not in ("conv", "pool"):
            return ""
        return formula(self.input_shape[1], self.kernel_size, self.stride, self.padding)


def formula(size: int, kernel_size: int, stride: int, padding: int) -> str:
    """The output-size formula with numbers: ⌊(28 + 2·2 − 5) / 1⌋ + 1 = 28."""
    result = str(output_size(size, kernel_size, stride, padding)).replace("-", "−")
    return f"⌊({size} + 2·{padding} − {kernel_size}) / {stride}⌋ + 1 = {result}"


class LayerShapes(NamedTuple):
    """The twelve layers in order, each by its name."""

    input: LayerShape
    conv1: LayerShape
    relu1: LayerShape
    pool1: LayerShape
    conv2: LayerShape
    relu2: LayerShape
    pool2: LayerShape
    flatten: LayerShape
    fc1: LayerShape
    relu3: LayerShape
    fc2: LayerShape
    softmax: LayerShape

    def named(self, name: str) -> LayerShape:
        """The layer of that name, one of `LAYER_NAMES`."""
        return self[LAYER_NAMES.index(name)]


def layer_shapes(spec: NetworkSpec) -> LayerShapes:
    """The twelve layers, `input` to `softmax`, in order.

    Raises SpecError, with the layer, the numbers and the nearest settings that work, if a map shrinks below 1×1.
    """
    layers, error = _walk(spec)
    if error:
        nearest = nearest_buildable(spec)
        options = " or ".join(describe_change(spec, other) for other in nearest)
        raise SpecError(f"{error} Nearest settings that work: {options}.", layers[-1].name, nearest)
    return LayerShapes(*layers)


def attempted_layers(spec: NetworkSpec) -> tuple[LayerShape, ...]:
    """As `layer_shapes`, as far as the network can be built; the last one is the layer that cannot be, if there is one:
    the size of its output is below 1."""
    return _walk(spec)[0]


def is_buildable(spec: NetworkSpec) -> bool:
    """Whether every map of the network is at least 1×1."""
    return not _walk(spec)[1]


@lru_cache(maxsize=4096)
def _walk(spec: NetworkSpec) -> tuple[tuple[LayerShape, ...], str]:
    """The layers as far as they can be built (the last one may be the impossible one), and the sentence that says why
    not, or ""."""
    layers = [LayerShape("input", "input", (1, INPUT_SIZE, INPUT_SIZE), (1, INPUT_SIZE, INPUT_SIZE))]
    for number, conv, pool in ((1, spec.conv1, spec.pool1), (2, spec.conv2, spec.pool2)):
        window = (conv.kernel_size, conv.stride, conv.padding)
        layers.append(_windowed(f"conv{number}", layers[-1], window, conv.out_channels))
        if layers[-1].output_shape[1] < 1:
            return tuple(layers), _impossible(layers[-1])
        layers.append(_unchanged(f"relu{number}", "relu", layers[-1]))
        window = (1, 1, 0) if pool.kind == "none" else (pool.kernel_size, pool.stride, 0)
        layers.append(_windowed(f"pool{number}", layers[-1], window, None))
        if layers[-1].output_shape[1] < 1:
            return tuple(layers), _impossible(layers[-1])
    flat = prod(layers[-1].output_shape)
    layers.append(_unchanged("flatten", "flatten", layers[-1], (flat,)))
    layers.append(_linear("fc1", flat, spec.hidden_units))
    layers.append(_unchanged("relu3", "relu", layers[-1]))
    layers.append(_linear("fc2", spec.hidden_units, CLASSES))
    layers.append(_unchanged("softmax", "softmax", layers[-1]))
    return tuple(layers), ""


def _windowed(name: str, before: LayerShape, window: tuple[int, int, int], out_channels: int | None) -> LayerShape:
    """A convolution (`out_channels` given) or a pooling; window: kernel_size, stride, padding.

    Receptive field, jump and start follow Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional Neural
    Networks", Distill 2019.
    """
    kernel_size, stride, padding = window
    in_channels, size, _ = before.output_shape
    out = output_size(size, kernel_size, stride, padding)
    weights = in_channels * kernel_size**2 * out_channels if out_channels else 0
    return LayerShape(
        name,
        "conv" if out_channels else "pool",
        before.output_shape,
        (out_channels or in_channels, out, out),
        *window,
        parameters=weights + (out_channels or 0),
        macs=weights * max(out, 0) ** 2,
        receptive_field=before.receptive_field + (kernel_size - 1) * before.jump,
        jump=before.jump * stride,
        start=before.start - padding * before.jump,
        lost=(size + 2 * padding - kernel_size) % stride,
    )


def _unchanged(name: str, kind: str, before: LayerShape, output_shape: tuple[int, ...] = ()) -> LayerShape:
    """A layer that works on each value by itself."""
    shape = before.output_shape
    field, jump, start = before.receptive_field, before.jump, before.start
    return LayerShape(
        name, kind, shape, output_shape or shape, receptive_field=field, jump=jump, start=start
    )  # fmt: skip


def _linear(name: str, in_features: int, out_features: int) -> LayerShape:
    work = in_features * out_features
    return LayerShape(
        name, "linear", (in_features,), (out_features,),
        parameters=work + out_features, macs=work, receptive_field=INPUT_SIZE,
    )  # fmt: skip


def _impossible(layer: LayerShape) -> str:
    """The sentence for a layer whose window is larger than its padded input."""
    size, window = layer.input_shape[1], layer.kernel_size
    padded = f" with padding {layer.padding} it is {size + 2 * layer.padding} wide," if layer.padding else ""
    return (
        f"{layer.name} cannot be built: its input is {size}×{size},{padded} so a {window}×{window} window does not "
        f"fit. The output size would be {layer.formula}."
    )


@lru_cache(maxsize=1024)
def nearest_buildable(spec: NetworkSpec, count: int = 3) -> tuple[NetworkSpec, ...]:
    """Up to `count` networks that can be built, the closest to `spec` first, each with the fewest settings changed.

    Close: the sum of the steps that the sliders move; leaving a pooling out counts as the longest way of its sliders.
    Where one setting is not enough, two are changed, then three.
    """
    found: list[tuple[int, int, NetworkSpec]] = []
    for changes in (1, 2, 3):
        for keys in combinations(_SIZE_SETTINGS, changes):
            best = min(_buildable_variants(spec, keys), key=lambda pair: pair[0], default=None)
            if best:
                found.append((best[0], len(found), best[1]))
        if found:
            break
    return tuple(network for _, _, network in sorted(found)[:count])


_SIZE_SETTINGS = tuple(key for key in reversed(SETTINGS) if not key.endswith(("out_channels", "units")))


def _buildable_variants(spec: NetworkSpec, keys: tuple[str, ...]) -> Iterator[tuple[int, NetworkSpec]]:
    """Networks that differ from `spec` in every one of `keys`, with the number of steps moved."""
    if not keys:
        if is_buildable(spec):
            yield 0, spec
        return
    key, rest = keys[0], keys[1:]
    for value, moved in _other_values(key, spec.get(key)):
        for steps, network in _buildable_variants(spec.changed(**{key: value}), rest):
            yield steps + moved, network


def _other_values(key: str, now: int | str) -> Iterator[tuple[int | str, int]]:
    """The other values of a setting that affect sizes, each with the steps from the value it has now."""
    if isinstance(now, int):
        low, high = LIMITS[key]
        yield from ((value, abs(value - now)) for value in range(low, high + 1) if value != now)
    elif now != "none":
        yield "none", LIMITS["pool1_kernel_size"][1]


def describe_change(spec: NetworkSpec, other: NetworkSpec) -> str:
    """What to set to come from `spec` to `other`: "conv2 kernel_size 3 and pool2 stride 1"."""
    parts = [f"{key.replace('_', ' ', 1)} {other.get(key)}" for key in spec.differences(other)]
    return " and ".join(part.replace("hidden units", "hidden_units") for part in parts) or "no change"


def totals(layers: tuple[LayerShape, ...]) -> tuple[int, int]:
    """Parameters and multiply-accumulates of the whole network."""
    return sum(layer.parameters for layer in layers), sum(layer.macs for layer in layers)
