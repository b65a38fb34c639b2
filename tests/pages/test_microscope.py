"""The Microscope page without a browser: its figures show the numbers of the cell, its controls reach every cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from cnn.figures import cell as pictures
from cnn.figures import contributions
from cnn.figures import theme as look
from cnn.figures.context import context_figure, context_layers
from cnn.figures.montage import best_columns
from cnn.figures.montage import tiled as picture
from cnn.figures.numbers import exact, limit, percent, short, sum_with_bias
from cnn.figures.png import coloured, text_colours
from cnn.network.cell import Cell, explain_cell
from cnn.network.shapes import layer_shapes
from cnn.network.spec import LAYER_NAMES, TEXTBOOK, NetworkSpec
from cnn.network.trace import Trace, trace_forward
from cnn.network.windows import axis_of
from cnn.paths import ROOT
from cnn.ui.microscope.cell import strongest_cell, valid_address
from cnn.ui.session import Moment, Session
from cnn.ui.shown_digit import specimen
from cnn.weights.load import LoadedModel, load_model, untrained

IMAGE = torch.rand(1, 28, 28, generator=torch.Generator().manual_seed(0))
_HEADLINE = '<div class="cell-value"'


def taken_apart(layer: str, place: tuple[int, int, int], spec: NetworkSpec = TEXTBOOK) -> tuple[Cell, Trace]:
    model = untrained(spec)
    trace = trace_forward(model, IMAGE)
    return explain_cell(model, trace, layer, *place), trace


def tables(figures: Sequence[go.Figure]) -> list[Any]:
    """The heatmaps with numbers of a sheet's pieces, without its legends."""
    return [one for figure in figures for one in figure.data if one.type == "heatmap" and one.name != "legend"]


def boxes(figures: Sequence[go.Figure]) -> list[Any]:
    """The outlines of a sheet's pieces."""
    return [one for figure in figures for one in figure.layout.shapes]


def written(figures: Sequence[go.Figure]) -> str:
    """All words of a sheet's pieces."""
    return " ".join(text.text for figure in figures for text in figure.layout.annotations)


def opened() -> AppTest:
    return run(AppTest.from_file(str(ROOT / "pages" / "microscope.py"), default_timeout=60))


def run(at: AppTest) -> AppTest:
    at.run()
    assert not at.exception
    return at


def headline(at: AppTest) -> str:
    """What the page says of the cell, without its tags."""
    said = next(element.proto.body for element in at.get("html") if _HEADLINE in element.proto.body)
    return re.sub("<[^>]+>", "", said)


def test_products_figure_shows_window_kernel_and_products_of_the_largest_channels() -> None:
    cell, _ = taken_apart("conv2", (3, 0, 13))
    ranked = pictures.ranked_channels(cell)
    assert sorted(ranked) == list(range(16))
    sums = np.abs(cell.partial_sums[ranked])
    assert (np.diff(sums) <= 0).all()
    scales = pictures.Scales(2.0, 0.5)
    figures = pictures.products_figures(cell, "pool1", 3, scales)
    assert [len(tables([one])) for one in figures] == [1, 1, 1]
    assert [(one.zmin, one.zmax) for one in tables(figures)[:2]] == [(0, 2.0), (-0.5, 0.5)]  # not those of this cell
    for trace, values in zip(tables(figures), (cell.window, cell.kernel, cell.products), strict=True):
        shown = np.asarray(trace.z).reshape(-1, 5)
        for row, channel in enumerate(ranked[:3]):
            assert np.allclose(shown[row * 6 : row * 6 + 5], values[channel], atol=1e-7)
    words = written(figures)
    assert all(f"channel {channel}" in words for channel in ranked[:3]) and f"channel {ranked[3]}" not in words
    assert [shape.line.dash for shape in boxes(figures)].count("dot") == 3  # the padding, in each window
    everything = pictures.products_figures(cell, "pool1", 16, scales)
    assert np.asarray(tables(everything)[0].z).shape == (16 * 6 - 1, 5)
    assert everything[0].layout.height > figures[0].layout.height


def test_steps_lead_from_zero_over_the_bias_to_the_value() -> None:
    cell, _ = taken_apart("conv2", (3, 5, 5))
    figure = contributions.steps_figure([str(at) for at in range(16)], cell.partial_sums, cell.bias)
    bars = figure.data[0]
    starts, heights = np.asarray(bars.base), np.asarray(bars.y)
    assert starts[0] == 0 and starts[-1] == 0
    assert np.allclose(starts[1:-1], (starts + heights)[:-2])  # each begins where the last one ended
    assert heights[-2] == cell.bias and heights[-1] == pytest.approx(cell.value, abs=1e-5)


