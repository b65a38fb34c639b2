"""The current network as PyTorch source, written as a tutorial would write it. Needs nothing of this project to run."""

from __future__ import annotations

import json

from cnn.network.shapes import LayerShape, layer_shapes, totals
from cnn.network.spec import CLASSES, ConvSpec, NetworkSpec, PoolSpec

_SOURCE = '''\
"""SimpleCNN: two convolutions with pooling, then two fully connected layers. {parameters:,} parameters."""

import torch
import torch.nn.functional as F
{imports}from torch import nn


class SimpleCNN(nn.Module):
    def __init__(self):
        super().__init__()
{modules}

    def forward(self, x):  # {at_input}: N pictures in grey, ink 1, paper 0
        x = F.relu(self.conv1(x))  # {at_relu1}
        x = self.pool1(x)  # {at_pool1}
        x = F.relu(self.conv2(x))  # {at_relu2}
        x = self.pool2(x)  # {at_pool2}
        x = torch.flatten(x, 1)  # {at_flatten}
        x = F.relu(self.fc1(x))  # {at_relu3}
        return self.fc2(x)  # {at_fc2}: one score (logit) for each digit


if __name__ == "__main__":
    model = SimpleCNN()
{weights}    model.eval()
    print(model)
    images = torch.rand(4, {input_shape})  # N = 4
    with torch.no_grad():
        print(model(images).shape)
'''

_WEIGHTS = """\
    model.load_state_dict(load_file({file}))
"""


def python_source(spec: NetworkSpec, weights_file: str | None = None) -> str:
    """Python source that runs by itself and defines `SimpleCNN` with these settings.

    The class has the attributes, the state_dict keys and, with the same weights, the output of `model.SimpleCNN(spec)`.
    Run as a script it prints the network and the shape of its output for four pictures; with the name of a safetensors
    file as `weights.file` it loads the weights first. Raises SpecError if the network cannot be built.
    """
    layers = layer_shapes(spec)
    at = {f"at_{layer.name}": _batch(layer) for layer in layers}
    return _SOURCE.format(
        parameters=totals(layers)[0],
        modules="\n".join(f"        self.{name} = {made}" for name, made in modules(spec).items()),
        input_shape=", ".join(map(str, layers.input.output_shape)),
        imports="from safetensors.torch import load_file\n" if weights_file else "",
        weights=_WEIGHTS.format(file=json.dumps(weights_file)) if weights_file else "",
        **at,
    )


def modules(spec: NetworkSpec) -> dict[str, str]:
    """The layers that have settings or weights, as PyTorch code: {"conv1": "nn.Conv2d(in_channels=1, …)", …}.

    Raises SpecError if the network cannot be built.
    """
    flat = " * ".join(map(str, layer_shapes(spec).pool2.output_shape))
    return {
        "conv1": _conv(1, spec.conv1),
        "pool1": _pool(spec.pool1),
        "conv2": _conv(spec.conv1.out_channels, spec.conv2),
        "pool2": _pool(spec.pool2),
        "fc1": f"nn.Linear(in_features={flat}, out_features={spec.hidden_units})",
        "fc2": f"nn.Linear(in_features={spec.hidden_units}, out_features={CLASSES})",
    }


def _batch(layer: LayerShape) -> str:
    """The shape of a layer's output with the batch dimension: (N, 16, 28, 28)."""
    return f"(N, {', '.join(map(str, layer.output_shape))})"


def _conv(in_channels: int, conv: ConvSpec) -> str:
    return (
        f"nn.Conv2d(in_channels={in_channels}, out_channels={conv.out_channels}, kernel_size={conv.kernel_size}, "
        f"stride={conv.stride}, padding={conv.padding})"
    )


def _pool(pool: PoolSpec) -> str:
    if pool.kind == "none":
        return "nn.Identity()  # no pooling"
    return f"nn.{pool.kind.capitalize()}Pool2d(kernel_size={pool.kernel_size}, stride={pool.stride})"
