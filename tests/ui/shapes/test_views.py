"""What the views of the Shapes page say of a network."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from cnn.network.shapes import layer_shapes, totals
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.ui.shapes.views import growth_words
from tests.strategies import valid_specs
from tests.ui.shapes.page import shown, words


def test_lines_have_formulas_and_name_the_remainder() -> None:
    text = words(shown("line by line", pool1_kernel_size="3", pool1_stride="2"))
    assert "⌊(28 + 2·0 − 3) / 2⌋ + 1 = 13" in text
    assert "25 / 2 leaves 1 | 1 row and column at the end |" in text
    skipping = words(shown("line by line", pool1_stride="3"))
    assert "26 / 3 leaves 2 | 2 rows and columns at the end and 8 rows and columns between the windows |" in skipping
    padded = words(shown("line by line", conv1_stride="2"))
    assert "27 / 2 leaves 1 | padding alone |" in padded


def test_the_shares_of_fc1_and_the_convolutions_are_right() -> None:
    text = words(shown("parameters and work"))
    assert "fc1 holds 93 % of the parameters; the convolutions do 93 % of the work" in text
    assert "**215,370**" in text and "**3,024,384**" in text
    other = words(shown("parameters and work", conv1_padding="0", hidden_units="16"))
    layers = layer_shapes(TEXTBOOK.changed(conv1_padding=0, hidden_units=16))
    assert f"**{totals(layers)[0]:,}**" in other and "fc1 holds 93 %" not in other


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "the number of channels grows from 1 to 32, and height and width shrink from 28 to 7."),
        ({"conv1_out_channels": "32", "conv2_out_channels": "8"}, "the number of channels goes 1 → 32 → 8, and"),
        ({"conv1_out_channels": "1", "conv2_out_channels": "1"}, "the number of channels stays at 1, and"),
        ({"pool1_kind": "none", "pool2_kind": "none"}, "and height and width stay at 28."),
        ({"conv1_padding": "3"}, "and height and width go 28 → 30 → 15 → 7."),
    ],
)
def test_the_flow_says_what_grows_and_shrinks_in_this_network(query: dict[str, str], said: str) -> None:
    assert said in words(shown("flow", **query))


@given(valid_specs())
def test_numbers_that_are_said_to_grow_do_grow(spec: NetworkSpec) -> None:
    layers = layer_shapes(spec)
    said = growth_words(layers)
    maps = [layer.output_shape for layer in layers if len(layer.output_shape) == 3]
    for axis, begin in ((0, "channels"), (1, "width")):
        verb = said.partition(f"{begin} ")[2].split()[0]
        steps = [other[axis] - one[axis] for one, other in pairwise(maps)]
        grown, shrunk = max(steps) > 0, min(steps) < 0
        assert ("grow" in verb, "shrink" in verb) == (grown and not shrunk, shrunk and not grown)
        assert ("stay" in verb, verb in ("go", "goes")) == (not grown and not shrunk, grown and shrunk)
