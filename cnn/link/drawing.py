"""A drawing as text for a URL: the 28×28 picture that the network sees, and what the canvas looks like.

The picture comes back within half a step of 1/255. The canvas comes back as well as there is room for: in fewer pixels
and fewer shades of grey.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Hashable
from functools import lru_cache

import numpy as np
from PIL import Image

from cnn.digits.prepare import PreparedDigit, ink_box, ink_of, levels_of
from cnn.link.bits import BitReader, BitWriter
from cnn.network.spec import INPUT_SIZE

LONGEST = 1000
"""Characters of the longest text."""

SHORT = 600
"""Characters that let a QR code of the whole link be read from a projector; most drawings fit, in four shades."""

_FORMAT = 1

_LOOKS = ((140, 3), (140, 2), (70, 2), (70, 1), (0, 0))
"""How the canvas can be kept, the best first: pixels of a side, and bits of a pixel; (0, 0): not at all."""

_PICTURE_BITS = 8


def drawing_to_text(digit: PreparedDigit | None, shown: np.ndarray | None = None, most: int = LONGEST) -> str:
    """At most `most` characters, all of them allowed in a URL; "" for an empty drawing.

    shown: what the canvas shows where that is not `digit.ink`, as after an upload: uint8 (H, W), white ink on black.
    Raises ValueError if the text would be longer, which for a digit of `prepare_steps` takes a `most` below 650.
    """
    if digit is None or digit.is_empty:
        return ""
    canvas = _square(levels_of(digit.ink) if shown is None else shown)
    picture = levels_of(digit.image)
    text = ""
    for number in range(_first_look(canvas), len(_LOOKS)):
        text = _as_text(_written(picture, canvas, number))
        if len(text) <= most:
            return text
    raise ValueError(f"This drawing needs {len(text)} characters, and there is room for {most}.")


def _first_look(canvas: np.ndarray) -> int:
    """The best of `_LOOKS` that is worth its room: what came in few shades or pixels is written in no more."""
    exact = [number for number, look in enumerate(_LOOKS) if _is_exact(canvas, *look)]
    return max(exact) if exact else next(number for number, (side, _) in enumerate(_LOOKS) if side <= len(canvas))


def _is_exact(canvas: np.ndarray, side: int, bits: int) -> bool:
    return len(canvas) == side and bool((levels_of(_fine(_coarse(canvas, side, bits), bits)) == canvas).all())


def _written(picture: np.ndarray, canvas: np.ndarray, number: int) -> bytes:
    side, bits = _LOOKS[number]
    writer = BitWriter()
    writer.number(_FORMAT, 4)
    _write(writer, picture, _PICTURE_BITS)
    writer.number(number, 3)
    if side:
        _write(writer, _coarse(canvas, side, bits), bits)
    return writer.done()


@lru_cache(maxsize=16)  # a class opens the same link
def drawing_from_text(text: str) -> PreparedDigit | None:
    """The drawing, or None if the text is damaged or was not made by `drawing_to_text`.

    `ink` is the canvas in at most 140×140 pixels, or `image` itself where there was no room for the canvas; `scaled` is
    cut out of `image`. The same text comes of it again.
    """
    try:
        return _read_drawing(BitReader(_as_bytes(text)))
    except ValueError:
        return None


def is_drawing(text: str) -> bool:
    """Whether `drawing_from_text` gives a drawing."""
    return drawing_from_text(text) is not None


def _read_drawing(reader: BitReader) -> PreparedDigit:
    if reader.number(4) != _FORMAT:
        raise ValueError("Another format.")
    image = ink_of(_read(reader, INPUT_SIZE, _PICTURE_BITS).astype(np.uint8))
    number = reader.number(3)
    if number >= len(_LOOKS):
        raise ValueError("Another way to keep the canvas.")
    side, bits = _LOOKS[number]
    ink = _fine(_read(reader, side, bits), bits) if side else image
    box = ink_box(ink)
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    if box[0] == box[2] or not len(rows):
        raise ValueError("No ink.")
    scaled = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return PreparedDigit(ink, box, scaled, image)


def _square(levels: np.ndarray) -> np.ndarray:
    """uint8 (H, W) in the middle of a square."""
    height, width = levels.shape
    side = max(height, width)
    square = np.zeros((side, side), np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = levels
    return square


def _coarse(canvas: np.ndarray, side: int, bits: int) -> np.ndarray:
    """uint8 (S, S) in side × side pixels of so many bits."""
    if len(canvas) != side:
        canvas = np.asarray(Image.fromarray(canvas).resize((side, side), Image.Resampling.BILINEAR))
    return (canvas / np.float32(255) * (2**bits - 1)).round().astype(np.uint8)


def _fine(coarse: np.ndarray, bits: int) -> np.ndarray:
    """Pixels of so many bits as ink, float32 in [0, 1]."""
    return (coarse / (2**bits - 1)).astype(np.float32)


def _write(writer: BitWriter, pixels: np.ndarray, bits: int) -> None:
    """Square pixels, below 2 to the power of `bits`: the box of those that are not 0, and what is in it."""
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    box = (rows[0], rows[-1] + 1, columns[0], columns[-1] + 1) if len(rows) else (0, 0, 0, 0)
    top, bottom, left, right = map(int, box)
    for place in (top, bottom, left, right):
        writer.number(place, 8)
    framed = np.pad(pixels, 1).tolist()  # row and column 0 are outside
    for row in range(top + 1, bottom + 1):
        for column in range(left + 1, right + 1):
            around, begun = _around(framed, row, column, bits), 0
            for place in range(bits):
                bit = framed[row][column] >> (bits - 1 - place) & 1
                writer.bit(bit, _context(place, begun, around, bits))
                begun = begun << 1 | bit


def _read(reader: BitReader, side: int, bits: int) -> np.ndarray:
    """int64 (side, side): what `_write` wrote. Raises ValueError if the box is not within it."""
    top, bottom, left, right = (reader.number(8) for _ in range(4))
    if not (top <= bottom <= side and left <= right <= side):
        raise ValueError("The ink is not within the drawing.")
    framed = [[0] * (side + 2) for _ in range(side + 2)]
    for row in range(top + 1, bottom + 1):
        for column in range(left + 1, right + 1):
            around, begun = _around(framed, row, column, bits), 0
            for place in range(bits):
                begun = begun << 1 | reader.bit(_context(place, begun, around, bits))
            framed[row][column] = begun
    return np.array(framed)[1:-1, 1:-1]


def _around(framed: list[list[int]], row: int, column: int, bits: int) -> tuple[int, ...]:
    """What is known of a pixel's neighbours, in a few steps: a pixel is likely to be as they are."""
    before, above = framed[row][column - 1], framed[row - 1][column]
    if bits == _PICTURE_BITS:  # few pixels, of many shades: finer steps could not be counted
        return _step(before), _step(above)
    shift = max(bits - 2, 0)
    return before >> shift, above >> shift, framed[row - 1][column - 1] >> shift, framed[row - 1][column + 1] >> shift


def _step(level: int) -> int:
    return (level > 0) + (level >= 64) + (level >= 192) + (level >= 250)


def _context(place: int, begun: int, around: tuple[int, ...], bits: int) -> Hashable:
    """What the next bit of a pixel is expected from. begun: its bits so far, `place` of them."""
    if bits < _PICTURE_BITS or place < 2:
        return bits, place, begun, around
    if begun == 0:
        return bits, place, "empty", max(around)
    if begun == 2**place - 1:
        return bits, place, "full", min(around)
    return bits, place


def _as_text(data: bytes) -> str:
    """The bytes and their checksum, in the letters of URLs."""
    return base64.urlsafe_b64encode(zlib.crc32(data).to_bytes(4, "big") + data).decode("ascii").rstrip("=")


def _as_bytes(text: str) -> bytes:
    """The bytes of `_as_text`. Raises ValueError if they are damaged."""
    if len(text) > LONGEST or not re.fullmatch(r"[A-Za-z0-9_-]+", text):
        raise ValueError("Not a text of a drawing.")
    both = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if both[:4] != zlib.crc32(both[4:]).to_bytes(4, "big"):
        raise ValueError("The checksum is wrong.")
    return both[4:]
