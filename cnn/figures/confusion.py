"""What a trained network mistakes for what: the confusion matrix, and the accuracy of every digit beside it."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from cnn.figures import layout as parts
from cnn.figures import theme as look

HEIGHT = 400
_UP = [0.0, 0.86]


def confusion_figure(confusion: np.ndarray, by_digit: np.ndarray, theme: look.Theme = look.LIGHT) -> go.Figure:
    """confusion: int (10, 10), row: the digit written, column: the digit read; by_digit: (10,) share of right answers.

    The cells are square markers, because clicks are reported for points and never for heatmaps: point 10·row + column
    of the first trace. Colour counts the mistakes alone (with a square root, so that single ones can be seen); right
    answers, which are many times as many, are framed.
    """
    worst = int(np.nanargmin(by_digit)) if np.isfinite(by_digit).any() else -1
    bars = parts.ten_bars(np.nan_to_num(by_digit), "2", worst, theme) | {
        "text": [f"{100 * share:.1f} %" if np.isfinite(share) else "none tested" for share in by_digit.tolist()],
        "textposition": "inside",
        "insidetextanchor": "start",
        "hovertemplate": "digit <b>%{y}</b><br>read rightly <b>%{x:.2%}</b><extra></extra>",
    }
    bars["textfont"] = {"family": look.FONT, "size": 13, "color": [theme.text] * 10}
    if worst >= 0:
        bars["textfont"]["color"][worst] = theme.page
    layout = parts.plain(HEIGHT, theme) | _axes(theme) | {"bargap": 0.3}
    layout["annotations"] = [
        parts.title("<b>read as …</b> each row is a digit that was written", 0.05, theme),
        parts.title("<b>read rightly</b>", 0.76, theme),
    ]
    return go.Figure({"data": [_cells(confusion, theme), bars], "layout": layout}, _validate=False)


def _cells(confusion: np.ndarray, theme: look.Theme) -> dict[str, Any]:
    rows, columns = np.divmod(np.arange(100), 10)
    right = rows == columns
    wrong = np.where(right, 0, confusion.ravel())
    strength = np.sqrt(wrong / max(1, wrong.max()))
    as_it_is = {"marker": {"opacity": 1}}  # a selected cell stays like the others
    return {
        "type": "scatter", "mode": "markers+text", "x": columns, "y": rows, "xaxis": "x", "yaxis": "y",
        "marker": {
            "symbol": "square", "size": 31, "color": strength, "colorscale": look.SEQUENTIAL, "cmin": 0, "cmax": 1,
            "line": {"width": np.where(right, 2, 0), "color": theme.accent}, "opacity": 1,
        },
        "text": [f"{count:,}" if count else "" for count in confusion.ravel().tolist()],
        "textfont": {"family": look.FONT, "size": 13, "color": np.where(strength > 0.62, "#1c1a17", "#f1efec")},
        "customdata": confusion.ravel(), "selected": as_it_is, "unselected": as_it_is,
        "hovertemplate": "written <b>%{y}</b>, read as <b>%{x}</b><br><b>%{customdata:,}</b> digits<extra></extra>",
    }  # fmt: skip


def _axes(theme: look.Theme) -> dict[str, Any]:
    rows = parts.digit_axis(_UP, "", theme)
    columns = rows | {"range": [-0.5, 9.5], "domain": [0.05, 0.68], "anchor": "y", "side": "top"}
    hidden = {"visible": False, "fixedrange": True, "range": [0, 1], "domain": [0.76, 1.0], "anchor": "y2"}
    return {"xaxis": columns, "yaxis": rows, "xaxis2": hidden, "yaxis2": parts.digit_axis(_UP, "2", theme)}
