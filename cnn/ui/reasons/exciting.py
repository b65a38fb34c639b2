"""The digits that excite a channel: pictures with the receptive field of the strongest cell, and a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cnn.digits.sets import DigitSet
from cnn.explain.channels import Strongest
from cnn.figures.numbers import number
from cnn.figures.png import data_uri
from cnn.figures.theme import MARKS
from cnn.network.cell import Box, receptive_field
from cnn.network.shapes import layer_shapes
from cnn.network.spec import INPUT_SIZE, NetworkSpec

Channel = tuple[Strongest, int]
"""What was found for a layer, and the number of one of its channels."""

Mine = tuple[np.ndarray, Strongest] | None
"""The learner's drawing, float32 (28, 28), and what was found for it."""


@dataclass(frozen=True, eq=False)
class _Exciting:
    """name: of the digit. picture: uint8 (28, 28). value, row, column: of the strongest cell. field: what it reads."""

    name: str
    picture: np.ndarray
    value: float
    row: int
    column: int
    field: Box


def _each(spec: NetworkSpec, layer: str, channel: Channel, digits: DigitSet, mine: Mine) -> Iterator[_Exciting]:
    """The strongest first; the learner's own last."""
    layers, (found, index) = layer_shapes(spec), channel
    for place, value, row, column in found.places(index):
        field = receptive_field(layers, layer, index, row, column)
        yield _Exciting(f"a {int(digits.labels[place])}", digits.images[place].numpy(), value, row, column, field)
    if mine is not None:
        (_, value, row, column), *_ = mine[1].places(index)
        field = receptive_field(layers, layer, index, row, column)
        yield _Exciting("yours", (mine[0] * 255).round().astype(np.uint8), value, row, column, field)


def exciting_tiles(spec: NetworkSpec, layer: str, channel: Channel, digits: DigitSet, mine: Mine) -> str:
    """A picture for each, as HTML."""
    tiles = (_tile(one, layer) for one in _each(spec, layer, channel, digits, mine))
    return f'<div class="exciting">{"".join(tiles)}</div>'


def _tile(one: _Exciting, layer: str) -> str:
    value = number(one.value, "#.3g")
    frame = "" if layer == "fc1" else _frame(one.field)
    alt = f"{one.name}, value {value}" + ("" if layer == "fc1" else f"; framed: {_field_words(one.field)}")
    return (
        f'<figure class="{"mine" if one.name == "yours" else ""}"><span><img src="{data_uri(one.picture)}" alt="{alt}">'
        f"{frame}</span><figcaption>{one.name} <b>{value}</b></figcaption></figure>"
    )


def _frame(field: Box) -> str:
    """The outline of the receptive field, in per cent of the picture."""
    top, left, bottom, right = (100 * edge / INPUT_SIZE for edge in field)
    place = f"top:{top:.2f}%;left:{left:.2f}%;height:{bottom - top:.2f}%;width:{right - left:.2f}%"
    return f'<i style="{place};border-color:{MARKS["field"]};outline-color:{MARKS["halo"]}"></i>'


def _field_words(field: Box) -> str:
    top, left, bottom, right = field
    if bottom <= top or right <= left:
        return "padding alone"
    return f"rows {top}–{bottom - 1}, columns {left}–{right - 1}"


def exciting_table(spec: NetworkSpec, layer: str, channel: Channel, digits: DigitSet, mine: Mine) -> str:
    """The text twin of the pictures, in Markdown."""
    rows = ["| digit | value | cell | pixels that it reads |", "|:--|--:|:--|:--|"]
    for one in _each(spec, layer, channel, digits, mine):
        cell = "–" if layer == "fc1" else f"row {one.row}, column {one.column}"
        rows.append(f"| {one.name} | {number(one.value, '.4g')} | {cell} | {_field_words(one.field)} |")
    return "\n".join(rows)
