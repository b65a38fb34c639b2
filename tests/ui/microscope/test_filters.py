"""Kernels changed by hand and the colour picture against torch, and their sections by AppTest."""

from __future__ import annotations

import base64
import html
import json
import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest
from torch import nn

from cnn.figures import theme as look
from cnn.figures.colour import colour_figures
from cnn.figures.png import coloured, data_uri, gradient
from cnn.network.colour_conv import CHANNELS, COLOURS, PATTERNS, colour_convolution, colour_pass, colour_picture
from cnn.network.kernels import (  # fmt: skip
    KERNEL_NAMES,
    LARGEST,
    KernelError,
    Place,
    classic_kernel,
    conv_of,
    is_off,
    kernel_at,
    kernel_names,
    typed_kernel,
    typed_number,
)
from cnn.network.model import SimpleCNN
from cnn.network.spec import TEXTBOOK, ConvSpec, NetworkSpec
from cnn.ui.microscope.filters import colour_sum
from cnn.ui.session import Moment, Session
from cnn.ui.shown_digit import specimen_trace
from cnn.weights.edited import base_of, with_filter_restored, with_kernel, without_filter
from cnn.weights.load import LoadedModel, untrained

RAMP = torch.arange(9.0).repeat(9, 1)
"""Brighter by one from column to column."""


def convolved(name: str, picture: torch.Tensor, size: int = 3) -> torch.Tensor:
    kernel = torch.from_numpy(classic_kernel(name, size))
    return nn.functional.conv2d(picture[None, None], kernel[None, None])[0, 0]


@pytest.mark.parametrize("size", range(1, 8))
def test_classic_kernels_have_their_size_and_sum(size: int) -> None:
    sums = {"identity": 1, "blur": 1, "sharpen": 1, "Laplacian": 0}
    sums |= {name: 0 for name in KERNEL_NAMES if name.startswith("Sobel")}
    for name in kernel_names(size):
        kernel = classic_kernel(name, size)
        assert kernel.shape == (size, size) and kernel.dtype == np.float32
        if name in sums:
            assert kernel.sum() == pytest.approx(sums[name], abs=1e-6)
    assert ("Laplacian" in kernel_names(size)) == (size >= 3)
    with pytest.raises(KernelError):
        classic_kernel("emboss", size)


@pytest.mark.parametrize("size", [3, 5, 7])
def test_classic_kernels_do_what_they_are_called(size: int) -> None:
    inner = RAMP[size // 2 : 9 - size // 2, size // 2 : 9 - size // 2]
    for name in ("identity", "blur", "sharpen"):  # a ramp stays as it is
        assert torch.allclose(convolved(name, RAMP, size), inner, atol=1e-5)
    assert torch.allclose(convolved("Sobel: left to right", RAMP, size), torch.full_like(inner, 8.0))
    assert torch.allclose(convolved("Sobel: top to bottom", RAMP.T, size), torch.full_like(inner, 8.0))
    assert not convolved("Sobel: top to bottom", RAMP, size).any() and not convolved("Laplacian", RAMP, size).any()


def test_random_kernels_follow_their_seed() -> None:
    assert np.array_equal(classic_kernel("random", 5, 1), classic_kernel("random", 5, 1))
    assert not np.array_equal(classic_kernel("random", 5, 1), classic_kernel("random", 5, 2))
    assert np.abs(classic_kernel("random", 5)).max() <= 1 / 5


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.5", 0.5), ("-1", -1), ("−1", -1), ("0,25", 0.25), (" 2 ", 2), ("1/9", 1 / 9), (".5", 0.5), ("1e-3", 1e-3)],
)
def test_numbers_as_people_type_them(text: object, value: float) -> None:
    assert typed_number(text) == pytest.approx(value)


@pytest.mark.parametrize(
    "text", ["nan", "inf", "-inf", "1e999", "1e50", "abc", "", None, "1/0", "0x10", "1_000", "--1", "1/2/3", "٣", "101"]
)
def test_what_is_no_number_gets_one_sentence(text: object) -> None:
    with pytest.raises(KernelError, match=r"^A weight must .*\. Nothing was changed\.$"):
        typed_number(text)


