"""The arrays of a question on the printed sheet: small ones as tables of numbers, large ones as pictures."""

from __future__ import annotations

import base64
import html
import io

import numpy as np
from PIL import Image

from cnn.quiz.question import Grid
from cnn.quiz.words import end_of_scale, shown

LARGEST_TABLE = 8
"""Grids of more rows or columns are pictures."""

_SIDE = 168
"""Height and width of a picture, in pixels."""


def grid_html(grid: Grid) -> str:
    """A small grid as a table, a large one as a picture: white ink on black, as the questions call it. A grid whose
    values are not to be shown is named."""
    title, (rows, columns) = html.escape(grid.title), grid.values.shape
    if grid.hidden:
        return f"<p>[{title}: {rows}×{columns}]</p>"
    if max(rows, columns) <= LARGEST_TABLE:
        return _table(grid, title)
    low, high = _limits(grid)
    words = f"{title}, {rows}×{columns}. Black: {end_of_scale(low)}, white: {end_of_scale(high)}"
    return (
        f'<figure><img src="{_png(grid.values, low, high)}" alt="{words}" width="{_SIDE}" height="{_SIDE}">'
        f"<figcaption>{words}</figcaption></figure>"
    )


def _table(grid: Grid, title: str) -> str:
    """Every number in its cell; what is outlined on the page is outlined here."""
    top, left, bottom, right = grid.marked or (0, 0, 0, 0)
    rows = ""
    for row, line in enumerate(grid.values.tolist()):
        cells = (
            f'<td class="number{" marked" * (top <= row < bottom and left <= column < right)}">{shown(value)}</td>'
            for column, value in enumerate(line)
        )
        rows += f"<tr>{''.join(cells)}</tr>"
    return f"<table><caption>{title}</caption>{rows}</table>"


def _limits(grid: Grid) -> tuple[float, float]:
    """The values that are black and white, with three digits."""
    if grid.scale:
        return grid.scale
    if grid.kind == "input":
        return 0, 1
    largest = float(f"{float(np.abs(grid.values).max(initial=0)) or 1:.3g}")
    return (0 if grid.kind == "activation" else -largest), largest


def _png(values: np.ndarray, low: float, high: float) -> str:
    """Values as a PNG in shades of grey, as a data URI: one pixel for each."""
    shades = (255 * np.clip((values - low) / ((high - low) or 1), 0, 1)).round().astype(np.uint8)
    written = io.BytesIO()
    Image.fromarray(shades).save(written, "PNG")
    return "data:image/png;base64," + base64.b64encode(written.getvalue()).decode("ascii")
