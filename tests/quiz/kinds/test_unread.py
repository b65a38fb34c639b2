"""Cells that are never read, by brute force."""

from __future__ import annotations

from cnn.network.shapes import layer_shapes
from cnn.quiz.kinds.unread import unread_cells
from cnn.quiz.make import make_question
from tests.strategies import drawn


def test_unread_cells_are_in_no_window() -> None:
    for spec in drawn(30):
        for layer in (layer_shapes(spec).conv1, layer_shapes(spec).pool1, layer_shapes(spec).conv2):
            starts = [index * layer.stride - layer.padding for index in range(layer.output_shape[1])]
            read = {start + tap for start in starts for tap in range(layer.kernel_size)}
            size = range(layer.input_shape[1])
            expected = {(row, column) for row in size for column in size if not {row, column} <= read}
            assert unread_cells(layer) == expected


def test_maps_to_point_at_grow_with_the_level() -> None:
    sizes = {level: max(len(make_question("never_read_cell", seed, level).grids[0].values) for seed in range(8))
             for level in (1, 3)}  # fmt: skip
    assert sizes[1] <= 14 < sizes[3]
