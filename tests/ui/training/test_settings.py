"""What is set before a training is kept, and said where it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.training.page import labels


def test_a_batch_larger_than_the_data_is_said(page: AppTest) -> None:
    page.select_slider(key="training_batch_size").set_value(512).run()
    assert not any("each batch" in caption.value for caption in page.caption)
    page.select_slider(key="training_digits").set_value(200).run()
    assert any("only 200 digits" in caption.value for caption in page.caption)


def test_choices_are_written_back(page: AppTest) -> None:
    page.select_slider(key="training_learning_rate").set_value(0.03).run()
    page.segmented_control(key="training_limited_by").set_value("epochs").run()
    page.select_slider(key="training_epochs").set_value(5).run()
    assert not page.exception
    choices = page.session_state["explorer"].training.choices
    assert (choices.learning_rate, choices.limited_by, choices.epochs) == (0.03, "epochs", 5)
    assert choices.options().epochs == 5


def test_missing_mnist_is_offered_and_not_needed(
    page: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMPLECNN_MNIST", str(tmp_path))
    page.segmented_control(key="training_data").set_value("MNIST").run()
    assert not page.exception
    assert "Download MNIST" in labels(page)
    assert page.button(key="start_training").disabled
    page.segmented_control(key="training_data").set_value("generated").run()
    assert not page.button(key="start_training").disabled
