"""Where the layers are in the figure of the whole network: side by side, or in three rows on a phone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Panel:
    """The place of a layer's cells, in pixels of the nominal size."""

    left: float
    right: float
    top: float
    bottom: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height."""
        return self.right - self.left, self.bottom - self.top


@dataclass(frozen=True, eq=False)  # there are three of them
class Arrangement:
    """Where every layer is, and how large the words are.

    width, height: pixels for which the figure is laid out; it stretches with its container.
    above: pixels over the cells, for name and shape. below: pixels under them, for the strip of colours and its ends.
    strip: pixels between the cells and the strip. digits: pixels between fc2 and the bars of softmax.
    sizes: of the letters of names, shapes, ends, the numbers of fc2 and the digits, in pixels.
    """

    width: int
    height: int
    panels: Mapping[str, Panel]
    above: int
    below: int
    strip: int
    digits: int
    sizes: tuple[int, int, int, int, int]

    def across(self, name: str) -> list[float]:
        """The domain of a layer's x axis."""
        panel = self.panels[name]
        return [(panel.left + (self.digits if name == "softmax" else 0)) / self.width, panel.right / self.width]

    def up(self, name: str) -> list[float]:
        """The domain of a layer's y axis."""
        return [self.height_at(self.panels[name].bottom), self.height_at(self.panels[name].top)]

    def height_at(self, pixels: float) -> float:
        """A height, in pixels from the top, as a share of the figure's from below."""
        return 1 - pixels / self.height

    def middle(self, name: str) -> float:
        """Of a layer, as a share of the width."""
        panel = self.panels[name]
        return (panel.left + panel.right) / 2 / self.width


def _row(widths: Mapping[str, int], gap: int, top: int, bottom: int) -> dict[str, Panel]:
    """Panels side by side from the left."""
    placed, left = {}, 0
    for name, width in widths.items():
        placed[name] = Panel(left, left + width, top, bottom)
        left += width + gap
    return placed


WIDE = Arrangement(
    952, 372,
    _row({
        "input": 94, "conv1": 94, "relu1": 94, "pool1": 74, "conv2": 86, "relu2": 86, "pool2": 70,
        "flatten": 44, "fc1": 38, "relu3": 44, "fc2": 46, "softmax": 83,
    }, 9, 40, 338),
    above=40, below=34, strip=11, digits=16, sizes=(14, 13, 12, 13, 16),
)  # fmt: skip
"""All layers side by side."""

NARROW = Arrangement(
    358, 404,
    _row({"input": 82, "conv1": 82, "relu1": 82, "pool1": 82}, 10, 34, 100)
    | _row({"conv2": 112, "relu2": 112, "pool2": 112}, 11, 159, 225)
    | _row({"flatten": 56, "fc1": 46, "relu3": 56, "fc2": 56, "softmax": 104}, 10, 284, 381),
    above=34, below=23, strip=2, digits=12, sizes=(13, 12, 11, 10, 10),
)  # fmt: skip
"""For a phone: three rows."""

LOW = Arrangement(
    952, 190,
    _row({
        "input": 80, "conv1": 106, "relu1": 106, "pool1": 80, "conv2": 100, "relu2": 100, "pool2": 68,
        "flatten": 44, "fc1": 32, "relu3": 34, "fc2": 38, "softmax": 65,
    }, 9, 34, 167),
    above=34, below=23, strip=3, digits=14, sizes=(13, 12, 11, 11, 11),
)  # fmt: skip
"""All layers side by side, as low as two of them fit over each other on a projector."""

ARRANGEMENTS = {"wide": WIDE, "narrow": NARROW, "low": LOW}
"""By the names that addresses of figures have for them."""
