"""The layers around a cell, by their numbers."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.figures.context import context_figure, context_layers
from cnn.figures.numbers import limit
from cnn.network.spec import LAYER_NAMES
from tests.figures.samples import taken_apart


@pytest.mark.parametrize("layer", LAYER_NAMES)
def test_context_figure_has_a_heatmap_for_each_layer_by_its_name(layer: str) -> None:
    _, trace = taken_apart("conv1", (0, 0, 0))
    figure = context_figure(trace, layer)
    shown = [one for one in figure.data if one.name != "legend"]
    assert tuple(one.name for one in shown) == context_layers(layer)
    texts = [note.text for note in figure.layout.annotations]
    for one in shown:
        assert limit(one.zmax) in texts and (f"−{limit(one.zmax)}" in texts or one.zmin == 0)  # the legend
        values = np.asarray(one.z)
        assert np.nansum(values.astype(float)) == pytest.approx(float(trace[one.name].sum(dtype=float)), rel=1e-4)
        assert (~np.isnan(values)).sum() == trace[one.name].size
