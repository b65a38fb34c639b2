"""The small arrays of a quiz question: numbers in their cells where they can be read, marks, and cells to point at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import theme as look
from cnn.figures.base import HIDDEN, axes, base_layout, finished, heatmap, label, legend_strip, on_axes, readable
from cnn.figures.numbers import exact, number, scale_ends, short
from cnn.figures.scales import Colours, around_zero, from_zero
from cnn.figures.sheet import number_size

if TYPE_CHECKING:
    from cnn.quiz.question import Grid

MOST_NUMBERS = 8
"""Grids of more rows or columns have no numbers in their cells."""

_LARGEST_CELL, _WIDEST, _NARROW_PICTURE = 46, 220, 112
"""Pixels: of a cell, of all columns together, and of a picture that stands beside another in a narrow column."""

_TICKS, _LEGEND, _STRIP, _RING = 20, 24, 48, 3

Position = tuple[int, int]


@dataclass(frozen=True)
class Pointing:
    """What is shown on a grid that is pointed at: the chosen cell, and the right ones once they may be seen."""

    chosen: Position | None = None
    right: frozenset[Position] = frozenset()


def shows_numbers(grid: Grid) -> bool:
    """Whether every cell has its number: not where the question is about the colours, or hides the values."""
    return max(grid.values.shape) <= MOST_NUMBERS and grid.scale is None and not grid.hidden


def cell_text(value: float) -> str:
    """A number in its cell: two digits after the point, three for small ones."""
    return short(value) if abs(value) < 10 else number(value, ".2f" if abs(value) < 100 else ".1f")


def grid_colours(grid: Grid) -> Colours:
    """The scale of its kind, which ends where the question says or at the largest value; that of an input at 1."""
    if grid.kind == "weight":
        colours = around_zero(grid.values, look.WEIGHTS)
    elif grid.kind == "signed":
        colours = around_zero(grid.values)
    else:
        colours = Colours(look.SEQUENTIAL, 0, 1) if grid.kind == "input" else from_zero(grid.values)
    return Colours(colours.scale, *grid.scale) if grid.scale else colours


@dataclass(frozen=True)
class _Plan:
    """Sizes in pixels. edge: of a cell. ring: left free around the cells, for lines around those at the edge.
    ticks: for the numbers of rows and columns. legend: height under the cells."""

    rows: int
    columns: int
    edge: float
    ring: int
    ticks: int
    legend: int

    @property
    def width(self) -> int:
        return round(self.columns * self.edge) + 2 * self.ring + self.ticks

    @property
    def height(self) -> int:
        return round(self.rows * self.edge) + 2 * self.ring + self.ticks + self.legend


def _plan(grid: Grid, has_ticks: bool, narrow: bool) -> _Plan:
    rows, columns = grid.values.shape
    edge = min(_LARGEST_CELL, _WIDEST // columns)
    if narrow and columns == 28:
        edge = _NARROW_PICTURE / columns
    ring, ticks = _RING if has_ticks or grid.marked else 0, _TICKS if has_ticks else 0
    return _Plan(rows, columns, edge, ring, ticks, 0 if grid.hidden else _LEGEND)


def grid_size(grid: Grid, has_ticks: bool, narrow: bool = False) -> tuple[int, int]:
    """Width and height of its figure in pixels. narrow: pictures so small that two stand in a narrow column."""
    plan = _plan(grid, has_ticks, narrow)
    return plan.width, plan.height


def grid_figure(
    grid: Grid, theme: look.Theme = look.LIGHT, pointing: Pointing | None = None, narrow: bool = False
) -> go.Figure:
    """The figure of a grid; with `pointing` its rows and columns are numbered, and point number row · columns + column
    can be pressed: clicks are reported for points and never for heatmaps."""
    colours = grid_colours(grid)
    plan = _plan(grid, pointing is not None, narrow)
    traces = [_cells(grid, colours, theme, plan.edge, has_points=pointing is not None)]
    if pointing is not None:
        traces += [_points(grid), *_outlines(pointing)]
    layout = base_layout(plan.height, theme) | _axes(plan, theme)
    layout["hoverdistance"] = -1
    if grid.marked:
        layout["shapes"] = _box(grid.marked)
    if not grid.hidden:
        ends = (exact(grid.scale[0]), exact(grid.scale[1])) if grid.scale else scale_ends(*colours.limits)
        strip, layout["annotations"] = _legend(colours.scale, ends, plan, theme)
        traces.append(strip)
    return finished(traces, layout)


def _cells(grid: Grid, colours: Colours, theme: look.Theme, edge: float, has_points: bool) -> dict[str, Any]:
    """The coloured cells. Values that are not to be shown have one quiet colour."""
    if grid.hidden:
        colours = Colours([[0, theme.quiet_bar], [1, theme.quiet_bar]], 0, 1)
    trace = heatmap(np.asarray(grid.values, np.float32), colours) | {"name": "cells"}
    if max(grid.values.shape) <= 16:
        trace |= {"xgap": 1, "ygap": 1}
    size = number_size((edge, edge))
    if shows_numbers(grid) and size:
        words = np.array([[cell_text(value) for value in line] for line in grid.values.tolist()], object)
        trace |= readable(words, trace) | {"textfont": look.font(size)}
    return trace | ({"hoverinfo": "skip"} if has_points else {"hovertemplate": _hover(grid, "z") + "<extra></extra>"})


def _hover(grid: Grid, value: str) -> str:
    place = "row %{y}, column %{x}"
    return place if grid.hidden or grid.scale else f"{place}: <b>%{{{value}:.3g}}</b>"


def _points(grid: Grid) -> dict[str, Any]:
    """An unseen point in the middle of every cell; the nearest one is pressed."""
    rows, columns = np.indices(grid.values.shape)
    return {
        "type": "scatter", "mode": "markers", "name": "points", "x": columns.ravel(), "y": rows.ravel(),
        "marker": {"size": 6, "opacity": 0}, "customdata": np.asarray(grid.values, np.float32).ravel(),
        "hovertemplate": _hover(grid, "customdata") + "<extra></extra>",
    }  # fmt: skip


def _outlines(pointing: Pointing) -> Iterable[dict[str, Any]]:
    """A solid line around the right cells, and a dotted one around the chosen cell."""
    if pointing.right:
        yield from _line("right", pointing.right, look.MARKS["window"], "solid", 3)
    if pointing.chosen is not None:
        yield from _line("chosen", {pointing.chosen}, look.MARKS["cell"], "dot" if pointing.right else "solid", 3)


def _line(name: str, cells: Iterable[Position], colour: str, dash: str, width: int) -> Iterable[dict[str, Any]]:
    x, y = outline(cells)
    line = {"type": "scatter", "mode": "lines", "name": name, "x": x, "y": y, "hoverinfo": "skip", "cliponaxis": False}
    yield line | {"line": {"color": look.MARKS["halo"], "width": width + 3}}
    yield line | {"line": {"color": colour, "width": width, "dash": dash}}


def outline(cells: Iterable[Position]) -> tuple[list[float | None], list[float | None]]:
    """x and y of the edges that `cells` share with no other of them, with None between two edges."""
    inside = set(cells)
    x: list[float | None] = []
    y: list[float | None] = []
    for row, column in sorted(inside):
        left, right, top, bottom = column - 0.5, column + 0.5, row - 0.5, row + 0.5
        for other, xs, ys in (
            ((row - 1, column), (left, right), (top, top)),
            ((row + 1, column), (left, right), (bottom, bottom)),
            ((row, column - 1), (left, left), (top, bottom)),
            ((row, column + 1), (right, right), (top, bottom)),
        ):
            if other not in inside:
                x += [*xs, None]
                y += [*ys, None]
    return x, y


def _box(marked: tuple[int, int, int, int]) -> list[dict[str, Any]]:
    """The marked cells: a light line on a dark one, so that it stands out on every value."""
    top, left, bottom, right = marked
    edges = {"type": "rect", "x0": left - 0.5, "x1": right - 0.5, "y0": top - 0.5, "y1": bottom - 0.5}
    lines = ((look.MARKS["halo"], 7), (look.MARKS["window"], 3))
    return [edges | {"line": {"color": colour, "width": width}} for colour, width in lines]


def _axes(plan: _Plan, theme: look.Theme) -> dict[str, Any]:
    """Square cells with row 0 at the top, numbered where they are pointed at; and the axes of the legend's strip."""
    rows, columns, ring = plan.rows, plan.columns, plan.ring / plan.edge
    left, top, bottom = plan.ticks / plan.width, 1 - plan.ticks / plan.height, plan.legend / plan.height
    shared = {"showgrid": False, "zeroline": False, "fixedrange": True, "constrain": "domain", "ticks": ""}
    shared |= {"tickfont": look.font(11, theme.muted), "showticklabels": plan.ticks > 0, "ticklabeloverflow": "allow"}
    across = {"range": [-0.5 - ring, columns - 0.5 + ring], "domain": [left, 1], "constraintoward": "left"}
    down = {"range": [rows - 0.5 + ring, -0.5 - ring], "domain": [bottom, top], "constraintoward": "top"}
    across |= {"side": "top"} | _numbered(columns)
    cells = axes(1, shared | across, shared | down | {"scaleanchor": "x"} | _numbered(rows))
    if not plan.legend:
        return cells
    strip = HIDDEN | {"range": [0, plan.width], "domain": [0, 1]}
    return cells | axes(2, strip, HIDDEN | {"range": [0, 1], "domain": [0, bottom]})


def _numbered(count: int) -> dict[str, Any]:
    step = 1 if count <= 10 else 2 if count <= 20 else 5
    return {"tickvals": list(range(0, count, step))}


def _legend(
    scale: look.Scale, ends: tuple[str, str], plan: _Plan, theme: look.Theme
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The strip of colours under the cells, and the values at its two ends. A scale that the question depends on has
    the digits that the question names."""
    low, high = ends
    start = 7.0 * len(low) + 8
    strip = legend_strip(scale) | on_axes(2)
    strip |= {"x0": start + _STRIP / 80, "dx": _STRIP / 40, "y0": 0.4, "dy": 10 / _LEGEND}
    middle = 0.4 * _LEGEND / plan.height
    labels = (
        label(low, 13, theme.muted, (start - 4) / plan.width, middle) | {"xanchor": "right"},
        label(high, 13, theme.muted, (start + _STRIP + 4) / plan.width, middle) | {"xanchor": "left"},
    )
    return strip, list(labels)
