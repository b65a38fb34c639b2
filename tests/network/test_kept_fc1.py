"""Keeping fc1 while the convolutions change: it breaks exactly where the numbers differ."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cnn.network.kept_fc1 import run_with_kept_fc1
from cnn.network.shapes import layer_shapes
from cnn.network.spec import TEXTBOOK, NetworkSpec
from tests.strategies import valid_specs


@given(valid_specs(), st.integers(1, 3))
def test_fc1_fails_exactly_if_the_numbers_differ(spec: NetworkSpec, batch: int) -> None:
    wire = run_with_kept_fc1(spec, TEXTBOOK, batch)
    assert wire.arriving == layer_shapes(spec).flatten.output_shape[0] and wire.expected == 1568
    if wire.arriving == wire.expected:
        assert wire.error == "" and wire.output_shape == (batch, 10)
    else:
        assert wire.output_shape == ()
        assert f"mat1 and mat2 shapes cannot be multiplied ({batch}x{wire.arriving} and 1568x128)" in wire.error
