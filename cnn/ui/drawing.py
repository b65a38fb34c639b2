"""Converts drawings between the canvas, the browser's copy and the session. Shows nothing."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from typing import Any

import numpy as np
from PIL import Image

from cnn.digits.prepare import LARGEST_DRAWING, cropped_ink, ink_of, levels_of, prepare_steps
from cnn.figures.png import data_uri
from cnn.ui import state
from cnn.ui.board import Canvas
from cnn.ui.packed_drawing import Objects, PackedDrawing

SIZE = 280
"""Side of the canvas in pixels."""

BRUSH = 20
"""Width of the pen, in pixels."""


def start_of(canvas: Canvas) -> dict[str, Any] | None:
    """The picture that the canvas started from, for the browser to keep; None if it started empty."""
    return {"picture": canvas.objects[0]["src"]} if canvas.objects else None


def lay_out() -> None:
    """Give the canvas of a new session what shows the drawing of the link that it was opened with."""
    canvas = state.session().canvas
    if canvas.digit is not None and not canvas.objects and canvas.digit is canvas.started:
        objects = objects_of(PackedDrawing.of(canvas.digit))
        state.update(replace(canvas, objects=objects))


def put_back(ink: np.ndarray, answered: int | None = None) -> None:
    """Show a drawing that the browser has kept, float32 (H, W) in [0, 1], as if it had never been away.

    answered: its number, if the browser sent it to this session.
    """
    digit = prepare_steps(ink)
    objects = () if digit.is_empty else objects_of(PackedDrawing.of(digit))
    canvas = state.session().canvas.restarted(objects, digit)
    state.update(canvas if answered is None else replace(canvas, answered=answered))


def ink_in(sent: Any) -> np.ndarray | None:
    """A drawing as a browser sends it: cropped ink, or the picture of `start_of`; None for anything else."""
    try:
        if "picture" in sent:
            return ink_of_png(base64.b64decode(sent["picture"].partition(",")[2]))
        return cropped_ink(sent)
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError):  # not from our script
        return None


def sequence_in(sent: Any) -> int:
    """The number of a drawing that a browser sent; -1 if it has none."""
    number = sent.get("sequence") if isinstance(sent, dict) else None
    return number if type(number) is int and 0 <= number < 2**53 else -1


def ink_of_png(png: bytes) -> np.ndarray | None:
    """The ink of a picture of the canvas; None if it is not a PNG, or too large."""
    try:
        picture = Image.open(io.BytesIO(png), formats=["PNG"])
        if max(picture.size) > LARGEST_DRAWING:
            return None
        return ink_of(np.asarray(picture.convert("RGBA")))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


def objects_of(drawing: PackedDrawing) -> Objects:
    """The objects that show a drawing on the canvas; a drawing that was drawn on becomes a picture of all its ink."""
    if drawing.objects is not None:
        return drawing.objects
    digit = drawing.digit
    if digit is None:
        return ()
    ink = Image.fromarray(levels_of(digit.ink))
    return as_objects(np.asarray(ink.resize((SIZE, SIZE), Image.Resampling.BICUBIC)))


def as_objects(drawing: np.ndarray) -> Objects:
    """A drawing, uint8 (SIZE, SIZE), as a picture on the canvas that can be drawn over."""
    return (
        {
            "type": "Image", "src": data_uri(drawing), "left": 0, "top": 0, "width": SIZE, "height": SIZE,
            "originX": "left", "originY": "top", "selectable": False, "evented": False,
        },
    )  # fmt: skip
