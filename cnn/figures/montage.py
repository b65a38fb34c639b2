"""Many maps as one picture: tiles in a grid with gaps of NaN, and where each cell of a map lies in it.

Arrays only; `network` turns them into a Plotly figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

GAP = 1
"""Empty cells between two tiles."""


@dataclass(frozen=True)
class Grid:
    """A montage of `count` tiles of height × width cells in `columns` columns, filled row by row."""

    count: int
    height: int
    width: int
    columns: int

    @property
    def rows(self) -> int:
        return ceil(self.count / self.columns)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of cells of the whole montage, gaps included."""
        return self.rows * (self.height + GAP) - GAP, self.columns * (self.width + GAP) - GAP

    def corner(self, channel: int) -> tuple[int, int]:
        """Row and column, in the montage, of a tile's top left cell."""
        return channel // self.columns * (self.height + GAP), channel % self.columns * (self.width + GAP)


def best_grid(shape: tuple[int, int, int], box: tuple[float, float]) -> Grid:
    """The grid with the largest cells for maps of `shape` (C, H, W) in a box of (width, height) pixels."""
    count, height, width = shape
    grids = [Grid(count, height, width, columns) for columns in range(1, count + 1)]
    return max(grids, key=lambda grid: (min(box[0] / grid.shape[1], box[1] / grid.shape[0]), -grid.columns))


def montage(maps: np.ndarray, grid: Grid) -> np.ndarray:
    """float32 (grid.shape) with every map of `maps` (C, H, W) in its tile and NaN between them."""
    padded = np.full((grid.rows * grid.columns, grid.height + GAP, grid.width + GAP), np.nan, np.float32)
    padded[: grid.count, : grid.height, : grid.width] = maps
    tiled = padded.reshape(grid.rows, grid.columns, grid.height + GAP, grid.width + GAP).swapaxes(1, 2)
    whole = tiled.reshape(grid.rows * (grid.height + GAP), -1)
    return np.ascontiguousarray(whole[: grid.shape[0], : grid.shape[1]])


def positions(grid: Grid) -> np.ndarray:
    """uint8 (grid.shape, 3): channel, row and column of every cell of the montage (any value in the gaps)."""
    rows, columns = np.indices(grid.shape)
    high, wide = grid.height + GAP, grid.width + GAP
    channel = rows // high * grid.columns + columns // wide
    return np.stack([channel, rows % high, columns % wide], axis=-1).astype(np.uint8)


def folded(values: np.ndarray, columns: int) -> np.ndarray:
    """A vector (n,) as float32 (ceil(n / columns), columns), row by row, the rest NaN."""
    whole = np.full(ceil(len(values) / columns) * columns, np.nan, np.float32)
    whole[: len(values)] = values
    return whole.reshape(-1, columns)