@given(st.text(max_size=30))
def test_typed_text_is_a_finite_number_or_refused(text: str) -> None:
    try:
        value = typed_number(text)
    except KernelError:
        return
    assert math.isfinite(value) and abs(value) <= LARGEST


def test_typed_cells_change_only_themselves() -> None:
    table = np.zeros((3, 3), np.float32)
    kernel = typed_kernel(table, {0: {"2": "0,5"}, "2": {"0": -1}})
    assert kernel[0, 2] == 0.5 and kernel[2, 0] == -1 and np.count_nonzero(kernel) == 2
    assert not table.any()


@pytest.mark.parametrize("layer", ["conv1", "conv2"])
def test_edits_leave_the_network_they_start_from(layer: str) -> None:
    loaded = LoadedModel(untrained(TEXTBOOK), "trained", 0.99)
    before = {name: value.clone() for name, value in loaded.model.state_dict().items()}
    place = Place(layer, 3, 0)
    changed = with_kernel(loaded, place, classic_kernel("Laplacian", 5))
    again = without_filter(changed, place)
    assert all(torch.equal(value, before[name]) for name, value in loaded.model.state_dict().items())
    assert np.array_equal(kernel_at(changed.model, place), classic_kernel("Laplacian", 5))
    assert not is_off(changed.model, place) and is_off(again.model, place)
    different = [name for name, value in changed.model.state_dict().items() if not torch.equal(value, before[name])]
    assert different == [f"{layer}.weight"]
    assert (changed.origin, changed.accuracy) == ("edited", None) and base_of(again) is loaded
    back = with_filter_restored(again, place)
    assert (back.origin, back.accuracy) == ("trained", 0.99)
    assert all(torch.equal(value, before[name]) for name, value in back.model.state_dict().items())


def test_a_filter_switched_off_makes_an_empty_map() -> None:
    loaded = LoadedModel(untrained(TEXTBOOK), "trained")
    off = without_filter(loaded, Place("conv1", 5, 0))
    maps = off.model.conv1(torch.rand(1, 1, 28, 28))
    assert not maps[0, 5].any() and maps[0, 4].any()


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
    figures = colour_figures(passed)
    maps = [[one for one in figure.data if one.type == "heatmap" and one.name != "legend"] for figure in figures]
    assert [len(one) for one in maps] == [0, 9, 1]
    shown = {(one.name, one.meta["channel"]): one.z for part in maps for one in part if one.name}
    for channel in range(3):
        assert np.array_equal(shown["channels", channel], passed.image[channel])
        assert np.array_equal(shown["sums", channel], passed.partial[channel])
    assert np.array_equal(shown["map", 0], passed.output)
    said = colour_sum(passed, 3, 4).replace("−", "-")
    numbers = [float(sign + value) for sign, value in re.findall(r"(-?) ?(\d+\.\d+)", said)]
    assert sum(numbers[:4]) == pytest.approx(numbers[4], abs=1e-9) == pytest.approx(passed.output[3, 4], abs=1e-4)


def test_pictures_have_the_colours_of_their_scale() -> None:
    values = np.array([[-1.0, 0.0], [1.0, np.nan]])
    pixels = coloured(values, look.WEIGHTS, (-1, 1))
    as_hex = ["#" + bytes(pixel[:3]).hex() for pixel in pixels.reshape(-1, 4)]
    assert as_hex[:3] == [look.WEIGHTS[0][1], look.WEIGHTS[3][1], look.WEIGHTS[-1][1]]
    assert pixels[..., 3].tolist() == [[255, 255], [255, 0]]
    assert data_uri(pixels).startswith("data:image/png;base64,iVBOR")
    assert gradient(look.WEIGHTS).count("#") == len(look.WEIGHTS)


def section(name: str, spec: NetworkSpec = TEXTBOOK) -> AppTest:
    """One section as a page of its own."""
    source = f"from cnn.ui import page\nfrom cnn.ui.microscope import filters\npage.begin()\nfilters.{name}()\n"
    at = AppTest.from_string(source, default_timeout=60)
    for key in spec.differences(TEXTBOOK):
        at.query_params[key] = str(spec.get(key))
    at.run()
    assert not at.exception
    return at


