"""A curve is one forward pass for each of its points."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnn.explain.curves import AnswerCurve, answer_curve, batches, probabilities_of
from cnn.explain.perturb import KINDS, Change, changed
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.network.trace import trace_forward
from cnn.weights.load import load_model
from tests.explain.networks import BLANK, LARGEST, SMALLEST, SPECS, digit


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_a_curve_is_single_forward_passes(spec: NetworkSpec, kind: str) -> None:
    model, others = load_model(spec).model, Change(down=1.5, turn=20, noise=0.1)
    curve = answer_curve(model, digit(), others, kind)
    assert curve.probabilities.shape == (len(curve.values), 10)
    for value, shares in list(zip(curve.values.tolist(), curve.probabilities, strict=True))[::7]:
        image = changed(digit(), others.with_value(kind, value))
        known = trace_forward(model, torch.from_numpy(image)[None]).probabilities
        np.testing.assert_allclose(shares, known, atol=1e-5)


def test_the_largest_network_is_run_in_parts() -> None:
    model = load_model(LARGEST).model
    pictures = np.stack([digit(3), digit(7), BLANK, digit(1), digit(8)])
    assert [len(part) for part in batches(model, pictures)] == [4, 1]
    alone = [trace_forward(model, torch.from_numpy(one)[None]).probabilities for one in pictures]
    np.testing.assert_allclose(probabilities_of(model, pictures), alone, atol=1e-5)
    assert probabilities_of(model, pictures[:0]).shape == (0, 10)


def test_how_far_an_answer_holds() -> None:
    shares = np.eye(10, dtype=np.float32)[[2, 3, 3, 3, 5, 3]]
    curve = AnswerCurve("blur", np.array([0.0, 1, 2, 3, 4, 5]), shares)
    assert curve.answers.tolist() == [2, 3, 3, 3, 5, 3]
    assert curve.holds(2) == (1, 3) and curve.holds(0) == (0, 0) and curve.holds(5) == (5, 5)


def test_a_curve_of_an_empty_picture() -> None:
    curve = answer_curve(load_model(SMALLEST).model, BLANK, Change(), "right")
    np.testing.assert_allclose(curve.probabilities, curve.probabilities[:1].repeat(65, 0), atol=1e-6)
    turned = answer_curve(load_model(TEXTBOOK).model, BLANK, Change(), "turn")
    np.testing.assert_allclose(turned.probabilities.sum(axis=1), 1, atol=1e-5)
