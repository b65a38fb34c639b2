"""One forward pass with every step's output kept. Records; draws nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from cnn.network.model import SimpleCNN
from cnn.network.spec import INPUT_SIZE, NetworkSpec


@dataclass(frozen=True)
class Trace(Mapping[str, np.ndarray]):
    """The outputs of one picture's forward pass, by layer name, float32, without the batch dimension.

    `trace["conv1"]` is (C, H, W), `trace["fc1"]` is (hidden_units,), `trace["softmax"]` is (10,).
    """

    spec: NetworkSpec
    outputs: dict[str, np.ndarray]

    def __getitem__(self, name: str) -> np.ndarray:
        return self.outputs[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.outputs)

    def __len__(self) -> int:
        return len(self.outputs)

    @property
    def logits(self) -> np.ndarray:
        """(10,), the scores before softmax."""
        return self.outputs["fc2"]

    @property
    def probabilities(self) -> np.ndarray:
        """(10,), softmax of the logits: not negative, sum 1."""
        return self.outputs["softmax"]

    @property
    def prediction(self) -> int:
        """The digit with the largest probability."""
        return int(self.probabilities.argmax())


def trace_forward(model: SimpleCNN, image: Tensor) -> Trace:
    """Run `image`, a float tensor (1, 28, 28) in [0, 1], through the steps that `model.forward` walks and keep each.

    The model's mode is left as it is. Raises ValueError for another shape.
    """
    if tuple(image.shape) != (1, INPUT_SIZE, INPUT_SIZE):
        raise ValueError(f"The picture must have the shape (1, {INPUT_SIZE}, {INPUT_SIZE}), not {tuple(image.shape)}.")
    with torch.no_grad():
        batch = image.unsqueeze(0)  # (1, 28, 28) -> (1, 1, 28, 28)
        outputs = {name: step[0].numpy().copy() for name, step in model.steps(batch)}
        outputs["softmax"] = torch.softmax(torch.from_numpy(outputs["fc2"]), dim=0).numpy()
    return Trace(model.spec, outputs)
