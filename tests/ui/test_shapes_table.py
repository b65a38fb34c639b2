"""The table of all layers says of each what the shapes say."""

from __future__ import annotations

import pytest
import torch
from streamlit.testing.v1 import AppTest

from cnn.network.model import SimpleCNN
from cnn.network.shapes import layer_shapes, totals
from cnn.network.spec import TEXTBOOK, NetworkSpec

SCRIPT = """
import streamlit as st
from cnn.network.shapes import layer_shapes
from cnn.network.spec import NetworkSpec
from cnn.ui.shapes_table import shapes_table
shapes_table(layer_shapes(NetworkSpec.from_query(st.query_params.to_dict())))
"""


def rows(spec: NetworkSpec) -> dict[str, list[str]]:
    """The cells of each row after its name, by that."""
    at = AppTest.from_string(SCRIPT, default_timeout=60)
    for key, value in spec.to_query().items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in at.markdown[0].value.splitlines()]
    assert {len(line) for line in lines} == {7}
    return {name: cells for name, *cells in lines[2:]}


@pytest.mark.parametrize("spec", [TEXTBOOK, TEXTBOOK.changed(conv1_stride=3, conv1_padding=0, pool2_kind="none")])
def test_every_layer_has_its_row(spec: NetworkSpec) -> None:
    found, layers = rows(spec), layer_shapes(spec)
    assert list(found) == [*(layer.name for layer in layers), "**sum**"]
    for layer in layers:
        shape, formula, _, parameters, macs, field = found[layer.name]
        assert shape == f"`{[1, *layer.output_shape]}`" and formula == (layer.formula or "–")
        assert (parameters, macs) == (f"{layer.parameters:,}", f"{layer.macs:,}")
        assert field == f"{layer.receptive_field}×{layer.receptive_field}"
    parameters = sum(value.numel() for value in SimpleCNN(spec).parameters())
    assert found["**sum**"][3:5] == [f"**{parameters:,}**", f"**{totals(layers)[1]:,}**"]


def test_what_is_never_read_is_named_where_there_is_some() -> None:
    spec = TEXTBOOK.changed(pool1_kernel_size=3, pool1_stride=3)
    found = rows(spec)
    assert found["pool1"][2] == "1 row and column at the end" and rows(TEXTBOOK)["pool1"][2] == "–"
    pooled = torch.nn.functional.max_pool2d(torch.ones(1, 28, 28), 3, 3)
    assert tuple(pooled.shape[1:]) == layer_shapes(spec).pool1.output_shape[1:]
    assert found["relu1"][2] == "–"
