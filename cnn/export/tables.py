"""Tables of a saved page, as text: the layers, the answer, and the numbers of a figure. Knows no HTML."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np

from cnn.export.csv_numbers import FIGURE_COLUMNS, figure_rows, words
from cnn.export.plotly_json import Drawing, plain_figure
from cnn.network.shapes import layer_shapes, totals
from cnn.network.spec import NetworkSpec
from cnn.network.trace import Trace

Table = Sequence[Sequence[str]]
"""Rows of cells; the first row is the head."""

MOST_ROWS = 200
"""Points of a figure that are listed; of more, a line for each trace says how many and from where to where."""


def layers_table(spec: NetworkSpec) -> Table:
    """Shape, formula, parameters, work and receptive field of every layer, and the sums.

    Raises SpecError if the network cannot be built.
    """
    layers = layer_shapes(spec)
    rows = [
        (
            layer.name, str([1, *layer.output_shape]), layer.formula or "–", f"{layer.parameters:,}", f"{layer.macs:,}",
            f"{layer.receptive_field}×{layer.receptive_field}",
        )
        for layer in layers
    ]  # fmt: skip
    parameters, macs = totals(layers)
    head = ("layer", "output [N, C, H, W]", "output size", "parameters", "multiply-accumulates", "receptive field")
    return [head, *rows, ("sum", "", "", f"{parameters:,}", f"{macs:,}", "")]


def answer_table(trace: Trace) -> Table:
    """The logit and the probability of each digit."""
    both = zip(trace.logits.tolist(), trace.probabilities.tolist(), strict=True)
    rows = [(str(digit), f"{logit:.4f}", f"{100 * share:.4f} %") for digit, (logit, share) in enumerate(both)]
    return [("digit", "logit (fc2)", "probability (softmax)"), *rows]


def figure_table(figure: Drawing) -> Table:
    """What a figure draws: every point, without columns that are empty; or, of more than `MOST_ROWS`, a summary."""
    rows = list(islice(figure_rows(figure), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        return _summary(figure)
    kept = [index for index, name in enumerate(FIGURE_COLUMNS) if name == "trace" or any(row[index] for row in rows)]
    return [[row[index] for index in kept] for row in (FIGURE_COLUMNS, *rows)]


def _summary(figure: Drawing) -> Table:
    rows = []
    for number, trace in enumerate(plain_figure(figure)["data"]):
        key = next((key for key in ("z", "y", "x") if trace.get(key) is not None), None)
        values = _numbers(trace[key]) if key else np.empty(0)
        if key and values.size:
            ends = (f"{value:.6g}" for value in (values.min(), values.mean(), values.max()))
            rows.append((str(number), words(trace.get("name")), key, f"{values.size:,}", *ends))
    return [("trace", "name", "of", "how many", "smallest", "mean", "largest"), *rows]


def _numbers(values: Any) -> np.ndarray:
    """float64 (n,): the finite numbers in an array or in nested lists; none if there are words in it."""
    try:
        flat = np.asarray(values, np.float64).ravel()
    except (TypeError, ValueError):
        return np.empty(0)
    return flat[np.isfinite(flat)]
