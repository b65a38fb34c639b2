"""Uploaded pictures: whatever the file, either the ink of the digit or one clear sentence."""

from __future__ import annotations

import io
import struct
import time
import zlib

import numpy as np
import pytest
from PIL import Image, ImageDraw

from cnn.digits.prepare import prepare_steps
from cnn.digits.upload import MAX_PIXELS, WORK_SIZE, UploadError, first_of_several, read_picture


def digit(size: int = 240) -> np.ndarray:
    """A seven with a bar, ink 1, float (size, size)."""
    picture = Image.new("L", (size, size))
    unit = size / 24
    stroke = {"fill": 255, "width": round(2 * unit), "joint": "curve"}
    ImageDraw.Draw(picture).line([(7 * unit, 6 * unit), (17 * unit, 6 * unit), (10 * unit, 19 * unit)], **stroke)
    ImageDraw.Draw(picture).line([(9 * unit, 13 * unit), (16 * unit, 13 * unit)], **stroke)
    return np.asarray(picture, np.float64) / 255


EXPECTED = prepare_steps(digit().astype(np.float32)).image
BLACK_ON_WHITE = ((1 - digit()) * 255).astype(np.uint8)


def saved(picture: Image.Image | np.ndarray, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    image.save(file, kind, **options)
    return file.getvalue()


def difference(data: bytes) -> float:
    """Mean difference, in full ink per pixel, between what the network sees of an upload and what it should see."""
    ink = read_picture(data)
    assert ink.dtype == np.float32 and ink.ndim == 2 and max(ink.shape) <= WORK_SIZE
    assert ink.min() >= 0 and ink.max() <= 1
    return float(np.abs(prepare_steps(ink).image - EXPECTED).mean())


def with_alpha(mode: str, ink: int) -> Image.Image:
    """The digit drawn in one grey, `ink`, on nothing."""
    alpha = Image.fromarray((digit() * 255).astype(np.uint8))
    picture = Image.new("L", alpha.size, ink)
    picture.putalpha(alpha)
    return picture.convert(mode)


def palette(transparent: bool) -> bytes:
    picture = Image.fromarray(BLACK_ON_WHITE).convert("P")
    return saved(picture, transparency=255) if transparent else saved(picture)


def animation(kind: str) -> bytes:
    blank = Image.new("L", (240, 240), 255)
    return saved(Image.fromarray(BLACK_ON_WHITE), kind, save_all=True, append_images=[blank, blank], duration=50)


def turned(degrees: int, orientation: int, kind: str = "JPEG", size: int = 240) -> bytes:
    """The digit stored turned, with the EXIF mark that says how to turn it back."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    upright = Image.fromarray(((1 - digit(size)) * 255).astype(np.uint8))
    return saved(upright.rotate(degrees, expand=True), kind, exif=exif)


CLEAN = {
    "black on white": saved(BLACK_ON_WHITE),
    "white on black": saved(255 - BLACK_ON_WHITE),
    "jpeg": saved(BLACK_ON_WHITE, "JPEG", quality=50),
    "bmp": saved(BLACK_ON_WHITE, "BMP"),
    "webp": saved(BLACK_ON_WHITE, "WEBP"),
    "tiff": saved(BLACK_ON_WHITE, "TIFF"),
    "gif": saved(BLACK_ON_WHITE, "GIF"),
    "black and white": saved(Image.fromarray(BLACK_ON_WHITE).convert("1")),
    "colour": saved(np.dstack([BLACK_ON_WHITE, BLACK_ON_WHITE, np.maximum(BLACK_ON_WHITE, 150)])),
    "cmyk": saved(Image.fromarray(BLACK_ON_WHITE).convert("CMYK"), "JPEG"),
    "16 bit": saved(BLACK_ON_WHITE.astype(np.uint16) * 257),
    "16 bit, dark on middle grey": saved((BLACK_ON_WHITE.astype(np.uint16) // 2 + 20) * 257),
    "16 bit tiff": saved(BLACK_ON_WHITE.astype(np.uint16) * 257, "TIFF"),
    "float tiff": saved(BLACK_ON_WHITE.astype(np.float32) / 255, "TIFF"),
    "16 bit, large": saved(np.kron(BLACK_ON_WHITE.astype(np.uint16) * 257, np.ones((4, 4), np.uint16))),
    "black ink on nothing, LA": saved(with_alpha("LA", 0)),
    "black ink on nothing, RGBA": saved(with_alpha("RGBA", 0)),
    "white ink on nothing": saved(with_alpha("RGBA", 255)),
    "grey ink on nothing, webp": saved(with_alpha("RGBA", 100), "WEBP", lossless=True),
    "palette": palette(transparent=False),
    "palette, transparent": palette(transparent=True),
    "animated gif": animation("GIF"),
    "animated png": animation("PNG"),
    "animated webp": animation("WEBP"),
    "turned by EXIF, left": turned(90, 6),
    "turned by EXIF, upside down": turned(180, 3),
    "turned by EXIF, right": turned(270, 8),
    "turned by EXIF, png": turned(90, 6, "PNG"),
    "turned by EXIF, large": turned(90, 6, "JPEG", 1200),
    "turned by EXIF, large tiff": turned(90, 6, "TIFF", 1200),
}


@pytest.mark.parametrize("name", CLEAN)
def test_clean_pictures_of_every_kind(name: str) -> None:
    assert difference(CLEAN[name]) < 0.03


def test_a_picture_with_transparent_corners_keeps_its_own_background() -> None:
    for grey in (BLACK_ON_WHITE, 255 - BLACK_ON_WHITE):
        alpha = Image.new("L", (240, 240))
        ImageDraw.Draw(alpha).rounded_rectangle((0, 0, 239, 239), 40, fill=255)
        card = Image.fromarray(grey)
        card.putalpha(alpha)
        assert difference(saved(card)) < 0.03


def photo(seed: int, chalk: bool = False, shadow: bool = False, frame: int = 0) -> bytes:
    """The digit as a phone takes it: anywhere, under light that falls off, with noise, as a JPEG of 900×1200.

    shadow: darkens about half of it. frame: so many pixels of a dark table on two sides.
    """
    random = np.random.default_rng(seed)
    ink = np.zeros((900, 1200))
    size, (top, left) = 450, random.integers((100, 100), (350, 600))
    ink[top : top + size, left : left + size] = digit(size)
    light = np.array(0.12 + 0.7 * ink if chalk else 0.92 - 0.7 * ink)
    light[:frame] = light[:, 1200 - frame :] = 0.25
    rows, columns = np.mgrid[-0.5:0.5:900j, -0.5:0.5:1200j]
    angle = random.uniform(0, 2 * np.pi)
    light *= 0.8 + 0.4 * (np.cos(angle) * columns + np.sin(angle) * rows)
    if shadow:
        light *= 1 - 0.45 / (1 + np.exp(-60 * (np.cos(angle + 1) * columns + np.sin(angle + 1) * rows)))
    light += random.normal(0, 0.03, light.shape)
    return saved((light.clip(0, 1) * 255).astype(np.uint8), "JPEG", quality=80)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "options", [{}, {"chalk": True}, {"shadow": True}, {"frame": 50}], ids=["paper", "chalk", "shadow", "table"]
)
def test_photos_under_uneven_light(options: dict[str, bool], seed: int) -> None:
    assert difference(photo(seed, **options)) < 0.045


def test_small_and_closely_cropped_pictures() -> None:
    assert difference(saved(np.asarray(Image.fromarray(BLACK_ON_WHITE).resize((28, 28))))) < 0.05
    rows, columns = np.nonzero(digit() > 0.5)
    close = BLACK_ON_WHITE[rows.min() - 12 : rows.max() + 13, columns.min() - 12 : columns.max() + 13]
    assert difference(saved(close)) < 0.03 and difference(saved(255 - close)) < 0.03


def test_specks_are_left_out() -> None:
    speckled = BLACK_ON_WHITE.copy()
    for row, column in np.random.default_rng(0).integers(0, 237, (30, 2)):
        if digit()[max(0, row - 12) : row + 15, max(0, column - 12) : column + 15].max() == 0:
            speckled[row : row + 3, column : column + 3] = 0
    assert (speckled != BLACK_ON_WHITE).sum() > 50
    assert difference(saved(speckled)) < 0.03


def bomb(width: int, height: int) -> bytes:
    """A small PNG file that claims, and would decode to, a huge picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(width + 1) * 10)) + chunk(b"IEND", b"")


