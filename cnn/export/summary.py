"""The network as a text table in the manner of torchinfo, from `shapes` alone: nothing is built, nothing is run."""

from __future__ import annotations

from math import prod

from cnn.network.shapes import LayerShape, layer_shapes, totals
from cnn.network.spec import NetworkSpec, PoolSpec

_WIDTHS = (26, 24, 14, 18)
_BYTES = 4
"""Bytes of one float32."""


def summary_text(spec: NetworkSpec, batch: int = 1) -> str:
    """Layers, output shapes with the batch dimension, parameters, multiply-accumulates of the batch, and memory.

    Other than torchinfo, it counts no addition of a bias among the multiply-accumulates, and it lists ReLU, flatten and
    the shape of the input. Raises SpecError if the network cannot be built.
    """
    layers = layer_shapes(spec)[:-1]  # softmax is no part of the module
    parameters, macs = totals(layers)
    rule = "=" * sum(_WIDTHS)
    lines = [rule, _line("Layer (type)", "Output shape", "Parameters", "Multiply-adds"), rule]
    for layer in layers:
        shape = str([batch, *layer.output_shape])
        counts = (f"{layer.parameters:,}", f"{layer.macs * batch:,}") if layer.parameters else ("--", "--")
        lines.append(_line(f"{layer.name} ({_type(layer, spec)})", shape, *counts))
    lines += [rule, f"Total parameters: {parameters:,}", f"Total multiply-adds: {macs * batch:,}", rule]
    for name, values in memory(layers, batch).items():
        lines.append(f"{name} (MB): {values * _BYTES / 1e6:.2f}")
    return "\n".join([*lines, rule])


def memory(layers: tuple[LayerShape, ...], batch: int) -> dict[str, int]:
    """Numbers (float32) that the input, the outputs of the layers with weights for training (twice: values and
    gradients, as torchinfo counts them) and the parameters take."""
    outputs = sum(prod(layer.output_shape) for layer in layers if layer.parameters)
    return {
        "Input size": prod(layers[0].output_shape) * batch,
        "Forward/backward pass size": 2 * outputs * batch,
        "Parameters size": totals(layers)[0],
    }


def _type(layer: LayerShape, spec: NetworkSpec) -> str:
    """The PyTorch name of what a layer is."""
    if layer.kind == "pool":
        pool: PoolSpec = spec.pool1 if layer.name == "pool1" else spec.pool2
        return "Identity" if pool.kind == "none" else f"{pool.kind.capitalize()}Pool2d"
    return {"conv": "Conv2d", "relu": "relu", "linear": "Linear"}.get(layer.kind, layer.kind)


def _line(first: str, *others: str) -> str:
    return first.ljust(_WIDTHS[0]) + "".join(text.rjust(width) for text, width in zip(others, _WIDTHS[1:], strict=True))
