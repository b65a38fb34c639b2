"""Generated digits in pictures as people upload them: how many of each kind are read as what they are."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnn.digits.prepare import prepare_steps
from cnn.digits.upload import UploadError, read_picture
from cnn.network.spec import TEXTBOOK
from cnn.weights.load import load_model
from tests.conftest import SHARED
from tests.pictures import (
    Kind,
    dark,
    fading,
    faint,
    framed,
    light,
    photographed,
    saved,
    smooth_field,
    tight,
    written,
)  # fmt: skip

COUNT = 20

KINDS: dict[str, tuple[Kind, float, int]] = {
    "dark on light": (dark, 20, 19),
    "light on dark": (light, 20, 19),
    "a hairline": (dark, 1, 19),
    "cut at its box, dark": (tight(0, dark_ink=True), 20, 19),
    "cut at its box, light": (tight(0, dark_ink=False), 20, 19),
    "cut with a margin of a pixel, dark": (tight(1, dark_ink=True), 20, 19),
    "cut with a margin of a pixel, light": (tight(1, dark_ink=False), 20, 19),
    "cut, thick, dark": (tight(0, dark_ink=True), 40, 18),
    "cut, thick, light": (tight(0, dark_ink=False), 40, 18),
    "cut, small, dark": (tight(0, dark_ink=True, longest=26), 28, 19),
    "cut, small, light": (tight(0, dark_ink=False, longest=26), 28, 19),
    "fading": (fading(0.15), 16, 18),
    "fading, small": (fading(0.15, longest=32), 24, 18),
    "faint pencil": (faint(0.12), 10, 19),
    "fainter": (faint(0.08), 12, 19),
    "faint, noisy": (faint(0.12, noise=0.02), 12, 19),
    "frame at the edge": (framed(0.03), 16, 19),
    "frame": (framed(0.15), 16, 19),
    "frame close to the digit": (framed(0.22), 16, 19),
    "frame with a gap": (framed(0.12, opened=0.12), 16, 19),
    "frame, askew": (framed(0.15, degrees=6), 16, 19),
    "black frame, fainter digit": (framed(0.12, tone=0.9, width=6), 14, 19),
    "photo": (photographed(), 16, 18),
    "photo with a shadow": (photographed(shadow=True), 14, 18),
    "photo of a blackboard": (photographed(chalk=True), 16, 18),
    "photo with the table": (photographed(table=25), 16, 18),
}
"""How the picture is made, the width of the brush in pixels, and how many of 20 are read at least."""


def read(data: bytes) -> int:
    """What the network takes the picture for; -1 if it is refused."""
    try:
        image = prepare_steps(read_picture(data)).image
    except UploadError:
        return -1
    with torch.inference_mode():
        return int(load_model(TEXTBOOK).model(torch.from_numpy(image)[None, None]).argmax())


@pytest.mark.parametrize("name", KINDS)
def test_digits_are_read_in_every_kind_of_picture(name: str) -> None:
    kind, brush, floor = KINDS[name]
    rng = np.random.default_rng(3)
    answers = [read(saved(kind(written(i % 10, rng, brush), rng), "JPEG", quality=85)) for i in range(COUNT)]
    wrong = [(i % 10, answer) for i, answer in enumerate(answers) if answer != i % 10]
    assert COUNT - len(wrong) >= floor, wrong


BLANK: dict[str, Kind] = {
    "even": lambda ink, rng: np.full((280, 280), 0.9) + rng.normal(0, 0.01, ink.shape),
    "lit unevenly": lambda ink, rng: 0.7 + 0.25 * smooth_field(ink.shape, rng) + rng.normal(0, 0.003, ink.shape),
    "creased": lambda ink, rng: 0.85 + 0.1 * smooth_field(ink.shape, rng, 9),
    "noisy": lambda ink, rng: 0.8 + rng.normal(0, 0.08, ink.shape),
    "photo": photographed(noise=0.01),
    "photo with a shadow": photographed(shadow=True, noise=0.02),
}


@pytest.mark.parametrize("name", BLANK)
def test_nothing_is_found_on_blank_paper(name: str) -> None:
    for seed in range(6):
        rng = np.random.default_rng(seed)
        assert read(saved(BLANK[name](np.zeros((280, 280)), rng), "JPEG", quality=85)) == -1


def test_a_zero_without_a_frame_stays() -> None:
    """What looks most like a frame: a large, angular 0, alone and with a bar through it."""
    from PIL import Image, ImageDraw  # noqa: PLC0415

    for cut in (False, True):
        picture = Image.new("L", (280, 280), 255)
        ImageDraw.Draw(picture).rounded_rectangle((70, 30, 210, 250), 60, outline=0, width=16)
        if cut:
            picture = picture.crop((70, 30, 211, 251))
        assert read(saved(np.asarray(picture) / 255)) == 0


@pytest.mark.parametrize(("name", "digit"), [("tight_6.jpg", 6), ("fading_9.jpeg", 9), ("fading_0.jpeg", 0)])
def test_pictures_that_were_read_wrong(name: str, digit: int) -> None:
    path = SHARED / "cases" / name
    if not path.exists():
        pytest.skip(f"needs {name} in ../shared/cases")
    assert read(path.read_bytes()) == digit
