"""One cell of a convolution, a pooling or flatten, with its numbers: window, kernel, products."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from cnn.figures import theme as look
from cnn.figures.numbers import exact, partial_sum, short
from cnn.figures.scales import Colours, around_zero, from_zero
from cnn.figures.sheet import Sheet, number_size
from cnn.network.windows import Axis

if TYPE_CHECKING:
    from cnn.network.cell import Cell

WIDTH, FULL_WIDTH, HEIGHT = 800, 1248, 290
"""Pixels for which these figures are laid out: `products_figures` is `WIDTH` wide and grows higher with the channels
that it shows, the others are `FULL_WIDTH` wide."""

PRODUCTS, POOL = (232, 232, 336), (300, 520)
"""Widths of the figures of a convolution and of a pooling, side by side."""

_HEAD = 26


def ranked_channels(cell: Cell) -> list[int]:
    """The input channels of a convolution's cell, largest absolute partial sum first."""
    order: list[int] = np.argsort(-np.abs(cell.partial_sums), kind="stable").tolist()
    return order


def rows_that_fit(cell: Cell) -> int:
    """How many input channels `products_figures` can show in its usual height with readable numbers."""
    channels, size, _ = cell.window.shape
    return min(channels, max(1, (HEIGHT - _HEAD) // (21 * (size + 1))))


@dataclass(frozen=True)
class Scales:
    """Where the colour scales of a cell's numbers end. They hold for all cells of a layer, so that equal colours are
    equal values.

    read, weights: the largest value of the layer that is read, and the largest weight of all filters.
    """

    read: float
    weights: float


def products_figures(
    cell: Cell, before: str, shown: int, scales: Scales, theme: look.Theme = look.LIGHT
) -> list[go.Figure]:
    """Window × kernel = products and their sum, for the `shown` input channels with the largest partial sums: three
    figures, as wide as `PRODUCTS` says.

    before: name of the layer that is read. Padding is outlined with dots. The scale of the products is this cell's own.
    """
    channels = ranked_channels(cell)[:shown]
    size = cell.window.shape[1]
    fit = rows_that_fit(cell)
    high = min(46.0, (HEIGHT - _HEAD) / (fit * (size + 1)))
    wide = min(58.0, 205 / size)
    height = max(HEIGHT, round(_HEAD + len(channels) * (size + 1) * high))
    sheet = Sheet(WIDTH, height, theme)
    top = _HEAD + high
    most = scales.weights or 1.0
    for left, values, colours, head in (
        (0.0, cell.window, Colours(look.SEQUENTIAL, 0, scales.read or 1.0), f"window of {before}"),
        (232.0, cell.kernel, Colours(look.WEIGHTS, -most, most), "× kernel (weights)"),
        (464.0, cell.products, around_zero(cell.products), "= products"),
    ):
        sheet.matrices(values[channels], (left, top), (wide, high), colours)
        sheet.text(f"<b>{head}</b>", (left, 10))
        sheet.legend(colours, (left + 205, _HEAD + high / 2))
    sheet.text("<b>partial sum</b>", (696, 10))
    for row, channel in enumerate(channels):
        start = top + row * (size + 1) * high
        sheet.text(f"channel {channel}", (0, start - high / 2 + 1), 13, color=theme.muted)
        sheet.text(partial_sum(cell.partial_sums[channel]), (696, start + size * high / 2), 22)
        for left, sign in ((221, "×"), (453, "="), (684, "Σ")):
            sheet.text(sign, (left, start + size * high / 2), 18, xanchor="center")
        _outline_padding(sheet, cell, (0, start), (wide, high))
    return sheet.figures(PRODUCTS[0], PRODUCTS[0] + PRODUCTS[1])


def _outline_padding(sheet: Sheet, cell: Cell, corner: tuple[float, float], step: tuple[float, float]) -> None:
    """For a window over padding: a dotted line around the window, a solid one around its part on the map."""
    top, left, _, _ = cell.window_box
    size, edge = cell.window.shape[1], cell.input_size
    rows = max(0, -top), min(size, edge - top)
    columns = max(0, -left), min(size, edge - left)
    if (rows, columns) == ((0, size), (0, size)):
        return
    if rows[0] < rows[1] and columns[0] < columns[1]:
        x = [corner[0] + step[0] * at for at in columns]
        y = [corner[1] + step[1] * at for at in rows]
        sheet.box((x[0], y[0], x[1], y[1]), look.MARKS["window"], width=2)
    whole = (corner[0], corner[1], corner[0] + size * step[0], corner[1] + size * step[1])
    sheet.box(whole, look.MARKS["window"], "dot", 2)


def pool_figures(cell: Cell, maps: np.ndarray, axis: Axis, theme: look.Theme = look.LIGHT) -> list[go.Figure]:
    """Two figures, as wide as `POOL` says: the map that is read, with the window outlined and the cells that no window
    reads hatched; and the window's numbers, the largest outlined (max pooling only), with the result.

    maps: (C, H, W), all of the layer that is read: their largest value ends the scale.
    """
    sheet = Sheet(sum(POOL), HEIGHT, theme)
    side = HEIGHT - _HEAD - 4
    step = side / axis.size
    colours = from_zero(maps)
    sheet.text(f"<b>map {cell.channel}</b>, {axis.size}×{axis.size}", (0, 10))
    sheet.legend(colours, (side, 10))
    read_map = maps[cell.channel]
    sheet.matrices(read_map[None], (0, _HEAD), (step, step), colours)
    for first, end in axis.unread():
        sheet.hatch((0, _HEAD + first * step, side, _HEAD + end * step))
        sheet.hatch((first * step, _HEAD, end * step, _HEAD + side))
    _plates(sheet, read_map, axis, step)
    top, left, bottom, right = cell.window_box
    sheet.box((left * step, _HEAD + top * step, right * step, _HEAD + bottom * step), look.MARKS["window"])
    size = cell.window.shape[1]
    edge = min(80.0, 200 / size)
    at = (POOL[0] + 4, _HEAD + (side - size * edge) / 2)
    sheet.text("<b>window</b>", (at[0], 10))
    sheet.matrices(cell.window, at, (edge, edge), colours)
    averaged = size > 1 and cell.kernel.min() > 0
    if not averaged:
        row, column = divmod(int(cell.kernel.argmax()), size)
        corner = (at[0] + column * edge, at[1] + row * edge)
        sheet.box((*corner, corner[0] + edge, corner[1] + edge), look.MARKS["halo"], width=8)
        sheet.box((*corner, corner[0] + edge, corner[1] + edge), look.MARKS["cell"], width=4)
    words = at[0] + size * edge + 40
    sheet.text("→", (words, HEIGHT / 2), 26)
    sheet.text(f"<b>{exact(cell.value)}</b>", (words + 50, HEIGHT / 2), 26)
    sheet.text(_what_becomes_of(cell, averaged), (words + 50, HEIGHT / 2 + 34), 16, color=theme.muted, yanchor="top")
    return sheet.figures(POOL[0])


def _plates(sheet: Sheet, read_map: np.ndarray, axis: Axis, step: float) -> None:
    """The numbers of hatched cells, each on a plate of its own that covers the hatching."""
    size = number_size((step, step))
    unread = [at for first, end in axis.unread() for at in range(first, end)]
    for row, column in np.ndindex(read_map.shape) if size else ():
        if row in unread or column in unread:
            place = ((column + 0.5) * step, _HEAD + (row + 0.5) * step)
            sheet.text(short(float(read_map[row, column])), place, size, xanchor="center", borderpad=1,
                       bgcolor=sheet.theme.page)  # fmt: skip


def _what_becomes_of(cell: Cell, averaged: bool) -> str:
    """In words: what pooling does with each number of the window."""
    numbers = cell.window.reshape(-1)
    if averaged:
        total = exact(float(numbers.sum()))
        return f"each number counts 1/{numbers.size}:<br>the sum is {total},<br>divided by {numbers.size}"
    equal = int((numbers == numbers.max()).sum())
    if equal > 1:
        return _tied(numbers, equal)
    others = np.delete(numbers, int(cell.kernel.argmax())).tolist()
    lines = [", ".join(map(short, others[start : start + 3])) for start in range(0, len(others), 3)]
    return "thrown away:<br>" + "<br>".join(lines) if others else "nothing is thrown away"


def _tied(numbers: np.ndarray, equal: int) -> str:
    """In words: several numbers are the largest."""
    whose = "all" if equal == numbers.size else f"{equal} of"
    return (
        f"a tie: {whose} {numbers.size} are {short(float(numbers.max()))};<br>"
        "whichever is taken,<br>the result is the same.<br>PyTorch takes the first."
    )


def flatten_figures(
    maps: np.ndarray, channel: int, place: tuple[int, int], theme: look.Theme = look.LIGHT
) -> list[go.Figure]:
    """Two figures of equal width: the numbers of one of the maps (C, H, W) that are flattened, and the index that each
    gets. place: row and column of the cell that is outlined."""
    sheet = Sheet(FULL_WIDTH, HEIGHT, theme)
    _, height, width = maps.shape
    step = (min(80.0, 570 / width), min(46.0, (HEIGHT - _HEAD - 4) / height))
    index = np.arange(maps.size).reshape(maps.shape)[channel]
    of_values, plain = from_zero(maps), Colours([[0, theme.page], [1, theme.page]], 0, 1)
    for left, values, colours, head in (
        (0.0, maps[channel], of_values, f"map {channel}: the numbers"),
        (FULL_WIDTH / 2 + 2, index, plain, "the index that each number gets"),
    ):
        sheet.text(f"<b>{head}</b>", (left, 10))
        if colours is of_values:
            sheet.legend(colours, (left + max(width * step[0], 320), 10))
        sheet.matrices(values[None], (left, _HEAD), step, colours)
        x, y = left + place[1] * step[0], _HEAD + place[0] * step[1]
        sheet.box((x, y, x + step[0], y + step[1]), theme.accent, width=4)
    return sheet.figures(FULL_WIDTH / 2)
