"""The view "What channels look for" without a browser: its digits, its grown picture, its words."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnn.explain.channels import Grown, Strongest
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.training.accuracy_meter import generated_digits
from cnn.ui import models
from cnn.ui.parts import Explained
from cnn.ui.reasons.channels import Chosen, digits_words, grown_words
from tests.apps import session_of
from tests.pages.figures import figures
from tests.ui.reasons.open import SMALLEST, UNUSUAL, drawn, view, words


@pytest.mark.parametrize("spec", UNUSUAL)
@pytest.mark.parametrize("layer", ["conv1", "conv2", "fc1"])
def test_it_opens_for_unusual_networks_and_without_a_drawing(spec: NetworkSpec, layer: str) -> None:
    at = view("channels", spec, Explained(layer=layer, channel=300))
    assert figures(at).keys() == {"channel_picture"}
    assert words(at).count("<figure") == 9 and "yours" not in words(at)


def test_the_kernel_stands_beside_for_conv1_alone() -> None:
    at = view("channels", TEXTBOOK, Explained(channel=3))
    kernel, grown = figures(at)["channel_picture"]["data"]
    weight = models.model_for(TEXTBOOK).model.conv1.weight[3, 0].detach().numpy()
    np.testing.assert_array_equal(np.array(kernel["z"], np.float32), weight)
    assert grown["name"] == "grown" and np.array(grown["z"]).shape == (5, 5)
    at.segmented_control("channel_layer").set_value("conv2").run()
    (grown,) = figures(at)["channel_picture"]["data"]
    assert np.array(grown["z"]).shape == (14, 14)
    assert (session_of(at).explained.layer, session_of(at).explained.channel) == ("conv2", 0)


def test_the_slider_reaches_every_channel() -> None:
    at = view("channels", TEXTBOOK, Explained(layer="fc1"))
    at.slider("channel_number_fc1_127").set_value(127).run()
    assert not at.exception and session_of(at).explained.channel == 127
    assert "unit 127 of fc1" in words(at)
    assert not view("channels", SMALLEST).slider  # one channel


def test_the_digits_are_told_with_their_values() -> None:
    at = view("channels", TEXTBOOK, drawn(4), Explained(channel=2))
    model = models.model_for(TEXTBOOK).model
    with torch.no_grad():
        highest = model.conv1(generated_digits().images[:, None].float() / 255)[:, 2].amax(dim=(1, 2))
    best = int(highest.argmax())
    assert f"a {generated_digits().labels[best]} <b>{highest[best]:#.3g}</b>" in words(at)
    assert "<b>1,000" not in words(at) and words(at).count("<figure") == 10 and "yours <b>" in words(at)
    table = next(element.value for element in at.markdown if element.value.startswith("| digit"))
    assert len(table.splitlines()) == 12 and f"{highest[best]:.4g}" in table


def found(value: float) -> Strongest:
    place = np.zeros((1, 1), int)
    return Strongest(np.array([[value]], np.float32), place, place, place)


def test_a_dead_channel_says_so() -> None:
    said = digits_words(Chosen("conv1", 0), found(-0.5))
    assert "This channel is dead for digits" in said and "come nearest" in said
    assert "This unit is dead" in digits_words(Chosen("fc1", 0), found(-0.5))
    assert "dead" not in digits_words(Chosen("conv1", 0), found(0.5))


def test_the_words_on_the_grown_picture_have_its_numbers() -> None:
    grown = Grown(np.zeros((28, 28), np.float32), -0.5, 2.25, (12, 12, 17, 17), 14, 14)
    said = grown_words(Chosen("conv1", 0), grown, found(1.75))
    assert "5×5 pixels" in said and "from −0.500 to 2.25" in said and "1.75" in said and "Erhan" in said
