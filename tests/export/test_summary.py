"""The text summary against torchinfo."""

from __future__ import annotations

import re

import torch
import torchinfo
from hypothesis import given
from hypothesis import strategies as st

from cnn.export.summary import memory, summary_text
from cnn.network.model import SimpleCNN
from cnn.network.shapes import layer_shapes, totals
from cnn.network.spec import TEXTBOOK, NetworkSpec
from tests.strategies import valid_specs


@given(valid_specs(), st.integers(1, 5))
def test_summary_agrees_with_torchinfo(spec: NetworkSpec, batch: int) -> None:
    theirs = torchinfo.summary(SimpleCNN(spec), (batch, 1, 28, 28), verbose=0)
    layers = layer_shapes(spec)
    text = summary_text(spec, batch)
    modules = {info.var_name: info for info in theirs.summary_list if info.is_leaf_layer}
    biases = 0
    for layer in layers:
        if layer.name not in modules or not layer.parameters:
            continue
        found = modules[layer.name]
        line = next(line for line in text.splitlines() if line.startswith(layer.name))
        kind, shape, parameters, macs = re.fullmatch(r"\w+ \((\w+)\) +(\[.+\]) +([\d,]+) +([\d,]+)", line).groups()  # type: ignore[union-attr]
        assert kind == found.class_name
        assert shape == str(found.output_size)
        assert int(parameters.replace(",", "")) == found.num_params
        added = torch.zeros(found.output_size).numel()  # torchinfo counts the bias's addition, once for each output
        assert int(macs.replace(",", "")) + added == found.macs
        biases += added
    assert totals(layers)[0] == theirs.total_params
    assert totals(layers)[1] * batch + biases == theirs.total_mult_adds
    sizes = memory(layers, batch)
    assert sizes["Input size"] == torch.zeros(batch, 1, 28, 28).numel()  # torchinfo adds Python's own bytes to it
    assert sizes["Forward/backward pass size"] * 4 == theirs.total_output_bytes
    assert sizes["Parameters size"] * 4 == theirs.total_param_bytes


def test_summary_of_the_textbook_network() -> None:
    text = summary_text(TEXTBOOK, 4)
    assert "Total parameters: 215,370" in text
    assert "[4, 1, 28, 28]" in text and "[4, 10]" in text
    assert f"Total multiply-adds: {4 * 3_024_384:,}" in text
