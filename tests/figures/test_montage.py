"""Montages: every cell once, in the largest cells that fit."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cnn.figures.montage import Grid, best_columns, best_grid, folded, montage, positions, tiled


@st.composite
def stacks(draw: st.DrawFn) -> tuple[np.ndarray, Grid]:
    """Maps (C, H, W) and a grid for them."""
    count, height, width = draw(st.integers(1, 64)), draw(st.integers(1, 34)), draw(st.integers(1, 34))
    maps = np.arange(count * height * width, dtype=np.float32).reshape(count, height, width)
    return maps, Grid(count, height, width, draw(st.integers(1, count)))


@given(stacks())
def test_a_montage_holds_every_cell_once_and_nothing_else(stack: tuple[np.ndarray, Grid]) -> None:
    maps, grid = stack
    tiled, places = montage(maps, grid), positions(grid)
    assert tiled.shape == grid.shape == places.shape[:2]
    filled = ~np.isnan(tiled)
    assert filled.sum() == maps.size
    channel, row, column = np.moveaxis(places[filled], -1, 0)
    np.testing.assert_array_equal(maps[channel, row, column], tiled[filled])
    for index in range(grid.count):
        top, left = grid.corner(index)
        np.testing.assert_array_equal(tiled[top : top + grid.height, left : left + grid.width], maps[index])


@given(st.integers(1, 64), st.integers(1, 34), st.integers(1, 34))
def test_no_other_grid_has_larger_cells(count: int, height: int, width: int) -> None:
    box = (94.0, 298.0)

    def cell(grid: Grid) -> float:
        return min(box[0] / grid.shape[1], box[1] / grid.shape[0])

    grids = [Grid(count, height, width, wide) for wide in range(1, count + 1)]
    assert cell(best_grid((count, height, width), box)) == max(map(cell, grids))


@given(st.integers(1, 2000), st.integers(1, 12))
def test_a_folded_vector_reads_on_row_by_row(length: int, wide: int) -> None:
    values = np.arange(length, dtype=np.float32)
    whole = folded(values, wide)
    np.testing.assert_array_equal(whole.ravel()[:length], values)
    assert np.isnan(whole.ravel()[length:]).all()
    assert whole.size - length < wide


def test_vectors_are_folded_without_loss() -> None:
    for count in (1, 10, 16, 17, 128, 199, 256, 1568, 3136):
        columns = best_columns(count, (500, 150))
        assert 1 <= columns <= count
        whole = tiled(np.arange(count, dtype=np.float32), (500, 150))
        assert whole.shape[1] == columns and np.array_equal(whole[~np.isnan(whole)], np.arange(count))
