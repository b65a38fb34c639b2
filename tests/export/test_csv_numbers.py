"""CSV: every number can be read back exactly, and is written as the browser writes it."""

from __future__ import annotations

import csv
import io
import json
import math
import subprocess

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.export.csv_numbers import FIGURE_COLUMNS, figure_csv, layer_csv, number_text, words
from cnn.figures.base import legend_strip
from cnn.figures.flow import flow_figure
from cnn.figures.maps_in_space import slabs_figure
from cnn.figures.montage import positions
from cnn.figures.network import layer_grid, network_drawing, network_figure
from cnn.figures.numbers import number
from cnn.figures.reads import reads_figure
from cnn.figures.theme import SEQUENTIAL
from cnn.network.shapes import layer_shapes
from cnn.network.spec import LAYER_NAMES, MAP_LAYERS, TEXTBOOK
from cnn.network.windows import axis_of
from cnn.paths import FRONTEND
from tests.figures.samples import trace_for
from tests.node import path_of_node

SMALL = TEXTBOOK.changed(conv1_out_channels=3, conv2_out_channels=2, hidden_units=16, conv1_stride=2)

NUMBERS = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.1,
    1e-6,
    1e-7,
    -1.5e-7,
    123456.75,
    1e20,
    1e21,
    1.25e22,
    5e-324,
    1.7976931348623157e308,
    28,
]


def table(text: str) -> list[list[str]]:
    assert text.endswith("\n") and "\r" not in text
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("layer", LAYER_NAMES)
def test_every_number_of_a_layer_is_read_back(layer: str) -> None:
    trace = trace_for(SMALL)
    head, *rows = table(layer_csv(trace, layer))
    assert head == (["channel", "row", "column", "value"] if layer in MAP_LAYERS else ["unit", "value"])
    assert len(rows) == trace[layer].size
    got = np.zeros_like(trace[layer])
    for *place, value in rows:
        got[tuple(map(int, place))] = np.float32(value)
    np.testing.assert_array_equal(got, trace[layer])


def test_an_unknown_layer_is_refused() -> None:
    with pytest.raises(ValueError, match="There is no layer 'conv9'"):
        layer_csv(trace_for(SMALL), "conv9")


@given(st.one_of(st.floats(allow_nan=False), st.floats(width=32, allow_nan=False), st.integers(-(10**15), 10**15)))
def test_numbers_are_read_back(value: float) -> None:
    assert float(number_text(value)) == value


def test_numbers_are_those_of_the_browser() -> None:
    rng = np.random.default_rng(2)
    drawn = rng.standard_normal(300) * 10.0 ** rng.integers(-30, 30, 300)
    values = [*NUMBERS, *drawn.tolist(), *drawn.astype(np.float32).astype(float).tolist()]
    script = "console.log(JSON.stringify(JSON.parse(process.argv[1]).map(String)))"
    theirs = subprocess.check_output([path_of_node(), "-e", script, json.dumps(values)], encoding="utf-8")
    assert json.loads(theirs) == [number_text(value) for value in values]
    assert [number_text(value) for value in (math.nan, math.inf, -math.inf)] == ["NaN", "Infinity", "-Infinity"]


@pytest.mark.parametrize("layer", ["input", "conv1", "pool2", "fc2"])
def test_a_layer_is_written_as_the_browser_writes_it(layer: str) -> None:
    values = trace_for(SMALL)[layer]
    is_maps = layer in MAP_LAYERS
    count, height, width = values.shape if is_maps else (*values.shape, 1, 1)
    given_ = {"isMaps": is_maps, "tiles": {"count": count, "height": height, "width": width}}
    script = f"""
        import {{ csvOf }} from {json.dumps((FRONTEND / "live" / "large_figure.js").as_uri())};
        process.stdout.write(csvOf({json.dumps(given_)}, Float32Array.from({json.dumps(values.ravel().tolist())})));
    """
    theirs = subprocess.check_output([path_of_node(), "--input-type=module", "-e", script], encoding="utf-8")
    assert theirs == layer_csv(trace_for(SMALL), layer)


