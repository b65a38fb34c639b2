"""Steps left out and other pixels: the app's own way is `prepare_digit`, and accuracies are those of single passes."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnn.digits.handwriting import example_drawing
from cnn.digits.prepare import Preparation, ink_of, prepare_digit
from cnn.digits.sets import load_generated
from cnn.digits.unprepared import generated_without
from cnn.explain.curves import probabilities_of
from cnn.explain.preparation_worth import RANGES, VARIANTS, Handling, accuracy_with, handled
from cnn.network.spec import TEXTBOOK
from cnn.network.trace import trace_forward
from cnn.weights.load import load_model
from tests.explain.networks import LARGEST, SMALLEST

DRAWING = example_drawing(4)
INK = ink_of(DRAWING)


def test_with_all_steps_it_is_the_apps_own_picture() -> None:
    assert np.array_equal(handled(INK, Handling()), prepare_digit(DRAWING))
    assert VARIANTS["all steps"] == Handling()


def test_other_pixels_are_the_same_picture_in_other_numbers() -> None:
    own = prepare_digit(DRAWING)
    np.testing.assert_allclose(handled(INK, Handling(inverted=True)), 1 - own)
    np.testing.assert_allclose(handled(INK, Handling(pixels="bytes")), own * 255, rtol=1e-6)
    np.testing.assert_allclose(handled(INK, Handling(pixels="normal")), (own - 0.1307) / 0.3081, atol=1e-5)
    both = handled(INK, Handling(inverted=True, pixels="normal"))
    np.testing.assert_allclose(both, (1 - own - 0.1307) / 0.3081, atol=1e-5)
    assert set(RANGES) == {"one", "bytes", "normal"}


def test_every_variant_is_another_input() -> None:
    ink = np.zeros((280, 280), np.float32)
    ink[150:250, 20:140] = INK[60:160, 80:200]  # off the middle, and small
    pictures = [handled(ink, handling) for handling in VARIANTS.values()]
    assert all(one.shape == (28, 28) and one.dtype == np.float32 for one in pictures)
    assert len({one.tobytes() for one in pictures}) == len(VARIANTS)


@pytest.mark.parametrize("spec", [TEXTBOOK, SMALLEST, LARGEST])
def test_answers_are_single_forward_passes(spec: object) -> None:
    model = load_model(spec).model  # type: ignore[arg-type]
    for handling in VARIANTS.values():
        image = handled(INK, handling)
        known = trace_forward(model, torch.from_numpy(image)[None]).probabilities
        np.testing.assert_allclose(probabilities_of(model, image[None])[0], known, atol=1e-5)


def test_an_empty_board_stays_a_picture() -> None:
    empty = np.zeros((280, 280), np.float32)
    for handling in VARIANTS.values():
        assert np.isfinite(handled(empty, handling)).all() and np.ptp(handled(empty, handling)) == 0


@pytest.mark.parametrize("name", ["all steps", "black on white", "no step at all", "normalised"])
def test_accuracy_is_that_of_single_passes(name: str) -> None:
    model, handling = load_model(TEXTBOOK).model, VARIANTS[name]
    digits = generated_without(40, 9, handling.steps)
    right = 0
    for image, label in zip(digits.images.numpy(), digits.labels.tolist(), strict=True):
        pixels = 1 - image / np.float32(255) if handling.inverted else image / np.float32(255)
        pixels = RANGES[handling.pixels](torch.from_numpy(pixels)).numpy()
        right += int(probabilities_of(model, pixels[None])[0].argmax()) == label
    assert accuracy_with(model, digits, handling) == right / 40


def test_digits_with_all_steps_are_the_generated_ones() -> None:
    assert torch.equal(generated_without(50, 4, Handling(inverted=True).steps).images, load_generated(50, 4).images)


@pytest.mark.parametrize("handling", [*VARIANTS.values(), Handling(Preparation(False, False, True), True, "bytes")])
def test_text_comes_back_as_the_handling(handling: Handling) -> None:
    assert Handling.from_text(handling.to_text()) == handling


def test_other_text_is_left_out() -> None:
    assert Handling.from_text("what.Crop..") == Handling.from_text("") == Handling()