@pytest.mark.parametrize("kind", ["max", "avg", "none"])
def test_pool_figure_lights_the_winner_and_hatches_what_is_never_read(kind: str) -> None:
    spec = TEXTBOOK.changed(
        pool1_kind=kind, pool1_kernel_size=3, pool1_stride=4, conv1_padding=1
    )  # 26 -> 6, 2 + 5 lost
    cell, trace = taken_apart("pool1", (2, 1, 1), spec)
    axis = axis_of(layer_shapes(spec).pool1)
    figures = pictures.pool_figures(cell, trace["relu1"], axis)
    maps = tables(figures)
    assert {one.zmax for one in maps} == {float(trace["relu1"].max())}
    assert np.array_equal(np.asarray(maps[0].z), trace["relu1"][2])
    assert np.array_equal(np.asarray(maps[1].z), cell.window[0])
    hatched = [one for one in figures[0].data if one.type == "scatter"]
    assert len(hatched) == 2 * len(axis.unread()) and bool(hatched) == (kind != "none")
    assert len(boxes(figures)) == (1 if kind == "avg" else 3)  # the window, the winner twice
    assert exact(cell.value) in written(figures)


def test_flatten_figure_has_the_indices_of_torch() -> None:
    _, trace = taken_apart("flatten", (500, 0, 0))
    channel, row, column = 10, 1, 3
    _, table = tables(pictures.flatten_figures(trace["pool2"], channel, (row, column)))
    indices = np.asarray(table.z).astype(int)
    flat = torch.flatten(torch.from_numpy(trace["pool2"])).numpy()
    assert np.array_equal(flat[indices], trace["pool2"][channel])
    assert f">{500}<" in table.text[row][column] and indices[row, column] == 500


def test_relu_map_and_softmax_figures_hold_their_numbers() -> None:
    cell, trace = taken_apart("fc1", (7, 0, 0))
    z = np.asarray(contributions.map_figure(cell.products.reshape(32, 7, 7), "flatten").data[0].z)
    assert np.nansum(z) + cell.bias == pytest.approx(cell.value, abs=1e-4)
    bars = contributions.relu_figure(trace["conv1"], -0.1).data[0]
    middles, shares = np.asarray(bars.x), np.asarray(bars.y)
    assert shares.sum() == pytest.approx(1)
    assert shares[middles < 0].sum() == pytest.approx((trace["conv1"] < 0).mean(), abs=1e-3)
    logits, shares = contributions.softmax_figures(trace.logits, trace.probabilities, 3)
    assert np.array_equal(logits.data[0].x, trace.logits) and np.array_equal(shares.data[0].x, trace.probabilities)


@pytest.mark.parametrize("layer", LAYER_NAMES)
def test_context_figure_has_a_heatmap_for_each_layer_by_its_name(layer: str) -> None:
    _, trace = taken_apart("conv1", (0, 0, 0))
    figure = context_figure(trace, layer)
    shown = [one for one in figure.data if one.name != "legend"]
    assert tuple(one.name for one in shown) == context_layers(layer)
    texts = [note.text for note in figure.layout.annotations]
    for one in shown:
        assert limit(one.zmax) in texts and (f"−{limit(one.zmax)}" in texts or one.zmin == 0)  # the legend
        values = np.asarray(one.z)
        assert np.nansum(values.astype(float)) == pytest.approx(float(trace[one.name].sum(dtype=float)), rel=1e-4)
        assert (~np.isnan(values)).sum() == trace[one.name].size


def test_vectors_are_folded_without_loss() -> None:
    for count in (1, 10, 16, 17, 128, 199, 256, 1568, 3136):
        columns = best_columns(count, (500, 150))
        assert 1 <= columns <= count
        folded = picture(np.arange(count, dtype=np.float32), (500, 150))
        assert folded.shape[1] == columns and np.array_equal(folded[~np.isnan(folded)], np.arange(count))


def test_numbers_as_they_are_printed() -> None:
    assert [short(value) for value in (0, 0.0001, -0.001, 0.0534, -0.25, 12.34, -123.4)] == [
        "0", "0.000", "−0.001", "0.053", "−0.25", "12.3", "−123",
    ]  # fmt: skip
    assert exact(-0.0072345678) == "−0.00723457"


@pytest.mark.parametrize("layer", LAYER_NAMES)
def test_the_page_opens_every_layer_and_says_its_value(layer: str) -> None:
    at = opened()
    at.selectbox("cell_layer").set_value(layer)
    run(at)
    image, _ = specimen(Session())
    model = load_model(TEXTBOOK).model
    trace = trace_forward(model, torch.from_numpy(image)[None])
    address = valid_address((layer, *strongest_cell(trace)[1:]), layer_shapes(TEXTBOOK))
    assert address is not None
    cell = explain_cell(model, trace, *address)
    expected = percent(cell.value) if layer == "softmax" else exact(cell.value)
    assert f"Explore): {expected}" in headline(at)


