"""Reads the values in a lesson file: names, whole numbers, settings, cells.

A wrong one is a ValueError, whose text is a sentence for the lesson's author.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches

from cnn.lessons.lesson import Value
from cnn.network.spec import LAYER_NAMES, LIMITS, MAP_LAYERS, TEXTBOOK, SpecError

_MOST = 40
"""Characters of a wrong value that an error repeats."""


def quoted(text: str) -> str:
    """A wrong value as an error repeats it: short, on one line."""
    shown = "".join(sign if sign.isprintable() else "?" for sign in text[:_MOST])
    return f"“{shown}…”" if len(text) > _MOST else f"“{shown}”"


def nearest(text: str, names: tuple[str, ...]) -> str:
    """ " Did you mean “wait”?" if one of the names is close to `text`."""
    close = get_close_matches(text[:_MOST], names, 1)
    return f" Did you mean “{close[0]}”?" if close else ""


def one_of(names: tuple[str, ...], what: str) -> Callable[[str], str]:
    """Reads one of these names. what: in the error's words, "The page"."""

    def read(text: str) -> str:
        if text not in names:
            listed = f" {what} is one of {', '.join(names)}." if len(names) <= 16 else ""
            raise ValueError(f"{quoted(text)} is not known.{nearest(text, names)}{listed}")
        return text

    return read


def whole(low: int, high: int, what: str) -> Callable[[str], int]:
    """Reads a whole number between `low` and `high`, both included."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,4}", text) or not low <= int(text) <= high:
            raise ValueError(f"{what} must be a whole number from {low} to {high}, not {quoted(text)}.")
        return int(text)

    return read


def setting(key: str, text: str) -> int | str:
    """The value of a setting; ValueError if it is outside its limits."""
    if key in LIMITS and not re.fullmatch(r"[0-9]{1,4}", text):
        low, high = LIMITS[key]
        raise ValueError(f"{key} must be a whole number from {low} to {high}, not {quoted(text)}.")
    value: int | str = int(text) if key in LIMITS else text
    try:
        TEXTBOOK.changed(**{key: value})
    except SpecError as error:
        raise ValueError(str(error)) from error
    return value


def cell(text: str) -> Value:
    layer, *numbers = text.split() or [""]
    one_of(LAYER_NAMES, "The layer")(layer)
    wanted = 3 if layer in MAP_LAYERS else 1
    if len(numbers) != wanted or not all(re.fullmatch(r"[0-9]{1,4}", number) for number in numbers):
        example = "conv1 3 10 12: layer, channel, row, column" if wanted == 3 else f"{layer} 5: layer and unit"
        raise ValueError(f"A cell of {layer} is written such as {example}; this is {quoted(text)}.")
    channel, row, column = (*map(int, numbers), 0, 0)[:3]
    return layer, channel, row, column
