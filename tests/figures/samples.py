"""What several tests of figures draw or read: forward passes, explained cells, the pieces of a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
import torch

from cnn.digits.handwriting import generate_digits
from cnn.network.cell import Cell, explain_cell
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.network.trace import Trace, trace_forward
from cnn.weights.load import untrained

IMAGE = torch.rand(1, 28, 28, generator=torch.Generator().manual_seed(0))


def trace_for(spec: NetworkSpec, seed: int = 0) -> Trace:
    """A pass of a generated digit through the network with random weights."""
    images, _ = generate_digits(1, seed)
    return trace_forward(untrained(spec, seed), torch.from_numpy(images).float() / 255)


def taken_apart(layer: str, place: tuple[int, int, int], spec: NetworkSpec = TEXTBOOK) -> tuple[Cell, Trace]:
    model = untrained(spec)
    trace = trace_forward(model, IMAGE)
    return explain_cell(model, trace, layer, *place), trace


def tables(figures: Sequence[go.Figure]) -> list[Any]:
    """The heatmaps with numbers of a sheet's pieces, without its legends."""
    return [one for figure in figures for one in figure.data if one.type == "heatmap" and one.name != "legend"]


def boxes(figures: Sequence[go.Figure]) -> list[Any]:
    """The outlines of a sheet's pieces."""
    return [one for figure in figures for one in figure.layout.shapes]


def written(figures: Sequence[go.Figure]) -> str:
    """All words of a sheet's pieces."""
    return " ".join(text.text for figure in figures for text in figure.layout.annotations)
