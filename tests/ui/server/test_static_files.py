"""The front end's files at addresses of their own, and our style in Streamlit's first page."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from cnn.figures.theme import DARK, LIGHT
from cnn.paths import FRONTEND
from cnn.ui.server import static_files
from tests.browser.driver import Server
from tests.ui.conftest import BASE
from tests.ui.server.conftest import asked

FOLDER = BASE + static_files.address().removeprefix(".")


def test_files_have_addresses_at_which_they_never_change(running: Server) -> None:
    for module in (FRONTEND / "page").glob("*.js"):
        answer = asked(running.url, f"{FOLDER}/page/{module.name}")
        assert answer.status == 200 and answer.read() == module.read_bytes()
        assert "javascript" in answer.getheader("Content-Type", "")
        assert answer.getheader("Cache-Control") == "public, max-age=31536000, immutable"
    for path in ("/page/none.js", "/../../MODEL_CARD.md", "/%2e%2e/%2e%2e/MODEL_CARD.md"):
        assert asked(running.url, FOLDER + path).status in (400, 404), path


def test_the_first_page_has_every_style_sheet(running: Server) -> None:
    for page in ("/", "/microscope"):
        first = asked(running.url, BASE + page).read().decode()
        found = re.search(r'<link rel="stylesheet" href="\./([^"]+)">', first)
        assert found is not None and "<body>" + found[0] in first
    answer = asked(running.url, f"{BASE}/{found[1]}")
    style = answer.read().decode()
    assert answer.getheader("Content-Type", "").startswith("text/css")
    for sheet in (FRONTEND / "styles").glob("*.css"):
        assert sheet.read_text(encoding="utf-8") in style
    assert style.count("--explorer-page:") == 3  # both themes, before the first run says which; and on paper


def test_no_style_has_a_sign_that_removes_it_from_a_page_without_app_py() -> None:
    """There the style is part of the page's HTML, from which the browser removes a style with "<" in it."""
    assert "<" not in static_files.style()


def test_paper_has_the_colours_of_the_light_theme() -> None:
    assert f"@media print {{{static_files.variables(LIGHT, 'html:root')}}}" in static_files.style()
    # `html:root` is stronger than the `:root` that a page adds later, whichever its theme.
    assert static_files.variables(DARK).startswith(":root{")


def test_the_rules_for_paper_hold_on_paper_alone() -> None:
    sheet = re.sub(r"/\*.*?\*/", "", (FRONTEND / "styles" / "print.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    depth, outside = 0, ""
    for sign in sheet:
        depth += (sign == "{") - (sign == "}")
        outside += sign if depth == 0 and sign != "}" else ""
        assert depth in (0, 1, 2)
    assert depth == 0 and outside.split() == ["@page", "@media", "print"]
    shown = re.findall(r"([^{}]*)\{ display: none !important; \}", sheet)
    assert not any(
        kept in rule for rule in shown for kept in ("st-key-canvas", "st-key-prediction", "answer", "figure-box")
    )


def test_the_first_page_asks_for_scripts_beside_streamlits(running: Server) -> None:
    first = asked(running.url, f"{BASE}/").read().decode()
    modules = re.findall(r'<link rel="modulepreload" href="\./([^"]+)">', first)
    assert {name.rpartition("/")[2] for name in modules} >= {"view.js", "figure.js", "index.js"}
    assert not any("/tests/" in name or name.endswith(".mjs") for name in modules)
    for path in (*modules, *re.findall(r'<link rel="preload" as="script" href="\./([^"]+)">', first)):
        assert asked(running.url, f"{BASE}/{path}", "HEAD").status == 200, path


def version_now() -> str:
    """The version of the files as they are now."""
    static_files.style.cache_clear()
    static_files.version.cache_clear()
    return static_files.version()


def test_another_file_is_another_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "frontend"
    shutil.copytree(FRONTEND, folder)
    monkeypatch.setattr(static_files, "FRONTEND", folder)
    before = version_now()
    assert version_now() == before == static_files.address().rpartition("/")[2]
    for changed in ("linked/index.js", "styles/style.css"):
        with (folder / changed).open("a", encoding="utf-8") as file:
            file.write("/* */")
        before, earlier = version_now(), before
        assert before != earlier, changed
    monkeypatch.undo()
    version_now()
