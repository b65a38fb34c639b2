"""Linked views: the adapter of `linked/index.js`, which marks what a cell reads while the learner points at it.

The script works in the browser; only a cell that is opened is sent to the server. It finds the layers by their names:
as traces of figures, and as pictures made by `cells_picture`.
"""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from cnn.figures.montage import best_grid, montage
from cnn.figures.png import coloured, data_uri
from cnn.figures.scales import SIGNED
from cnn.figures.theme import DIVERGING, MARKS, SEQUENTIAL
from cnn.lessons.places import VIEWS
from cnn.network.shapes import LayerShape
from cnn.ui import state, views
from cnn.ui.components import component
from cnn.ui.parts import CellAddress

_MICROSCOPE = "pages/microscope.py"
_OPENS = "opens the microscope"
"""What a click does, as the line under a figure says it."""

CELL_VIEW = VIEWS["microscope"][0]
"""Key of the microscope's switch between its views, and the view that an opened cell is shown in."""


_LINE = '<div class="linked-line" role="status" aria-live="polite"></div>'


def linked_views(
    layers: tuple[LayerShape, ...],
    figure: str = "network",
    blank: bool = False,
    before: Callable[[], None] | None = None,
) -> None:
    """The line under the container `figure`, and marks on all that shows `layers` in it; a cell that is opened is
    shown in the microscope.

    blank: there is no digit, so no values are shown. before: called before the microscope is shown.
    """
    if _marks(layers, figure, state.session().microscope.cell, _under_the_microscope, blank=blank):
        if before is not None:
            before()
        _to_the_microscope()


def way_to_the_microscope() -> None:
    """A button that opens the Microscope page, for learners who do not think of clicking a cell."""
    if st.button("Look inside one cell: Microscope", key="to_microscope", width="stretch"):
        _to_the_microscope()


def _to_the_microscope() -> None:
    st.switch_page(_MICROSCOPE, query_params=state.query_to_keep())


def linked_here(
    layers: tuple[LayerShape, ...], figure: str, cell: CellAddress | None = None, twice: bool = False
) -> None:
    """As `linked_views`, on the microscope's own page, which shows an opened cell in the same run.

    cell: the one that the view shows already; it stays marked while nothing is pointed at. twice: a double click opens
    a cell, because a click means something else in this view.
    """
    pinned = cell is not None
    _marks(layers, figure, cell, _under_the_microscope, pinned=pinned, twice=twice, opens="opens that cell")


def linked_cells(
    layers: tuple[LayerShape, ...], figure: str, cell: CellAddress, take: Callable[[CellAddress], None]
) -> None:
    """The line and the marks for layers that are not those of the network; take: called with the cell that is opened.

    cell: stays marked while nothing is pointed at.
    """
    _marks(layers, figure, cell, take, pinned=True, opens="chooses that cell")


def cells_picture(layer: str, maps: np.ndarray, top: float, alt: str, first: int = 0) -> str:
    """HTML of a picture of maps (C, H, W), in a square of tiles, with every value in it for `linked/index.js`.

    top: the value of the strongest colour. alt: what it shows, in words. first: which channel of `layer` is maps[0].
    """
    count, height, width = maps.shape
    grid = best_grid((count, height, width), (1.0, 1.0))
    values = base64.b64encode(np.ascontiguousarray(maps, np.float32).tobytes()).decode("ascii")
    cells = {"layer": layer, "first": first, "count": count, "columns": grid.columns, "ring": 0, "values": values}
    scale, low = (DIVERGING, -top) if layer in SIGNED else (SEQUENTIAL, 0.0)
    uri = data_uri(coloured(montage(maps, grid), scale, (low, top)))
    return (
        f'<span class="map" data-cells="{html.escape(json.dumps(cells))}" aria-label="{html.escape(alt)}">'
        f'<img src="{uri}" alt=""></span>'
    )


def _marks(
    layers: tuple[LayerShape, ...],
    figure: str,
    address: CellAddress | None,
    take: Callable[[CellAddress], None],
    **how: bool | str,
) -> bool:
    """Put the script on the page; returns whether a cell was opened (`take` has been called with it)."""
    cell = None if address is None else dict(zip(("layer", "channel", "row", "column"), address, strict=True))
    geometry = [_geometry(layer) for layer in layers]
    data = {"figure": figure, "layers": geometry, "colours": MARKS, "cell": cell, "opens": _OPENS} | how
    script = component("linked/index.js", _LINE, isolate_styles=False)
    state.listen(f"marks_{figure}")
    with st.container(key=f"linked_{figure}"):
        answer = script(key=f"marks_{figure}", data=data, on_open_change=lambda: _take(figure, take))
    return _cell_in(answer.open) is not None


def is_opened(figure: str) -> bool:
    """Whether the learner's last action opened a cell of the figure."""
    return _opened(figure) is not None


def _opened(figure: str) -> CellAddress | None:
    return _cell_in(state.widget(f"marks_{figure}", {}).get("open"))


def _cell_in(sent: Any) -> CellAddress | None:
    """A cell as the script sends it; None for anything else."""
    if not isinstance(sent, Mapping) or not isinstance(sent.get("layer"), str):
        return None
    channel, row, column = (sent.get(name) for name in ("channel", "row", "column"))
    if type(channel) is int and type(row) is int and type(column) is int:
        return sent["layer"], channel, row, column
    return None


def _take(figure: str, take: Callable[[CellAddress], None]) -> None:
    """Callback of the script: the cell that was opened."""
    cell = _opened(figure)
    if cell is not None:
        take(cell)


def _under_the_microscope(cell: CellAddress) -> None:
    state.update(replace(state.session().microscope, cell=cell))
    views.show("microscope", CELL_VIEW)


def _geometry(layer: LayerShape) -> dict[str, Any]:
    return {
        "name": layer.name, "kind": layer.kind, "shape": list(layer.output_shape), "kernel_size": layer.kernel_size,
        "stride": layer.stride, "padding": layer.padding,
    }  # fmt: skip
