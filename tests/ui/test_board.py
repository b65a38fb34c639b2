"""The drawing on the board, and what Undo brings back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnn.digits.handwriting import example_drawing
from cnn.digits.prepare import PreparedDigit, ink_of, prepare_steps
from cnn.ui.board import Canvas

OBJECTS = ({"type": "Image"},)


def digit(number: int) -> PreparedDigit:
    return prepare_steps(ink_of(example_drawing(number)))


NOTHING = prepare_steps(np.zeros((280, 280), np.float32))


def test_an_empty_drawing_is_none() -> None:
    assert Canvas().image is None
    drawn = Canvas().drawn(digit(3))
    assert drawn.image is not None and drawn.image.shape == (28, 28)
    assert drawn.drawn(NOTHING).digit is None and Canvas().restarted((), NOTHING).digit is None


def test_a_filled_board_keeps_the_drawing_before_it_and_gives_it_back() -> None:
    three, seven = digit(3), digit(7)
    drawn = Canvas().drawn(three)
    filled = drawn.filled(OBJECTS, seven)
    assert filled.digit is seven and filled.objects == OBJECTS
    assert (filled.version, filled.nonce, filled.told) == (drawn.version + 1, drawn.nonce + 1, True)
    assert not filled.is_untouched
    back = filled.taken_back(())
    assert back.digit is not None and np.array_equal(back.digit.image, three.image)
    assert back.earlier == () and back.version == filled.version + 1


def test_ten_drawings_are_kept_and_packed() -> None:
    canvas, ink = Canvas(), digit(3).ink.nbytes
    for number in range(14):
        canvas = canvas.filled((), digit(number % 10))
    assert len(canvas.earlier) == 10
    assert all(len(one.packed) < ink / 20 and not one.steps.ink.size for one in canvas.earlier if one.steps)


def test_the_drawing_of_a_link_starts_another_board() -> None:
    canvas = Canvas().of_link(digit(7))
    assert (canvas.version, canvas.nonce) == (1, 1) and canvas.digit is canvas.started is not None
    assert not canvas.is_untouched and not canvas.told


def test_objects_show_a_drawing_only_until_it_is_drawn_on() -> None:
    filled = Canvas().filled(OBJECTS, digit(7))
    assert filled.drawing.objects == OBJECTS
    assert filled.drawn(digit(3)).drawing.objects is None


def test_a_board_is_emptied_when_what_was_drawn_is_gone() -> None:
    assert not Canvas().is_emptied
    drawn = replace(Canvas().drawn(digit(7)), answered=1)
    assert not drawn.is_emptied
    assert drawn.drawn(NOTHING).is_emptied
    assert Canvas().filled((), None).is_emptied


def test_the_board_says_what_its_ink_looks_like() -> None:
    assert Canvas().finding == "one" == Canvas().drawn(digit(7)).finding
    two = np.concatenate([digit(1).ink, digit(7).ink], axis=1)
    assert Canvas().drawn(prepare_steps(two)).finding == "several"
