"""What lessons name in the app is there: pages, views, scopes, and the keys of places that can be marked."""

from __future__ import annotations

import re

import pytest

from cnn.figures.scales import SCOPES as FIGURE_SCOPES
from cnn.lessons.places import PAGES, PLACES, SCOPES, VIEWS, pages_of
from cnn.network.spec import LAYER_NAMES, SETTINGS
from cnn.paths import ROOT
from cnn.ui import controls
from cnn.ui.menu import PAGES as MENU
from tests.apps import opened

SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for folder in ("cnn/ui", "cnn/figures", "pages")
    for path in sorted((ROOT / folder).rglob("*.py"))
)


def test_pages_are_called_as_in_the_menu() -> None:
    assert {page: MENU[page] for page in PAGES} == PAGES


@pytest.mark.parametrize(("page", "switch"), [("microscope", "microscope_view"), ("shapes", "shapes_view")])
def test_views_are_those_of_the_switch(page: str, switch: str) -> None:
    at = opened(f"pages/{page}.py")
    assert tuple(at.segmented_control(switch).options) == VIEWS[page]


def test_other_views_and_scopes() -> None:
    assert set(VIEWS) == set(PAGES)
    assert tuple(SCOPES) == FIGURE_SCOPES and controls.SCOPES == SCOPES


@pytest.mark.parametrize("name", PLACES)
def test_places_have_keys_of_the_app(name: str) -> None:
    key = PLACES[name].key
    assert re.search(rf'key="{key}"|switch\("{key.removesuffix("_view")}"\)|st\.(slider|button)\([^)]*"{key}"', SOURCES)
    assert set(PLACES[name].pages) <= set(PAGES) and PLACES[name].meaning


def test_what_can_be_marked() -> None:
    assert not set(PLACES) & {*LAYER_NAMES, *SETTINGS}
    assert all(pages_of(name) for name in (*PLACES, *LAYER_NAMES, *SETTINGS))
    assert pages_of("conv3") == () and pages_of("") == ()
