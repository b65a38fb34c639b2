"""The maps in 3-D, by their values."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnn.figures.maps_in_space import LAYERS, MOST_CELLS, slabs_figure
from cnn.network.model import SimpleCNN
from cnn.network.spec import TEXTBOOK, ConvSpec, NetworkSpec, PoolSpec
from cnn.network.trace import trace_forward


@pytest.mark.parametrize(
    "spec", [TEXTBOOK, NetworkSpec(ConvSpec(32, 1, 1, 3), PoolSpec("none"), ConvSpec(64, 1, 1, 3), PoolSpec("none"))]
)
def test_slabs_carry_the_activations(spec: NetworkSpec) -> None:
    torch.manual_seed(0)
    trace = trace_forward(SimpleCNN(spec), torch.rand(1, 28, 28))
    figure = slabs_figure(trace)
    meshes = [one for one in figure.data if one.type == "mesh3d"]
    for name, mesh in zip(LAYERS, meshes, strict=True):
        values = np.asarray(mesh.intensity)[::2]
        assert len(values) <= MOST_CELLS
        assert np.array_equal(values, trace[name].ravel()[: len(values)])
        assert len(mesh.i) == 2 * len(values) and max(mesh.k) < len(mesh.x)
    if spec == TEXTBOOK:
        assert len(np.asarray(figure.data[1].intensity)) == 2 * trace["conv1"].size
