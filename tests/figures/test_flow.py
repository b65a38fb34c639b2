"""The blocks of the flow, to scale."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from cnn.figures.flow import SHOWN, blocks, flow_figure
from cnn.network.shapes import layer_shapes
from cnn.network.spec import NetworkSpec
from tests.strategies import valid_specs


@given(valid_specs())
def test_blocks_are_to_scale(spec: NetworkSpec) -> None:
    layers = layer_shapes(spec)
    placed, factor = blocks(layers)
    assert [block.layer.name for block in placed] == list(SHOWN)
    for block, following in pairwise(placed):
        assert block.right < following.left
    for block in placed:
        if len(block.layer.output_shape) == 3:
            assert (block.wide, block.high, block.deep) == block.layer.output_shape
        else:
            assert block.high * factor == pytest.approx(block.layer.output_shape[0])
    assert "[4, 10]" in str(flow_figure(layers, 4).layout.annotations)
