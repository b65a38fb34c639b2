"""Tables of a saved page hold what the core computed."""

from __future__ import annotations

import numpy as np

from cnn.export.tables import MOST_ROWS, answer_table, figure_table, layers_table
from cnn.figures.flow import flow_figure
from cnn.figures.network import network_drawing
from cnn.network.shapes import layer_shapes
from cnn.network.spec import LAYER_NAMES, TEXTBOOK
from tests.figures.samples import trace_for


def test_all_layers_and_their_sums() -> None:
    head, *rows = layers_table(TEXTBOOK)
    assert [row[0] for row in rows] == [*LAYER_NAMES, "sum"] and {len(row) for row in rows} == {len(head)}
    assert rows[1] == ("conv1", "[1, 16, 28, 28]", "⌊(28 + 2·2 − 5) / 1⌋ + 1 = 28", "416", "313,600", "5×5")
    assert rows[-1][3:5] == ("215,370", "3,024,384")


def test_the_answer_of_every_digit() -> None:
    trace = trace_for(TEXTBOOK)
    _, *rows = answer_table(trace)
    assert [row[0] for row in rows] == list("0123456789")
    np.testing.assert_allclose([float(row[1]) for row in rows], trace.logits, atol=1e-4)
    np.testing.assert_allclose([float(row[2].removesuffix(" %")) / 100 for row in rows], trace.probabilities, atol=1e-6)


def test_a_small_figure_is_listed_and_a_large_one_summed_up() -> None:
    head, *rows = figure_table({"data": [{"name": "run 1", "x": [1, 2], "y": [3, 4]}]})
    assert (head, rows) == (["trace", "name", "x", "y"], [["0", "run 1", "1", "3"], ["0", "run 1", "2", "4"]])
    trace = trace_for(TEXTBOOK)
    head, *rows = figure_table(network_drawing(trace))
    assert tuple(head[3:]) == ("how many", "smallest", "mean", "largest")
    found = {row[1]: row for row in rows}
    for name in LAYER_NAMES[:-1]:
        values = trace[name].astype(float)
        assert found[name][3:] == (
            f"{values.size:,}",
            *(f"{one:.6g}" for one in (values.min(), values.mean(), values.max())),
        )
    assert len(figure_table({"data": [{"y": list(range(MOST_ROWS))}]})) == MOST_ROWS + 1
    assert len(figure_table({"data": [{"y": list(range(MOST_ROWS + 1))}]})) == 2
    assert len(figure_table(flow_figure(layer_shapes(TEXTBOOK), 1))) > 10
    assert figure_table({"data": [{"y": ["a"] * (MOST_ROWS + 1)}]})[1:] == []  # words have no mean
