"""Weights as files: what is taken from an upload, what is said of it, and what a fold does."""

from __future__ import annotations

import pytest
import torch
from safetensors.torch import save
from streamlit.testing.v1 import AppTest

from cnn.digits.sets import load_generated, network_input
from cnn.network.model import SimpleCNN
from cnn.network.spec import TEXTBOOK
from cnn.weights.file import write_weights
from cnn.weights.input_range import PREPARATIONS, Preparation, fold
from cnn.weights.load import load_model, untrained
from tests.apps import texts
from tests.ui.training.page import press


def uploaded(page: AppTest, content: bytes, name: str = "mine.safetensors") -> AppTest:
    page.file_uploader(key="training_upload").set_value((name, content, "application/octet-stream")).run()
    assert not page.exception
    return page


def own(page: AppTest) -> SimpleCNN:
    loaded = page.session_state["explorer"].network.own
    assert loaded is not None and loaded.origin == "yours"
    model: SimpleCNN = loaded.model
    return model


def test_uploaded_weights_are_the_learners_own_and_bring_their_settings(page: AppTest) -> None:
    spec = TEXTBOOK.changed(conv1_out_channels=4)
    model = untrained(spec, seed=5)
    uploaded(page, write_weights(model))
    assert own(page).spec == page.session_state["explorer"].network.spec == spec
    assert all(torch.equal(value, own(page).state_dict()[name]) for name, value in model.state_dict().items())
    assert "The settings have been changed to match these weights." in texts(page)


def test_weights_of_the_same_network_change_no_setting(page: AppTest) -> None:
    uploaded(page, save(load_model(TEXTBOOK).model.state_dict()))
    assert own(page).spec == TEXTBOOK
    assert "These weights are yours now" in texts(page) and "settings have been changed" not in texts(page)
    assert not [button for button in page.button if button.key == "training_fold"]  # they read digits as they are


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [(b"\xff" * 5000, "bad.safetensors", "not a safetensors file"), (b"\x89PNG\r\n\x1a\n" + bytes(99), "a.png", "")],
)
def test_a_file_that_is_refused_takes_nothing_away(page: AppTest, content: bytes, name: str, said: str) -> None:
    uploaded(page, save(load_model(TEXTBOOK).model.state_dict()))
    before = own(page)
    uploaded(page, content, name)
    assert own(page) is before
    notice = page.session_state["explorer"].uploaded_weights.notice
    assert said in notice and notice != "" and notice.split(".")[0] in texts(page)


def test_weights_for_other_pixels_are_folded_where_the_learner_wants_that(page: AppTest) -> None:
    pixels = PREPARATIONS[1]
    model = fold(load_model(TEXTBOOK).model, Preparation("", 1 / pixels.scale))  # reads pixels from 0 to 255
    uploaded(page, save(model.state_dict()))
    assert f"if the digits are given as {pixels.words}" in texts(page)
    digits = network_input(load_generated(20, seed=4).images)
    assert torch.allclose(own(page)(digits), model(digits), atol=1e-5)  # nothing is changed unasked
    press(page, "training_fold")
    assert torch.allclose(own(page)(digits), model(pixels(digits)), rtol=1e-4, atol=1e-3)
    assert "Folded into conv1" in texts(page)
    assert not [button for button in page.button if button.key == "training_fold"]


def test_a_download_is_there_for_weights_of_ones_own_alone(page: AppTest) -> None:
    assert not page.get("download_button")
    uploaded(page, save(load_model(TEXTBOOK).model.state_dict()))
    assert [button.proto.label for button in page.get("download_button")] == ["Download your weights"]
