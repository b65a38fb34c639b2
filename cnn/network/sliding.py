"""What is needed to slide the window of one convolution or pooling over its input: input maps, kernels, output."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn.network.kernels import conv_of
from cnn.network.model import SimpleCNN
from cnn.network.shapes import layer_shapes
from cnn.network.trace import Trace
from cnn.network.windows import Axis, axis_of

LAYERS = ("conv1", "pool1", "conv2", "pool2")
_BEFORE = {"conv1": "input", "pool1": "relu1", "conv2": "pool1", "pool2": "relu2"}


@dataclass(frozen=True, eq=False)
class Slide:
    """One output channel of one layer.

    kind: conv, max, avg or none. source: the layer whose maps are read.
    inputs: (C, H, W), the maps that are read (one for pooling), without padding. output: (H', W').
    weights: (C, k, k), or None for pooling. bias: 0 for pooling.
    axis: the windows along rows; those along columns are the same.
    """

    layer: str
    channel: int
    kind: str
    source: str
    inputs: np.ndarray
    weights: np.ndarray | None
    bias: float
    output: np.ndarray
    axis: Axis


def slide_of(model: SimpleCNN, trace: Trace, layer: str, channel: int) -> Slide:
    """The window of `layer`, one of `LAYERS`, for its output channel `channel`, on the pass that `trace` recorded."""
    shape = next(shape for shape in layer_shapes(trace.spec) if shape.name == layer)
    source, output = _BEFORE[layer], trace[layer][channel]
    if shape.kind == "pool":
        kind = (trace.spec.pool1 if layer == "pool1" else trace.spec.pool2).kind
        inputs = trace[source][channel : channel + 1]
        return Slide(layer, channel, kind, source, inputs, None, 0.0, output, axis_of(shape))
    conv = conv_of(model, layer)
    bias = conv.bias[channel].item() if conv.bias is not None else 0.0
    weights = conv.weight[channel].detach().numpy()
    return Slide(layer, channel, "conv", source, trace[source], weights, bias, output, axis_of(shape))
