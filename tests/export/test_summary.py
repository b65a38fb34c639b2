"""The text summary against torchinfo, the windows against torch, the ONNX file against the model."""

from __future__ import annotations

import re

import pytest
import torch
import torchinfo
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from cnn.export.onnx import onnx_bytes, onnx_installed
from cnn.export.summary import memory, summary_text
from cnn.network.kept_fc1 import run_with_kept_fc1
from cnn.network.model import SimpleCNN
from cnn.network.shapes import layer_shapes, totals
from cnn.network.spec import TEXTBOOK, NetworkSpec, PoolSpec
from cnn.network.windows import Axis, axis_of, unread_of
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


@given(
    st.tuples(st.integers(1, 20), st.integers(1, 20)),
    st.tuples(st.integers(1, 5), st.integers(1, 5)),
    st.tuples(st.integers(1, 4), st.integers(1, 4)),
    st.tuples(st.integers(0, 3), st.integers(0, 3)),
    st.tuples(st.integers(1, 3), st.integers(1, 3)),
)
def test_axes_agree_with_conv2d(
    size: tuple[int, int],
    kernel_size: tuple[int, int],
    stride: tuple[int, int],
    padding: tuple[int, int],
    dilation: tuple[int, int],
) -> None:
    axes = [Axis(*one) for one in zip(size, kernel_size, stride, padding, dilation, strict=True)]
    conv = nn.Conv2d(1, 1, kernel_size, stride=stride, padding=padding, dilation=dilation, bias=False)
    image = torch.zeros(1, 1, *size, requires_grad=True)
    if min(axis.output for axis in axes) < 1:
        with pytest.raises(RuntimeError):
            conv(image)
        return
    nn.init.ones_(conv.weight)
    output = conv(image)
    assert tuple(output.shape[2:]) == tuple(axis.output for axis in axes)
    output.sum().backward()
    reads = [torch.tensor(axis.reads()[axis.padding : axis.padding + axis.size]) for axis in axes]
    assert image.grad is not None
    assert torch.equal(image.grad[0, 0].long(), torch.outer(*reads))
    for axis in axes:
        assert axis.formula.endswith(f"= {axis.output}")
        assert axis.taps(axis.output - 1)[-1] == axis.padded - 1 - axis.remainder
        unread = {cell for first, end in axis.unread() for cell in range(first, end)}
        assert unread == {cell for cell, count in enumerate(axis.reads()) if count == 0}
        found, real = unread_of(axis), range(axis.padding, axis.padding + axis.size)
        assert found.end + found.skipped == len(unread & set(real))
        assert found.padding == len(unread - set(real))
        assert found.end == len([cell for cell in unread & set(real) if cell > axis.taps(axis.output - 1)[-1]])
        assert (str(found) == "") == (not unread)


@given(valid_specs())
def test_lost_rows_are_the_remainder(spec: NetworkSpec) -> None:
    for layer in layer_shapes(spec):
        if layer.kind in ("conv", "pool"):
            assert axis_of(layer).remainder == layer.lost
            assert axis_of(layer).formula == layer.formula


@given(valid_specs(), st.integers(1, 3))
def test_broken_wire_breaks_where_the_numbers_differ(spec: NetworkSpec, batch: int) -> None:
    wire = run_with_kept_fc1(spec, TEXTBOOK, batch)
    assert wire.arriving == layer_shapes(spec).flatten.output_shape[0] and wire.expected == 1568
    if wire.arriving == wire.expected:
        assert wire.error == "" and wire.output_shape == (batch, 10)
    else:
        assert wire.output_shape == ()
        assert f"mat1 and mat2 shapes cannot be multiplied ({batch}x{wire.arriving} and 1568x128)" in wire.error


@pytest.mark.skipif(not onnx_installed(), reason="needs onnx, which the app does not")
@pytest.mark.parametrize(
    "spec",
    [TEXTBOOK, NetworkSpec(pool1=PoolSpec("avg", 3, 2), pool2=PoolSpec("none"))],
)
def test_onnx_file_computes_the_same(spec: NetworkSpec) -> None:
    import onnx  # noqa: PLC0415 - only the tests require it
    from onnx.reference import ReferenceEvaluator  # noqa: PLC0415

    torch.manual_seed(0)
    model, images = SimpleCNN(spec).eval(), torch.rand(3, 1, 28, 28)
    logits = ReferenceEvaluator(onnx.load_from_string(onnx_bytes(model))).run(None, {"images": images.numpy()})[0]
    with torch.no_grad():
        assert torch.allclose(torch.from_numpy(logits), model(images), atol=1e-4)
