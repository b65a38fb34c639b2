"""Pictures of generated digits as people upload them, one function for each kind: cut, fading, framed and so on.

Every function takes the ink, float (H, W) in [0, 1], and a generator of random numbers; it returns grey, float (H, W).
"""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from cnn.digits.handwriting import generate_strokes, render

Kind = Callable[[np.ndarray, np.random.Generator], np.ndarray]


def written(digit: int, rng: np.random.Generator, brush: float = 20, size: int = 280) -> np.ndarray:
    """A generated digit, drawn with a brush of so many pixels: float (size, size), ink 1."""
    return render(generate_strokes(digit, rng), size, brush) / 255.0


def saved(grey: np.ndarray, kind: str = "PNG", **options: object) -> bytes:
    """The bytes of a picture file."""
    file = io.BytesIO()
    Image.fromarray((grey.clip(0, 1) * 255).round().astype(np.uint8)).save(file, kind, **options)
    return file.getvalue()


def smooth_field(shape: tuple[int, ...], rng: np.random.Generator, cells: int = 3) -> np.ndarray:
    """A field that changes slowly over the picture, from 0 to 1."""
    coarse = Image.fromarray(rng.random((cells, cells)).astype(np.float32))
    field = np.asarray(coarse.resize((shape[1], shape[0]), Image.Resampling.BICUBIC), np.float64)
    return (field - field.min()) / np.ptp(field)


def resized(values: np.ndarray, longest: int) -> np.ndarray:
    """The picture with its longer side `longest` pixels."""
    picture = Image.fromarray(values.astype(np.float32))
    factor = longest / max(picture.size)
    size = [max(1, round(side * factor)) for side in picture.size]
    return np.asarray(picture.resize((size[0], size[1]), Image.Resampling.BILINEAR), np.float64)


def cut(ink: np.ndarray, margin: int) -> np.ndarray:
    """The part of the picture that holds the ink, and so many pixels around it."""
    rows, columns = np.flatnonzero((ink > 0.1).any(axis=1)), np.flatnonzero((ink > 0.1).any(axis=0))
    top, left = max(0, rows[0] - margin), max(0, columns[0] - margin)
    return ink[top : rows[-1] + 1 + margin, left : columns[-1] + 1 + margin]


def grained(ink: np.ndarray, rng: np.random.Generator, strength: float) -> np.ndarray:
    """The ink as pencil leaves it on rough paper."""
    grain = Image.fromarray(rng.integers(0, 256, ink.shape, np.uint8)).filter(ImageFilter.GaussianBlur(1))
    values = np.asarray(grain, np.float64)
    values = (values - values.mean()) / values.std()
    return ink * (1 + strength * values).clip(0.2, 1.5)


def dark(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return 0.95 - 0.85 * ink


def light(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return 0.05 + 0.9 * ink


def tight(margin: int, dark_ink: bool, longest: int | None = None) -> Kind:
    def kind(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        part = cut(ink, margin if longest is None else 0)
        if longest is not None:
            part = np.pad(resized(part, longest), margin)
        return 1 - part if dark_ink else part

    return kind


def fading(lowest: float, longest: int = 280) -> Kind:
    """Ink of which less and less is left in one direction, down to `lowest` of its contrast."""

    def kind(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        rows, columns = np.mgrid[-1:1:280j, -1:1:280j]
        angle = rng.uniform(0, 2 * np.pi)
        along = (np.cos(angle) * columns + np.sin(angle) * rows) / 0.8
        left = lowest + (1 - lowest) / (1 + np.exp(-4 * (along + 0.2)))
        grey = 0.93 - 0.7 * grained(ink * left, rng, 0.15)
        return resized(grey + rng.normal(0, 0.012, grey.shape), longest)

    return kind


def faint(contrast: float, noise: float = 0.008) -> Kind:
    """Faint pencil on paper that is not quite even."""

    def kind(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        paper = 0.86 + 0.08 * smooth_field(ink.shape, rng)
        return paper * (1 - contrast * grained(ink, rng, 0.2)) + rng.normal(0, noise, ink.shape)

    return kind


def framed(inset: float, tone: float = 0.8, opened: float = 0.0, degrees: float = 0.0, width: int = 3) -> Kind:
    """A frame printed around the digit: `inset` from the edge as a share of the side, some of it missing, turned."""

    def kind(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        digit = np.pad(resized(ink, round(280 * (1 - 2 * inset))), 300)
        middle = digit.shape[0] // 2
        digit = digit[middle - 140 : middle + 140, middle - 140 : middle + 140]
        picture = Image.new("L", (280, 280))
        start, end = round(280 * inset), 279 - round(280 * inset)
        ImageDraw.Draw(picture).rectangle((start, start, end, end), outline=255, width=width)
        if opened:
            place = rng.uniform(start, end - opened * 280)
            side = rng.integers(4)
            gap = (place, (start, end)[side % 2] - 6, place + opened * 280, (start, end)[side % 2] + 6)
            ImageDraw.Draw(picture).rectangle(gap if side < 2 else (gap[1], gap[0], gap[3], gap[2]), fill=0)
        turned = picture.rotate(rng.uniform(-degrees, degrees), Image.Resampling.BICUBIC)
        frame = np.asarray(turned, np.float64) / 255
        return 0.93 - np.maximum(0.7 * digit, tone * frame) + rng.normal(0, 0.01, ink.shape)

    return kind


def photographed(shadow: bool = False, chalk: bool = False, table: int = 0, noise: float = 0.03) -> Kind:
    """As a phone takes it: anywhere on the sheet, under light that falls off."""

    def kind(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        sheet = np.zeros((480, 640))
        top, left = rng.integers((20, 20), (180, 340))
        sheet[top : top + 280, left : left + 280] = ink
        grey = 0.12 + 0.7 * sheet if chalk else 0.92 - 0.7 * sheet
        if table:
            grey[:table] = grey[:, 640 - table :] = 0.25
        rows, columns = np.mgrid[-0.5:0.5:480j, -0.5:0.5:640j]
        angle = rng.uniform(0, 2 * np.pi)
        grey = grey * (0.8 + 0.4 * (np.cos(angle) * columns + np.sin(angle) * rows))
        if shadow:
            grey = grey * (1 - 0.45 / (1 + np.exp(-60 * (np.cos(angle + 1) * columns + np.sin(angle + 1) * rows))))
        return grey + rng.normal(0, noise, grey.shape)

    return kind
