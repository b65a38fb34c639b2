"""What all figures share: the layout, axes, digit bars, readable words, and the cut into figures side by side."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cnn.figures import base
from cnn.figures.cell import Scales, flatten_figures, pool_figures, products_figures
from cnn.figures.colour import colour_figures
from cnn.figures.confusion import confusion_figure
from cnn.figures.context import context_figure
from cnn.figures.contributions import map_figure, relu_figure, softmax_figures, steps_figure
from cnn.figures.flow import flow_figure
from cnn.figures.maps_in_space import slabs_figure
from cnn.figures.network import network_figure
from cnn.figures.reads import reads_figure
from cnn.figures.scales import Colours
from cnn.figures.shares import shares_figure
from cnn.figures.theme import DARK, LIGHT, SEQUENTIAL, Theme
from cnn.figures.training import Curve, curves_figure, watch_figure
from cnn.network.colour_conv import colour_pass
from cnn.network.shapes import layer_shapes
from cnn.network.spec import TEXTBOOK
from cnn.network.windows import axis_of
from tests.figures.samples import taken_apart, trace_for

LAYERS = layer_shapes(TEXTBOOK)
MARGINS_OF_THEIR_OWN = ("steps", "relu", "logits", "probabilities", "shares")
"""Figures with numbers or names outside their axes."""


def every_figure(theme: Theme) -> dict[str, Any]:
    """One of each kind, by name."""
    trace = trace_for(TEXTBOOK)
    conv, _ = taken_apart("conv2", (0, 0, 0))
    pool, _ = taken_apart("pool1", (0, 0, 0))
    axis = axis_of(LAYERS.pool1)
    logits, shares = softmax_figures(trace.logits, trace.probabilities, 3, theme)
    return {
        "products": products_figures(conv, "pool1", 2, Scales(1.0, 1.0), theme)[0],
        "pool": pool_figures(pool, trace["relu1"], axis, theme)[1],
        "flatten": flatten_figures(trace["pool2"], 0, (0, 0), theme)[0],
        "colour": colour_figures(colour_pass(0), theme)[1],
        "confusion": confusion_figure(np.eye(10, dtype=int), np.ones(10), (1, 1), theme),
        "context": context_figure(trace, "conv2", theme),
        "steps": steps_figure(["0", "1"], np.array([1.0, -2.0]), 0.5, theme),
        "map": map_figure(trace["pool2"], "flatten", theme),
        "relu": relu_figure(trace["conv1"], 0.5, theme),
        "logits": logits,
        "probabilities": shares,
        "flow": flow_figure(LAYERS, 1, theme),
        "space": slabs_figure(trace, theme),
        "network": network_figure(trace, "layer", theme),
        "reads": reads_figure(axis, axis, theme),
        "shares": shares_figure(LAYERS, theme),
        "curves": curves_figure([Curve("run 1")], theme),
        "watch": watch_figure(np.ones((4, 1, 5, 5)), None, trace["relu1"], trace.probabilities, theme),
    }  # fmt: skip


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_figure_has_the_same_plain_layout(theme: Theme) -> None:
    for name, figure in every_figure(theme).items():
        layout, plain = figure.layout.to_plotly_json(), base.base_layout(figure.layout.height, theme)
        if name in MARGINS_OF_THEIR_OWN:
            assert set(plain.pop("margin")) == {*layout["margin"], "autoexpand"}
        assert {key: layout[key] for key in plain} == plain, name


def test_a_plain_layout_shows_the_data_alone() -> None:
    layout = base.base_layout(300, DARK)
    assert layout["height"] == 300
    assert set(layout["margin"].values()) == {0}
    assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == base.CLEAR
    assert not layout["showlegend"] and not layout["dragmode"]
    assert layout["font"]["color"] == DARK.text and layout["hoverlabel"]["bgcolor"] == DARK.page


def panels() -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Three panels side by side with a heading each."""
    layout: dict[str, Any] = {"height": 100, "annotations": []}
    traces = []
    for number, left in enumerate((0.0, 0.3, 0.6), start=1):
        traces.append({"name": str(number)} | base.on_axes(number))
        layout |= base.axes(number, {"domain": [left, left + 0.2]}, {"domain": [0, 1]})
        layout["annotations"].append(base.title(str(number), left, LIGHT))
    return traces, layout