def test_the_controls_reach_a_cell_and_stay_inside_the_layer() -> None:
    at = opened()
    at.selectbox("cell_layer").set_value("conv1")
    run(at)
    for key, value in (("cell_channel", 15), ("cell_row", 27), ("cell_column", 0)):
        at.number_input(key).set_value(value)
        run(at)
    assert at.session_state["explorer"].cell == ("conv1", 15, 27, 0)
    at.selectbox("cell_layer").set_value("pool2")
    run(at)
    assert [at.number_input(f"cell_{name}").value for name in ("channel", "row", "column")] == [15, 6, 0]
    at.selectbox("cell_layer").set_value("fc2")
    run(at)
    assert at.number_input("cell_channel").value == 9 and len(at.number_input) == 1


def test_all_input_channels_are_one_click_away() -> None:
    at = opened()
    assert "16" in at.toggle("all_channels").label
    before = at.get("plotly_chart")[1].proto.spec
    at.toggle("all_channels").set_value(True)
    run(at)
    assert len(at.get("plotly_chart")[1].proto.spec) > 2 * len(before)


def test_temperature_is_softmax_of_the_scaled_logits() -> None:
    at = opened()
    at.selectbox("cell_layer").set_value("softmax")
    run(at)
    at.slider("temperature").set_value(4.0)
    run(at)
    image, _ = specimen(Session())
    logits = torch.from_numpy(trace_forward(load_model(TEXTBOOK).model, torch.from_numpy(image)[None]).logits)
    digit = at.number_input("cell_channel").value
    share = float(torch.softmax(logits.double() / 4, 0)[digit])
    number, _, power = f"{share:.4g}".partition("e")
    assert f"= {number}" in at.latex[0].value and (not power or str(int(power)) in at.latex[0].value)


@given(st.floats(-1e3, 1e3), st.floats(-10, 10))
def test_the_rounded_sum_and_bias_add_up(total: float, bias: float) -> None:
    one, sign, other, _, both = sum_with_bias(total, bias).replace("−", "-").split()
    assert float(one) == pytest.approx(total, rel=1e-3, abs=1e-3 * max(abs(total), abs(bias), abs(total + bias)))
    assert float(both) == pytest.approx(total + bias, abs=1e-3 * max(abs(total), abs(bias), abs(total + bias)))
    if max(abs(total), abs(bias)) < 1e4 * abs(bias):
        assert float(one) + float(sign + other) == pytest.approx(float(both), abs=1e-9)


def test_equal_largest_values_are_a_tie() -> None:
    model = untrained(TEXTBOOK)
    trace = trace_forward(model, torch.zeros(1, 28, 28))
    cell = explain_cell(model, trace, "pool1", 0, 5, 5)
    figures = pictures.pool_figures(cell, trace["relu1"], axis_of(layer_shapes(TEXTBOOK).pool1))
    assert "a tie: all 4" in written(figures)


def test_numbers_can_be_read_on_every_colour_of_every_scale() -> None:
    """WCAG 2.2, 1.4.3: a contrast of 4.5 at least."""
    values = np.linspace(-1, 1, 301)[None]
    for scale in (look.SEQUENTIAL, look.DIVERGING, look.WEIGHTS):
        tiles = coloured(values, scale, (-1, 1))[0, :, :3]
        for tile, text in zip(tiles, text_colours(values, scale, (-1, 1))[0], strict=True):
            dark, light = sorted((luminance(tile), luminance(bytes.fromhex(text[1:]))))
            assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(rgb: Sequence[int]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (int(one) / 255 for one in rgb)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_an_address_outside_the_network_is_brought_inside() -> None:
    layers = layer_shapes(TEXTBOOK.changed(conv1_out_channels=4, conv1_stride=2))
    assert valid_address(("conv1", 15, 27, 3), layers) == ("conv1", 3, 13, 3)
    assert valid_address(("fc2", 99, 5, 5), layers) == ("fc2", 9, 0, 0)
    assert valid_address(("conv9", 0, 0, 0), layers) is None and valid_address(None, layers) is None


@pytest.mark.parametrize("view", ["The kernel slides", "Filters", "A kernel of your own", "Colour input"])
def test_the_other_views_open(view: str) -> None:
    at = opened()
    at.segmented_control("microscope_view").set_value(view)
    run(at)
    assert not any(_HEADLINE in element.proto.body for element in at.get("html"))


def test_a_moment_of_a_training_is_looked_at_with_its_own_settings() -> None:
    at = opened()
    spec = TEXTBOOK.changed(conv1_out_channels=4, conv1_kernel_size=3)
    moment = Moment(LoadedModel(untrained(spec), "yours"), "run 1 at epoch 0.5")
    at.session_state["explorer"] = replace(at.session_state["explorer"], moment=moment, cell=("conv1", 9, 3, 3))
    run(at)
    said = "".join(str(element.proto.body) for element in at.get("html"))
    assert "run 1 at epoch 0.5" in said
    assert at.number_input(key="cell_channel").value == 3  # the last of its four
    at.button(key="moment_over").click()
    run(at)
    assert at.session_state["explorer"].moment is None
    assert "run 1 at epoch 0.5" not in "".join(str(element.proto.body) for element in at.get("html"))
