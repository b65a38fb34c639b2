"""Every colour, font and size of the figures; draws nothing.

Values are drawn on dark tiles in both themes, so that "brighter is stronger" is always true. Zero is the tile's own
colour; positive values go to orange, negative ones to blue, so ReLU removes exactly the blue. Weights have a scale of
their own (purple to green on white), so that a weight is never taken for an activation. The pairs orange/blue and
purple/green can be told apart with the common colour vision deficiencies.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Scale = list[list[float | str]]

FONT = '"Source Sans", "Source Sans Pro", sans-serif'

_UPWARDS = ["#0c0f16", "#3f1d08", "#86380a", "#cf5f0e", "#ff9a3d", "#ffbe66", "#ffe0a3"]
_POSITIVE = ["#0c0f16", "#3a1c08", "#783609", "#b8520b", "#e06c0c", "#ff8c1f", "#ffae42"]
_NEGATIVE = ["#0c0f16", "#0a2340", "#0e3f73", "#165fae", "#1f80d8", "#2f9df5", "#56bdff"]
_WEIGHT = ["#5b1a7a", "#9970ab", "#cfb3d9", "#f7f7f7", "#a9d6a2", "#4fa35b", "#0f5f2a"]


def _evenly(colours: list[str]) -> Scale:
    return [[index / (len(colours) - 1), colour] for index, colour in enumerate(colours)]


SEQUENTIAL = _evenly(_UPWARDS)
"""From zero upwards: the input and everything after a ReLU. It does not end in white, because the page may be white."""

DIVERGING = _evenly(_NEGATIVE[:0:-1] + _POSITIVE)
"""Centred on zero: the outputs of convolutions and of fully connected layers. Both ends keep their colour, so
that even the strongest value shows its sign."""

FOR, AGAINST = _POSITIVE[4], _NEGATIVE[4]
"""Bars of what adds and of what takes away, on both pages."""

WEIGHTS = _evenly(_WEIGHT)
"""Centred on zero: kernels and other parameters."""


@dataclass(frozen=True)
class Theme:
    """Colours of everything around the data: text, quiet text, lines, the accent, the page itself, and words in code.

    Text, quiet text, the accent and the words in code have a contrast of 4.5:1 and more on the page and in its boxes.
    """

    text: str
    muted: str
    line: str
    accent: str
    quiet_bar: str
    page: str
    code_keyword: str
    code_string: str
    code_number: str


_LIGHT_CODE = ("#7a2fa0", "#1f6b3a", "#0b559f")
_DARK_CODE = ("#d6a9f2", "#8fd6a0", "#8ac4ff")

LIGHT = Theme("#1c1a17", "#6a645b", "#ddd8d0", "#b8500a", "#c9c2b8", "#fbfaf8", *_LIGHT_CODE)
DARK = Theme("#f1efec", "#a8a49c", "#363c48", "#ff9d45", "#4a505c", "#14161b", *_DARK_CODE)


def theme_named(name: str | None) -> Theme:
    """The theme of that name; light unless the name is "dark"."""
    return DARK if name == "dark" else LIGHT


def font(size: int, colour: str = "") -> dict[str, Any]:
    """Plotly's `font`: size in pixels; without a colour, the one of the figure's text."""
    return {"family": FONT, "size": size} | ({"color": colour} if colour else {})


def hover_label(theme: Theme) -> dict[str, Any]:
    """Plotly's `hoverlabel`, with the same look in every figure."""
    return {"bgcolor": theme.page, "bordercolor": theme.accent, "font": font(15, theme.text), "align": "left"}


ON_TILES = ("#ffffff", "#000000")
"""Numbers on coloured cells: light and dark. One of the two has a contrast of 4.5 and more on every colour."""


MARKS = {"cell": "#ffffff", "window": "#19e3c2", "field": "#ffe14d", "halo": "#0c0f16"}
"""Lines drawn over the tiles: the cell pointed at, its window, its receptive field on the input, and a dark line
beneath each, so that they stand out on every value."""


RUNS = ("#e8743b", "#2f8fd0", "#19a979", "#945ecf", "#c9a227", "#9a7868")
"""Lines that are compared, in both themes; they also differ in order and in their legend."""


DIGITS = (
    "#77aadd", "#ee8866", "#eedd88", "#ffaabb", "#99ddff", "#44bb99", "#bbcc33", "#d9534f", "#dddddd", "#b794f0",
)  # fmt: skip
"""0 to 9 as points on a dark tile, in both themes: colours of Paul Tol's scheme "light", which is safe for the colour
blind, a red and a violet. Ten colours are many, so a point is the digit itself, or says on hover which it is."""

DIGIT_TEXT, DIGIT_GRID = "#a8a49c", "#262b36"
"""Names of axes and lines on that tile."""

DIGIT_LINES = (
    "#dd5a26", "#2f8fd0", "#1d9a6c", "#945ecf", "#a8800a", "#d6457f", "#0f98a6", "#9a7868", "#71851f", "#6b76d6",
)  # fmt: skip
"""A colour for each digit, in both themes: lines and segments, which also have the digit written beside them."""


CHANNELS: tuple[tuple[str, Scale], ...] = (
    ("red", [[0, "#0c0f16"], [1, "#ff4d40"]]),
    ("green", [[0, "#0c0f16"], [1, "#3fd060"]]),
    ("blue", [[0, "#0c0f16"], [1, "#5a8cff"]]),
)
"""The channels of a colour picture: name, and a scale from no light to full light."""
