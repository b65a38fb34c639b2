"""The convolution on three channels against torch, and its three kernels one by one."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from cnn.network.colour_conv import CHANNELS, COLOURS, PATTERNS, colour_convolution, colour_pass, colour_picture


def test_the_colour_convolution_is_what_it_is_called() -> None:
    conv, asked = colour_convolution(), nn.Conv2d(3, 16, 5, padding=2)
    assert str(conv) == str(asked)
    assert {name: value.shape for name, value in conv.state_dict().items()} == {
        name: value.shape for name, value in asked.state_dict().items()
    }
    assert sum(value.numel() for value in conv.parameters()) == 1216
    picture = colour_picture()
    assert picture.shape == (3, 28, 28) and picture.min() >= 0 and picture.max() <= 1
    assert len(np.unique(picture.reshape(3, -1).T, axis=0)) >= 6


@pytest.mark.parametrize("index", range(len(COLOURS) * len(PATTERNS)))
def test_three_products_one_sum_one_bias_one_map(index: int) -> None:
    passed = colour_pass(index)
    assert passed.partial.shape == (len(CHANNELS), 28, 28)
    assert np.allclose(passed.partial.sum(axis=0) + passed.bias, passed.output, atol=1e-5)
    assert np.allclose(colour_convolution()(torch.from_numpy(passed.image))[index], passed.output, atol=1e-6)
    padded = np.pad(passed.image, ((0, 0), (2, 2), (2, 2)))
    for channel, row, column in ((0, 0, 0), (1, 13, 9), (2, 27, 27)):
        window = padded[channel, row : row + 5, column : column + 5]
        assert (window * passed.kernels[channel]).sum() == pytest.approx(passed.partial[channel, row, column], abs=1e-5)
