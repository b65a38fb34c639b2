"""Components whose code is a module: what travels with a page imports one that is there."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from cnn.paths import FRONTEND, ROOT
from cnn.ui import components
from cnn.ui.server import static_files

USED = {
    module
    for path in (ROOT / "cnn" / "ui").rglob("*.py")
    for module in re.findall(r'\bcomponent\(\s*"([^"]+)"', path.read_text(encoding="utf-8"))
}


def made(monkeypatch: pytest.MonkeyPatch, module: str, **options: Any) -> dict[str, Any]:
    """What Streamlit is told of a component, whose address is where the server has the modules."""
    told: dict[str, Any] = {}

    def component(name: str, **said: Any) -> None:
        told.update(said, name=name)

    monkeypatch.setattr(st.components, "v2", SimpleNamespace(component=component))
    monkeypatch.setattr(static_files, "is_served", lambda: True)
    for kept in (components.component, components._folder):
        kept.cache_clear()
    components.component(module, **options)
    for kept in (components.component, components._folder):
        kept.cache_clear()
    return told


def test_every_module_that_is_named_is_there_and_has_a_default_export() -> None:
    assert len(USED) > 3
    for module in USED:
        assert re.search(r"^export default ", (FRONTEND / module).read_text(encoding="utf-8"), re.MULTILINE), module


def test_a_line_that_imports_the_module_is_all_that_travels(monkeypatch: pytest.MonkeyPatch) -> None:
    told = made(monkeypatch, "linked/index.js", html="<p></p>")
    assert f'"{static_files.address()}/linked/index.js"' in told["js"] and told["html"] == "<p></p>"
    assert "\n" in told["js"]  # one line alone is taken for the name of a file
    assert told["name"] == "explorer.linked.index" and len(told["js"]) < 300


def test_without_html_of_its_own_a_component_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert made(monkeypatch, "page/index.js")["html"] is None
