"""Outlines what a step is about: containers by their keys, layers by their columns in the picture of all layers."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cnn.lessons.places import PLACES
from cnn.lessons.progress import LessonProgress
from cnn.network.spec import LAYER_NAMES, SETTINGS
from cnn.ui.components import component

_BLOCKS = {"conv1": "conv1", "pool1": "pool1", "conv2": "conv2", "pool2": "pool2", "fc1": "hidden"}
"""The blocks of settings that stand for layers where there is no picture of all layers."""


def selector(mark: str, page: str) -> str:
    """A CSS selector of what a mark names on a page; "" if that page shows nothing of it. Not of an entry of the menu,
    which the script outlines."""
    if mark in SETTINGS:
        return f".st-key-{mark}"
    if mark in LAYER_NAMES:
        if page == "explore":
            return f'.figure-names button[data-layer="{mark}"]::after'
        return f".st-key-block_{_BLOCKS[mark]}" if mark in _BLOCKS else ""
    return f".st-key-{PLACES[mark].key}"


def show(marks: Sequence[str], page: str, progress: LessonProgress | None) -> None:
    """Outline these places, and bring one of them into sight when a step begins."""
    found = [one for one in (selector(mark, page) for mark in marks if not mark.startswith("menu ")) if one]
    look = "outline: 3px solid var(--explorer-accent); outline-offset: 3px; border-radius: 8px;"
    st.html(f"<style>{', '.join(found)} {{ {look} }}</style>" if found else "<style></style>")
    script = component("lesson/index.js")
    step = progress.to_text().rpartition(".")[0] if progress else ""
    menu = [mark.removeprefix("menu ") for mark in marks if mark.startswith("menu ")]
    script(key="lesson_marks", data={"step": f"{page} {step}", "places": found, "menu": menu}, height=1)
