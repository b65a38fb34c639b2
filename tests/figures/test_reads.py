"""Which cells are read, by what is drawn of them."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from cnn.figures.reads import reads_figure
from cnn.figures.theme import LIGHT
from cnn.network.shapes import layer_shapes
from cnn.network.spec import NetworkSpec
from cnn.network.windows import Axis, axis_of, unread_of
from tests.strategies import valid_specs


@given(valid_specs())
def test_hatched_strips_are_the_cells_never_read(spec: NetworkSpec) -> None:
    for layer in layer_shapes(spec):
        if layer.kind not in ("conv", "pool"):
            continue
        axis = axis_of(layer)
        figure = reads_figure(axis, axis)
        hatched = np.zeros((axis.padded, axis.padded), bool)
        for trace in figure.data[1:]:
            if trace.fill == "toself":
                left, right = min(trace.x) + 0.5 + axis.padding, max(trace.x) + 0.5 + axis.padding
                top, bottom = min(trace.y) + 0.5 + axis.padding, max(trace.y) + 0.5 + axis.padding
                hatched[int(top) : int(bottom), int(left) : int(right)] = True
        assert np.array_equal(hatched, np.array(figure.data[0].z) == 0)
        unread = unread_of(axis)
        loud = [one for one in figure.data[1:] if one.fill == "toself" and one.fillpattern.fgcolor == LIGHT.accent]
        assert bool(loud) == bool(unread.end + unread.skipped)  # zeros of the padding are no pixels


def test_a_layer_that_cannot_be_built_is_drawn_without_windows() -> None:
    figure = reads_figure(Axis(2, 5), Axis(28, 5))
    assert not np.any(figure.data[0].z)
