"""The networks of Explore and Compare at work in the browser: the adapter of `live/index.js`.

The server says which network and which picture; the browser computes and draws. Where it cannot, the page is drawn by
the server.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np

from cnn.digits.handwriting import example_strokes
from cnn.ui import components, state
from cnn.ui.board import Canvas
from cnn.ui.drawing import BRUSH
from cnn.ui.prediction import MUST_CHOOSE, NOTES, UNLIKE, invitation
from cnn.ui.server.networks import drawing_address, known_address, network_address
from cnn.ui.session import Session
from cnn.ui.shown_digit import EXAMPLE
from cnn.weights.load import LoadedModel

NOT_HERE = (
    "This browser could not run the network itself, so the server does: slower, with the same numbers. "
    "Reload the page to try again."
)


EXAMPLE_NOTE = "This is an example. Touch the board and draw your own digit."


@dataclass(frozen=True)
class View:
    """One network on a page.

    name: in the browser, and the end of its keys. views: the names of all networks on the page; the first one brings
    the picture. leading: the name of the one that the setting sliders change. places: the arrangement of its layers, ""
    for that of Explore: see `cnn.ui.server.networks`. scope: what shares a colour scale, "" for what is chosen there.
    is_shared: whether the textbook network too has the weights that all settings share, while a slider is held.
    """

    name: str = ""
    views: tuple[str, ...] = ("",)
    leading: str = ""
    places: str = ""
    scope: str = ""
    is_shared: bool = False

    def key(self, first: str, last: str = "") -> str:
        """A key of this network: "network_a_figure"."""
        return "_".join(filter(None, (first, self.name, last)))


EXPLORE = View()


def is_possible(loaded: LoadedModel, now: Session) -> bool:
    """Whether the browser can run the network: it is offered one, and has not failed before."""
    return not now.page.runs_on_server and network_address(loaded) is not None


def network(loaded: LoadedModel, now: Session, theme: str, view: View = EXPLORE) -> None:
    """The figure of all layers; theme: "light" or "dark"."""
    key = view.key("network", "live_figure")  # another than that of the server's figure, which would stay
    _part(
        "network", view, key, drawing=drawing_address(loaded.model.spec, theme, view.places, view.is_shared),
        network=network_address(loaded), known=known_address(loaded), scope=view.scope or now.page.scope,
        views=view.views, leading=view.leading,
        **(_picture(now, key) if view.name == view.views[0] else {}),
    )  # fmt: skip


def _picture(now: Session, key: str) -> dict[str, Any]:
    """What is on the board; key: of the part that may ask for it."""
    canvas = now.canvas
    return {
        "example": _example() if canvas.is_untouched else None, "board": now.board, "answered": canvas.answered,
        "picture": _picture_for(canvas, key), "finding": canvas.finding,
    }  # fmt: skip


def answer(now: Session, view: View = EXPLORE, other: Mapping[str, Any] = MappingProxyType({})) -> None:
    """The predicted digit and its probability; other: words that this page says in place of those of Explore."""
    words: dict[str, Any] = {
        "notes": NOTES,
        "unlike": UNLIKE,
        "must": MUST_CHOOSE,
        "isFirst": not now.canvas.told,
        "example": EXAMPLE_NOTE,
        "invitation": invitation(),
        "spoken": view.key("answer"),
    }
    _part("answer", view, view.key("live_answer"), words={**words, **other})


def table(view: View = EXPLORE) -> None:
    """Every digit's logit and probability."""
    _part("table", view, view.key("live_table"))


def verdict() -> None:
    """What the answers of two networks have in common, in a sentence."""
    _part("verdict", EXPLORE, "live_verdict")


@lru_cache(maxsize=1)
def _example() -> dict[str, Any]:
    """The example as the pen draws it: strokes of points from 0 to 1, and the width of the pen in pixels."""
    strokes = [stroke.round(4).tolist() for stroke in example_strokes(EXAMPLE)]
    return {"strokes": strokes, "brush": BRUSH, "label": "example"}


def _part(name: str, view: View, key: str, **data: Any) -> None:
    script = components.component("live/index.js", isolate_styles=False)
    state.listen(key)
    told = {"part": name, "view": view.name} | data
    script(key=key, data=told, on_failed_change=_take_failure, on_picture_change=lambda: None)


def _picture_for(canvas: Canvas, key: str) -> dict[str, Any] | str | None:
    """The picture, or "drawn" where the browser made it itself and has not asked for it."""
    if canvas.digit is not None and canvas.digit is not canvas.started and not _is_asked(key):
        return "drawn"
    return picture_data(canvas.image)


def _is_asked(key: str) -> bool:
    """Whether the browser has asked for the picture in this very run; key: of the part that asks."""
    return bool(state.widget(key, {}).get("picture"))


def _take_failure() -> None:
    """Callback of the script: it cannot run the network."""
    state.update(replace(state.session().page, runs_on_server=True))
    state.set_notice(NOT_HERE)


def picture_data(image: np.ndarray | None) -> dict[str, Any] | None:
    """The box of the ink in a (28, 28) picture, its values float32 in base64; None where there is none."""
    if image is None:
        return None
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    top, left, bottom, right = rows[0], columns[0], rows[-1] + 1, columns[-1] + 1
    values = np.ascontiguousarray(image[top:bottom, left:right], np.float32).tobytes()
    return {
        "top": int(top), "left": int(left), "width": int(right - left),
        "values": base64.b64encode(values).decode("ascii"),
    }  # fmt: skip
