"""The layers of two networks, compared: every number is that of `layer_shapes`, and what differs is named."""

from __future__ import annotations

from itertools import pairwise

import pytest

from cnn.explain.layer_pairs import QUANTITIES, SHOWN, equal_from, layer_pairs, setting_of
from cnn.network.shapes import layer_shapes
from cnn.network.spec import LAYER_NAMES, TEXTBOOK, NetworkSpec, SpecError
from tests.strategies import drawn

SPECS = drawn(40)


@pytest.mark.parametrize(("one", "other"), list(zip(SPECS, [*SPECS[7:], *SPECS[:7]], strict=True)))
def test_pairs_are_the_layers_of_both(one: NetworkSpec, other: NetworkSpec) -> None:
    pairs = layer_pairs(one, other)
    assert tuple(pair.name for pair in pairs) == SHOWN
    mine, theirs = layer_shapes(one), layer_shapes(other)
    for pair in pairs:
        for quantity in QUANTITIES[1:]:
            expected = tuple(getattr(layers.named(pair.name), quantity) for layers in (mine, theirs))
            assert pair.values(quantity) == expected
            assert (quantity in pair.changed) is (expected[0] != expected[1])
    differ = {pair.name for pair in pairs if "settings" in pair.changed}
    for key in one.differences(other):
        block = "fc1" if key == "hidden_units" else key.partition("_")[0]
        off = block.startswith("pool") and one.get(f"{block}_kind") == other.get(f"{block}_kind") == "none"
        assert off or block in differ, key


def test_layers_that_are_not_listed_keep_the_shape_before_them() -> None:
    for spec in SPECS:
        layers = layer_shapes(spec)
        for before, layer in pairwise(layers):
            assert layer.name in SHOWN or (layer.output_shape == before.output_shape and not layer.parameters)


def test_a_network_against_itself_differs_in_nothing() -> None:
    assert not any(pair.changed for pair in layer_pairs(TEXTBOOK, TEXTBOOK))
    assert equal_from(TEXTBOOK, TEXTBOOK) == "input"


def test_settings_in_words() -> None:
    layers = layer_shapes(TEXTBOOK)
    said = {layer.name: setting_of(layer, TEXTBOOK) for layer in layers}
    assert said["conv1"] == "16 filters 5×5, stride 1, padding 2"
    assert said["pool2"] == "max 2×2, stride 2"
    assert said["fc1"] == "1,568 → 128" and said["relu1"] == ""
    none = TEXTBOOK.changed(pool1_kind="none")
    assert setting_of(layer_shapes(none).pool1, none) == "none"


def test_from_where_on_shapes_are_equal() -> None:
    for one, other in zip(SPECS, reversed(SPECS), strict=True):
        first, both = equal_from(one, other), (layer_shapes(one), layer_shapes(other))
        assert first is not None  # fc2 and softmax always are
        same = [a.output_shape == b.output_shape for a, b in zip(*both, strict=True)]
        at = LAYER_NAMES.index(first)
        assert all(same[at:]) and (at == 0 or not same[at - 1])


def test_impossible_networks_are_refused() -> None:
    with pytest.raises(SpecError):
        layer_pairs(
            TEXTBOOK, TEXTBOOK.changed(pool1_kernel_size=4, pool1_stride=4, conv2_kernel_size=7, conv2_padding=0)
        )
