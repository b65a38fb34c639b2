"""What a trained network mistakes for what: the confusion matrix, and the accuracy of every digit beside it."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import theme as look
from cnn.figures.base import HIDDEN, axes, base_layout, digit_axis, finished, on_axes, share_bars, title
from cnn.figures.png import text_colours

HEIGHT = 400

_ROOM = 0.3
"""Share of right answers from which the number fits into its bar. (Plotly rotates a number that does not fit, and
leaves it out of a bar without length.)"""
_UP = [0.0, 0.86]

_FRAME = look.MARKS["window"]
"""The one colour that stands out on every cell and on both pages."""


def confusion_figure(
    confusion: np.ndarray, by_digit: np.ndarray, chosen: tuple[int, int], theme: look.Theme = look.LIGHT
) -> go.Figure:
    """confusion: int (10, 10), row: the digit written, column: the digit read; by_digit: (10,) share of right answers;
    chosen: row and column of the cell whose digits are shown.

    The cells are square markers, because clicks are reported for points and never for heatmaps: point 10·row + column
    of the first trace, the only one that reacts to the mouse. Colours show the mistakes only, on a square root so that
    single ones can be seen; right answers, many times as many, have a thin frame, the chosen cell a thick one.
    """
    worst = int(np.nanargmin(by_digit)) if np.isfinite(by_digit).any() else -1
    shares = np.nan_to_num(by_digit)
    words = [f"{100 * share:.1f} %" if np.isfinite(share) else "none tested" for share in by_digit.tolist()]
    bars = share_bars(shares, words, _ROOM, worst, theme) | on_axes(2)
    bars |= {"insidetextanchor": "start", "textangle": 0, "hoverinfo": "skip"}
    layout = base_layout(HEIGHT, theme) | _axes(theme) | {"bargap": 0.3}
    layout["annotations"] = [
        title("<b>read as …</b> each row is a digit that was written", 0.05, theme),
        title("<b>read correctly</b>", 0.76, theme),
    ]
    return finished([*_cells(confusion, chosen, theme), bars], layout)


def _cells(confusion: np.ndarray, chosen: tuple[int, int], theme: look.Theme) -> list[dict[str, Any]]:
    """The squares, then the numbers on them."""
    rows, columns = np.divmod(np.arange(100), 10)
    right, mine = rows == columns, (rows == chosen[0]) & (columns == chosen[1])
    wrong = np.where(right, 0, confusion.ravel())
    strength = np.sqrt(wrong / max(1, wrong.max()))
    place = {"type": "scatter"} | on_axes(1)
    squares = place | {
        "mode": "markers", "x": columns, "y": rows, "customdata": confusion.ravel(),
        "marker": {
            "symbol": "square", "size": 31, "color": strength, "colorscale": look.SEQUENTIAL, "cmin": 0, "cmax": 1,
            "line": {"width": np.select([mine, right], [5, 2], 0), "color": np.where(mine, _FRAME, theme.accent)},
            "opacity": 1,
        },
        "hovertemplate": "written <b>%{y}</b>, read as <b>%{x}</b><br><b>%{customdata:,}</b> digits<extra></extra>",
    }  # fmt: skip
    filled = confusion.ravel() > 0
    numbers = place | {
        "mode": "text", "x": columns[filled], "y": rows[filled], "hoverinfo": "skip",
        "text": [f"{count:,}" for count in confusion.ravel()[filled].tolist()],
        "textfont": look.font(13) | {"color": text_colours(strength, look.SEQUENTIAL, (0, 1))[filled].tolist()},
    }  # fmt: skip
    return [squares, numbers]


def _axes(theme: look.Theme) -> dict[str, Any]:
    rows = digit_axis(_UP, theme)
    columns = rows | {"range": [-0.5, 9.5], "domain": [0.05, 0.68], "side": "top"}
    return axes(1, columns, rows) | axes(2, HIDDEN | {"range": [0, 1], "domain": [0.76, 1.0]}, digit_axis(_UP, theme))
