"""Questions about the rows and columns that no window reads."""

from __future__ import annotations

from random import Random

from cnn.network.shapes import LayerShape, layer_shapes
from cnn.network.spec import LAYER_NAMES, NetworkSpec
from cnn.network.windows import axis_of, unread_of
from cnn.quiz.answers import Cell, Mistake, Pointed
from cnn.quiz.kinds.kind import SIZE_KEYS, WINDOWED, Draft, Kind, found, one_change, typed
from cnn.quiz.question import Grid, place
from cnn.quiz.subject import NotPossibleError, Subject
from cnn.quiz.words import block, layer_line, shape_text

LARGEST = {1: 14, 2: 20, 3: 34}
"""The largest map to point at, by level."""


def _reads_no_end(spec: NetworkSpec, name: str) -> bool:
    """Whether rows at the end are never read, and none between the windows."""
    unread = unread_of(axis_of(layer_shapes(spec).named(name)))
    return unread.end > 0 and unread.skipped == 0


def _leaving_rows(rng: Random, subject: Subject, accept: tuple[str, ...] = WINDOWED) -> tuple[NetworkSpec, str]:
    """A network, the subject's or one change from it, and a layer of it that leaves rows at the end."""
    spec = subject.spec
    if not any(_reads_no_end(spec, name) for name in accept):
        _, spec = one_change(rng, spec, SIZE_KEYS, lambda _, spec: any(_reads_no_end(spec, name) for name in accept))
    return spec, found(rng, accept, lambda name: _reads_no_end(spec, name))


def never_read_rows(rng: Random, subject: Subject, level: int) -> Draft:
    """How many rows are never read."""
    spec, name = _leaving_rows(rng, subject)
    layer = layer_shapes(spec).named(name)
    count, size = unread_of(axis_of(layer)).end, layer.input_shape[1]
    wrong = [(0, 1, f"You read all {size} rows, but the windows do not divide them evenly.")]
    return Draft(
        f"`{name}` reads maps of {size}×{size}.\n\n{block(layer_line(spec, name))}\n\n"
        "How many rows at the bottom of these maps are in no window? (Rows of padding do not count.)",
        typed(count, wrong),
        f"{layer.output_shape[1]} windows of {layer.kernel_size} at stride {layer.stride} end {_end(layer)}, so "
        f"{count} of the {size} rows {'is' if count == 1 else 'are'} never read.",
        spec,
        place("shapes", spec, name, view="line by line"),
    )


def _end(layer: LayerShape) -> str:
    last = (layer.output_shape[1] - 1) * layer.stride + layer.kernel_size - layer.padding
    return f"after row {last - 1} (counted from 0)"


def unread_cells(layer: LayerShape) -> frozenset[Cell]:
    """The cells of a layer's input maps that are in no window."""
    axis = axis_of(layer)
    reads = axis.reads()[axis.padding : axis.padding + axis.size]
    lines = range(axis.size)
    return frozenset((row, column) for row in lines for column in lines if not reads[row] or not reads[column])


def never_read_cell(rng: Random, subject: Subject, level: int) -> Draft:
    """Pointing at a cell that is never read."""

    def fits(spec: NetworkSpec, name: str) -> bool:
        layer = layer_shapes(spec).named(name)
        return 3 <= layer.input_shape[1] <= LARGEST[level] and bool(unread_cells(layer))

    spec = subject.spec
    if not any(fits(spec, name) for name in WINDOWED):
        _, spec = one_change(rng, spec, SIZE_KEYS, lambda _, spec: any(fits(spec, name) for name in WINDOWED))
    name = found(rng, WINDOWED, lambda name: fits(spec, name))
    layer, size = layer_shapes(spec).named(name), layer_shapes(spec).named(name).input_shape[1]
    right = unread_cells(layer)
    read = frozenset((row, column) for row in range(size) for column in range(size)) - right
    if not read:
        raise NotPossibleError
    asked = subject.with_spec(spec)
    before = LAYER_NAMES[LAYER_NAMES.index(name) - 1]
    channel = max(range(layer.input_shape[0]), key=lambda index: float(asked.trace[before][index].std()))
    words = f"That cell is in a window. {layer.output_shape[1]} windows of {layer.kernel_size} fit along {size} cells."
    grid = Grid(
        f"{before}, channel {channel}", asked.trace[before][channel], "input" if name == "conv1" else "activation"
    )
    return Draft(
        f"`{name}` reads {shape_text(layer.input_shape)}.\n\n{block(layer_line(spec, name))}\n\n"
        "Point at a cell of this map that it never reads.",
        Pointed(0, (size, size), right, ((read, Mistake(1, words)),)),
        f"{layer.formula}: {len(right)} of the {size * size} cells are in no window.",
        spec,
        place("shapes", spec, name, view="line by line"),
        (grid,),
        asked.image,
    )


UNREAD_KINDS = (
    Kind("never_read_rows", "Shapes", (1,), never_read_rows),
    Kind("never_read_cell", "Shapes", (1,), never_read_cell),
)
