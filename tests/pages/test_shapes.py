"""The Shapes page by AppTest."""

from __future__ import annotations

import pytest

from tests.ui.shapes.page import shown, words

VIEWS = ["flow", "line by line", "parameters and work", "3D view", "fc1 shape error", "code", "Conv2d calculator"]


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens_for_unusual_networks(view: str) -> None:
    shown(view)
    shown(view, conv1_stride="3", conv1_padding="0", pool1_kind="avg", pool2_kind="none")


def test_batch_changes_the_first_number_of_every_shape() -> None:
    at = shown("flow")
    at.slider(key="batch").set_value(4).run()
    assert "[4, 1, 28, 28] → [4, 10]" in words(at)
    at.segmented_control(key="shapes_view").set_value("3D view").run()
    assert not [slider for slider in at.slider if slider.key == "batch"]  # it would change nothing there
    at.segmented_control(key="shapes_view").set_value("code").run()
    assert "[4, 32, 14, 14]" in words(at)


def test_the_calculator_hides_the_networks_settings() -> None:
    at = shown("Conv2d calculator", conv1_padding="1")
    assert all(slider.key.startswith("calculator_") for slider in at.slider)
    at.segmented_control(key="shapes_view").set_value("flow").run()
    assert not at.exception and at.slider(key="conv1_padding").value == 1
