"""Many maps as one picture: tiles in a grid with gaps of NaN, and the place of each cell of a map in it.

Computes arrays; draws nothing.
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


def best_columns(count: int, box: tuple[float, float]) -> int:
    """Columns in which `count` values have the largest square cells in `box` (width, height), or a few fewer where that
    divides `count`."""
    ideal = max(1, round(np.sqrt(count * box[0] / box[1])))
    near = [columns for columns in range(max(1, ideal * 2 // 3), ideal + 1) if count % columns == 0]
    return max(near, default=min(ideal, count))


def tiled(values: np.ndarray, box: tuple[float, float]) -> np.ndarray:
    """A layer's values as one array with cells as large as fit into `box` (width, height): maps, (C, H, W), as a
    montage, a vector, (n,), folded row by row."""
    if values.ndim == 3:
        count, height, width = values.shape
        return montage(values, best_grid((count, height, width), box))
    return folded(values, best_columns(len(values), box))
