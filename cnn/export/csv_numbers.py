"""The numbers of a layer, or of a figure, as CSV. Numbers are written as the browser writes them (see
`assets/frontend/live/large_figure.js`), with every digit of a float32."""

from __future__ import annotations

import csv
import html
import io
import math
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np

from cnn.export.plotly_json import Drawing, plain_figure
from cnn.network.spec import LAYER_NAMES, MAP_LAYERS
from cnn.network.trace import Trace

FIGURE_COLUMNS = ("trace", "name", "x", "y", "z", "text")
"""The columns of `figure_csv`; trace: its number in the figure, from 0."""


def layer_csv(trace: Trace, layer: str) -> str:
    """The outputs of a layer: channel, row, column, value for maps; unit, value for a vector.

    Raises ValueError if there is no such layer.
    """
    if layer not in LAYER_NAMES:
        raise ValueError(f"There is no layer {layer!r}: use one of {', '.join(LAYER_NAMES)}.")
    is_maps, values = layer in MAP_LAYERS, trace[layer]
    lines = ["channel,row,column,value" if is_maps else "unit,value"]
    for place, value in zip(np.ndindex(values.shape), values.ravel().tolist(), strict=True):
        lines.append(",".join([*map(str, place), number_text(value)]))
    return "\n".join(lines) + "\n"


def figure_csv(figure: Drawing) -> str:
    """What a figure's traces draw: a line for each point or cell, in `FIGURE_COLUMNS`; gaps and legends are
    left out.

    Markup in texts is removed, and a text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerow(FIGURE_COLUMNS)
    for row in figure_rows(figure):
        lines.writerow([_safe(one) for one in row])
    return written.getvalue()


def figure_rows(figure: Drawing) -> Iterator[tuple[str, ...]]:
    """The lines of `figure_csv` below its head, as text, in `FIGURE_COLUMNS`."""
    for number, trace in enumerate(plain_figure(figure)["data"]):
        z = _listed(trace.get("z"))
        if _is_legend(trace, z):
            continue
        for x, y, value, text in _cells(trace, z) if z and isinstance(z[0], list) else _points(trace):
            yield str(number), words(trace.get("name")), _written(x), _written(y), _written(value), words(text)


def _is_legend(trace: dict[str, Any], z: Any) -> bool:
    """Whether a trace shows colours and no data: the figures draw legends as one row of cells that says nothing."""
    is_strip = isinstance(z, list) and len(z) == 1
    return is_strip and trace.get("hoverinfo") == "skip" and trace.get("name", "legend") == "legend"


def _cells(trace: dict[str, Any], z: list[list[Any]]) -> Iterator[tuple[Any, ...]]:
    """x, y, z, text of every cell of a heatmap or a picture that is no gap."""
    texts = _listed(trace.get("text"))
    for row, line in enumerate(z):
        for column, value in enumerate(line):
            if _is_there(value):
                text = texts[row][column] if isinstance(texts, list) else texts
                yield _place(trace, "x", column), _place(trace, "y", row), value, text


def _points(trace: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """x, y, z, text of every point of a line, of bars or of corners in space, but not where a line breaks."""
    columns = [_listed(trace.get(key)) for key in ("x", "y", "z", "text")]
    for index in range(max((len(one) for one in columns if isinstance(one, list)), default=0)):
        x, y, z, text = (
            (one[index] if index < len(one) else None) if isinstance(one, list) else one for one in columns
        )
        x, y = (index if whole is None else one for whole, one in zip(columns, (x, y), strict=False))
        if _is_there(x) and _is_there(y):
            yield x, y, z, text


def _place(trace: dict[str, Any], axis: str, index: int) -> Any:
    """The coordinate of a row or column of cells: Plotly takes a list, or a start and a step."""
    places = _listed(trace.get(axis))
    if isinstance(places, list):
        return places[index] if index < len(places) else None
    return trace.get(f"{axis}0", 0) + index * trace.get(f"d{axis}", 1)


def _listed(values: Any) -> Any:
    return values.tolist() if isinstance(values, np.ndarray) else values


def _is_there(value: Any) -> bool:
    return value is not None and not (isinstance(value, float) and math.isnan(value))


def _written(value: Any) -> str:
    if isinstance(value, list):  # the colour of a pixel
        return " ".join(map(_written, value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number_text(value) if _is_there(value) else ""
    return words(value) if _is_there(value) else ""


def words(text: Any) -> str:
    """A text of a figure without its markup, on one line; "" for None."""
    if text is None:
        return ""
    plain = html.unescape(re.sub(r"<[^<>]*>", " ", str(text)))
    return " ".join("".join(one if one.isprintable() else " " for one in plain).split())


def _safe(text: str) -> str:
    """OWASP, "CSV Injection": such a text is a formula to a spreadsheet."""
    is_number = re.fullmatch(r"-?(\d+(\.\d+)?(e[+-]\d+)?|Infinity)", text)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") and not is_number else text


def number_text(value: float) -> str:
    """A number as JavaScript writes it (ECMAScript, Number::toString): the fewest digits from which it can be read back
    exactly, with an exponent below 0.000001 and from 10 to the power of 21 on."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else f"{'-' * (value < 0)}Infinity"
    if value == 0:
        return "0"  # also for -0
    _, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    figures, point = "".join(map(str, digits)), len(digits) + int(exponent)
    sign = "-" if value < 0 else ""
    if not -6 < point <= 21:
        rest = f".{figures[1:]}" if figures[1:] else ""
        return f"{sign}{figures[0]}{rest}e{point - 1:+d}"
    if point <= 0:
        return f"{sign}0.{'0' * -point}{figures}"
    whole = figures[:point].ljust(point, "0")
    return sign + whole + (f".{figures[point:]}" if figures[point:] else "")
