"""The view "Which pixels" without a browser: what its pictures hold, what they add up to, what its controls do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.explain import attribution as explain
from cnn.explain.attribution import Asked, Integrated
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.ui import models
from cnn.ui.parts import Explained
from cnn.ui.reasons.attribution import strongest, sum_words, totals_table
from cnn.ui.reasons.methods import METHODS
from cnn.weights.load import LoadedModel, untrained
from tests.apps import session_of
from tests.pages.figures import figures
from tests.ui.reasons.open import UNUSUAL, drawn, view, words

PICTURES = {f"pixels_{method.key}" for method in METHODS}


def shown(at: AppTest, key: str) -> np.ndarray:
    return np.array(figures(at)[key]["data"][0]["z"], np.float32)


def image_of(at: AppTest) -> np.ndarray:
    image = session_of(at).canvas.image
    assert image is not None
    return image


def test_an_empty_board_asks_for_a_drawing() -> None:
    at = view("attribution")
    assert "Draw a digit on the board" in words(at) and not figures(at)


@pytest.mark.parametrize("spec", UNUSUAL)
def test_it_opens_for_unusual_networks(spec: NetworkSpec) -> None:
    at = view("attribution", spec, drawn(3))
    assert figures(at).keys() == PICTURES | {"contrast_map"}


def test_the_answer_is_explained_until_another_class_is_chosen() -> None:
    at = view("attribution", TEXTBOOK, drawn(4))
    model, image = models.model_for(TEXTBOOK).model, image_of(at)
    np.testing.assert_allclose(shown(at, "pixels_gradient"), explain.gradient(model, image, Asked(4)), atol=1e-6)
    at.segmented_control("explained_class").set_value(9).run()
    assert session_of(at).explained.target == 9
    for layer in ("conv1", "conv2"):
        found = explain.grad_cam(model, image, Asked(9), layer)
        np.testing.assert_allclose(shown(at, f"pixels_{layer}"), found, atol=1e-6)
    at.segmented_control("explained_class").set_value(4).run()
    assert session_of(at).explained.target is None  # the page follows the answer again


def test_own_weights_are_explained() -> None:
    own = LoadedModel(untrained(TEXTBOOK, 5), "yours")
    at = view("attribution", TEXTBOOK, drawn(4))
    network = replace(session_of(at).network, own=own)
    at = view("attribution", TEXTBOOK, drawn(4), network, Explained(target=2))
    found = explain.gradient(own.model, image_of(at), Asked(2))
    np.testing.assert_allclose(shown(at, "pixels_gradient"), found, atol=1e-6)


def test_patch_and_stride_change_the_occlusion_and_never_leave_pixels_out() -> None:
    at = view("attribution", TEXTBOOK, drawn(4))
    at.slider("occlusion_patch").set_value(7).run()
    at.slider("occlusion_stride_7").set_value(7).run()
    explained = session_of(at).explained
    assert (explained.patch, explained.stride) == (7, 7)
    model, image = models.model_for(TEXTBOOK).model, image_of(at)
    np.testing.assert_allclose(
        shown(at, "pixels_occlusion"), explain.occlusion(model, image, Asked(4), (7, 7)), atol=1e-5
    )
    assert "a black patch of 7×7" in words(at)
    at.slider("occlusion_patch").set_value(2).run()
    assert session_of(at).explained.stride == 2
    at.slider("occlusion_patch").set_value(1).run()
    assert session_of(at).explained.stride == 1 and [one.key for one in at.slider] == ["occlusion_patch"]


def test_the_sum_is_said_with_the_logits_it_should_be() -> None:
    values = np.zeros((28, 28), np.float32)
    values[3, 4] = 12.31
    said = sum_words(Integrated(values, 13.02, 0.71, 64), "4")
    assert "<b>12.31</b>: so far has the logit of 4 moved, from 0.71 without any ink to 13.02" in said
    said = sum_words(Integrated(values, -3.02, 9.29, 128), "4")
    assert "<b>−12.31</b>, from 9.29 without any ink to −3.02" in said and "128 steps" in said


def test_the_table_has_the_totals_and_the_strongest_pixel() -> None:
    values = np.zeros((28, 28), np.float32)
    values[3, 4], values[20, 21] = 1.5, -2.25
    assert strongest(values) == (20, 21)
    assert totals_table({"one": values}).splitlines()[-1] == "| one | 1.5 | −2.25 | −0.75 | row 20, column 21: −2.25 |"
    at = view("attribution", TEXTBOOK, drawn(4))
    table = next(element.value for element in at.markdown if element.value.startswith("| picture"))
    assert all(f"| {method.name} |" in table for method in METHODS) and "| 4 against 9 |" in table