def pictures(at: AppTest) -> str:
    return "".join(str(element.proto.body) for element in at.get("html"))


@pytest.mark.parametrize(
    "spec",
    [TEXTBOOK, NetworkSpec(conv1=ConvSpec(1, 1)), NetworkSpec(conv1=ConvSpec(32, 2), conv2=ConvSpec(64, 7, 2, 3))],
)
@pytest.mark.parametrize("name", ["filters_section", "own_kernel_section", "colour_section"])
def test_sections_open_for_unusual_networks(name: str, spec: NetworkSpec) -> None:
    at = section(name, spec)
    for control in at.segmented_control:
        control.set_value("conv2").run()
        assert not at.exception


@pytest.mark.parametrize(
    ("spec", "layer", "said"),
    [
        (TEXTBOOK, "conv1", "**16 filters**, each with one kernel of 5×5."),
        (TEXTBOOK, "conv2", "**32 filters**, each with 16 kernels of 5×5: one kernel for each map of pool1."),
        (NetworkSpec(conv1=ConvSpec(1, 3), conv2=ConvSpec(1, 2)), "conv2", "**1 filter**, with one kernel of 2×2."),
    ],
)
def test_the_sentence_counts_filters_and_kernels_apart(spec: NetworkSpec, layer: str, said: str) -> None:
    at = section("filters_section", spec)
    at.segmented_control(key="filters_layer").set_value(layer).run()
    (words,) = (element.value for element in at.markdown if "has the shape" in element.value)
    assert said in words and str(list(conv_of(SimpleCNN(spec), layer).weight.shape)) in words


def test_every_filter_stands_beside_its_map() -> None:
    at = section("filters_section")
    assert pictures(at).count('class="filter"') == pictures(at).count('class="kernel"') == 16
    at.segmented_control(key="filters_layer").set_value("conv2").run()
    assert pictures(at).count('class="filter"') == pictures(at).count('class="kernel"') == 32


def test_pictures_of_maps_hold_every_value() -> None:
    at = section("filters_section")
    at.segmented_control(key="filters_layer").set_value("conv2").run()
    trace, _ = specimen_trace(Session())
    found = [json.loads(html.unescape(text)) for text in re.findall(r'data-cells="([^"]*)"', pictures(at))]
    assert [cells["layer"] for cells in found] == ["input", "pool1", *["conv2"] * 32]
    assert [cells["first"] for cells in found] == [0, 0, *range(32)]
    for cells in found:
        values = np.frombuffer(base64.b64decode(cells["values"]), np.float32)
        shown = trace[cells["layer"]][cells["first"] : cells["first"] + cells["count"]]
        np.testing.assert_array_equal(values, shown.ravel())


def session_of(at: AppTest) -> object:
    return at.session_state["explorer"]


def answers(at: AppTest) -> list[str]:
    return re.findall(r"<b>(\d)</b>", pictures(at))


def test_a_classic_kernel_is_loaded_and_put_back() -> None:
    at = section("own_kernel_section")
    at.number_input[0].set_value(6).run()
    at.button(key="classic_Laplacian").click().run()
    assert not at.exception
    own = session_of(at).own  # type: ignore[attr-defined]
    assert own.origin == "edited"
    assert np.array_equal(kernel_at(own.model, Place("conv1", 6, 0)), classic_kernel("Laplacian", 5))
    at.button(key="put_back").click().run()
    assert session_of(at).own is None  # type: ignore[attr-defined]
    assert at.button(key="put_back").disabled


def test_switching_every_filter_off_changes_the_answer() -> None:
    at = section("own_kernel_section", NetworkSpec(conv1=ConvSpec(1, 5, 1, 2)))
    at.button(key="filter_switch").click().run()
    own = session_of(at).own  # type: ignore[attr-defined]
    assert not own.model.conv1.weight.any() and "on again" in at.button(key="filter_switch").label
    blank = own.model(torch.zeros(1, 1, 28, 28)).softmax(1)
    assert answers(at)[1] == str(int(blank.argmax()))  # nothing of the drawing gets through
    at.button(key="filter_switch").click().run()
    assert session_of(at).own.origin != "edited"  # type: ignore[attr-defined]


