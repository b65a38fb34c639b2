"""The page Reasons without a browser: its views, its settings, and what the app does not load for the other pages."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cnn.lessons.places import VIEWS
from cnn.network.spec import TEXTBOOK
from cnn.paths import ROOT
from cnn.ui.reasons.about import EMPTY
from tests.apps import IMPOSSIBLE, opened, press, run, settings_of, shown_settings, texts
from tests.pages.figures import figures


@pytest.mark.parametrize("view", VIEWS["reasons"])
def test_every_view_opens_with_a_drawing_and_without(view: str) -> None:
    at = opened("pages/reasons.py")
    at.segmented_control("reasons_view").set_value(view)
    run(at)
    press(at, "example4")
    assert '<div class="answer-line" data-spoken="answer"><b>4</b>' in texts(at)


def test_the_first_view_explains_the_drawing() -> None:
    at = opened("pages/reasons.py")
    assert EMPTY in texts(at)
    press(at, "example7")
    assert EMPTY not in texts(at) and len(figures(at)) == 6
    press(at, "clear")
    assert EMPTY in texts(at) and not figures(at)


def test_a_link_opens_the_view_the_class_and_the_channel() -> None:
    at = opened("pages/reasons.py", **{"class": "9", "other": "3"})
    press(at, "example4")
    assert at.segmented_control("explained_class").value == 9 and "What speaks for 9 and against 3" in texts(at)
    at = opened("pages/reasons.py", view="What channels look for", unit="conv2.13")
    assert at.segmented_control("reasons_view").value == "What channels look for"
    assert at.segmented_control("channel_layer").value == "conv2" and at.slider("channel_number_conv2_31").value == 13
    at = opened("pages/reasons.py", patch="6.5")
    press(at, "example4")
    assert at.slider("occlusion_patch").value == 6 and at.slider("occlusion_stride_6").value == 5
    at = opened("pages/reasons.py", view="Among the digits", dims="3")
    press(at, "example4")
    assert at.segmented_control("among_dimensions").value == "3-D"
    at = opened("pages/reasons.py", view="Switch parts off", parts="fc1")
    press(at, "example4")
    assert at.segmented_control("lesion_layer").value == "fc1"


def test_an_impossible_setting_leaves_the_last_network_explained() -> None:
    at = opened("pages/reasons.py")
    press(at, "example4")
    for key in IMPOSSIBLE.differences(TEXTBOOK):
        at.slider(key).set_value(IMPOSSIBLE.get(key))
        run(at)
    assert shown_settings(at) == settings_of(IMPOSSIBLE) and len(figures(at)) == 6
    assert "The picture shows the last network that worked." in texts(at)


def test_explore_does_not_load_captum() -> None:
    source = (
        "import sys; from tests.apps import opened; opened('pages/explore.py'); "
        "assert not {'captum', 'matplotlib'} & sys.modules.keys()"
    )
    done = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
