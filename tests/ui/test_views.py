"""The switches between views: of every page that has some, in links, and as they are at the start."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from cnn.lessons.places import VIEW_KEYS, VIEWS
from cnn.ui import views
from tests.apps import opened, run

WITH_VIEWS = [page for page in VIEW_KEYS if page != "training"]  # Train has results to choose from after a training


def test_first_views_are_those_of_the_switches() -> None:
    assert views.first_views() == {f"{page}_view": names[0] for page, names in VIEWS.items() if names}


@pytest.mark.parametrize("page", WITH_VIEWS)
def test_the_switch_shows_the_first_view_and_the_one_of_a_link(page: str) -> None:
    assert opened(f"pages/{page}.py").segmented_control(VIEW_KEYS[page]).value == VIEWS[page][0]
    asked = VIEWS[page][-1]
    assert opened(f"pages/{page}.py", view=asked).segmented_control(VIEW_KEYS[page]).value == asked


def test_what_is_shown() -> None:
    script = "import streamlit as st\nfrom cnn.ui import views\nst.write(views.shown('shapes') or 'none')\n"
    at = run(AppTest.from_string(script + "views.show('shapes', 'code')\nst.write(views.switch('shapes'))"))
    assert [one.value for one in at.markdown] == ["none", "code"]
    assert [one.value for one in run(at).markdown] == ["code", "code"]
    assert run(AppTest.from_string(script.replace("shapes", "quiz"))).markdown[0].value == "none"


def test_a_link_to_results_of_a_training_is_kept_until_there_are_some() -> None:
    at = opened("pages/training.py", view="compare runs")
    assert at.session_state["training_view"] == "compare runs"
