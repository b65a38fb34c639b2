"""The Explore page without a browser: what the widgets do to the page."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from streamlit.testing.v1 import AppTest

from cnn.digits.handwriting import example_drawing
from cnn.digits.prepare import prepare_digit
from cnn.network.shapes import attempted_layers, describe_change, layer_shapes, totals
from cnn.network.spec import LIMITS, SETTINGS, TEXTBOOK, NetworkSpec, SpecError
from cnn.network.trace import trace_forward
from cnn.paths import ROOT
from cnn.ui.controls import PRESETS
from cnn.weights.load import load_model

IMPOSSIBLE = TEXTBOOK.changed(pool1_kernel_size=4, pool1_stride=4, conv2_kernel_size=7, conv2_padding=0)
POSSIBLE = IMPOSSIBLE.changed(conv2_kernel_size=6)


def opened(script: str = "pages/explore.py", **query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / script), default_timeout=60)
    for key, value in query.items():
        at.query_params[key] = value
    return run(at)


def run(at: AppTest) -> AppTest:
    at.run()
    assert not at.exception
    return at


def press(at: AppTest, key: str) -> AppTest:
    at.button(key).click()
    return run(at)


def with_drawing(at: AppTest, drawing: np.ndarray) -> AppTest:
    """The page after the canvas has sent `drawing`, uint8 (280, 280), white on black."""
    buffer = io.BytesIO()
    Image.fromarray(drawing).convert("RGBA").save(buffer, "PNG")
    data = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
    at.session_state["canvas"] = {"drawing": {"raw": {"objects": []}, "data": data}}
    return run(at)


def texts(at: AppTest) -> str:
    """All words on the page."""
    return "\n".join([element.proto.body for element in at.get("html")] + [element.value for element in at.markdown])


def answer(at: AppTest) -> str:
    """The part of the page that holds the answer."""
    return next(element.proto.body for element in at.get("html") if 'class="answer' in element.proto.body)


def predicted(at: AppTest) -> int:
    return int(answer(at).partition('class="digit">')[2][0])


def shown_settings(at: AppTest) -> dict[str, Any]:
    return {key: at.session_state[key] for key in SETTINGS}


def settings_of(spec: NetworkSpec) -> dict[str, Any]:
    return {key: spec.get(key) for key in SETTINGS}


def prediction_of(spec: NetworkSpec, drawing: np.ndarray) -> int:
    """What our network says of a drawing, computed without the page."""
    image = torch.from_numpy(prepare_digit(drawing)).unsqueeze(0)
    return trace_forward(load_model(spec).model, image).prediction


@pytest.mark.parametrize("script", ["app.py", "pages/explore.py"])
def test_the_page_opens_with_an_invitation(script: str) -> None:
    at = opened(script)
    assert "Draw a digit" in answer(at)
    assert 'class="digit"' not in answer(at)
    assert shown_settings(at) == settings_of(TEXTBOOK)


@pytest.mark.parametrize("digit", [0, 4, 7])
def test_a_drawing_is_answered_as_the_network_answers_it(digit: int) -> None:
    drawing = example_drawing(digit)
    at = with_drawing(opened(), drawing)
    assert predicted(at) == prediction_of(TEXTBOOK, drawing)


def test_the_shipped_weights_read_every_example() -> None:
    at = opened()
    for digit in range(10):
        assert predicted(press(at, f"example{digit}")) == digit


def test_an_empty_canvas_is_invited_again_after_clear() -> None:
    at = press(opened(), "example5")
    assert 'class="digit"' in answer(at)
    assert "Draw a digit" in answer(press(at, "clear"))


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


def check_table(at: AppTest, spec: NetworkSpec) -> None:
    """The table twin of the figure holds every layer's shape and formula, and the sums."""
    words = texts(at)
    for layer in layer_shapes(spec):
        assert f"| {layer.name} | `[1, {', '.join(map(str, layer.output_shape))}]` | {layer.formula}" in words
    for total in totals(layer_shapes(spec)):
        assert f"**{total:,}**" in words


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


@pytest.mark.parametrize("asked", [IMPOSSIBLE, POSSIBLE])
def test_the_address_says_what_the_sliders_show(asked: NetworkSpec) -> None:
    at = opened(**POSSIBLE.to_query())
    at.slider("conv2_kernel_size").set_value(asked.conv2.kernel_size)
    run(at)
    query = asked.to_query()
    shown = {key: at.query_params[key] for key in at.query_params}
    assert shown == {key: query[key] for key in asked.differences(TEXTBOOK)}
    again = opened(**shown)
    assert shown_settings(again) == shown_settings(at)


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


@pytest.mark.parametrize(
    ("key", "value"),
    [("conv1_kernel_size", "0"), ("conv1_padding", "x"), ("hidden_units", "1" * 999), ("pool1_kind", "mean <b>")],
)
def test_an_address_with_an_impossible_value_is_refused_in_words(key: str, value: str) -> None:
    at = opened(**{key: value})
    assert shown_settings(at) == settings_of(TEXTBOOK)
    assert "The link to this page asks for a setting" in texts(at)
    assert "The link to this page asks for a setting" not in texts(press(at, "notice_read"))


def test_settings_come_from_the_address_and_foreign_parts_of_it_stay() -> None:
    at = opened(conv1_kernel_size="3", pool1_kind="avg", lesson="2")
    assert shown_settings(at) == settings_of(TEXTBOOK.changed(conv1_kernel_size=3, pool1_kind="avg"))
    press(at, "textbook")
    assert at.query_params["lesson"] == "2"
    assert "conv1_kernel_size" not in at.query_params


def test_the_scope_of_the_colours_survives_other_changes() -> None:
    at = press(opened(), "example8")
    at.segmented_control("scope").set_value("map")
    run(at)
    at.slider("conv1_stride").set_value(2)
    run(at)
    assert at.segmented_control("scope").value == "map"


def test_values_that_a_browser_sends_again_are_no_change() -> None:
    at = opened(conv1_kernel_size="3", hidden_units="64")
    press(at, "textbook")
    at.slider("conv1_kernel_size").set_value(3)  # it has not heard yet of the button's effect
    at.slider("hidden_units").set_value(64)
    at.slider("conv1_padding").set_value(1)  # the learner's own
    run(at)
    assert {key: value for key, value in at.query_params.items() if key in SETTINGS} == {"conv1_padding": "1"}
    at.slider("conv1_kernel_size").set_value(3)  # alone, it is the learner who goes back
    run(at)
    assert at.query_params["conv1_kernel_size"] == "3"


def test_sliders_have_the_right_values_when_a_page_opens() -> None:
    at = opened(conv1_kernel_size="3", pool2_kind="avg")
    assert at.slider("conv1_kernel_size").proto.default == [3]
    assert at.slider("conv2_out_channels").proto.default == [32]
