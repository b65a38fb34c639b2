"""The figure of the whole network by its numbers: what is drawn is what the network computed."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn.figures import theme
from cnn.figures.arrangement import NARROW, WIDE
from cnn.figures.montage import GAP
from cnn.figures.network import layer_grid, network_drawing, network_figure
from cnn.figures.scales import SCOPES, SIGNED
from cnn.network.shapes import layer_shapes
from cnn.network.spec import LAYER_NAMES, MAP_LAYERS, TEXTBOOK, ConvSpec, NetworkSpec, PoolSpec
from cnn.network.trace import Trace
from cnn.ui.models import blank_trace
from tests.figures.samples import trace_for
from tests.strategies import valid_specs

CORNERS = {
    "textbook": TEXTBOOK,
    "one channel": NetworkSpec(conv1=ConvSpec(1, 5, 1, 2), conv2=ConvSpec(1, 5, 1, 2)),
    "1×1 maps": NetworkSpec(ConvSpec(3, 7, 3), PoolSpec("avg", 4, 4), ConvSpec(5, 2), PoolSpec("none")),
    "no pools": NetworkSpec(pool1=PoolSpec("none"), pool2=PoolSpec("none")),
    "most of all": NetworkSpec(
        ConvSpec(32, 1, 1, 3), PoolSpec("none"), ConvSpec(64, 1, 1, 3), PoolSpec("none"), hidden_units=256
    ),
}  # fmt: skip


def layers_of(trace: Trace, scope: str = "layer") -> dict[str, Any]:
    """The figure's traces by layer name."""
    return {layer.name: layer for layer in network_figure(trace, scope).data if layer.name}


@settings(max_examples=25)
@given(valid_specs(), st.sampled_from(SCOPES))
def test_any_network_is_drawn_as_computed(spec: NetworkSpec, scope: str) -> None:
    check_layers(trace_for(spec), scope)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("spec", CORNERS.values(), ids=CORNERS)
def test_corners_are_drawn_as_computed(spec: NetworkSpec, scope: str) -> None:
    check_layers(trace_for(spec), scope)


def check_layers(trace: Trace, scope: str) -> None:
    drawn = layers_of(trace, scope)
    assert tuple(drawn) == LAYER_NAMES
    for name in MAP_LAYERS:
        check_maps(drawn[name], trace, scope)
    for name in ("flatten", "fc1", "relu3", "fc2"):
        z = drawn[name].z
        np.testing.assert_array_equal(z[~np.isnan(z)], trace[name])
        np.testing.assert_array_equal(drawn[name].customdata.ravel()[: trace[name].size], np.arange(trace[name].size))
    bars = drawn["softmax"]
    np.testing.assert_array_equal(bars.x, trace.probabilities)
    np.testing.assert_array_equal(bars.y, np.arange(10))
    np.testing.assert_array_equal(bars.customdata, trace.logits)
    colours = bars.marker.color
    assert [digit for digit in range(10) if colours.count(colours[digit]) == 1] == [trace.prediction]


def check_maps(layer: Any, trace: Trace, scope: str) -> None:
    """A layer's tiles, its gaps, and the hover text of a cell."""
    maps, z, told = trace[layer.name], layer.z, layer.customdata
    grid = layer_grid(layer.name, maps.shape)
    filled = ~np.isnan(z)
    assert filled.sum() == maps.size
    channel, row, column = np.moveaxis(told[filled][:, :3].astype(int), -1, 0)
    values = maps[channel, row, column]
    assert len(set(zip(channel.tolist(), row.tolist(), column.tolist(), strict=True))) == maps.size
    if scope == "map":
        np.testing.assert_array_equal(told[filled][:, 3], values)
        largest = np.abs(maps).max(axis=(1, 2)) if layer.name != "input" else np.ones(1)
        expected = np.divide(values, largest[channel], out=np.zeros_like(values), where=largest[channel] > 0)
        np.testing.assert_allclose(z[filled], expected, rtol=1e-6)
    else:
        np.testing.assert_array_equal(z[filled], values)
    for gap in range(grid.height, z.shape[0], grid.height + GAP):
        assert np.isnan(z[gap]).all()


def test_a_layer_shares_one_scale() -> None:
    trace = trace_for(TEXTBOOK)
    for name, layer in layers_of(trace, "layer").items():
        if name not in ("input", "softmax"):
            top = float(np.abs(trace[name]).max())
            assert (layer.zmin, layer.zmax) == pytest.approx((-top if name in SIGNED else 0, top))


def test_each_map_or_the_whole_network_can_have_the_scale() -> None:
    """But the input, whose scale is 0 to 1 whatever its darkest pixel."""
    trace = trace_for(TEXTBOOK)
    for name, layer in layers_of(trace, "map").items():
        if name in MAP_LAYERS:
            assert (layer.zmin, layer.zmax) == ((-1 if name in SIGNED else 0), 1)
            darkest = 1 if name != "input" else trace["input"].max()
            assert np.nanmax(np.abs(layer.z)) == pytest.approx(darkest)
    whole = layers_of(trace, "network")
    limits = {float(whole[name].zmax) for name in LAYER_NAMES[1:-1]}
    assert limits == {max(float(np.abs(trace[name]).max()) for name in LAYER_NAMES[1:-1])}
    assert (whole["input"].zmin, whole["input"].zmax) == (0, 1)


