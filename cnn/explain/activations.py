"""What a network's `fc1` makes of many digits. Keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from cnn.digits.sets import DigitSet, network_input
from cnn.network.model import SimpleCNN

_BATCH = 100


@dataclass(frozen=True, eq=False)
class Activations:
    """Of N digits. fc1: float32 (N, H), before ReLU. labels: (N,), which digits they are. read: (N,), what the network
    reads them as."""

    fc1: np.ndarray
    labels: np.ndarray
    read: np.ndarray

    @property
    def accuracy(self) -> float:
        """Share of digits that are read correctly."""
        return float((self.read == self.labels).mean())


def activations_of(model: SimpleCNN, digits: DigitSet) -> Activations:
    """All digits through the network, as it is (in eval mode)."""
    fc1, read = [], []
    with torch.no_grad():
        for images in digits.images.split(_BATCH):
            outputs = dict(model.steps(network_input(images)))
            fc1.append(outputs["fc1"].numpy())
            read.append(outputs["fc2"].argmax(1).numpy())
    return Activations(np.concatenate(fc1), digits.labels.numpy(), np.concatenate(read))