def test_panels_are_cut_with_their_axes_and_words() -> None:
    traces, layout = panels()
    first, rest = base.cut(traces, layout, 1.0, 0.3)
    assert [[trace.name for trace in figure.data] for figure in (first, rest)] == [["1"], ["2", "3"]]
    assert [[note.text for note in figure.layout.annotations] for figure in (first, rest)] == [["1"], ["2", "3"]]
    assert first.layout.xaxis.domain == pytest.approx((0, 0.2 / 0.3))
    assert rest.layout.xaxis2.domain == pytest.approx((0, 0.2 / 0.7))
    assert rest.layout.xaxis3.domain == pytest.approx((0.3 / 0.7, 0.5 / 0.7))
    assert [note.x for note in rest.layout.annotations] == pytest.approx([0, 0.3 / 0.7])
    assert first.layout.height == rest.layout.height == 100
    assert "yaxis" not in rest.layout.to_plotly_json() and rest.layout.yaxis3.domain == (0, 1)


def test_a_figure_on_one_axis_is_cut_by_its_range() -> None:
    layout = {
        "xaxis": {}, "yaxis": {"range": [50, 0]},
        "shapes": [{"type": "rect", "x0": left, "x1": left + 5, "y0": 0, "y1": 5} for left in (10, 40)],
        "annotations": [{"text": "left", "x": 39.9, "y": 1}, {"text": "right", "x": 40, "y": 1}],
    }  # fmt: skip
    traces = [{"type": "heatmap", "x0": 3, "z": [[1]]}, {"type": "scatter", "x": [50, 60], "y": [1, 1]}]
    left, right = base.cut(traces, layout, 100, 40)
    assert (left.layout.xaxis.range, right.layout.xaxis.range) == ((0, 40), (40, 100))
    assert [len(figure.data) for figure in (left, right)] == [1, 1] and left.data[0].type == "heatmap"
    assert [figure.layout.shapes[0].x0 for figure in (left, right)] == [10, 40]
    assert [[note.text for note in figure.layout.annotations] for figure in (left, right)] == [["left"], ["right"]]
    assert right.layout.annotations[0].x == 40


def test_axes_of_pictures_have_square_cells_and_row_0_at_the_top() -> None:
    layout = base.picture_axes(3, ([0, 0.5], [0.1, 1]), (4, 6), ring=2)
    assert set(layout) == {"xaxis3", "yaxis3"}
    assert layout["xaxis3"]["range"] == [-2.5, 7.5] and layout["yaxis3"]["range"] == [5.5, -2.5]
    assert layout["yaxis3"]["scaleanchor"] == "x3" and layout["yaxis3"]["scaleratio"] == 1
    assert (layout["xaxis3"]["anchor"], layout["yaxis3"]["anchor"]) == ("y3", "x3")
    assert set(base.picture_axes(1, ([0, 1], [0, 1]), (4, 6))) == {"xaxis", "yaxis"}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_digit_bars_have_one_accent_and_words_that_can_be_read(theme: Theme) -> None:
    shares = np.linspace(0, 0.9, 10, dtype=np.float32)
    for lit in (9, 2, -1):
        bars = base.share_bars(shares, [str(digit) for digit in range(10)], 0.55, lit, theme)
        assert bars["y"] == list(range(10)) and bars["x"] == pytest.approx(shares.tolist())
        assert [digit for digit, colour in enumerate(bars["marker"]["color"]) if colour == theme.accent] == (
            [lit] if lit >= 0 else []
        )
        assert bars["textposition"] == ["outside"] * 6 + ["inside"] * 4
        on_accent = [digit for digit, colour in enumerate(bars["textfont"]["color"]) if colour == theme.page]
        assert on_accent == ([9] if lit == 9 else [])  # the words of a short bar stand on the page, not on the accent


def test_words_on_cells_are_dark_on_bright_cells_and_the_other_way_round() -> None:
    layer = base.heatmap(np.array([[0.0, 1.0]]), Colours(SEQUENTIAL, 0, 1))
    text = base.readable(np.array([["0", ""]]), layer)["text"]
    assert text == [['<span style="color:#ffffff">0</span>', ""]]
    assert "#000000" in base.readable(np.array([["", "1"]]), layer)["text"][0][1]
