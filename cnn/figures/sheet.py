"""A sheet for small matrices with their numbers printed in, and for boxes, hatching and words between them.

Coordinates are pixels from the top left corner at the nominal width; `cell` chooses what is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import theme as look
from cnn.figures.base import CLEAR, HIDDEN, base_layout, cut, hatching, heatmap, legend_strip, readable
from cnn.figures.numbers import scale_ends, short
from cnn.figures.scales import Colours

_STRIP = 40
"""Length of the strip of colours in a legend: one for each of its cells."""


def number_size(cell: tuple[float, float]) -> int:
    """Font size of a number in a cell of this width and height; 0 if it could not be read."""
    size = int(min(cell[1] * 0.6, cell[0] / 3.1, 20))
    return size if size >= 9 else 0


@dataclass
class Sheet:
    """Collects what is drawn; `figures` turns it into Plotly figures."""

    width: int
    height: int
    theme: look.Theme
    traces: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)

    def matrices(
        self, values: np.ndarray, corner: tuple[float, float], cell: tuple[float, float], colours: Colours
    ) -> None:
        """Matrices (n, rows, columns) one under the other, one empty row between; corner: left and top of the first;
        cell: width and height of a number. Numbers are left out where the cells are too small to read them."""
        count, rows, columns = values.shape
        z = np.full((count, rows + 1, columns), np.nan, np.float32)
        z[:, :rows] = values
        z = z.reshape(-1, columns)[:-1]
        trace = heatmap(z, colours) | {
            "hovertemplate": "%{z:.6g}<extra></extra>",
            "x0": corner[0] + cell[0] / 2, "dx": cell[0], "y0": corner[1] + cell[1] / 2, "dy": cell[1],
        }  # fmt: skip
        size = number_size(cell)
        if size:
            say = str if values.dtype.kind == "i" else short
            words = np.full((count, rows + 1, columns), "", object)
            words[:, :rows] = [[[say(value) for value in line] for line in one] for one in values.tolist()]
            words = words.reshape(-1, columns)[:-1]
            trace |= readable(words, trace) | {"textfont": look.font(size), "xgap": 1, "ygap": 1}
        self.traces.append(trace)

    def legend(self, colours: Colours, place: tuple[float, float]) -> None:
        """A strip of the colours with the values at its ends; place: its right end and middle height."""
        right, middle = place
        low, high = scale_ends(colours.low, colours.high)
        left = right - 8 - 7 * len(high) - _STRIP
        self.traces.append(legend_strip(colours.scale) | {"x0": left + 0.5, "dx": 1, "y0": middle, "dy": 9})
        self.text(low, (left - 4, middle), 13, xanchor="right", color=self.theme.muted)
        self.text(high, (left + _STRIP + 4, middle), 13, color=self.theme.muted)

    def text(self, words: str, place: tuple[float, float], size: int = 15, **more: Any) -> None:
        """Words whose left end (or `xanchor`) and middle height are at `place`."""
        self.texts.append({
            "text": words, "x": place[0], "y": place[1], "font": look.font(size, more.pop("color", self.theme.text)),
            "showarrow": False, "xanchor": "left", "yanchor": "middle", "align": "left", "borderpad": 0,
        } | more)  # fmt: skip

    def box(self, edges: tuple[float, float, float, float], color: str, dash: str = "solid", width: float = 3) -> None:
        """An outline; edges: left, top, right, bottom."""
        left, top, right, bottom = edges
        line = {"color": color, "width": width, "dash": dash}
        self.shapes.append({"type": "rect", "x0": left, "y0": top, "x1": right, "y1": bottom, "line": line})

    def hatch(self, edges: tuple[float, float, float, float]) -> None:
        """Slanted lines over cells that no window reads."""
        left, top, right, bottom = edges
        self.traces.append({
            "type": "scatter", "mode": "lines", "hoverinfo": "skip", "line": {"width": 0},
            "x": [left, right, right, left, left], "y": [top, top, bottom, bottom, top], "fill": "toself",
            "fillcolor": CLEAR, "fillpattern": hatching(6, look.MARKS["cell"]),
        })  # fmt: skip

    def figures(self, *cuts: float) -> list[go.Figure]:
        """The sheet as Plotly figures, cut at these places from left to right."""
        layout = base_layout(self.height, self.theme) | {
            "xaxis": HIDDEN,
            "yaxis": HIDDEN | {"range": [self.height, 0]},
            "shapes": self.shapes,
            "annotations": self.texts,
        }
        return cut(self.traces, layout, self.width, *cuts)
