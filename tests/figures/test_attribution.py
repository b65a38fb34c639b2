"""The figure of an attribution: its scale, its pixels, the outline of the drawing."""

from __future__ import annotations

import numpy as np

from cnn.figures.attribution import attribution_figure, outline
from cnn.figures.theme import DIVERGING

RNG = np.random.default_rng(0)
VALUES = RNG.normal(size=(28, 28)).astype(np.float32)
IMAGE = np.zeros((28, 28), np.float32)
IMAGE[8:20, 13:16] = 1


def test_the_scale_is_centred_and_ends_at_the_strongest_value() -> None:
    figure = attribution_figure(VALUES, IMAGE, "slope", 178)
    (pixels,) = (trace for trace in figure.data if trace.type == "heatmap")
    top = float(np.abs(VALUES).max())
    assert (pixels.zmin, pixels.zmax) == (-top, top)
    assert [[stop, colour] for stop, colour in pixels.colorscale] == DIVERGING
    np.testing.assert_array_equal(pixels.z, VALUES)
    np.testing.assert_array_equal(pixels.customdata, IMAGE)
    assert "row %{y}, column %{x}" in pixels.hovertemplate and "slope" in pixels.hovertemplate
    assert figure.layout.yaxis.range == (27.5, -0.5)  # row 0 at the top
    assert figure.layout.height == 178


def test_nothing_but_zeros_has_a_scale_too() -> None:
    pixels = attribution_figure(0 * VALUES, IMAGE, "slope", 178).data[0]
    assert (pixels.zmin, pixels.zmax) == (-1, 1)


def test_the_outline_is_that_of_the_ink_and_lets_the_pixels_be_pointed_at() -> None:
    (line,) = outline(IMAGE)
    assert line["z"] is IMAGE and line["hoverinfo"] == "skip" and line["contours"]["coloring"] == "none"
    assert line["contours"]["start"] == line["contours"]["end"] == 0.5
    assert outline(0 * IMAGE) == [] and len(attribution_figure(VALUES, 0 * IMAGE, "slope", 178).data) == 1
