"""The session and the address of its page agree, whatever a browser sends."""

from __future__ import annotations

import re

import pytest

from cnn.link.parts import PARTS
from cnn.network.spec import SETTINGS, TEXTBOOK, NetworkSpec
from cnn.paths import FRONTEND
from cnn.ui.state import KEPT, OF_LINKS
from tests.apps import (
    IMPOSSIBLE,
    POSSIBLE,
    opened,
    press,
    run,
    settings_of,
    shown_settings,
    texts,
)


@pytest.mark.parametrize("asked", [IMPOSSIBLE, POSSIBLE])
def test_the_address_says_what_the_sliders_show(asked: NetworkSpec) -> None:
    at = opened(**POSSIBLE.to_query())
    at.slider("conv2_kernel_size").set_value(asked.conv2.kernel_size)
    run(at)
    query = asked.to_query()
    shown = {key: at.query_params[key] for key in at.query_params}
    assert shown == {key: query[key] for key in asked.differences(TEXTBOOK)}
    again = opened(**shown)
    assert shown_settings(again) == shown_settings(at)


@pytest.mark.parametrize(
    ("key", "value"),
    [("conv1_kernel_size", "0"), ("conv1_padding", "x"), ("hidden_units", "1" * 999), ("pool1_kind", "mean <b>")],
)
def test_an_address_with_an_impossible_value_is_refused_in_words(key: str, value: str) -> None:
    at = opened(**{key: value})
    assert shown_settings(at) == settings_of(TEXTBOOK)
    assert "Part of this link could not be read: the settings." in texts(at)
    assert "Part of this link could not be read: the settings." not in texts(press(at, "notice_read"))


def test_settings_come_from_the_address_and_foreign_parts_of_it_stay() -> None:
    at = opened(conv1_kernel_size="3", pool1_kind="avg", course="2")
    assert shown_settings(at) == settings_of(TEXTBOOK.changed(conv1_kernel_size=3, pool1_kind="avg"))
    press(at, "textbook")
    assert at.query_params["course"] == "2"
    assert "conv1_kernel_size" not in at.query_params


def test_values_that_a_browser_sends_again_are_no_change() -> None:
    at = opened(conv1_kernel_size="3", hidden_units="64")
    press(at, "textbook")
    at.slider("conv1_kernel_size").set_value(3)  # it has not heard yet of the button's effect
    at.slider("hidden_units").set_value(64)
    at.slider("conv1_padding").set_value(1)  # the learner's own
    run(at)
    assert {key: value for key, value in at.query_params.items() if key in SETTINGS} == {"conv1_padding": "1"}
    at.slider("conv1_kernel_size").set_value(3)  # alone, it is the learner who goes back
    run(at)
    assert at.query_params["conv1_kernel_size"] == "3"


def test_what_a_teacher_has_set_stays_in_the_address_and_the_rest_of_a_link_is_not_written() -> None:
    at = opened(hide="upload", lesson="relu:2", draw="damaged", conv1_stride="2")
    assert "the drawing" in texts(at)
    press(at, "textbook")
    assert at.query_params == {"hide": "upload", "lesson": "relu:2"}


def test_browser_and_server_agree_on_what_stays_in_the_address() -> None:
    script = (FRONTEND / "page" / "address.js").read_text(encoding="utf-8")
    found = re.findall(r"const (\w+) = \[(.*?)\]", script, re.DOTALL)
    lists = {name: set(re.findall(r'"(\w+)"', keys)) for name, keys in found}
    assert lists == {"PASSING": OF_LINKS - KEPT, "STAYING": KEPT | {"quiz"}}  # the page Quiz writes that itself
    assert {part.key for part in PARTS} - {"quiz"} == OF_LINKS
