"""What differs between two networks, A and B, in sentences made from their settings and shapes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cnn.explain.layer_pairs import equal_from
from cnn.network.shapes import LayerShape, LayerShapes, layer_shapes, totals
from cnn.network.spec import ConvSpec, NetworkSpec, PoolSpec

_KEEPS = {"max": "the largest value", "avg": "the mean"}

SLIGHT = 1.05
"""Up to this ratio two numbers are not called so many times as large."""


def differences(one: NetworkSpec, other: NetworkSpec) -> tuple[str, ...]:
    """Sentences about the settings, then shapes, parameters, work and receptive field; `one` is A, `other` B.

    Raises SpecError if one of them cannot be built.
    """
    both = layer_shapes(one), layer_shapes(other)
    if one == other:
        return ("A and B have the same settings, and so the same shapes, parameters and work.",)
    return (
        *_settings(one, other, both),
        _shapes(one, other, both),
        _count("parameters", both),
        _count("multiply-accumulates", both),
        _field(both),
    )


def _settings(one: NetworkSpec, other: NetworkSpec, both: tuple[LayerShapes, LayerShapes]) -> Iterator[str]:
    yield from _conv("conv1", (one.conv1, other.conv1), both)
    yield from _pool("pool1", (one.pool1, other.pool1))
    yield from _conv("conv2", (one.conv2, other.conv2), both)
    yield from _pool("pool2", (one.pool2, other.pool2))
    if one.hidden_units != other.hidden_units:
        yield f"fc1 has {one.hidden_units} units in A and {other.hidden_units} in B."


def _conv(name: str, specs: tuple[ConvSpec, ConvSpec], both: tuple[LayerShapes, LayerShapes]) -> Iterator[str]:
    a, b = specs
    if a.out_channels != b.out_channels:
        yield f"{name} makes {_maps(a.out_channels)} in A and {_maps(b.out_channels)} in B: one for each filter."
    if a.kernel_size != b.kernel_size:
        yield f"Each cell of {name} reads {_window(a)} cells of a map in A and {_window(b)} in B."
    if a.stride != b.stride:
        cells = [f"{layers.named(name).output_shape[1] ** 2:,}" for layers in both]
        yield (
            f"The window of {name} moves {_cells(a.stride)} at a time in A and {_cells(b.stride)} in B: "
            f"it computes {cells[0]} cells for each map in A and {cells[1]} in B."
        )
    if a.padding != b.padding:
        yield f"{name} adds {_rings(a.padding)} around its input in A and {_rings(b.padding)} in B."


def _maps(count: int) -> str:
    return "1 map" if count == 1 else f"{count} maps"


def _window(spec: ConvSpec | PoolSpec) -> str:
    return f"{spec.kernel_size}×{spec.kernel_size}"


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"


def _rings(padding: int) -> str:
    return ("no zeros", "1 ring of zeros")[padding] if padding < 2 else f"{padding} rings of zeros"


def _pool(name: str, specs: tuple[PoolSpec, PoolSpec]) -> Iterator[str]:
    a, b = specs
    if "none" in (a.kind, b.kind):
        if a.kind != b.kind:
            without, with_, pool = ("A", "B", b) if a.kind == "none" else ("B", "A", a)
            yield (
                f"{name} of {with_} keeps {_KEEPS[pool.kind]} of each {_window(pool)} window; in {without} there is no "
                "pooling here, and every value goes on."
            )
        return
    if a.kind != b.kind:
        yield f"{name} keeps {_KEEPS[a.kind]} of each window in A and {_KEEPS[b.kind]} in B."
    if a.kernel_size != b.kernel_size:
        yield f"The windows of {name} are {_window(a)} in A and {_window(b)} in B."
    if a.stride != b.stride:
        yield f"The window of {name} moves {_cells(a.stride)} at a time in A and {_cells(b.stride)} in B."


def _shapes(one: NetworkSpec, other: NetworkSpec, both: tuple[LayerShapes, LayerShapes]) -> str:
    first = equal_from(one, other)
    if first == "input":
        return "Every layer has the same shape in both."
    if first is not None and first not in ("fc1", "relu3", "fc2", "softmax"):
        return f"From {first} on, all layers have the same shapes in both."
    a, b = both
    if a.pool2.output_shape == b.pool2.output_shape:
        return f"The last maps, of pool2, are {_shape(a.pool2)} in both."
    return (
        f"The last maps, of pool2, are {_shape(a.pool2)} in A and {_shape(b.pool2)} in B, so fc1 gets "
        f"{a.fc1.input_shape[0]:,} values in A and {b.fc1.input_shape[0]:,} in B."
    )


def _shape(layer: LayerShape) -> str:
    return "×".join(map(str, layer.output_shape))


def _count(what: str, both: tuple[LayerShapes, LayerShapes]) -> str:
    """The sentence about parameters or multiply-accumulates, with the layer that makes most of the difference."""
    is_work = what != "parameters"
    a, b = (totals(layers)[is_work] for layers in both)
    per_picture = " for one picture" if is_work else ""
    if a == b:
        return f"Both {'need' if is_work else 'have'} {a:,} {what}{per_picture}."
    more, fewer = ("A", "B") if a > b else ("B", "A")
    high, low = max(a, b), min(a, b)
    much = f"{times(high / low)} times as many" if high / low > SLIGHT else f"{high - low:,} more"
    verb = "needs" if is_work else "has"
    return (
        f"{fewer} {verb} {low:,} {what}{per_picture}, and {more} {verb} {high:,}, {much}. "
        f"{_most([one.macs if is_work else one.parameters for one in both[0]], both, is_work)}"
    )


def times(ratio: float) -> str:
    """A ratio in a sentence: "3.9", "12"."""
    return f"{ratio:.1f}" if ratio < 9.95 else f"{ratio:,.0f}"


def _most(mine: Sequence[int], both: tuple[LayerShapes, LayerShapes], is_work: bool) -> str:
    """Which layer makes most of the difference, and why. mine: the counts of A's layers."""
    changes = [(two.macs if is_work else two.parameters) - count for two, count in zip(both[1], mine, strict=True)]
    total = sum(changes)
    at = max(range(len(changes)), key=lambda index: changes[index] * (1 if total > 0 else -1))
    part = "Most" if 2 * abs(changes[at]) >= abs(total) else "The largest part"
    one, other = both[0][at], both[1][at]
    reasons = " and ".join(_reasons(one, other, is_work))
    return f"{part} of the difference is in {one.name}: in B it {reasons}."


