"""Pictures have the colours of their scale."""

from __future__ import annotations

import numpy as np

from cnn.figures.png import coloured, data_uri, gradient, ink_uri
from cnn.figures.theme import SEQUENTIAL, WEIGHTS


def test_pictures_have_the_colours_of_their_scale() -> None:
    values = np.array([[-1.0, 0.0], [1.0, np.nan]])
    pixels = coloured(values, WEIGHTS, (-1, 1))
    as_hex = ["#" + bytes(pixel[:3]).hex() for pixel in pixels.reshape(-1, 4)]
    assert as_hex[:3] == [WEIGHTS[0][1], WEIGHTS[3][1], WEIGHTS[-1][1]]
    assert pixels[..., 3].tolist() == [[255, 255], [255, 0]]
    assert data_uri(pixels).startswith("data:image/png;base64,iVBOR")
    assert gradient(WEIGHTS).count("#") == len(WEIGHTS)


def test_ink_has_the_colours_of_the_input() -> None:
    ink = np.linspace(0, 1, 6).reshape(2, 3)
    assert ink_uri(ink) == data_uri(coloured(ink, SEQUENTIAL, (0, 1)))
