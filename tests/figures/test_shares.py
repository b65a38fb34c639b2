"""Shares of parameters and work."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from cnn.figures.shares import shares_figure
from cnn.network.shapes import layer_shapes
from cnn.network.spec import NetworkSpec
from tests.strategies import valid_specs


@given(valid_specs())
def test_bars_add_up(spec: NetworkSpec) -> None:
    figure = shares_figure(layer_shapes(spec))
    assert np.sum([trace.x for trace in figure.data], axis=0) == pytest.approx([1, 1])
