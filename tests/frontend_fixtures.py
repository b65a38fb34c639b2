"""What Python computes that the front end computes too, as JSON for `assets/frontend/tests/shared.test.mjs`.

Seeded; a few hundred settings, the extreme ones among them.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

from cnn.figures import theme
from cnn.figures.montage import GAP, Grid, best_columns, best_grid, folded, positions
from cnn.figures.network import network_drawing
from cnn.figures.numbers import exact, percent, places_that_add_up, short, sure
from cnn.figures.png import coloured, text_colours
from cnn.figures.scales import SCOPES
from cnn.figures.unfilled import unfilled_network
from cnn.network.cell import explain_cell, receptive_field, rows_read, unflattened
from cnn.network.model import SimpleCNN
from cnn.network.shapes import LayerShape, LayerShapes, is_buildable, layer_shapes
from cnn.network.sliding import LAYERS, slide_of
from cnn.network.spec import CHOICES, LIMITS, MAP_LAYERS, TEXTBOOK, NetworkSpec
from cnn.network.trace import trace_forward
from cnn.network.windows import axis_of
from cnn.ui.compare.words import answers_compared
from cnn.ui.microscope.slide import slide_data
from cnn.ui.models import blank_trace
from cnn.ui.prediction import MUST_CHOOSE, NOTES, UNLIKE, second_line

NETWORKS, SLIDES, GRIDS, NUMBERS, FIGURES = 250, 9, 120, 400, 12

EXTREME = (
    TEXTBOOK,
    TEXTBOOK.changed(conv1_kernel_size=1, conv1_padding=3),  # windows on padding alone
    TEXTBOOK.changed(conv1_kernel_size=1, conv1_stride=3, pool1_kernel_size=1, pool1_stride=4),  # unread rows
    TEXTBOOK.changed(conv1_kernel_size=7, conv1_padding=0, conv2_kernel_size=7, conv2_padding=0, pool2_kind="none"),
    TEXTBOOK.changed(pool1_kind="none", pool2_kind="none", conv1_out_channels=1, conv2_out_channels=1),
    TEXTBOOK.changed(conv1_stride=3, conv2_stride=3, pool2_kernel_size=1, pool2_stride=4, conv2_padding=3),
)

SCALES = {"sequential": theme.SEQUENTIAL, "diverging": theme.DIVERGING, "weights": theme.WEIGHTS}


def write(path: Path) -> None:
    """All cases, as one file."""
    cases = {
        "networks": _networks(random.Random(1)),
        "slides": [_slide(spec, index) for index, spec in enumerate(_specs(SLIDES, random.Random(2)))],
        "grids": _grids(random.Random(3)),
        "gap": GAP,
        "palettes": [_palette(name) for name in SCALES],
        "tiles": theme.ON_TILES,
        **_numbers(),
        "best": _best(random.Random(8)),
        "answers": _answers(random.Random(6)),
        "verdicts": _verdicts(np.random.default_rng(9)),
        "figures": [_figure(spec, index) for index, spec in enumerate(_specs(FIGURES, random.Random(7)))],
    }
    path.write_text(json.dumps(cases, allow_nan=False), encoding="utf-8")


def _specs(count: int, chance: random.Random) -> list[NetworkSpec]:
    """`EXTREME`, and settings from all over their limits, as many as are asked for."""
    found = list(EXTREME)
    while len(found) < count:
        settings: dict[str, int | str] = {key: chance.randint(*ends) for key, ends in LIMITS.items()}
        settings |= {key: chance.choice(values) for key, values in CHOICES.items()}
        spec = TEXTBOOK.changed(**settings)
        if is_buildable(spec):
            found.append(spec)
    return found[:count]


# ---------------------------------------------------------------- windows and receptive fields


def _networks(chance: random.Random) -> list[dict[str, Any]]:
    return [_network(spec, chance) for spec in _specs(NETWORKS, chance)]


def _network(spec: NetworkSpec, chance: random.Random) -> dict[str, Any]:
    layers = layer_shapes(spec)
    cells = [_cell(layers, index, cell) for index in range(12) for cell in _cells(layers[index], chance)]
    rows = [_rows(layer, chance) for layer in layers if layer.kind in ("conv", "pool")]
    return {"layers": [_geometry(layer) for layer in layers], "cells": cells, "rows": rows}


def _geometry(layer: LayerShape) -> dict[str, Any]:
    """A layer as the page sends it to the script."""
    told = {name: getattr(layer, name) for name in ("name", "kind", "kernel_size", "stride", "padding")}
    return told | {"shape": list(layer.output_shape)}


def _cells(layer: LayerShape, chance: random.Random) -> Iterator[tuple[int, int, int]]:
    """The first and the last cell of a layer, and two others."""
    sizes = (*layer.output_shape, 1, 1)[:3]
    yield 0, 0, 0
    yield sizes[0] - 1, sizes[1] - 1, sizes[2] - 1
    for _ in range(2):
        yield chance.randrange(sizes[0]), chance.randrange(sizes[1]), chance.randrange(sizes[2])


def _cell(layers: LayerShapes, index: int, cell: tuple[int, int, int]) -> dict[str, Any]:
    """A cell with what it reads, all [first, end), and the input pixels that it depends on."""
    top, left, bottom, right = receptive_field(layers, layers[index].name, *cell)
    field = {"rows": [top, bottom], "columns": [left, right]} if bottom else None
    return {"index": index, "cell": cell, "window": _window(layers[index], cell), "field": field}


def _window(layer: LayerShape, cell: tuple[int, int, int]) -> dict[str, Any] | None:
    channel, row, column = cell
    if layer.kind == "input":
        return None
    if layer.kind == "flatten":
        channel, row, column = unflattened(channel, layer.input_shape)
        return {"channels": [channel, channel + 1], "rows": [row, row + 1], "columns": [column, column + 1]}
    if len(layer.input_shape) == 1:
        return {"units": [channel, channel + 1] if layer.kind == "relu" else [0, layer.input_shape[0]]}
    taps = [[place - layer.padding for place in axis_of(layer).taps(at)] for at in (row, column)]
    rows, columns = ([cells[0], cells[-1] + 1] for cells in taps)
    channels = [0, layer.input_shape[0]] if layer.kind == "conv" else [channel, channel + 1]
    return {"channels": channels, "rows": rows, "columns": columns}


def _rows(layer: LayerShape, chance: random.Random) -> dict[str, Any]:
    """What some rows of a layer read."""
    size = layer.output_shape[1]
    asked = sorted({chance.randrange(size) for _ in range(3)})
    read = sorted(rows_read(layer, set(asked)))
    return {"layer": _geometry(layer), "asked": asked, "size": layer.input_shape[1], "read": read}


# ---------------------------------------------------------------- the sliding window


def _slide(spec: NetworkSpec, seed: int) -> dict[str, Any]:
    """The four layers that a window slides over, with the numbers of some of their cells, for random weights and a
    random picture."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    model = SimpleCNN(spec.changed(conv1_out_channels=min(4, spec.conv1.out_channels)))
    trace = trace_forward(model, torch.rand(1, 28, 28))
    shown = []
    for layer in LAYERS:
        channel = chance.randrange(len(trace[layer]))
        slide = slide_of(model, trace, layer, channel)
        places = {(chance.randrange(slide.axis.output), chance.randrange(slide.axis.output)) for _ in range(4)}
        cells = []
        for row, column in sorted(places | {(0, 0)}):
            cell = explain_cell(model, trace, layer, channel, row, column)
            cells.append({
                "row": row, "column": column, "window": cell.window.reshape(len(cell.window), -1).tolist(),
                "sums": cell.partial_sums.tolist(), "winner": int(cell.kernel.argmax()), "value": cell.value,
            })  # fmt: skip
        shown.append({"data": slide_data(slide, theme.LIGHT), "cells": cells})
    return {"shown": shown}


