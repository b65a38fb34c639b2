"""The setting widgets: what they ask for, and what is said of a network that cannot be built."""

from __future__ import annotations

import pytest

from cnn.digits.handwriting import example_drawing
from cnn.network.shapes import attempted_layers, describe_change, layer_shapes
from cnn.network.spec import LIMITS, TEXTBOOK, SpecError
from cnn.ui.controls import PRESETS
from tests.apps import (
    IMPOSSIBLE,
    POSSIBLE,
    check_table,
    opened,
    predicted,
    prediction_of,
    press,
    run,
    settings_of,
    shown_settings,
    texts,
)


@pytest.mark.parametrize("key", list(LIMITS))
def test_every_slider_changes_the_network_and_keeps_the_drawing(key: str) -> None:
    at = press(opened(), "example2")
    low, high = LIMITS[key]
    value = low if TEXTBOOK.get(key) != low else low + 1
    assert (at.slider(key).min, at.slider(key).max) == (low, high)
    at.slider(key).set_value(value)
    run(at)
    spec = TEXTBOOK.changed(**{key: value})
    check_table(at, spec)
    assert predicted(at) == prediction_of(spec, example_drawing(2))
    assert at.query_params[key] == str(value)


@pytest.mark.parametrize("kind", ["avg", "none"])
def test_pools_can_be_averages_or_left_out(kind: str) -> None:
    at = press(opened(), "example6")
    at.segmented_control("pool2_kind").set_value(kind)
    run(at)
    spec = TEXTBOOK.changed(pool2_kind=kind)
    check_table(at, spec)
    assert at.slider("pool2_kernel_size").disabled == (kind == "none")
    assert predicted(at) == prediction_of(spec, example_drawing(6))


def test_an_impossible_setting_is_explained_and_the_last_network_stays() -> None:
    at = opened(**POSSIBLE.to_query())
    press(at, "example1")
    at.slider("conv2_kernel_size").set_value(7)
    run(at)
    with pytest.raises(SpecError) as problem:
        layer_shapes(IMPOSSIBLE)
    assert str(problem.value) in texts(at)
    assert any(character.isdigit() for character in str(problem.value))
    check_table(at, POSSIBLE)
    assert predicted(at) == prediction_of(POSSIBLE, example_drawing(1))
    assert at.slider("conv2_kernel_size").value == 7
    headings = " ".join(str(element.proto.body) for element in at.get("html") if "block-name" in element.proto.body)
    tried = attempted_layers(IMPOSSIBLE)
    assert tried[-1].name == problem.value.layer and tried[-1].formula in headings  # not the last network's
    assert "cannot be built" in headings


def test_each_nearest_setting_repairs_it() -> None:
    with pytest.raises(SpecError) as problem:
        layer_shapes(IMPOSSIBLE)
    assert problem.value.nearest
    for index, network in enumerate(problem.value.nearest):
        at = opened(**IMPOSSIBLE.to_query())
        assert describe_change(IMPOSSIBLE, network) in at.button(f"nearest{index}").label
        press(at, f"nearest{index}")
        assert str(problem.value) not in texts(at)
        check_table(at, network)
        assert shown_settings(at) == settings_of(network)


def test_back_to_the_last_network() -> None:
    at = opened(**POSSIBLE.to_query())
    at.slider("conv2_kernel_size").set_value(7)
    press(run(at), "back")
    assert shown_settings(at) == settings_of(POSSIBLE)


@pytest.mark.parametrize("name", list(PRESETS))
def test_presets_and_the_way_back(name: str) -> None:
    at = press(opened(conv1_stride="2"), "example3")
    at.selectbox("preset_0").set_value(name)
    run(at)
    check_table(at, PRESETS[name])
    assert shown_settings(at) == settings_of(PRESETS[name])
    if PRESETS[name] != TEXTBOOK:
        press(at, "textbook")
    check_table(at, TEXTBOOK)
    assert at.button("textbook").disabled
    assert predicted(at) == prediction_of(TEXTBOOK, example_drawing(3))


def test_the_scope_of_the_colours_survives_other_changes() -> None:
    at = press(opened(), "example8")
    at.segmented_control("scope").set_value("map")
    run(at)
    at.slider("conv1_stride").set_value(2)
    run(at)
    assert at.segmented_control("scope").value == "map"


def test_sliders_have_the_right_values_when_a_page_opens() -> None:
    at = opened(conv1_kernel_size="3", pool2_kind="avg")
    assert at.slider("conv1_kernel_size").proto.default == [3]
    assert at.slider("conv2_out_channels").proto.default == [32]
