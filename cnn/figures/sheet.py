"""A sheet for small matrices with their numbers printed in, and for boxes, hatching and words between them.

Coordinates are pixels from the top left corner at the nominal width; what is drawn is up to `cell`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import theme as look
from cnn.figures.base import legend_strip
from cnn.figures.numbers import scale_ends
from cnn.figures.png import text_colours


def short(value: float) -> str:
    """A number for a small cell: two digits at least down to 0.01, a true minus; "0" for an exact zero alone."""
    if value == 0:
        return "0"
    places = next((places for places, least in enumerate((100, 10, 0.0995)) if abs(value) >= least), 3)
    text = f"{value:.{places}f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", "−")


def exact(value: float) -> str:
    """A number in a sentence: six significant digits, a true minus."""
    return f"{value:.6g}".replace("-", "−")


_STRIP = 40
"""Length of the strip of colours in a legend: one for each of its cells."""


@dataclass(frozen=True)
class Ink:
    """How the numbers of a matrix are coloured: a scale of `theme`, and the values at its two ends."""

    scale: look.Scale
    low: float
    high: float


def signed(values: np.ndarray, scale: look.Scale = look.DIVERGING) -> Ink:
    """Colours centred on zero that just hold `values`."""
    most = float(np.abs(values).max(initial=0)) or 1.0
    return Ink(scale, -most, most)


def readable(words: np.ndarray, colours: np.ndarray) -> list[list[str]]:
    """Words for the cells of a heatmap, each in its own colour: Plotly has one colour for all, or its own guess."""
    return [
        [f'<span style="color:{colour}">{word}</span>' if word else "" for word, colour in zip(*line, strict=True)]
        for line in zip(words.tolist(), colours.tolist(), strict=True)
    ]


def number_size(cell: tuple[float, float]) -> int:
    """Font size of a number in a cell of this width and height; 0 where it could not be read."""
    size = int(min(cell[1] * 0.6, cell[0] / 3.1, 20))
    return size if size >= 9 else 0


@dataclass
class Sheet:
    """A figure in the making: `figures()` gives it away."""

    width: int
    height: int
    theme: look.Theme
    traces: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)

    def matrices(self, values: np.ndarray, corner: tuple[float, float], cell: tuple[float, float], ink: Ink) -> None:
        """Matrices (n, rows, columns) one under the other, one empty row between; corner: left and top of the first;
        cell: width and height of a number. Numbers are left out where they would not be legible."""
        count, rows, columns = values.shape
        z = np.full((count, rows + 1, columns), np.nan, np.float32)
        z[:, :rows] = values
        z = z.reshape(-1, columns)[:-1]
        trace: dict[str, Any] = {
            "type": "heatmap", "z": z, "zmin": ink.low, "zmax": ink.high, "colorscale": ink.scale, "showscale": False,
            "hoverongaps": False, "hovertemplate": "%{z:.6g}<extra></extra>",
            "x0": corner[0] + cell[0] / 2, "dx": cell[0], "y0": corner[1] + cell[1] / 2, "dy": cell[1],
        }  # fmt: skip
        size = number_size(cell)
        if size:
            say = str if values.dtype.kind == "i" else short
            words = np.full((count, rows + 1, columns), "", object)
            words[:, :rows] = [[[say(value) for value in line] for line in one] for one in values.tolist()]
            words = words.reshape(-1, columns)[:-1]
            font = {"family": look.FONT, "size": size}
            text = readable(words, text_colours(z, ink.scale, (ink.low, ink.high)))
            trace |= {"text": text, "texttemplate": "%{text}", "textfont": font, "xgap": 1, "ygap": 1}
        self.traces.append(trace)

    def legend(self, ink: Ink, place: tuple[float, float]) -> None:
        """The colours of `ink` and the values at its ends, right end and middle height at `place`."""
        right, middle = place
        low, high = scale_ends(ink.low, ink.high)
        left = right - 8 - 7 * len(high) - _STRIP
        self.traces.append(legend_strip(ink.scale) | {"x0": left + 0.5, "dx": 1, "y0": middle, "dy": 9})
        self.text(low, (left - 4, middle), 13, xanchor="right", color=self.theme.muted)
        self.text(high, (left + _STRIP + 4, middle), 13, color=self.theme.muted)

    def text(self, words: str, place: tuple[float, float], size: int = 15, **more: Any) -> None:
        """Words whose left end (or `xanchor`) and middle height stand at `place`."""
        font = {"family": look.FONT, "size": size, "color": more.pop("color", self.theme.text)}
        self.texts.append({
            "text": words, "x": place[0], "y": place[1], "font": font, "showarrow": False, "xanchor": "left",
            "yanchor": "middle", "align": "left", "borderpad": 0,
        } | more)  # fmt: skip

    def box(self, edges: tuple[float, float, float, float], color: str, dash: str = "solid", width: float = 3) -> None:
        """An outline; edges: left, top, right, bottom."""
        left, top, right, bottom = edges
        line = {"color": color, "width": width, "dash": dash}
        self.shapes.append({"type": "rect", "x0": left, "y0": top, "x1": right, "y1": bottom, "line": line})

    def hatch(self, edges: tuple[float, float, float, float]) -> None:
        """Slanted lines over what is not read."""
        left, top, right, bottom = edges
        self.traces.append({
            "type": "scatter", "mode": "lines", "hoverinfo": "skip", "line": {"width": 0},
            "x": [left, right, right, left, left], "y": [top, top, bottom, bottom, top], "fill": "toself",
            "fillcolor": "rgba(0,0,0,0)",
            "fillpattern": {"shape": "/", "fgcolor": "#ffffff", "size": 6, "solidity": 0.35, "fillmode": "overlay"},
        })  # fmt: skip

    def figures(self, *cuts: float) -> list[go.Figure]:
        """The sheet as Plotly figures, cut at these places from left to right; each stretches with its container.

        Side by side they are the whole; on a phone they stand one under the other.
        """
        return [self._piece(left, right) for left, right in pairwise((0, *cuts, self.width))]

    def _piece(self, left: float, right: float) -> go.Figure:
        """What begins between two places."""
        hidden = {"visible": False, "fixedrange": True}
        traces = [one for one in self.traces if left <= one.get("x0", one.get("x", (0,))[0]) < right]
        layout = base_layout(self.height, self.theme) | {
            "xaxis": hidden | {"range": [left, right]},
            "yaxis": hidden | {"range": [self.height, 0]},
            "shapes": [one for one in self.shapes if left <= one["x0"] < right],
            "annotations": [one for one in self.texts if left <= one["x"] < right],
        }
        return go.Figure({"data": traces, "layout": layout}, _validate=False)


def base_layout(height: int, theme: look.Theme) -> dict[str, Any]:
    """What all figures of the microscope share: nothing but the data."""
    return {
        "height": height, "margin": {"l": 0, "r": 0, "t": 0, "b": 0}, "showlegend": False, "dragmode": False,
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)", "hovermode": "closest",
        "hoverlabel": look.hover_label(theme), "font": {"family": look.FONT, "color": theme.text, "size": 14},
    }  # fmt: skip
