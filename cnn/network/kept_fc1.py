"""What happens when the convolutions change and `fc1` is kept as it was: PyTorch's own error, by running it."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from cnn.network.model import SimpleCNN
from cnn.network.shapes import layer_shapes
from cnn.network.spec import CLASSES, INPUT_SIZE, NetworkSpec


@dataclass(frozen=True)
class KeptFc1:
    """One pass through a network whose fc1 was made for another one.

    arriving: values that flatten puts out for one picture now.
    expected: in_features of the fc1 that was kept.
    error: PyTorch's text for the forward pass, or "" if the two agree.
    output_shape: shape of the output where they agree, else ().
    """

    arriving: int
    expected: int
    error: str = ""
    output_shape: tuple[int, ...] = ()


def run_with_kept_fc1(spec: NetworkSpec, made_for: NetworkSpec, batch: int = 1) -> KeptFc1:
    """Build `spec`, but with the fc1 and fc2 of `made_for`, and run `batch` empty pictures through it.

    Raises SpecError if one of the two networks cannot be built.
    """
    arriving, expected = (layer_shapes(network).flatten.output_shape[0] for network in (spec, made_for))
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        model = SimpleCNN(spec).eval()
        model.fc1 = nn.Linear(expected, made_for.hidden_units)
        model.fc2 = nn.Linear(made_for.hidden_units, CLASSES)
        try:
            output = model(torch.zeros(batch, 1, INPUT_SIZE, INPUT_SIZE))
        except RuntimeError as error:
            return KeptFc1(arriving, expected, str(error))
    return KeptFc1(arriving, expected, output_shape=tuple(output.shape))
