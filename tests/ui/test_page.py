"""What every page begins with."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from cnn.figures.theme import LIGHT
from cnn.ui.server import open_files, static_files

SCRIPT = "from cnn.ui import page\npage.begin()\nimport streamlit as st\nst.text(page.theme())\n"


def begun() -> AppTest:
    at = AppTest.from_string(SCRIPT, default_timeout=60).run()
    assert not at.exception
    return at


def styles(at: AppTest) -> str:
    return "".join(element.proto.body for element in at.get("html") if element.proto.body.startswith("<style>"))


def test_a_page_alone_brings_its_style_and_the_colours_of_its_theme() -> None:
    at = begun()
    assert at.text[0].value == "light"
    assert static_files.style() in styles(at)
    assert styles(at).endswith(f"{static_files.variables(LIGHT)}</style>")  # after those of the sheets, for both themes


def test_under_the_server_the_style_is_in_the_first_page_already(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static_files, "is_served", lambda: True)
    style = styles(begun())
    assert static_files.variables(LIGHT) in style and static_files.style() not in style


def test_every_run_of_a_page_talks_to_the_tab() -> None:
    at = begun()
    assert [element.proto.id.split("-", 2)[-1] for element in at.get("bidi_component")] == ["keep"]
    assert "keep" in at.session_state


def test_a_page_without_room_ends_before_its_own_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_files, "is_full", lambda: True)
    at = begun()
    assert not at.text and open_files.FULL in "".join(element.proto.body for element in at.get("html"))
