"""What stands over the settings of a layer."""

from __future__ import annotations

from cnn.network.shapes import attempted_layers, layer_shapes
from cnn.network.spec import TEXTBOOK
from cnn.ui.headings import heading


def test_a_heading_has_the_shape_and_the_formula() -> None:
    layers = layer_shapes(TEXTBOOK)
    assert heading(layers.pool1) == {"kind": "", "shape": "16×14×14", "formula": "⌊(28 + 2·0 − 2) / 2⌋ + 1 = 14"}
    assert heading(layers.fc1) == {"kind": "", "shape": "128", "formula": "1568 inputs → 128 units"}


def test_a_layer_that_cannot_be_built_says_so() -> None:
    last = attempted_layers(
        TEXTBOOK.changed(pool1_stride=4, conv2_kernel_size=7, conv2_padding=0, pool2_kernel_size=4)
    )[-1]
    said = heading(last)
    assert (last.name, said["kind"], said["shape"]) == ("pool2", "impossible", "cannot be built")
    assert heading(None) == {"kind": "", "shape": "–", "formula": "–"}
