"""The parts of a link but for the settings: how each is written into a URL, and read from one that may be damaged."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cnn.link.drawing import LONGEST, is_drawing
from cnn.network.shapes import is_buildable
from cnn.network.spec import HIDDEN_LAYERS, LAYER_NAMES, SETTINGS, TEXTBOOK, NetworkSpec

CellAddress = tuple[str, int, int, int]
"""Layer, channel, row, column, as in `network.cell.explain_cell`."""

SCOPES = ("layer", "map", "network")
"""What shares a colour scale: those of `figures.scales`."""

MOST_BATCH, MOST_STEPS, MOST_NAMES = 64, 999, 40
"""The largest batch, number of a step, and number of names hidden or locked."""

MOST_PATCH, MOST_STRIDE = 14, 7
"""Of occlusion, in pixels; the stride is at most the patch, so that no pixel is left out."""

RANDOM = "random"
"""Stands after the settings of a pinned network that has random weights."""

_PAGE = r"[a-z][a-z0-9_]{0,29}"
_VIEW = r"[A-Za-z0-9][A-Za-z0-9 _-]{0,39}"
_CELL = r"([a-z0-9]{1,9})\.([0-9]{1,5})\.([0-9]{1,2})\.([0-9]{1,2})"
_CHANNEL = rf"({'|'.join(HIDDEN_LAYERS)})\.([0-9]{{1,3}})"
_OCCLUSION = r"([0-9]{1,2})\.([0-9])"
_LESSON = r"([A-Za-z0-9][A-Za-z0-9_-]{0,59})(?::([0-9]{1,3}))?"
_QUIZ = r"[A-Za-z0-9][A-Za-z0-9_:.-]{0,59}"
_CHANGE = r"[a-z]{1,6}(?:_-?[0-9]{1,4}(?:\.[0-9]{1,4})?)?(?:~[a-z]{1,6}_-?[0-9]{1,4}(?:\.[0-9]{1,4})?){0,8}"
_PREPARED = r"[a-z]{2,8}(?:\.[a-z]{2,8}){0,4}"
_OFF = r"[a-z0-9]{2,6}_[0-9.-]{1,600}(?:~[a-z0-9]{2,6}_[0-9.-]{1,600}){0,5}"
_NAME = r"[A-Za-z0-9_-]{1,30}"
_NAMES = rf"{_NAME}(?:\.{_NAME}){{0,{MOST_NAMES - 1}}}"


@dataclass(frozen=True)
class LinkPart:
    """One key of a URL.

    words: what it is called in a sentence. defaults: the fields of `Link` that it holds, and their values without it.
    write: from a `Link` to text, "" for the defaults. read: from text to values of the fields; ValueError for text that
    `write` never makes. longest: characters of its text.
    """

    key: str
    words: str
    defaults: Mapping[str, Any]
    write: Callable[[Any], str]
    read: Callable[[str], dict[str, Any]]
    longest: int = 1300


def _matched(pattern: str, text: str) -> re.Match[str]:
    found = re.fullmatch(pattern, text)
    if found is None:
        raise ValueError("Not of this form.")
    return found


def _plain(field: str, pattern: str) -> Callable[[str], dict[str, Any]]:
    """Reads a field that is text of this form."""
    return lambda text: {field: _matched(pattern, text)[0]}


def _read_drawing(text: str) -> dict[str, Any]:
    if len(text) > LONGEST or not is_drawing(text):
        raise ValueError("Not a drawing.")
    return {"drawing": text}


def _read_cell(text: str) -> dict[str, Any]:
    layer, *numbers = _matched(_CELL, text).groups()
    if layer not in LAYER_NAMES:
        raise ValueError("No such layer.")
    return {"cell": (layer, *map(int, numbers))}


def _write_cell(link: Any) -> str:
    return ".".join(map(str, link.cell)) if link.cell is not None else ""


def _read_scope(text: str) -> dict[str, Any]:
    if text not in SCOPES:
        raise ValueError("No such scope.")
    return {"scope": text}


def _read_batch(text: str) -> dict[str, Any]:
    batch = int(_matched("[0-9]{1,2}", text)[0])
    if not 1 <= batch <= MOST_BATCH:
        raise ValueError("Not such a batch.")
    return {"batch": batch}


def _read_class(field: str) -> Callable[[str], dict[str, Any]]:
    return lambda text: {field: int(_matched("[0-9]", text)[0])}


def _write_class(digit: int | None) -> str:
    return "" if digit is None else str(digit)


def _read_channel(text: str) -> dict[str, Any]:
    layer, number = _matched(_CHANNEL, text).groups()
    return {"channel": (layer, int(number))}


def _write_channel(link: Any) -> str:
    return "" if link.channel is None else f"{link.channel[0]}.{link.channel[1]}"


def _read_occlusion(text: str) -> dict[str, Any]:
    patch, stride = map(int, _matched(_OCCLUSION, text).groups())
    if not (1 <= patch <= MOST_PATCH and 1 <= stride <= min(patch, MOST_STRIDE)):
        raise ValueError("Not such a patch.")
    return {"occlusion": (patch, stride)}


def _write_occlusion(link: Any) -> str:
    return "" if link.occlusion is None else f"{link.occlusion[0]}.{link.occlusion[1]}"


def _read_in_space(text: str) -> dict[str, Any]:
    _matched("3", text)
    return {"in_space": True}


def _read_is_whole(text: str) -> dict[str, Any]:
    _matched("1", text)
    return {"is_whole": True}


def _read_part_layer(text: str) -> dict[str, Any]:
    if text not in HIDDEN_LAYERS[1:]:
        raise ValueError("No such layer.")
    return {"part_layer": text}


def _write_part_layer(link: Any) -> str:
    return "" if link.part_layer == HIDDEN_LAYERS[0] else str(link.part_layer)


def _read_lesson(text: str) -> dict[str, Any]:
    lesson, step = _matched(_LESSON, text).groups()
    return {"lesson": lesson, "step": int(step or 0)}


def _write_lesson(link: Any) -> str:
    return f"{link.lesson}:{link.step}" if link.lesson and link.step else link.lesson


def _read_pinned(text: str) -> dict[str, Any]:
    *values, last = text.split(".")
    is_random = last == RANDOM
    if not is_random:
        values.append(last)
    if len(values) != len(SETTINGS):
        raise ValueError("Not all settings.")
    spec = NetworkSpec.from_query(dict(zip(SETTINGS, values, strict=True)))
    if not is_buildable(spec):
        raise ValueError("Cannot be built.")
    return {"pinned": spec, "is_pinned_random": is_random}


def _write_pinned(link: Any) -> str:
    if link.pinned == TEXTBOOK and not link.is_pinned_random:
        return ""
    return ".".join([*link.pinned.to_query().values(), *([RANDOM] if link.is_pinned_random else [])])


def _names(field: str) -> Callable[[str], dict[str, Any]]:
    def read(text: str) -> dict[str, Any]:
        return {field: tuple(dict.fromkeys(_matched(_NAMES, text)[0].split(".")))}

    return read


PARTS = (
    LinkPart("page", "the page", {"page": ""}, lambda link: link.page, _plain("page", _PAGE)),
    LinkPart("view", "the view", {"view": ""}, lambda link: link.view, _plain("view", _VIEW)),
    LinkPart("cell", "the cell", {"cell": None}, _write_cell, _read_cell),
    LinkPart(
        "scope", "the colour scale", {"scope": "layer"},
        lambda link: "" if link.scope == "layer" else link.scope, _read_scope,
    ),
    LinkPart(
        "batch", "the batch", {"batch": 1}, lambda link: "" if link.batch == 1 else str(link.batch), _read_batch
    ),
    LinkPart("pin", "network A", {"pinned": TEXTBOOK, "is_pinned_random": False}, _write_pinned, _read_pinned),
    LinkPart("class", "the class", {"target": None}, lambda link: _write_class(link.target), _read_class("target")),
    LinkPart(
        "other", "the other class", {"against": None}, lambda link: _write_class(link.against), _read_class("against")
    ),
    LinkPart("unit", "the channel", {"channel": None}, _write_channel, _read_channel),
    LinkPart(
        "change", "the change of the drawing", {"change": ""}, lambda link: link.change, _plain("change", _CHANGE)
    ),
    LinkPart("prep", "the preparation", {"prepared": ""}, lambda link: link.prepared, _plain("prepared", _PREPARED)),
    LinkPart("off", "what is switched off", {"off": ""}, lambda link: link.off, _plain("off", _OFF), longest=1900),
    LinkPart("patch", "the patch", {"occlusion": None}, _write_occlusion, _read_occlusion),
    LinkPart("dims", "the dimensions", {"in_space": False}, lambda link: "3" if link.in_space else "", _read_in_space),
    LinkPart("parts", "the layer", {"part_layer": HIDDEN_LAYERS[0]}, _write_part_layer, _read_part_layer),
    LinkPart("lesson", "the lesson", {"lesson": "", "step": 0}, _write_lesson, _read_lesson),
    LinkPart(
        "whole", "whether it is whole", {"is_whole": False}, lambda link: "1" if link.is_whole else "", _read_is_whole
    ),
    LinkPart("quiz", "the quiz", {"quiz": ""}, lambda link: link.quiz, _plain("quiz", _QUIZ)),
    LinkPart("hide", "what is hidden", {"hidden": ()}, lambda link: ".".join(link.hidden), _names("hidden")),
    LinkPart("lock", "what is locked", {"locked": ()}, lambda link: ".".join(link.locked), _names("locked")),
    LinkPart("draw", "the drawing", {"drawing": ""}, lambda link: link.drawing, _read_drawing),
)  # fmt: skip
"""In the order of a URL: the drawing, which is long, comes last."""
