"""From a drawing to the 28×28 picture that the network sees, step by step, as MNIST was made.

Knows pixels only: no strokes, no network. Photos and files come in through `upload`.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from cnn.network.spec import INPUT_SIZE

BOX = 20
"""MNIST's digits were scaled to fit a box of 20×20 pixels, their proportions kept."""

LARGEST_DRAWING = 1120
"""Side in pixels: four times the canvas, for screens that are dense."""

INK_THRESHOLD = 0.1
"""Below this share of full ink a pixel counts as empty when the digit is cropped."""

_GREY = 0.75
"""Strongest ink below which a scaled drawing is grey all over; strokes as wide as a pen's reach 0.9 and more."""


@dataclass(frozen=True)
class Preparation:
    """The steps that can be switched off to see what each is worth; see `prepare_steps`."""

    crop: bool = True
    scale: bool = True
    centre: bool = True


@dataclass(frozen=True)
class PreparedDigit:
    """A drawing on its way to the network; every array is float32 in [0, 1], ink is 1.

    ink: (H, W), the drawing. box: (top, left, bottom, right) of the ink in it, bottom and right excluded.
    scaled: (h, w), the ink in the box, scaled so that the longer side is 20. image: (28, 28), what the network sees.
    """

    ink: np.ndarray
    box: tuple[int, int, int, int]
    scaled: np.ndarray
    image: np.ndarray

    @property
    def is_empty(self) -> bool:
        """Whether there is no ink at all."""
        return self.scaled.size == 0


def prepare_digit(pixels: np.ndarray) -> np.ndarray:
    """The (28, 28) float32 picture in [0, 1] of a drawing; all zeros if there is no ink.

    pixels: uint8 (H, W) with white ink on black, or (H, W, 4) RGBA as the canvas sends it.
    Raises ValueError for another shape or type.
    """
    return prepare_steps(ink_of(pixels)).image


def ink_of(pixels: np.ndarray) -> np.ndarray:
    """How much ink is on each pixel of a drawing, float32 (H, W) in [0, 1]: see `prepare_digit` for `pixels`.

    RGBA is laid over black and turned to grey with the weights of ITU-R BT.601.
    """
    pixels = np.asarray(pixels)
    if pixels.dtype != np.uint8 or not (pixels.ndim == 2 or (pixels.ndim == 3 and pixels.shape[2] == 4)):
        raise ValueError(f"A drawing is uint8 (H, W) or (H, W, 4), not {pixels.dtype} {pixels.shape}.")
    if pixels.ndim == 2:
        return pixels.astype(np.float32) / 255
    grey = pixels[..., :3].astype(np.float32) @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    return (grey * pixels[..., 3].astype(np.float32) / 255**2).clip(0, 1)


def levels_of(ink: np.ndarray) -> np.ndarray:
    """Ink, float (H, W) in [0, 1], as a drawing of uint8 (H, W): what `ink_of` takes, in steps of 1/255."""
    return (ink * 255).round().astype(np.uint8)


def cropped_ink(sent: Mapping[str, Any]) -> np.ndarray:
    """float32 (size, size): ink that the canvas sent cropped, back in its place.

    sent: size (at most `LARGEST_DRAWING`), top, left, height, width in pixels; ink: uint8 in base64, row by row; with
    `runs`, runs of equal ones: how many (1 to 255), and which. Raises KeyError, TypeError or ValueError for what cannot
    be such a drawing.
    """
    size, top, left, height, width = (int(sent[name]) for name in ("size", "top", "left", "height", "width"))
    if not (0 < size <= LARGEST_DRAWING and 0 <= top <= top + height <= size and 0 <= left <= left + width <= size):
        raise ValueError("The drawing is not within its canvas.")
    ink = np.zeros((size, size), np.float32)
    values = np.frombuffer(base64.b64decode(sent["ink"]), np.uint8)
    if sent.get("runs") is True:
        if values[::2].sum(dtype=np.int64) != height * width:
            raise ValueError("The runs are not those of the drawing.")
        values = np.repeat(values[1::2], values[::2])
    ink[top : top + height, left : left + width] = values.reshape(height, width) / np.float32(255)
    return ink


def prepare_steps(ink: np.ndarray, preparation: Preparation = Preparation()) -> PreparedDigit:
    """Crop, scale to 20×20, move the centre of mass to the middle of 28×28, every step kept.

    ink: float32 (H, W) in [0, 1]. The method of MNIST: LeCun, Bottou, Bengio & Haffner, "Gradient-Based Learning
    Applied to Document Recognition", Proc. IEEE 1998, and the MNIST page. With `crop` off the whole drawing is taken
    instead of the box of its ink; with `scale` off it is scaled until it fills 28×28, instead of 20×20; with `centre`
    off its middle, instead of its centre of mass, is put into the middle.
    """
    box = ink_box(ink)
    top, left, bottom, right = box
    if bottom == top:
        return PreparedDigit(ink, box, np.zeros((0, 0), np.float32), np.zeros((INPUT_SIZE, INPUT_SIZE), np.float32))
    taken = ink[top:bottom, left:right] if preparation.crop else ink
    scaled = _full(_shrunk(taken, BOX)) if preparation.scale else _shrunk(taken, INPUT_SIZE)
    return PreparedDigit(ink, box, scaled, _placed(scaled, preparation))


def ink_box(ink: np.ndarray) -> tuple[int, int, int, int]:
    """(top, left, bottom, right) of the ink, bottom and right excluded; four zeros if there is none."""
    marked = ink > INK_THRESHOLD
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    if not len(rows):
        return (0, 0, 0, 0)
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1


def _full(scaled: np.ndarray) -> np.ndarray:
    """`scaled` with its strongest ink at 1 where all of it is grey: a hairline fades when it is shrunk."""
    strongest = scaled.max()
    return scaled / strongest if strongest < _GREY else scaled


def _shrunk(ink: np.ndarray, longest: int) -> np.ndarray:
    """`ink` scaled, with antialiasing, so that its longer side has `longest` pixels."""
    height, width = ink.shape
    factor = longest / max(height, width)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    picture = Image.fromarray(np.ascontiguousarray(ink, dtype=np.float32))
    return np.asarray(picture.resize(size, Image.Resampling.BILINEAR), dtype=np.float32).clip(0, 1)


def _placed(scaled: np.ndarray, preparation: Preparation) -> np.ndarray:
    """`scaled` on an empty 28×28 picture, its centre of mass (or its middle) as near to the middle as it fits."""
    height, width = scaled.shape
    row, column = height / 2, width / 2
    if preparation.centre and scaled.any():
        mass = scaled.sum(dtype=np.float64)
        row = float(scaled.sum(axis=1, dtype=np.float64) @ np.arange(height)) / mass
        column = float(scaled.sum(axis=0, dtype=np.float64) @ np.arange(width)) / mass
    middle = INPUT_SIZE / 2  # MNIST's own digits have their centre of mass at (14.0, 14.0), counted from 0
    top = min(max(round(middle - row), 0), INPUT_SIZE - height)
    left = min(max(round(middle - column), 0), INPUT_SIZE - width)
    image = np.zeros((INPUT_SIZE, INPUT_SIZE), np.float32)
    image[top : top + height, left : left + width] = scaled
    return image
