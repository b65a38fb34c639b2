"""The colours: signs that can be told apart, numbers that can be read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnn.figures import theme
from cnn.figures.png import coloured, text_colours


def test_the_strongest_values_still_show_their_sign() -> None:
    """Both ends of the scale with a sign have a strong colour, brighter than all before it."""
    for end, warm in ((theme.DIVERGING[-1], True), (theme.DIVERGING[0], False)):
        red, _, blue = bytes.fromhex(str(end[1])[1:])
        assert (red - blue if warm else blue - red) >= 128
    colours = np.array([list(bytes.fromhex(str(colour)[1:])) for _, colour in theme.DIVERGING])
    brightness = colours @ [0.2126, 0.7152, 0.0722]
    assert np.all(np.diff(brightness[6:]) > 0)
    assert np.all(np.diff(brightness[6::-1]) > 0)


def test_numbers_can_be_read_on_every_colour_of_every_scale() -> None:
    """WCAG 2.2, 1.4.3: a contrast of 4.5 at least."""
    values = np.linspace(-1, 1, 301)[None]
    for scale in (theme.SEQUENTIAL, theme.DIVERGING, theme.WEIGHTS):
        tiles = coloured(values, scale, (-1, 1))[0, :, :3]
        for tile, text in zip(tiles, text_colours(values, scale, (-1, 1))[0], strict=True):
            dark, light = sorted((luminance(tile), luminance(bytes.fromhex(text[1:]))))
            assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(rgb: Sequence[int]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (int(one) / 255 for one in rgb)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
