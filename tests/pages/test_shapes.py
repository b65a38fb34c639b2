"""The Shapes page by AppTest."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch
from hypothesis import given
from streamlit.testing.v1 import AppTest

from cnn.network.model import SimpleCNN
from cnn.network.shapes import layer_shapes, totals
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.paths import ROOT
from cnn.ui.shapes.views import growth_words
from tests.strategies import valid_specs

PAGE = str(ROOT / "pages" / "shapes.py")
VIEWS = ["flow", "line by line", "parameters and work", "3D view", "fc1 shape error", "code", "Conv2d calculator"]


def shown(view: str, **query: str) -> AppTest:
    at = AppTest.from_file(PAGE, default_timeout=60)
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    at.segmented_control(key="shapes_view").set_value(view).run()
    assert not at.exception
    return at


def words(at: AppTest) -> str:
    said = [element.value for element in [*at.markdown, *at.error, *at.success, *at.caption, *at.code]]
    return "\n".join(said + [element.proto.body for element in at.get("html")])


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens_for_unusual_networks(view: str) -> None:
    shown(view)
    shown(view, conv1_stride="3", conv1_padding="0", pool1_kind="avg", pool2_kind="none")


def test_lines_have_formulas_and_name_the_remainder() -> None:
    text = words(shown("line by line", pool1_kernel_size="3", pool1_stride="2"))
    assert "⌊(28 + 2·0 − 3) / 2⌋ + 1 = 13" in text
    assert "25 / 2 leaves 1 | 1 row and column at the end |" in text
    skipping = words(shown("line by line", pool1_stride="3"))
    assert "26 / 3 leaves 2 | 2 rows and columns at the end and 8 rows and columns between the windows |" in skipping
    padded = words(shown("line by line", conv1_stride="2"))
    assert "27 / 2 leaves 1 | padding alone |" in padded


def test_the_shares_of_fc1_and_the_convolutions_are_right() -> None:
    text = words(shown("parameters and work"))
    assert "fc1 holds 93 % of the parameters; the convolutions do 93 % of the work" in text
    assert "**215,370**" in text and "**3,024,384**" in text
    other = words(shown("parameters and work", conv1_padding="0", hidden_units="16"))
    layers = layer_shapes(TEXTBOOK.changed(conv1_padding=0, hidden_units=16))
    assert f"**{totals(layers)[0]:,}**" in other and "fc1 holds 93 %" not in other


def test_batch_changes_the_first_number_of_every_shape() -> None:
    at = shown("flow")
    at.slider(key="batch").set_value(4).run()
    assert "[4, 1, 28, 28] → [4, 10]" in words(at)
    at.segmented_control(key="shapes_view").set_value("3D view").run()
    assert not [slider for slider in at.slider if slider.key == "batch"]  # it would change nothing there
    at.segmented_control(key="shapes_view").set_value("code").run()
    assert "[4, 32, 14, 14]" in words(at)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "the number of channels grows from 1 to 32, and height and width shrink from 28 to 7."),
        ({"conv1_out_channels": "32", "conv2_out_channels": "8"}, "the number of channels goes 1 → 32 → 8, and"),
        ({"conv1_out_channels": "1", "conv2_out_channels": "1"}, "the number of channels stays at 1, and"),
        ({"pool1_kind": "none", "pool2_kind": "none"}, "and height and width stay at 28."),
        ({"conv1_padding": "3"}, "and height and width go 28 → 30 → 15 → 7."),
    ],
)
def test_the_flow_says_what_grows_and_shrinks_in_this_network(query: dict[str, str], said: str) -> None:
    assert said in words(shown("flow", **query))


@given(valid_specs())
def test_numbers_that_are_said_to_grow_do_grow(spec: NetworkSpec) -> None:
    layers = layer_shapes(spec)
    said = growth_words(layers)
    maps = [layer.output_shape for layer in layers if len(layer.output_shape) == 3]
    for axis, begin in ((0, "channels"), (1, "width")):
        verb = said.partition(f"{begin} ")[2].split()[0]
        steps = [other[axis] - one[axis] for one, other in pairwise(maps)]
        grown, shrunk = max(steps) > 0, min(steps) < 0
        assert ("grow" in verb, "shrink" in verb) == (grown and not shrunk, shrunk and not grown)
        assert ("stay" in verb, verb in ("go", "goes")) == (not grown and not shrunk, grown and shrunk)


def test_the_weights_counted_are_those_of_the_fc1_that_was_kept() -> None:
    at = shown("fc1 shape error", conv1_padding="0", hidden_units="16")
    rows, columns = SimpleCNN(TEXTBOOK).fc1.weight.shape
    assert f"({rows} × {columns} here)" in words(at)
    assert f"transposed: it expects **{columns}** inputs" in words(at)


def test_the_fc1_shape_error_shows_pytorchs_message_and_the_repair() -> None:
    at = shown("fc1 shape error")
    assert "[1, 10]" in at.success[0].value
    at.button(key="break_conv1_padding").click().run()
    assert not at.exception
    assert "mat1 and mat2 shapes cannot be multiplied (1x1152 and 1568x128)" in at.error[0].value
    assert "self.fc1 = nn.Linear(32 * 6 * 6, 128)" in words(at)
    at.button(key="unbreak").click().run()
    assert not at.error


def test_the_code_shown_runs_as_it_is() -> None:
    at = shown("code", conv2_kernel_size="3", pool1_kind="avg")
    namespace: dict[str, object] = {"__name__": "shown"}
    exec(at.code[0].value, namespace)
    model = namespace["SimpleCNN"]()  # type: ignore[operator]
    spec = TEXTBOOK.changed(conv2_kernel_size=3, pool1_kind="avg")
    model.load_state_dict(SimpleCNN(spec).state_dict())
    assert model(torch.zeros(4, 1, 28, 28)).shape == (4, 10)
    assert at.code[1].value == str(SimpleCNN(spec))


def test_calculator_says_what_torch_says() -> None:
    at = shown("Conv2d calculator")
    at.slider(key="calculator_height_dilation").set_value(3).run()
    line = at.code[0].value
    height, width = (int(text.split("= ")[-1].strip("*")) for text in at.markdown[-1].value.split("  \n"))
    conv = eval(line, {"nn": torch.nn})
    assert tuple(conv(torch.zeros(1, 1, 14, 14)).shape) == (1, 1, height, width)
    at.slider(key="calculator_height_size").set_value(2).run()
    assert not at.exception and "cannot be built" in at.error[0].value
    assert not at.code and not at.get("plotly_chart")  # nothing that looks as if it could


def test_the_calculator_hides_the_networks_settings() -> None:
    at = shown("Conv2d calculator", conv1_padding="1")
    assert all(slider.key.startswith("calculator_") for slider in at.slider)
    at.segmented_control(key="shapes_view").set_value("flow").run()
    assert not at.exception and at.slider(key="conv1_padding").value == 1
