"""One class against another: which is chosen, and what the picture adds up to."""

from __future__ import annotations

import numpy as np

from cnn.explain.attribution import Asked, Integrated, integrated_gradients
from cnn.network.spec import TEXTBOOK
from cnn.ui import models
from cnn.ui.parts import Explained
from cnn.ui.reasons.contrast import difference_words
from tests.apps import session_of
from tests.pages.figures import figures
from tests.ui.reasons.open import drawn, view, words


def test_the_likeliest_other_class_is_contrasted_until_one_is_chosen() -> None:
    at = view("attribution", TEXTBOOK, drawn(4))
    canvas = session_of(at).canvas
    assert canvas.image is not None
    loaded = models.model_for(TEXTBOOK)
    first, second = np.argsort(-models.trace_of(loaded, canvas.image).logits)[:2].tolist()
    assert f"What speaks for {first} and against {second}" in words(at)
    other = next(digit for digit in range(10) if digit not in (first, second))
    at.segmented_control(f"contrast_class_{first}").set_value(other).run()
    assert session_of(at).explained.against == other
    assert f"What speaks for {first} and against {other}" in words(at)
    found = integrated_gradients(loaded.model, canvas.image, Asked(first, other))
    drawn_values = np.array(figures(at)["contrast_map"]["data"][0]["z"], np.float32)
    np.testing.assert_allclose(drawn_values, found.values, atol=1e-6)


def test_a_class_is_never_contrasted_with_itself() -> None:
    at = view("attribution", TEXTBOOK, drawn(4), Explained(target=7, against=7))
    assert "What speaks for 7 and against 4" in words(at)


def test_the_sum_is_said_with_the_leads_it_should_be() -> None:
    values = np.zeros((28, 28), np.float32)
    values[3, 4], values[5, 5] = 8.5, -2.25
    said = difference_words(Integrated(values, 6.5, 0.25, 64), 4, 9)
    assert said.startswith(
        "8.50 for 4 and 2.25 against it: together <b>6.25</b>. So far has the lead of 4 over 9 moved:"
    )
    assert said.endswith("from 0.25 without any ink to 6.50 with your drawing.")
    assert "has moved by <b>6.35</b>" in difference_words(Integrated(values, 6.5, 0.15, 64), 4, 9)
