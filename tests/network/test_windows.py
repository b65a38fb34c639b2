"""Windows along one axis, against torch.nn.Conv2d and by counting."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from cnn.network.shapes import layer_shapes
from cnn.network.spec import NetworkSpec
from cnn.network.windows import Axis, axis_of, unread_of
from tests.strategies import valid_specs


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