def test_edited_networks_keep_the_learners_own_weights_below_them() -> None:
    at = section("own_kernel_section")
    mine = LoadedModel(SimpleCNN().eval(), "yours")
    at.session_state["explorer"] = replace(session_of(at), own=mine)  # type: ignore[type-var]
    at.run()
    at.button(key="classic_blur").click().run()
    assert session_of(at).own.origin == "edited"  # type: ignore[attr-defined]
    at.button(key="put_back").click().run()
    assert session_of(at).own is mine  # type: ignore[attr-defined]


OTHER = TEXTBOOK.changed(conv1_out_channels=4, conv1_kernel_size=3)


def changed_moment(origin: str) -> tuple[AppTest, Moment, LoadedModel]:
    """The kernel section after a change to a moment of a training; that moment as it was, and the learner's own."""
    at = section("own_kernel_section")
    moment = Moment(LoadedModel(SimpleCNN(OTHER).eval(), origin), "run 1 at epoch 0.5")
    mine = LoadedModel(SimpleCNN().eval(), "yours")
    at.session_state["explorer"] = replace(session_of(at), moment=moment, own=mine)  # type: ignore[type-var]
    at.run()
    at.button(key="classic_blur").click().run()
    assert not at.exception
    return at, moment, mine


def test_a_moment_of_a_training_is_changed_without_touching_the_learners_own() -> None:
    at, moment, mine = changed_moment("yours")
    now = session_of(at)
    assert now.spec == TEXTBOOK and now.own is mine  # type: ignore[attr-defined]
    changed = now.moment.loaded  # type: ignore[attr-defined]
    assert changed.origin == "edited"
    before, after = moment.loaded.model.conv1.weight, changed.model.conv1.weight
    assert torch.equal(after[1:], before[1:]) and not torch.equal(after[0], before[0])
    at.button(key="put_back").click().run()
    now = session_of(at)
    assert now.moment.loaded is moment.loaded and now.own is mine  # type: ignore[attr-defined]


def test_random_weights_of_a_moment_are_called_random_and_are_put_back() -> None:
    at, moment, mine = changed_moment("untrained")
    edited = session_of(at).moment  # type: ignore[attr-defined]
    assert edited.loaded.origin == "edited"
    at.button(key="put_back").click().run()
    now = session_of(at)
    assert now.moment.loaded is moment.loaded and now.own is mine  # type: ignore[attr-defined]
    for shown, words in ((moment, "are random: they have not been trained."), (edited, "are random, and then changed")):
        at = section("filters_section")
        at.session_state["explorer"] = replace(session_of(at), moment=shown)  # type: ignore[type-var]
        at.run()
        assert any(f"These weights {words}" in caption.value for caption in at.caption)


@pytest.mark.parametrize("name", ["filters_section", "own_kernel_section"])
def test_a_moment_is_shown_with_its_own_settings(name: str) -> None:
    at = section(name)
    moment = Moment(LoadedModel(SimpleCNN(OTHER).eval(), "yours"), "run 1 at epoch 0.5")
    at.session_state["explorer"] = replace(session_of(at), moment=moment)  # type: ignore[type-var]
    at.run()
    assert not at.exception
    if name == "filters_section":
        assert pictures(at).count('class="filter"') == 4


@pytest.mark.parametrize(
    "rows", [{"9": {"0": "1"}}, {"-1": {"0": "1"}}, {"0": {"9": "1"}}, {"0": {"x": "1"}}, {"0": 5}, {"x": {}}, 5, [1]]
)
def test_what_is_typed_outside_the_table_is_refused(rows: Any) -> None:
    with pytest.raises(KernelError, match="no such cell"):
        typed_kernel(np.zeros((3, 3), np.float32), rows)
