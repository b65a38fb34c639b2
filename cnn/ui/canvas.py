"""The drawing canvas and what fills it: the pen, the ten examples, an uploaded picture, clear and undo.

All of them change the canvas part of the session; nothing is drawn or classified here.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image
from streamlit_drawable_canvas import st_canvas

from cnn.digits.handwriting import example_drawing
from cnn.digits.prepare import PreparedDigit, ink_of, levels_of, prepare_steps
from cnn.digits.upload import MOST_MEGABYTES, UploadError, first_of_several, read_picture
from cnn.ui import drawing, state
from cnn.ui.components import component
from cnn.ui.drawing import BRUSH, SIZE
from cnn.ui.packed_drawing import Objects, PackedDrawing


def drawing_canvas() -> None:
    """The canvas. A page that shows it also needs `watch_pen`, which sends what is drawn on it."""
    now = state.session()
    canvas = now.canvas
    if now.page.arrived and canvas.digit is not None:  # Streamlit empties the canvas when another page is shown
        canvas = canvas.restarted(drawing.objects_of(canvas.drawing), canvas.digit)
    page = replace(now.page, arrived=False, notice_shown=now.page.notice)
    state.update(replace(canvas, nonce_shown=canvas.nonce), page)
    _take_canvas(_shown({"objects": list(canvas.objects), "nonce": canvas.nonce}))


def _shown(start: dict[str, Any]) -> bytes | None:
    """Show the canvas, and return the PNG that it sent; None if it sent none, or something else."""
    try:
        return st_canvas(
            stroke_width=BRUSH,
            stroke_color="#ffffff",
            background_color="#000000",
            update_streamlit=False,
            height=SIZE,
            width=SIZE,
            initial_drawing=start,
            return_image_data=True,
            key="canvas",
        ).image_bytes
    except (AttributeError, KeyError, TypeError, ValueError):  # the canvas is shown already; what it sent is invalid
        return None


def watch_pen(live: bool = True) -> None:
    """The script that sends the drawing to `state` while the pen moves and at pen-up, 200 ms before the canvas itself
    would; the fragment around it runs again with every stroke. live: whether it sends while the pen moves.

    The whole page runs again if a stroke has removed the notice, or if the canvas has to start again.
    """
    now = state.session()
    canvas = now.canvas
    data = {
        "board": now.board, "nonce": canvas.nonce, "answered": canvas.answered, "undo": canvas.undo,
        "finding": canvas.finding, "inked": canvas.digit is not None, "live": live,
    }  # fmt: skip
    state.listen("ink")
    script = component("canvas/index.js")
    script(
        key="ink", data=data, height=1, on_drawing_change=_take_drawing, on_nothing_change=_take_back,
        on_clear_change=_take_clear,
    )  # fmt: skip
    now = state.session()
    if now.canvas.nonce != now.canvas.nonce_shown or now.page.notice != now.page.notice_shown:
        st.rerun()


def canvas_buttons() -> None:
    """Clear and undo."""
    with st.container(horizontal=True, key="canvas_buttons", gap="small"):
        st.button("Clear", key="clear", on_click=clear, width="stretch", help="Empty the canvas.")
        st.button("Undo", key="undo", on_click=_undo, width="stretch", help="Take back the last stroke.")


def example_buttons() -> None:
    """Ten buttons, one for each digit."""
    with st.container(key="examples"):
        st.caption("or take an example")
        for digits in (range(5), range(5, 10)):
            with st.container(horizontal=True, gap="xsmall", key=f"examples{digits[0]}"):
                for digit in digits:
                    st.button(str(digit), key=f"example{digit}", on_click=example, args=(digit,), width="stretch")


def upload() -> None:
    """A file picker for a photo or a picture of a digit; it takes any file, so that each kind gets its own sentence."""
    file = st.file_uploader("or upload a picture", key="upload", max_upload_size=MOST_MEGABYTES)
    seen = file.file_id if file else ""
    if seen == state.session().canvas.last_upload:
        return
    state.update(replace(state.session().canvas, last_upload=seen))
    if file is None:
        return
    data = file.getvalue()
    try:
        digit = prepare_steps(read_picture(data, file.name))
    except UploadError as error:
        _refuse(str(error))
    else:
        _fill(drawing.as_objects(_fitted(digit)), digit)
        state.set_notice(first_of_several(data))
    st.rerun()


def _refuse(words: str) -> None:
    """Empty the canvas, so that no old answer is shown beside the new file's name; Undo brings the drawing back."""
    if state.session().canvas.digit is not None:
        _fill((), None)
        words += " Undo brings your drawing back."
    state.set_notice(words)


def _take_drawing() -> None:
    """Callback of the script: the drawing as bytes, cropped to its ink. It is ignored if the canvas has been
    cleared or filled since."""
    sent = state.widget("ink", {}).get("drawing")
    ink, sequence = drawing.ink_in(sent), drawing.sequence_in(sent)
    if ink is None or sequence < 0 or sent.get("board", state.session().board) != state.session().board:
        return
    followed = sent.get("followed") is True
    state.update(replace(state.session().canvas.drawn(prepare_steps(ink)), answered=sequence, followed=followed))
    state.set_notice()


def _take_canvas(png: bytes | None) -> None:
    """Take a drawing that the canvas sent itself, if it is new (without the script, or in tests)."""
    if png is None:
        return
    seen = hashlib.md5(png, usedforsecurity=False).hexdigest()
    if seen == state.session().canvas.last_png:
        return
    ink = drawing.ink_of_png(png)
    if ink is not None:
        state.update(replace(state.session().canvas.drawn(prepare_steps(ink)), last_png=seen))
        state.set_notice()


def _fill(objects: Objects, digit: PreparedDigit | None) -> None:
    """Fill the canvas with something else, which also removes the notice."""
    state.update(state.session().canvas.filled(objects, digit))
    state.set_notice()


def clear() -> None:
    """Callback: empty the canvas."""
    _fill((), None)


def put_back(before: PackedDrawing) -> None:
    """Fill the canvas with an earlier drawing."""
    _fill(drawing.objects_of(before), before.digit)


def _take_clear() -> None:
    """Callback of the script, for the key that clears."""
    if "clear" in state.widget("ink", {}):
        clear()


def _undo() -> None:
    canvas = state.session().canvas
    state.update(replace(canvas, undo=canvas.undo + 1))


def _take_back() -> None:
    """Callback of the script, when there is no stroke to undo: restore what was there before Clear or an example."""
    canvas = state.session().canvas
    if "nothing" not in state.widget("ink", {}) or not canvas.earlier:
        return
    state.update(canvas.taken_back(drawing.objects_of(canvas.earlier[-1])))
    state.set_notice()


def example(digit: int) -> None:
    """Callback: fill the canvas with the example of a digit."""
    shown = example_drawing(digit)
    _fill(drawing.as_objects(shown), prepare_steps(ink_of(shown)))


def _fitted(digit: PreparedDigit) -> np.ndarray:
    """The ink of an uploaded picture, uint8 (SIZE, SIZE), in the middle of the canvas, its longer side 200 pixels."""
    top, left, bottom, right = digit.box
    ink = Image.fromarray(levels_of(digit.ink[top:bottom, left:right]))
    scale = 200 / max(ink.size)
    ink = ink.resize((max(1, round(ink.width * scale)), max(1, round(ink.height * scale))))
    canvas = Image.new("L", (SIZE, SIZE))
    canvas.paste(ink, ((SIZE - ink.width) // 2, (SIZE - ink.height) // 2))
    return np.asarray(canvas)
