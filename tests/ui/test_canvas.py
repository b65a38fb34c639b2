"""The canvas on its pages, without a browser: who takes what is drawn, and what a broken or forged message does."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnn.paths import ROOT

PAGES = sorted((ROOT / "pages").glob("*.py"))


def opened(path: Path) -> AppTest:
    at = AppTest.from_file(str(path), default_timeout=60).run()
    assert not at.exception
    return at


def components(at: AppTest) -> set[str]:
    """Keys of the components on a page."""
    return {element.proto.id.split("-", 2)[-1] for element in at.get("bidi_component")}


@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_every_page_with_the_canvas_takes_what_is_drawn_on_it(path: Path) -> None:
    shown = components(opened(path))
    assert ("canvas" in shown) == ("ink" in shown)


def test_there_are_pages_with_the_canvas() -> None:
    found = {path.stem for path in PAGES if "canvas" in components(opened(path))}
    assert found == {"explore", "reasons", "compare", "training"}
