"""One drawing as the network sees it when a step of the preparation is left out, or its pixels are other numbers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import torch
from torch import Tensor

from cnn.digits.prepare import Preparation, prepare_steps
from cnn.digits.sets import DigitSet
from cnn.explain.channel_worth import accuracy_of
from cnn.explain.progress import Progress, quiet
from cnn.network.model import SimpleCNN
from cnn.weights.input_range import AS_IS, PREPARATIONS
from cnn.weights.input_range import Preparation as PixelRange

RANGES: dict[str, PixelRange] = {
    "one": AS_IS,
    "bytes": next(one for one in PREPARATIONS if one.scale == 255),
    "normal": next(one for one in PREPARATIONS if "0.1307" in one.words and one.scale > 0),
}
"""What pixels the network gets: 0 to 1, as it was trained; 0 to 255; or normalised with MNIST's mean and deviation."""

_STEPS = ("crop", "scale", "centre")


@dataclass(frozen=True)
class Handling:
    """How a drawing becomes the network's input. steps: of the preparation. inverted: ink is 0, paper 1, turned round
    after the steps. pixels: a key of `RANGES`."""

    steps: Preparation = field(default=Preparation())
    inverted: bool = False
    pixels: str = "one"

    def to_text(self) -> str:
        """Short text for a link, what differs: "crop.inverted.bytes"; "" for the app's own way."""
        off = [name for name in _STEPS if not getattr(self.steps, name)]
        return ".".join([*off, *["inverted"] * self.inverted, *[self.pixels] * (self.pixels != "one")])

    @classmethod
    def from_text(cls, text: str) -> Handling:
        """What `to_text` wrote; unknown names are left out. Never raises."""
        names = text.split(".")
        steps = Preparation(**{name: name not in names for name in _STEPS})
        pixels = next((name for name in names if name in RANGES), "one")
        return cls(steps, "inverted" in names, pixels)


_WITHOUT = {name: replace(Preparation(), **{name: False}) for name in _STEPS}

VARIANTS: dict[str, Handling] = {
    "all steps": Handling(),
    "no crop": Handling(_WITHOUT["crop"]),
    "no 20×20": Handling(_WITHOUT["scale"]),
    "no centre of mass": Handling(_WITHOUT["centre"]),
    "no step at all": Handling(Preparation(crop=False, scale=False, centre=False)),
    "black on white": Handling(inverted=True),
    "0 to 255": Handling(pixels="bytes"),
    "normalised": Handling(pixels="normal"),
}
"""What the strip shows: the app's own way, each step left out alone, and other pixels. Names of at most three words."""


def handled(ink: np.ndarray, handling: Handling) -> np.ndarray:
    """float32 (28, 28), what the network gets of a drawing; ink: float (H, W) in [0, 1]. Empty pictures stay pictures.

    With the app's own way this is `prepare_steps(ink).image`.
    """
    image = torch.from_numpy(prepare_steps(ink, handling.steps).image)
    return np.asarray(_as_pixels(image, handling).numpy(), np.float32)


def accuracy_with(model: SimpleCNN, digits: DigitSet, handling: Handling, progress: Progress = quiet) -> float:
    """Share of digits that the network reads; digits: after the steps of `handling.steps` (see
    `unprepared.generated_without`), so that only ink and range of the pixels are still done."""
    return accuracy_of(model, digits, progress, lambda images: _as_pixels(images, handling))


def _as_pixels(images: Tensor, handling: Handling) -> Tensor:
    return RANGES[handling.pixels](1 - images if handling.inverted else images)
