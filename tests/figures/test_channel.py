"""The picture grown for a channel, and the kernel beside it."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.figures.channel import channel_figure
from cnn.figures.theme import SEQUENTIAL, WEIGHTS

GROWN = np.random.default_rng(1).random((5, 5)).astype(np.float32)
KERNEL = np.random.default_rng(2).normal(size=(3, 3)).astype(np.float32)


def test_the_grown_picture_has_the_inputs_scale_and_places() -> None:
    (grown,) = channel_figure(GROWN, (12, 7)).data
    assert grown.name == "grown" and (grown.zmin, grown.zmax) == (0, 1)
    assert [list(stop) for stop in grown.colorscale] == SEQUENTIAL
    assert grown.customdata[0, 0].tolist() == [12, 7] and grown.customdata[4, 2].tolist() == [16, 9]


def test_the_kernel_stands_on_its_left_in_the_colours_of_weights() -> None:
    figure = channel_figure(GROWN, (0, 0), KERNEL)
    kernel, grown = figure.data
    assert [list(stop) for stop in kernel.colorscale] == WEIGHTS
    assert kernel.zmax == -kernel.zmin == pytest.approx(np.abs(KERNEL).max())
    np.testing.assert_array_equal(kernel.z, KERNEL)
    left, right = figure.layout.xaxis2.domain, figure.layout.xaxis.domain
    assert left[0] == 0 and left[1] < right[0] and right[1] == pytest.approx(1)
    assert grown.name == "grown"