NOISE = np.random.default_rng(0).normal(235, 8, (600, 800)).clip(0, 255).astype(np.uint8)
REFUSED = {
    "zero bytes": (b"", "empty"),
    "text": (b"7\n" * 50, "cannot be read as a picture: use PNG"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0L9 9"/></svg>', "SVG drawing: save it as PNG"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\n1 0 obj", "PDF: take a screenshot"),
    "another format of Pillow": (saved(BLACK_ON_WHITE, "PPM"), "cannot be read as a picture"),
    "only a signature": (b"\x89PNG\r\n\x1a\n", "(cannot be read as a picture|damaged)"),
    "144 megapixels": (bomb(12_000, 12_000), r"12000×12000, 144 million pixels; at most 50 million"),
    "4 gigapixels": (bomb(65_000, 65_000), "million pixels; at most 50 million"),
    "truncated png": (CLEAN["black on white"][:-200], "damaged"),
    "truncated jpeg": (CLEAN["jpeg"][: len(CLEAN["jpeg"]) // 2], "damaged"),
    "truncated gif": (CLEAN["gif"][: len(CLEAN["gif"]) // 2], "damaged"),
    "a header without pixels": (bomb(400, 400)[:60], "damaged"),
    "very long": (saved(np.zeros((10, 2000), np.uint8)), r"2000×10; more than 20 times"),
    "very tall": (saved(np.zeros((2000, 1), np.uint8)), r"1×2000; more than 20 times"),
    "blank paper": (saved(np.full((300, 300), 255, np.uint8)), "No digit"),
    "black": (saved(np.zeros((300, 300), np.uint8)), "No digit"),
    "one pixel": (saved(np.zeros((1, 1), np.uint8)), "No digit"),
    "blank paper, noisy": (saved(NOISE, "JPEG"), "No digit"),
    "blank paper, uneven light": (saved((NOISE * np.linspace(0.5, 1, 800)).astype(np.uint8), "JPEG"), "No digit"),
    "clear as glass": (saved(Image.new("RGBA", (50, 50))), "No digit"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_answered_by_one_sentence(name: str) -> None:
    data, sentence = REFUSED[name]
    started = time.process_time()
    with pytest.raises(UploadError, match=sentence) as caught:
        read_picture(data)
    assert time.process_time() - started < 2
    message = str(caught.value)
    assert message.endswith(".") and message.count(". ") == 0 and len(message) < 160 and "\n" not in message


def test_damaged_files_never_raise_anything_else() -> None:
    random = np.random.default_rng(1)
    for name in (
        "black on white",
        "jpeg",
        "gif",
        "webp",
        "tiff",
        "bmp",
        "16 bit",
        "palette, transparent",
        "animated png",
    ):
        for _ in range(8):
            data = bytearray(CLEAN[name])
            for place in random.integers(0, min(len(data), 600), 6):
                data[place] = random.integers(256)
            try:
                ink = read_picture(bytes(data))
            except UploadError:
                continue
            assert ink.ndim == 2 and np.isfinite(ink).all()


def test_a_large_photo_is_read_in_bounded_time() -> None:
    large = np.kron(BLACK_ON_WHITE, np.ones((29, 29), np.uint8))[:, : MAX_PIXELS // 6960]
    data = saved(large, "JPEG")
    started = time.process_time()
    assert difference(data) < 0.03
    assert time.process_time() - started < 3


def test_mnists_digits_stay_as_they_are(mnist_test_images: np.ndarray) -> None:
    differences = []
    for image in mnist_test_images[:60]:
        ink = read_picture(saved(image))
        differences.append(float(np.abs(prepare_steps(ink).image - image / 255).mean()))
    assert np.mean(differences) < 0.01


def test_a_jpeg_that_ends_a_little_early_is_read() -> None:
    whole = CLEAN["jpeg"]
    for missing in (1, 2, 3):
        assert np.abs(read_picture(whole[:-missing]) - read_picture(whole)).mean() < 0.01
    with pytest.raises(UploadError, match="damaged: a part of it is missing"):
        read_picture(whole[: len(whole) // 2])


def test_an_animation_says_which_picture_was_used() -> None:
    frames = [Image.fromarray(BLACK_ON_WHITE), Image.fromarray(255 - BLACK_ON_WHITE)]
    animation = io.BytesIO()
    frames[0].save(animation, "GIF", save_all=True, append_images=frames[1:])
    assert "first one was used" in first_of_several(animation.getvalue())
    assert first_of_several(CLEAN["gif"]) == "" == first_of_several(b"no picture")


def test_a_file_that_is_too_large_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(UploadError, match="This file has 21 MB; a picture may have 20 MB"):
        read_picture(CLEAN["jpeg"] + bytes(21 * 2**20))