# ---------------------------------------------------------------- montages


def _grids(chance: random.Random) -> list[dict[str, Any]]:
    return [_grid(chance) for _ in range(GRIDS)]


def _grid(chance: random.Random) -> dict[str, Any]:
    """A montage with the cells at some of its places (None in gaps), and a vector folded into the same columns."""
    count, height, width = chance.randint(1, 64), chance.randint(1, 28), chance.randint(1, 28)
    grid = Grid(count, height, width, chance.randint(1, count))
    table = positions(grid)
    places = [(chance.randrange(grid.shape[0]), chance.randrange(grid.shape[1])) for _ in range(40)]
    cells = []
    for row, column in places:
        channel, y, x = (int(one) for one in table[row, column])
        is_gap = y == height or x == width or channel >= count
        cells.append([row, column, None if is_gap else [channel, y, x]])
    vector = folded(np.arange(count, dtype=np.float32), grid.columns)
    return {
        "shape": [count, height, width], "columns": grid.columns, "size": grid.shape,
        "corners": [grid.corner(channel) for channel in range(count)], "cells": cells,
        "folded": [[None if np.isnan(value) else int(value) for value in line] for line in vector.tolist()],
    }  # fmt: skip


# ---------------------------------------------------------------- the answer and the figure of all layers


def _answers(chance: random.Random) -> dict[str, Any]:
    """Shares with their words, and answers with the line beside them."""
    shares = [np.float32(share).item() for share in (0.0, 0.001, 0.00099, 0.999, 0.9991, 0.0405, 0.5, 1.0)]
    shares += [np.float32(chance.random() ** 4).item() for _ in range(200)]
    lines = []
    for number in range(120):
        logits = np.array([chance.gauss(0, 3) for _ in range(10)], np.float32)
        softmax = torch.softmax(torch.from_numpy(logits), 0).numpy()
        finding, first = chance.choice(("one", "little", "several")), number % 3 == 0
        unlike = chance.random() < 0.4
        lines.append({
            "shares": softmax.tolist(), "finding": finding, "isFirst": first, "first": int(softmax.argmax()),
            "isUnlike": unlike, "second": second_line(softmax, finding, unlike, first),
            "sure": sure(float(softmax.max())),
        })  # fmt: skip
    return {
        "percent": [[share, percent(share), percent(share, short=True)] for share in shares],
        "lines": lines, "notes": NOTES, "must": MUST_CHOOSE, "unlike": UNLIKE,
    }  # fmt: skip


