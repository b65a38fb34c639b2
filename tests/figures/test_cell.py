"""The figures of one cell: its window, kernel, products and result, each number in its place."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnn.figures import cell as pictures
from cnn.figures.numbers import exact
from cnn.network.cell import explain_cell
from cnn.network.shapes import layer_shapes
from cnn.network.spec import TEXTBOOK
from cnn.network.trace import trace_forward
from cnn.network.windows import axis_of
from cnn.weights.load import untrained
from tests.figures.samples import boxes, tables, taken_apart, written


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


def test_equal_largest_values_are_a_tie() -> None:
    model = untrained(TEXTBOOK)
    trace = trace_forward(model, torch.zeros(1, 28, 28))
    cell = explain_cell(model, trace, "pool1", 0, 5, 5)
    figures = pictures.pool_figures(cell, trace["relu1"], axis_of(layer_shapes(TEXTBOOK).pool1))
    assert "a tie: all 4" in written(figures)
