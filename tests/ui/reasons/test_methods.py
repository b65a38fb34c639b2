"""The methods of "Which pixels": nothing is computed twice, and each says what it shows and what it does not."""

from __future__ import annotations

import re

import numpy as np
import pytest

from cnn.explain import attribution
from cnn.explain.attribution import Asked
from cnn.network.spec import TEXTBOOK
from cnn.ui import models
from cnn.ui.reasons.about import Answered
from cnn.ui.reasons.methods import METHODS, Method, integral_of, values_of
from cnn.weights.load import LoadedModel, untrained
from tests.ui.reasons.open import drawn


def quiet(share: float) -> None:
    pass


def refuse(*_: object) -> None:
    raise AssertionError("computed again")


def now_with(loaded: LoadedModel) -> Answered:
    image = drawn(4).image
    assert image is not None
    return Answered(loaded, image, models.trace_of(loaded, image))


def test_each_method_says_two_sentences_and_its_source() -> None:
    assert len({method.key for method in METHODS}) == len({method.name for method in METHODS}) == 5
    for method in METHODS:
        assert method.hides.startswith("It does not") and method.hides.endswith(".")
        assert re.search(r"(19|20)\d\d", method.source)
        method.says.format(digit=4, patch=4)


@pytest.mark.parametrize("method", METHODS, ids=[method.key for method in METHODS])
def test_what_is_kept_is_what_was_asked(method: Method, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = (now_with(LoadedModel(untrained(TEXTBOOK, seed), "yours")) for seed in (1, 2))
    first = values_of(method, one, Asked(3), (4, 4), quiet)
    different = [
        values_of(method, one, Asked(5), (4, 4), quiet),
        values_of(method, other, Asked(3), (4, 4), quiet),
    ]
    assert not any(np.array_equal(first, one) for one in different)
    for name in ("gradient", "integrated_gradients", "occlusion", "grad_cam"):
        monkeypatch.setattr(attribution, name, refuse)
    assert values_of(method, one, Asked(3), (4, 4), quiet) is first


def test_occlusion_of_another_patch_is_another() -> None:
    now = now_with(LoadedModel(untrained(TEXTBOOK, 1), "yours"))
    occlusion = next(method for method in METHODS if method.key == "occlusion")
    one, other = (values_of(occlusion, now, Asked(3), sizes, quiet) for sizes in ((4, 4), (7, 7)))
    assert not np.array_equal(one, other)


def test_integrated_gradients_come_with_what_they_should_add_up_to() -> None:
    now = now_with(models.model_for(TEXTBOOK))
    found = integral_of(now, Asked(4), quiet)
    assert found.drawn == pytest.approx(float(now.trace.logits[4]), abs=1e-3)
    assert integral_of(now, Asked(4), quiet) is found