def _verdicts(chance: np.random.Generator) -> list[dict[str, Any]]:
    """The shares of two networks, and what their answers have in common."""
    found = []
    for number in range(120):
        one = chance.dirichlet(np.full(10, 0.2)).astype(np.float32)
        other = one if number % 4 == 0 else chance.dirichlet(20 * one + 0.1).astype(np.float32)
        found.append({"one": one.tolist(), "other": other.tolist(), "said": answers_compared(one, other)})
    return found


def _figure(spec: NetworkSpec, seed: int) -> dict[str, Any]:
    """The unfilled figure of a network, and for every scope what the figure of a random pass has in it."""
    torch.manual_seed(seed)
    model = SimpleCNN(spec)
    trace = trace_forward(model, torch.rand(1, 28, 28))
    unfilled = unfilled_network(blank_trace(spec))
    keep = [MAP_LAYERS.index(name) for name in ("input", "conv1", "pool2")] + [7, 10]  # flatten and fc2
    drawings = {scope: network_drawing(trace, scope) for scope in SCOPES}
    return {
        "layers": unfilled["layers"], "keep": keep,
        "outputs": {name: np.ravel(values).tolist() for name, values in trace.items()},
        "scopes": {
            scope: [_filled(drawing, unfilled["layers"][index]) for index in keep]
            for scope, drawing in drawings.items()
        },
    }  # fmt: skip


def _filled(drawing: dict[str, Any], layer: dict[str, Any]) -> dict[str, Any]:
    """What a layer of a drawn figure has in it."""
    trace, ends = drawing["data"][layer["trace"]], drawing["layout"]["annotations"][layer["ends"]]
    return {"z": _rows_of(trace["z"]), "high": trace["zmax"], "ends": ends["text"]}


def _rows_of(z: np.ndarray) -> list[list[float | None]]:
    return [[None if np.isnan(value) else value for value in row] for row in z.astype(float).tolist()]


def _best(chance: random.Random) -> list[dict[str, Any]]:
    """Columns for maps and for vectors in boxes of any size."""
    found = []
    for _ in range(200):
        shape = (chance.randint(1, 64), chance.randint(1, 31), chance.randint(1, 31))
        box = (chance.randint(40, 1900), chance.randint(40, 1000))
        found.append({
            "shape": shape, "box": box, "grid": best_grid(shape, box).columns,
            "columns": best_columns(shape[0] * 4, box),
        })  # fmt: skip
    return found


# ---------------------------------------------------------------- colours and numbers


def _palette(name: str) -> dict[str, Any]:
    """256 values from end to end and some beyond, with their colours and the text on them."""
    shares = np.linspace(0, 1, 256).reshape(1, -1)
    values = np.random.default_rng(4).uniform(-3, 3, (1, 300))
    return {
        "scale": SCALES[name],
        "table": coloured(shares, SCALES[name], (0, 1))[0, :, :3].tolist(),
        "texts": text_colours(shares, SCALES[name], (0, 1))[0].tolist(),
        "limits": [-2, 2],
        "values": values[0].tolist(),
        "colours": coloured(values, SCALES[name], (-2, 2))[0, :, :3].tolist(),
    }


def _numbers() -> dict[str, Any]:
    """Numbers with their words, many of them exactly between two that can be written. Six digits are compared where
    neither language writes an exponent."""
    chance = random.Random(5)
    values = [chance.choice((-1, 1)) * 10 ** chance.uniform(-3.9, 5.9) for _ in range(NUMBERS)]
    values += [0.0, 1.0, -1.0, 100.0, 99.96, 10.0, 9.996, 0.0995, 0.0994, 0.0004, -0.0004, 0.001, 1 / 3, 123456.0, 0.5]
    values += [
        chance.randint(-(2**bits), 2**bits) / 2 ** chance.randint(1, bits) for bits in range(1, 14) for _ in range(50)
    ]
    pairs = [(chance.uniform(-3, 3), chance.choice((0.0, chance.uniform(-0.3, 0.3)))) for _ in range(NUMBERS)]
    pairs += [(chance.randint(-64, 64) / 32, chance.randint(-64, 64) / 64) for _ in range(NUMBERS)]
    return {
        "exact": [[value, exact(value)] for value in values],
        "short": [[value, short(value)] for value in values],
        "decimals": [[*pair, places_that_add_up(pair, 4)] for pair in pairs],
    }