@pytest.mark.parametrize("figure", [network_drawing, network_figure])
def test_a_figure_of_maps_has_all_cells_and_no_gaps(figure: object) -> None:
    trace = trace_for(SMALL)
    head, *rows = table(figure_csv(figure(trace)))  # type: ignore[operator]
    assert tuple(head) == FIGURE_COLUMNS == ("trace", "name", "x", "y", "z", "text")
    assert {row[1] for row in rows} == set(LAYER_NAMES)  # and no legend
    places = positions(layer_grid("conv1", trace["conv1"].shape))
    cells = [row for row in rows if row[1] == "conv1"]
    assert len(cells) == trace["conv1"].size
    for _, _, x, y, z, _ in cells:
        assert np.float32(z) == trace["conv1"][tuple(places[int(y), int(x)])]
    bars = [row for row in rows if row[1] == "softmax"]
    assert [np.float32(row[2]) for row in bars] == trace.probabilities.tolist()
    assert [row[3] for row in bars] == list("0123456789")
    assert [row[5] for row in rows if row[1] == "fc2"] == [number(value, ".1f") for value in trace.logits.tolist()]


def test_other_figures_of_the_app() -> None:
    layers = layer_shapes(SMALL)
    counts = reads_figure(axis_of(layers.conv1), axis_of(layers.conv1))
    head, *cells = table(figure_csv(counts))
    assert head[0] == "trace" and (cells[0][2], cells[0][3]) == ("-2", "-2")  # rings of padding: x0 and y0
    for figure in (flow_figure(layers, 4), slabs_figure(trace_for(SMALL))):
        assert len(table(figure_csv(figure))) > 10


def test_forms_of_points_and_cells() -> None:
    rows = table(figure_csv({"data": [
        {"type": "scatter", "y": np.array([1, np.nan, 3]), "text": "all"},
        {"type": "scatter", "x": ["a", "b", None], "y": (1.5, 2, 3), "text": ["<b>one</b><br>two", None, "x"]},
        {"type": "heatmap", "z": [[1, None], [float("nan"), 4]], "x": [10, 20], "y0": 5, "dy": 0.5},
        {"type": "image", "z": np.array([[[1, 2, 3], [4, 5, 6]]], np.uint8)},
        {"type": "scatter3d", "x": [1], "y": [2], "z": [3], "name": "s"},
        legend_strip(SEQUENTIAL), {"type": "bar"},
    ]}))[1:]  # fmt: skip
    assert rows == [
        ["0", "", "0", "1", "", "all"], ["0", "", "2", "3", "", "all"],
        ["1", "", "a", "1.5", "", "one two"], ["1", "", "b", "2", "", ""],
        ["2", "", "10", "5", "1", ""], ["2", "", "20", "5.5", "4", ""],
        ["3", "", "0", "0", "1 2 3", ""], ["3", "", "1", "0", "4 5 6", ""],
        ["4", "s", "1", "2", "3", ""],
    ]  # fmt: skip


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1+1", "-cmd", "@SUM(A1)", '=1,"2"\n', "\t=1"])
def test_no_text_becomes_a_formula(text: str) -> None:
    ((_, name, x, _, _, told),) = table(
        figure_csv({"data": [{"name": text, "x": [text], "y": [-1.5], "text": [text]}]})
    )[1:]
    assert name == x == told and name.startswith("'")
    assert table(figure_csv({"data": [{"x": [-1e-7], "y": [-1]}]}))[1][2:4] == ["-1e-7", "-1"]


def test_words_have_no_markup() -> None:
    assert words('<span style="color:#fff">1 &lt; 2</span>\u2028<br>x\0') == "1 < 2 x"
    assert words(None) == "" and words(5) == "5"