def _reasons(one: LayerShape, other: LayerShape, is_work: bool) -> Iterator[str]:
    """The factors of a layer's count that differ: what B's has "instead of" A's."""
    if one.kind == "linear":
        if one.input_shape != other.input_shape:
            yield f"gets {other.input_shape[0]:,} values instead of {one.input_shape[0]:,}"
        if one.output_shape != other.output_shape:
            yield f"has {other.output_shape[0]} units instead of {one.output_shape[0]}"
        return
    if one.output_shape[0] != other.output_shape[0]:
        yield f"has {other.output_shape[0]} filters instead of {one.output_shape[0]}"
    if one.input_shape[0] != other.input_shape[0]:
        yield f"reads {_maps(other.input_shape[0])} instead of {one.input_shape[0]}"
    if one.kernel_size != other.kernel_size:
        weights = "1 weight" if other.kernel_size == 1 else f"{other.kernel_size**2} weights"
        yield f"has kernels of {weights} instead of {one.kernel_size**2}"
    if is_work and one.output_shape[1] != other.output_shape[1]:
        yield f"computes {other.output_shape[1] ** 2:,} cells for each map instead of {one.output_shape[1] ** 2:,}"


def _field(both: tuple[LayerShapes, LayerShapes]) -> str:
    a, b = (layers.pool2.receptive_field for layers in both)
    sizes = f"{a}×{a} pixels in both" if a == b else f"{a}×{a} pixels in A and {b}×{b} in B"
    return f"The receptive field of a cell of pool2 is {sizes}.{_beyond(max(a, b), both[0])}"


def _beyond(field: int, layers: LayerShapes) -> str:
    """Where a receptive field is larger than the drawing, what that means."""
    size = layers.input.output_shape[1]
    return f" It reaches over the edge: the drawing has {size}×{size}." if field > size else ""
