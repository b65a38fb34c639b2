"""What the browser's tab keeps and gives to a new session: the adapter of `page/remember.js`.

After a reload, a restart of the server or a long time without connection the session is a new one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cnn.digits.prepare import prepare_steps
from cnn.ui import drawing, state, teacher
from cnn.ui.components import component
from cnn.ui.learned import is_in_same_step, learned_text, with_learned
from cnn.ui.packed_drawing import PackedDrawing
from cnn.ui.server import training_cookie
from cnn.ui.session import Session, token_of
from cnn.ui.training import runs as training_runs

_WEIGHTS = {"edited": "your edited kernels", "yours": "your own weights"}
"""The learner's own weights in a sentence, by their origin."""


def keep(page: str, theme: str, view: str) -> None:
    """To be called on every page, with a name of its own, the theme, "light" or "dark", that it is drawn for, and the
    view that it shows.

    The script also has the page run again when it turns light or dark while it is open, and it brings what every page
    has: see `page/index.js`.
    """
    now = state.session()
    data = {
        "name": now.training.name, "board": now.board, "answered": now.canvas.answered, "heard": now.tab.reconnected,
        "restored": now.tab.restored, "page": page, "theme": theme,
        "start": drawing.start_of(now.canvas), "weights": now.own_weights[0].origin if now.own_weights else "",
        "pinned": now.pinned.weights, "learned": learned_text(now, view),
        "cookie": training_cookie.ADDRESS if training_cookie.is_served() else "",
    }  # fmt: skip
    state.listen("keep")
    script = component("page/index.js")
    script(
        key="keep", data=data, height=1, on_found_change=_take_found, on_hello_change=_hear,
        on_changed_change=lambda: None,  # what is wanted of another theme is the run itself
        on_panel_change=teacher.open_panel, on_reset_change=teacher.reset,
    )  # fmt: skip


def _hear() -> None:
    """Callback of the script after a reconnect; the new number tells the script that the server received it."""
    tab = state.session().tab
    state.update(replace(tab, reconnected=tab.reconnected + 1))


def _take_found() -> None:
    """Callback of the script: what the tab has kept for a session that is gone, or has not sent to this one."""
    found = state.widget("keep", {}).get("found")
    if not isinstance(found, dict):
        return
    now = state.session()
    ink = drawing.ink_in(found.get("drawing"))
    token = token_of(found.get("board"))
    if token == now.tab.token:  # the page was left in the middle of a stroke
        sequence = drawing.sequence_in(found)
        if ink is not None and found["board"] == now.board and sequence > now.canvas.answered:
            drawing.put_back(ink, answered=sequence)
        return
    learned, is_new = found.get("learned"), now.tab.restored != token
    is_free = now.canvas.is_untouched or (now.canvas.is_as_begun and is_in_same_step(now, learned))
    if is_new:
        state.restore(with_learned(now, learned))
    if ink is not None and is_new:
        if is_free:
            drawing.put_back(ink)
        elif now.canvas.is_as_begun:  # for Undo: a link to another step has its own drawing on the board
            earlier = PackedDrawing.of(prepare_steps(ink))
            state.update(replace(state.session().canvas, earlier=(earlier,)))
    gone = " and ".join(_gone(found, now))
    state.update(replace(state.session().tab, restored=token))
    if gone:
        lost = f"A new session was started: {gone} were lost."
        of_a = " Network A of Compare now has the app’s weights." if _has_lost_a(found, now) else ""
        state.set_notice(f"{lost}{of_a} Your drawing and your settings are still here.")


def _gone(found: dict[str, Any], now: Session) -> list[str]:
    """What this server cannot restore of it, in words."""
    gone = []
    name = found.get("name")
    if isinstance(name, str) and name and not now.training.name and not training_runs.claim(name[:40]):
        gone.append("your trainings")
    words = _WEIGHTS.get(str(found.get("weights")))
    if words and (now.network.own is None or _has_lost_a(found, now)):
        gone.append(words)
    return gone


def _has_lost_a(found: dict[str, Any], now: Session) -> bool:
    """Whether A of Compare had the learner's own weights, and has those of the app instead."""
    return found.get("pinned") == "own" and now.pinned.weights == "app"
