"""From an uploaded photo or picture of a digit to ink, ready for `prepare.prepare_steps`.

Reads the file with care, as anyone can upload anything; `ink_on_paper` separates the ink from the paper.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from threading import Lock

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from cnn.digits.file_kinds import advice
from cnn.digits.ink_on_paper import find_ink
from cnn.memory import free_memory

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF")

MAX_PIXELS = 50_000_000
"""Largest picture that is decoded, in pixels: 4 bytes of memory for each while it is read, in a WebP up to 17."""

_MOST_READ = f"at most {MAX_PIXELS / 1e6:.0f} million are read"

MOST_MEGABYTES = 20
"""Largest file that is decoded, in 1024² bytes: a phone's largest photos have 15."""

_FILLED = 0.02
"""Share of a JPEG's rows that may be missing at its end."""

MAX_ASPECT = 20
"""A picture of a digit is at most so many times as long as it is wide."""

WORK_SIZE = 320
"""The longer side, in pixels, to which larger pictures are shrunk before the ink is looked for."""

MANY_PIXELS = 4_000_000
"""Pictures with more are decoded one at a time for the whole server; smaller ones need not wait."""

_ONE_AT_A_TIME = Lock()

_STRIP = 1_000_000
"""Pixels that are converted at once."""

warnings.filterwarnings("ignore", module=r"PIL\.")  # on damaged marks, and on sizes that are refused here anyway


class UploadError(ValueError):
    """A file that cannot be used; `str(error)` is the sentence shown to the learner."""


def read_picture(data: bytes, name: str = "") -> np.ndarray:
    """The ink in an uploaded picture: float32 (H, W) in [0, 1], ink 1, at most 320 pixels a side.

    data: the bytes of a PNG, JPEG, GIF, BMP, WebP or TIFF file; name: its name, for a better message about a file of
    another kind. Dark ink on light paper and light ink on dark paper are both found. Raises UploadError if the
    file cannot be read, is too large, or shows no digit.
    """
    with closing(_opened(_completed(data), name)) as picture, _room_for(picture):
        grey = _grey(picture)
    ink = find_ink(grey)
    if not ink.any():
        raise UploadError("No digit was found in this picture: write one digit, large and dark, on plain paper.")
    return ink


def first_of_several(data: bytes) -> str:
    """A sentence for a file with more pictures than the one that was read, as an animation has; "" for any other."""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            several = getattr(picture, "n_frames", 1) > 1
    except Exception:  # it was read before
        several = False
    return "This file holds several pictures: the first one was used." if several else ""


@contextmanager
def _room_for(picture: Image.Image) -> Iterator[None]:
    """The time in which a picture may be decoded; one with many pixels is gone at its end, its memory given back."""
    width, height = picture.size
    if width * height <= MANY_PIXELS:
        yield
        return
    with _ONE_AT_A_TIME:
        try:
            yield
        finally:
            picture.close()
            free_memory()


def _completed(data: bytes) -> bytes:
    """A JPEG that ends before its end mark gets one: viewers show such files, and only their last rows are missing."""
    return data + b"\xff\xd9" if data[:2] == b"\xff\xd8" and data[-2:] != b"\xff\xd9" else data


def _opened(data: bytes, name: str) -> Image.Image:
    """The picture in `data`, checked for its size but not yet decoded."""
    if not data:
        raise UploadError("This file is empty.")
    if len(data) > MOST_MEGABYTES * 2**20:
        size = len(data) / 2**20
        raise UploadError(
            f"This file has {size:.0f} MB; a picture may have {MOST_MEGABYTES} MB. Save it in a smaller size."
        )
    try:
        picture = Image.open(BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError:
        limit = 2 * (Image.MAX_IMAGE_PIXELS or 0)  # Pillow's own, above which it does not tell the size
        raise UploadError(f"This picture has more than {limit / 1e6:.0f} million pixels; {_MOST_READ}.") from None
    except UnidentifiedImageError:
        readable = f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}"
        otherwise = f"This file cannot be read as a picture: use {readable}."
        raise UploadError(advice(data, name, "picture") or otherwise) from None
    except Exception:  # Pillow raises almost anything on a file made to break it
        raise UploadError("This picture is damaged and cannot be read.") from None
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise UploadError(f"This picture is {width}×{height}, {width * height / 1e6:.0f} million pixels; {_MOST_READ}.")
    if max(width, height) > MAX_ASPECT * min(width, height):
        raise UploadError(
            f"This picture is {width}×{height}; more than {MAX_ASPECT} times as long as wide is too much for a digit."
        )
    return picture


