"""A drawing survives its way through a URL: the picture exactly, in steps of 1/255, and the canvas nearly."""

from __future__ import annotations

import base64
import random
import re
import string
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from cnn.digits.handwriting import example_drawing, generate_strokes, render
from cnn.digits.prepare import PreparedDigit, ink_of, levels_of, prepare_steps
from cnn.link.drawing import LONGEST, SHORT, drawing_from_text, drawing_to_text, is_drawing

LETTERS = string.ascii_letters + string.digits + "-_"


def drawn(seed: int, side: int = 140) -> PreparedDigit:
    """A digit as the pen draws it, in the pixels that the browser sends."""
    picture = render(generate_strokes(seed % 10, np.random.default_rng(seed)))
    return prepare_steps(ink_of(np.asarray(Image.fromarray(picture).resize((side, side)))))


def back(text: str) -> PreparedDigit:
    digit = drawing_from_text(text)
    assert digit is not None
    return digit


@pytest.mark.parametrize("seed", range(20))
def test_the_picture_is_the_same_and_the_canvas_nearly(seed: int) -> None:
    sent = drawn(seed)
    text = drawing_to_text(sent)
    got = back(text)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", text) and len(text) <= LONGEST == 1000
    np.testing.assert_array_equal(levels_of(got.image), levels_of(sent.image))
    assert np.abs(got.image - sent.image).max() <= 0.5 / 255 + 1e-6
    assert got.ink.shape == (140, 140) and np.abs(got.ink - sent.ink).mean() < 0.02
    assert max(abs(a - b) for a, b in zip(got.box, sent.box, strict=True)) <= 1
    assert drawing_to_text(got) == text == drawing_to_text(sent)  # shared again, the link is the same


@pytest.mark.parametrize("seed", range(20))
def test_there_is_a_short_text_for_qr_codes(seed: int) -> None:
    sent = drawn(seed)
    short = drawing_to_text(sent, most=SHORT)
    assert len(short) <= SHORT
    np.testing.assert_array_equal(levels_of(back(short).image), levels_of(sent.image))
    assert drawing_to_text(back(short)) == short


def test_examples_and_uploads_keep_what_the_canvas_shows() -> None:
    for number in range(10):
        example = example_drawing(number)
        got = back(drawing_to_text(prepare_steps(ink_of(example))))
        assert np.abs(got.ink - np.asarray(Image.fromarray(example).resize((140, 140))) / 255).mean() < 0.02
    upload = prepare_steps(ink_of(example_drawing(3)[:200, 40:120]))
    fitted = example_drawing(4)
    got = back(drawing_to_text(upload, shown=fitted))
    np.testing.assert_array_equal(levels_of(got.image), levels_of(upload.image))
    assert np.abs(got.ink - np.asarray(Image.fromarray(fitted).resize((140, 140))) / 255).mean() < 0.02
    assert back(drawing_to_text(upload)).ink.shape == (140, 140)  # a picture that is not square


@settings(max_examples=60, deadline=None)
@given(arrays(np.uint8, st.tuples(st.integers(1, 60), st.integers(1, 60)), elements=st.integers(0, 255)))
def test_any_picture_that_can_be_prepared_fits(pixels: np.ndarray) -> None:
    sent = prepare_steps(ink_of(pixels))
    text = drawing_to_text(sent)
    if sent.is_empty:
        assert text == ""
        return
    got = back(text)
    assert len(text) <= LONGEST
    np.testing.assert_array_equal(levels_of(got.image), levels_of(sent.image))
    assert not got.is_empty and drawing_to_text(got) == text


def test_noise_fits_by_giving_up_the_canvas() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (140, 140)).astype(np.uint8)
    sent = prepare_steps(ink_of(noise))
    got = back(drawing_to_text(sent))
    np.testing.assert_array_equal(levels_of(got.image), levels_of(sent.image))
    np.testing.assert_array_equal(got.ink, got.image)


def test_an_empty_drawing_needs_no_text_and_too_little_room_is_refused() -> None:
    assert drawing_to_text(None) == "" == drawing_to_text(prepare_steps(np.zeros((140, 140), np.float32)))
    with pytest.raises(ValueError, match="room for 40"):
        drawing_to_text(drawn(8), most=40)


def test_damaged_texts_give_no_drawing() -> None:
    rng = random.Random(2)
    text = drawing_to_text(drawn(5))
    assert is_drawing(text)
    for _ in range(400):
        at = rng.randrange(len(text))
        damaged = rng.choice([
            text[:at], text[:at] + rng.choice(LETTERS.replace(text[at], "")) + text[at + 1 :], text[at + 1 :],
            "".join(rng.choices(LETTERS, k=rng.randrange(1, 1000))), text + rng.choice(LETTERS) * 5,
        ])  # fmt: skip
        assert drawing_from_text(damaged) is None
    for hostile in ("", "=", "<script>", "A" * 10**6, text + "=", text + "\n", "ä" * 20, "\0" * 50):
        assert not is_drawing(hostile)


@given(st.binary(max_size=60))
@settings(max_examples=100, deadline=None)
def test_bytes_with_a_right_checksum_never_raise(data: bytes) -> None:
    """Also those that nothing here has made: they give a small drawing, or none."""
    packed = b"\x10" + data
    text = base64.urlsafe_b64encode(zlib.crc32(packed).to_bytes(4, "big") + packed).decode().rstrip("=")
    digit = drawing_from_text(text)
    if digit is not None:
        assert digit.image.shape == (28, 28) and digit.ink.shape in {(140, 140), (70, 70), (28, 28)}
        assert digit.box[2] > digit.box[0] and not digit.is_empty
