"""A colour picture and a `Conv2d(3, 16, 5, padding=2)` for it: one filter has one kernel for each input channel.

The picture is drawn by the code below, and the sixteen filters are made by hand: four patterns in four colours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from cnn.network.kernels import classic_kernel
from cnn.network.shapes import LayerShape
from cnn.network.spec import INPUT_SIZE

CHANNELS = ("red", "green", "blue")
PATTERNS = ("blur", "Sobel: left to right", "Sobel: top to bottom", "Laplacian")
COLOURS = {
    "brightness": (1 / 3, 1 / 3, 1 / 3),
    "red against green": (1.0, -1.0, 0.0),
    "blue against yellow": (-0.5, -0.5, 1.0),
    "red alone": (1.0, 0.0, 0.0),
}
"""How much each of the three kernels takes of the pattern."""

_SHAPE, _MAP = (len(CHANNELS), INPUT_SIZE, INPUT_SIZE), (1, INPUT_SIZE, INPUT_SIZE)
COLOUR_LAYERS = (
    LayerShape("channels", "input", _SHAPE, _SHAPE),
    LayerShape("sums", "pool", _SHAPE, _SHAPE, kernel_size=5, padding=2),
    LayerShape("map", "conv", _SHAPE, _MAP),
)
"""One filter in steps: its kernels read a channel each, as a pooling does; then the three sums become one map."""


@dataclass(frozen=True)
class ColourPass:
    """One filter at work.

    image: (3, 28, 28) in [0, 1]. kernels: (3, 5, 5). partial: (3, 28, 28), what each kernel makes of its channel.
    output: (28, 28), partial summed over the channels, plus `bias`.
    """

    image: np.ndarray
    kernels: np.ndarray
    partial: np.ndarray
    bias: float
    output: np.ndarray


def colour_picture() -> np.ndarray:
    """float32 (3, 28, 28) in [0, 1]: a red house with a blue door under a yellow sun, on green grass."""
    row, column = np.mgrid[0:INPUT_SIZE, 0:INPUT_SIZE]
    picture = np.empty((INPUT_SIZE, INPUT_SIZE, 3), np.float32)
    picture[:] = (0.45, 0.70, 0.95)
    picture[row >= 21] = (0.25, 0.62, 0.22)
    picture[(row - 5) ** 2 + (column - 22) ** 2 <= 11] = (1.0, 0.86, 0.15)
    picture[(row >= 13) & (row <= 23) & (column >= 5) & (column <= 17)] = (0.85, 0.20, 0.15)
    picture[(row >= 6) & (row < 13) & (abs(column - 11) <= row - 5)] = (0.38, 0.20, 0.12)
    picture[(row >= 18) & (row <= 23) & (column >= 7) & (column <= 9)] = (0.15, 0.25, 0.80)
    picture[(row >= 15) & (row <= 18) & (column >= 12) & (column <= 15)] = (0.98, 0.97, 0.85)
    return np.ascontiguousarray(picture.transpose(2, 0, 1))


def colour_convolution() -> nn.Conv2d:
    """`nn.Conv2d(3, 16, 5, padding=2)`, filter 4·c + p the pattern `PATTERNS[p]` in the colour `COLOURS[c]`."""
    conv = nn.Conv2d(len(CHANNELS), len(COLOURS) * len(PATTERNS), 5, padding=2)
    filters = [
        np.stack([share * classic_kernel(pattern, 5) for share in shares])
        for shares in COLOURS.values()
        for pattern in PATTERNS
    ]
    with torch.no_grad():
        conv.weight.copy_(torch.from_numpy(np.stack(filters)))  # (16, 3, 5, 5)
        conv.bias.copy_(torch.linspace(-0.2, 0.2, len(filters)))  # type: ignore[union-attr]
    return conv.requires_grad_(False).eval()


def colour_pass(index: int) -> ColourPass:
    """Filter `index` (0–15) over the picture, its three kernels apart and together."""
    picture, conv = colour_picture(), colour_convolution()
    image = torch.from_numpy(picture)
    kernels = conv.weight[index]  # (3, 5, 5)
    # One group for each channel: the three kernels work side by side, and nothing is summed yet.
    partial = nn.functional.conv2d(image, kernels.unsqueeze(1), padding=2, groups=3)  # (3, 28, 28)
    bias = float(conv.bias[index])  # type: ignore[index]
    output = conv(image)[index]
    return ColourPass(picture, kernels.numpy(), partial.numpy(), bias, output.numpy())
