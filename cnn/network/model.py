"""The network itself: the textbook's SimpleCNN, with its settings from a `NetworkSpec`.

No training and no recording: see `train` and `trace`.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from cnn.network.shapes import layer_shapes
from cnn.network.spec import CLASSES, NetworkSpec, PoolSpec


def pooling(spec: PoolSpec) -> nn.Module:
    """The PyTorch module for one pooling layer; `nn.Identity` for kind "none"."""
    if spec.kind == "max":
        return nn.MaxPool2d(spec.kernel_size, spec.stride)
    if spec.kind == "avg":
        return nn.AvgPool2d(spec.kernel_size, spec.stride)
    return nn.Identity()


class SimpleCNN(nn.Module):
    """Two convolutions with pooling, two fully connected layers: (N, 1, 28, 28) in [0, 1] -> logits (N, 10).

    `SimpleCNN()` is the textbook network: a state_dict saved from the tutorial's own class loads unchanged.
    Raises SpecError if a map of `spec` would be smaller than 1×1.
    """

    def __init__(self, spec: NetworkSpec = NetworkSpec()) -> None:
        super().__init__()
        flat = layer_shapes(spec).flatten.output_shape[0]
        conv1, conv2 = spec.conv1, spec.conv2
        self.spec = spec
        self.conv1 = nn.Conv2d(1, conv1.out_channels, conv1.kernel_size, conv1.stride, conv1.padding)
        self.pool1 = pooling(spec.pool1)
        self.conv2 = nn.Conv2d(conv1.out_channels, conv2.out_channels, conv2.kernel_size, conv2.stride, conv2.padding)
        self.pool2 = pooling(spec.pool2)
        self.fc1 = nn.Linear(flat, spec.hidden_units)
        self.fc2 = nn.Linear(spec.hidden_units, CLASSES)

    def forward(self, x: Tensor) -> Tensor:
        *_, (_, logits) = self.steps(x)
        return logits

    def steps(self, x: Tensor) -> Iterator[tuple[str, Tensor]]:
        """The forward pass, one named step after the other; the shapes noted are the textbook network's."""
        yield "input", x  # (N, 1, 28, 28)
        yield "conv1", (x := self.conv1(x))  # (N, 16, 28, 28)
        yield "relu1", (x := torch.relu(x))
        yield "pool1", (x := self.pool1(x))  # (N, 16, 14, 14)
        yield "conv2", (x := self.conv2(x))  # (N, 32, 14, 14)
        yield "relu2", (x := torch.relu(x))
        yield "pool2", (x := self.pool2(x))  # (N, 32, 7, 7)
        yield "flatten", (x := torch.flatten(x, 1))  # (N, 1568)
        yield "fc1", (x := self.fc1(x))  # (N, 128)
        yield "relu3", (x := torch.relu(x))
        yield "fc2", (x := self.fc2(x))  # (N, 10), the logits
