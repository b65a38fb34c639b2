"""Linked views: the adapter of `assets/linked.js`, which marks what a cell reads while the learner points at it.

The script works in the browser alone; the server hears only of a cell that was opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from cnn.figures.theme import MARKS
from cnn.shapes import LayerShape
from cnn.ui import state
from cnn.ui.state import Address

_ASSETS = Path(__file__).resolve().parents[2] / "assets"
_MICROSCOPE = "pages/microscope.py"

VIEW_KEY, CELL_VIEW = "microscope_view", "The cell"
"""Key of the microscope's switch between its views, and the view that an opened cell is shown in."""


@lru_cache(maxsize=1)
def _component() -> Any:
    return st.components.v2.component(
        "explorer.linked",
        html='<div class="linked-line" role="status" aria-live="polite"></div>',
        js=(_ASSETS / "linked.js").read_text(encoding="utf-8"),
        isolate_styles=False,
    )


def linked_views(layers: tuple[LayerShape, ...], figure: str = "network", blank: bool = False) -> None:
    """The line under the figure in the container `figure`, and its marks; a cell that is opened goes to the microscope.

    The traces of the figure are found by the names of `layers`. blank: there is no digit, so values are not told.
    """
    if _marks(layers, figure, state.session().cell, blank=blank):
        st.switch_page(_MICROSCOPE, query_params=state.query_of_settings())


def linked_here(layers: tuple[LayerShape, ...], figure: str, cell: Address | None = None) -> None:
    """As `linked_views`, for figures on the microscope's own page, where an opened cell is shown by the same run.

    cell: stays marked while nothing is pointed at.
    """
    _marks(layers, figure, cell, pinned=cell is not None)


def _marks(
    layers: tuple[LayerShape, ...], figure: str, address: Address | None, blank: bool = False, pinned: bool = False
) -> bool:
    """Put the script on the page; whether a cell was opened."""
    cell = None if address is None else dict(zip(("layer", "channel", "row", "column"), address, strict=True))
    geometry = [_geometry(layer) for layer in layers]
    data = {"figure": figure, "layers": geometry, "colours": MARKS, "blank": blank, "cell": cell, "pinned": pinned}
    with st.container(key=f"linked_{figure}"):
        answer = _component()(key=f"marks_{figure}", data=data, on_open_change=lambda: _take(figure))
    return answer.open is not None


def is_opened(figure: str) -> bool:
    """Whether a cell of the figure was opened by what the learner did last."""
    return isinstance(state.widget(f"marks_{figure}", {}).get("open"), Mapping)


def _take(figure: str) -> None:
    """Callback of the script: the cell that was opened."""
    if is_opened(figure):
        sent = state.widget(f"marks_{figure}")["open"]
        state.update(cell=(str(sent["layer"]), int(sent["channel"]), int(sent["row"]), int(sent["column"])))
        state.seed(VIEW_KEY, CELL_VIEW)


def _geometry(layer: LayerShape) -> dict[str, Any]:
    return {
        "name": layer.name, "kind": layer.kind, "shape": list(layer.output_shape), "kernel_size": layer.kernel_size,
        "stride": layer.stride, "padding": layer.padding,
    }  # fmt: skip
