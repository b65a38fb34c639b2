"""The figure of the colour picture shows every number of the pass."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.figures.colour import colour_figures
from cnn.network.colour_conv import COLOURS, PATTERNS, colour_pass


@pytest.mark.parametrize("index", range(len(COLOURS) * len(PATTERNS)))
def test_the_figure_shows_channels_sums_and_map(index: int) -> None:
    passed = colour_pass(index)
    figures = colour_figures(passed)
    maps = [[one for one in figure.data if one.type == "heatmap" and one.name != "legend"] for figure in figures]
    assert [len(one) for one in maps] == [0, 9, 1]
    shown = {(one.name, one.meta["channel"]): one.z for part in maps for one in part if one.name}
    for channel in range(3):
        assert np.array_equal(shown["channels", channel], passed.image[channel])
        assert np.array_equal(shown["sums", channel], passed.partial[channel])
    assert np.array_equal(shown["map", 0], passed.output)