def _grey(picture: Image.Image) -> np.ndarray:
    """`picture` decoded (of an animation, the first frame), upright, grey, shrunk: float32 (H, W), black 0, white 1."""
    try:
        picture.draft("L", (WORK_SIZE, WORK_SIZE))  # a large JPEG is decoded small: less time, less memory
        picture.load()
        _check_whole(picture)
        picture = _shrunk(picture)
        picture = ImageOps.exif_transpose(picture)
        if picture.mode[0] in "IF":
            return _deep_grey(picture)
        if picture.has_transparency_data:
            return _on_paper(np.asarray(picture.convert("RGBA").convert("LA"), np.float32) / 255)
        return np.asarray(picture.convert("L"), np.float32) / 255
    except UploadError:
        raise
    except Exception:  # as above: a damaged file can raise almost anything
        raise UploadError("This picture is damaged, or stored in a way that cannot be read.") from None


def _check_whole(picture: Image.Image) -> None:
    """UploadError if rows are missing at the end of a JPEG: the decoder fills them with middle grey."""
    if picture.format != "JPEG" or picture.mode != "L":
        return
    rows = np.asarray(picture)[::-1]
    filled = int(np.argmin(np.append((np.abs(rows.astype(int) - 128) <= 1).all(axis=1), False)))
    if filled > _FILLED * picture.height:
        raise UploadError("This picture is damaged: a part of it is missing.")


def _shrunk(picture: Image.Image) -> Image.Image:
    """`picture` with its longer side at most `WORK_SIZE`."""
    factor = max(picture.size) / WORK_SIZE
    if factor <= 1:
        return picture
    step = max(1, int(factor / 2))  # most of the way in one quick step, the rest exactly
    width, height = (max(1, round(side / factor)) for side in picture.size)
    box = (0, 0, picture.width / step, picture.height / step)
    shrunk = _reduced(picture, step).resize((width, height), Image.Resampling.BOX, box)
    shrunk.getexif().update(picture.getexif())
    return shrunk


def _reduced(picture: Image.Image, step: int) -> Image.Image:
    """`picture` averaged over squares of `step` pixels, in strips: what has to be converted is never copied whole."""
    rows = step * max(1, _STRIP // (step * picture.width))
    strips = []
    for top in range(0, picture.height, rows):
        strip = picture.crop((0, top, picture.width, min(picture.height, top + rows)))
        strips.append(_averageable(strip).reduce(step))
    reduced = Image.new(strips[0].mode, (strips[0].width, sum(strip.height for strip in strips)))
    for number, strip in enumerate(strips):
        reduced.paste(strip, (0, number * rows // step))
    return reduced


def _averageable(picture: Image.Image) -> Image.Image:
    """`picture` in a mode whose values can be averaged, as those of a palette cannot."""
    if picture.mode in ("1", "P", "PA"):
        return picture.convert("RGBA" if picture.has_transparency_data else "L")
    return picture.convert("I") if picture.mode.startswith("I;16") else picture


def _deep_grey(picture: Image.Image) -> np.ndarray:
    """Grey of more than 8 bits (`convert("L")` would clip it to white), scaled to 0–1."""
    values = np.nan_to_num(np.asarray(picture, np.float32), posinf=0, neginf=0)
    full = 65535 if picture.mode[0] == "I" else max(float(values.max()), 1.0)
    return (values / full).clip(0, 1)


def _on_paper(pixels: np.ndarray) -> np.ndarray:
    """Grey and alpha, float (H, W, 2), laid on paper: white, or what lets the picture be seen.

    Light ink drawn on nothing goes on black; a card with clear corners goes on its own background.
    """
    grey, alpha = pixels[..., 0], pixels[..., 1]
    solid = alpha > 0.5
    if not solid.any():
        return np.ones_like(grey)
    low, middle, high = np.percentile(grey[solid], (5, 50, 95))
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    is_card = high - low > 0.25 and solid.sum() > 0.7 * np.ptp(rows) * np.ptp(columns)
    paper = middle if is_card else float(grey[solid].mean() < 0.5)
    return grey * alpha + paper * (1 - alpha)
