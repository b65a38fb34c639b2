"""Drawings on their way: what goes to a browser comes back as it was, and what is no drawing is none."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from cnn.digits.handwriting import example_drawing
from cnn.digits.prepare import LARGEST_DRAWING, ink_of, prepare_steps
from cnn.ui.board import Canvas
from cnn.ui.drawing import SIZE, as_objects, ink_in, ink_of_png, objects_of, sequence_in, start_of
from cnn.ui.packed_drawing import PackedDrawing

SEVEN = example_drawing(7)


def png(size: tuple[int, int]) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", size, 255).save(buffer, "PNG")
    return buffer.getvalue()


def test_what_the_canvas_starts_from_comes_back_as_the_same_ink() -> None:
    digit = prepare_steps(ink_of(SEVEN))
    kept = start_of(Canvas().filled(as_objects(SEVEN), digit))
    assert kept is not None
    np.testing.assert_allclose(ink_in(kept), ink_of(SEVEN), atol=0.5 / 255)
    assert start_of(Canvas()) is None and start_of(Canvas().drawn(digit)) is None


def test_cropped_ink_comes_back_in_its_place() -> None:
    rows, columns = np.flatnonzero(SEVEN.any(axis=1)), np.flatnonzero(SEVEN.any(axis=0))
    top, left = int(rows[0]), int(columns[0])
    ink = SEVEN[top : rows[-1] + 1, left : columns[-1] + 1]
    text = base64.b64encode(ink.tobytes()).decode("ascii")
    sent = {"size": SIZE, "top": top, "left": left, "height": ink.shape[0], "width": ink.shape[1], "ink": text}
    np.testing.assert_allclose(ink_in(sent), ink_of(SEVEN), atol=1e-6)


@pytest.mark.parametrize("sent", [None, 5, "x", [], {}, {"picture": 5}, {"picture": "x"}, {"picture": "data:,%%%"}])
def test_what_is_no_drawing_is_none(sent: object) -> None:
    assert ink_in(sent) is None


def test_a_picture_that_no_canvas_has_is_none() -> None:
    found = ink_of_png(png((LARGEST_DRAWING, 9)))
    assert found is not None and found.shape == (9, LARGEST_DRAWING)
    assert ink_of_png(png((LARGEST_DRAWING + 1, 9))) is None
    assert ink_of_png(b"") is None and ink_of_png(png((9, 9))[:40]) is None


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        ({"sequence": 0}, 0), ({"sequence": 2**53 - 1}, 2**53 - 1), ({"sequence": 2**53}, -1), ({"sequence": -2}, -1),
        ({"sequence": True}, -1), ({"sequence": 1.0}, -1), ({}, -1), (None, -1), ("sequence", -1),
    ],
)  # fmt: skip
def test_the_number_of_a_drawing_is_a_whole_number_or_none(sent: object, number: int) -> None:
    assert sequence_in(sent) == number


def test_what_was_drawn_on_becomes_one_picture_of_the_canvas() -> None:
    given = ({"type": "Image"},)
    digit = prepare_steps(ink_of(SEVEN))
    assert objects_of(PackedDrawing.of(digit, given)) == given
    assert objects_of(PackedDrawing.of(None)) == ()
    (shown,) = objects_of(PackedDrawing.of(digit))
    assert (shown["width"], shown["height"], shown["selectable"]) == (SIZE, SIZE, False)
    np.testing.assert_allclose(ink_in({"picture": shown["src"]}), ink_of(SEVEN), atol=0.5 / 255)