@settings(max_examples=25)
@given(valid_specs())
def test_names_and_shapes_are_above_the_layers(spec: NetworkSpec) -> None:
    figure = network_figure(trace_for(spec))
    texts = [(note.text, note.x) for note in figure.layout.annotations]
    for layer in layer_shapes(spec):
        middle = WIDE.middle(layer.name)
        assert (f"<b>{layer.name}</b>", middle) in texts
        assert ("×".join(map(str, layer.output_shape)), middle) in texts


def test_the_legend_prints_the_limits_of_each_scale() -> None:
    trace = trace_for(TEXTBOOK)
    texts = [note.text for note in network_figure(trace).layout.annotations]
    assert "0 … 1" in texts
    assert f"±{np.abs(trace['conv1']).max():.3g}" in texts
    assert f"0 … {trace['pool2'].max():.3g}" in texts


def test_sizes_are_fixed_before_data_arrives() -> None:
    empty, full = network_figure(blank_trace(TEXTBOOK)).layout, network_figure(trace_for(TEXTBOOK)).layout
    assert empty.height == full.height == WIDE.height
    for number in range(1, 14):
        suffix = str(number) if number > 1 else ""
        assert empty[f"xaxis{suffix}"] == full[f"xaxis{suffix}"]
        assert empty[f"yaxis{suffix}"] == full[f"yaxis{suffix}"]


def test_layers_are_side_by_side() -> None:
    figure = network_figure(trace_for(TEXTBOOK))
    domains = [figure.layout[f"xaxis{number if number > 1 else ''}"].domain for number in range(1, 13)]
    assert all(left[1] < right[0] for left, right in pairwise(domains))


def test_a_narrow_figure_has_the_same_values_in_other_places() -> None:
    trace = trace_for(TEXTBOOK)
    wide, narrow = network_drawing(trace), network_drawing(trace, places=NARROW)
    assert narrow["layout"]["height"] == NARROW.height
    for index, name in enumerate(LAYER_NAMES[:-1]):
        one, other = wide["data"][index]["z"], narrow["data"][index]["z"]
        np.testing.assert_array_equal(np.sort(one[~np.isnan(one)]), np.sort(other[~np.isnan(other)]))
        assert narrow["layout"][f"xaxis{index + 1 if index else ''}"]["domain"] == NARROW.across(name)
    assert [note["text"] for note in wide["layout"]["annotations"]] == [
        note["text"] for note in narrow["layout"]["annotations"]
    ]
    axes = {trace.get("xaxis") for trace in narrow["data"]}
    assert all(name.replace("x", "xaxis") in narrow["layout"] for name in axes)


def test_an_empty_canvas_gives_nothing_to_read_off() -> None:
    figure = network_figure(blank_trace(TEXTBOOK))
    assert figure.layout.hovermode is False
    for layer in figure.data:
        assert not layer.name or layer.name == "softmax" or np.nansum(np.abs(layer.z)) == 0
    assert not any(figure.data[11].text)


def test_values_with_a_sign_have_a_scale_around_zero_and_weights_one_of_their_own() -> None:
    for name, layer in layers_of(trace_for(TEXTBOOK)).items():
        if name != "softmax":
            expected = theme.DIVERGING if name in SIGNED else theme.SEQUENTIAL
            assert [list(step) for step in layer.colorscale] == expected
    middle = len(theme.DIVERGING) // 2
    assert theme.DIVERGING[middle] == [0.5, theme.SEQUENTIAL[0][1]]
    used = {colour for _, colour in theme.DIVERGING + theme.SEQUENTIAL}
    assert not used & {colour for _, colour in theme.WEIGHTS}


def test_the_drawing_of_the_pages_has_no_hover_texts_and_the_figure_has_one_for_every_layer() -> None:
    """On the pages the linked views show the values; hover texts would be sent and never shown."""
    trace = trace_for(TEXTBOOK)
    for scope in SCOPES:
        drawing = network_drawing(trace, scope)
        assert drawing["layout"]["hovermode"] is False
        assert not any("hovertemplate" in layer for layer in drawing["data"])
        told = {layer["name"] for layer in drawing["data"] if "customdata" in layer}
        assert told == (set(MAP_LAYERS) if scope == "map" else set())
        assert all(layer.hovertemplate for layer in layers_of(trace, scope).values())


@pytest.mark.parametrize(
    ("top", "words"), [(99.7, "0 … 100"), (9.96, "0 … 10"), (0.25, "0 … 0.25"), (1234.5, "0 … 1234")]
)
def test_the_end_of_a_scale_is_never_written_with_an_exponent(top: float, words: str) -> None:
    trace = trace_for(TEXTBOOK)
    changed = Trace(TEXTBOOK, trace.outputs | {"relu3": np.full(128, top, np.float32)})
    notes = network_drawing(changed)["layout"]["annotations"]
    place = WIDE.middle("relu3")
    assert [note["text"] for note in notes if note["x"] == place][-1] == words
