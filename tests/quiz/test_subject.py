"""Subjects: random networks by level, digits, and the learner's own."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
import torch

from cnn.network.shapes import is_buildable
from cnn.network.spec import TEXTBOOK
from cnn.quiz.subject import NotPossibleError, Subject, random_spec
from cnn.weights.load import load_model


def test_levels_differ_in_how_much_is_changed() -> None:
    counts: dict[int, set[int]] = {}
    for level in (1, 2, 3):
        specs = [random_spec(Random(seed), level) for seed in range(60)]
        assert all(is_buildable(spec) for spec in specs)
        counts[level] = {len(TEXTBOOK.differences(spec)) for spec in specs}
    assert counts[1] == {1}
    assert max(counts[2]) == 4
    assert max(counts[3]) > 9


def test_shapes_need_no_model() -> None:
    subject = Subject.random(Random(1), 2)
    assert "model" not in vars(subject) and "trace" not in vars(subject)
    assert subject.trace.prediction in range(10)
    assert "model" in vars(subject)


def test_the_trace_is_of_the_model_and_the_digit() -> None:
    subject = Subject(TEXTBOOK, 9)
    with torch.no_grad():
        logits = subject.model(torch.from_numpy(subject.image)[None, None])[0]
    assert np.allclose(subject.trace.logits, logits.numpy(), atol=1e-4)
    assert subject.image.dtype == np.float32 and 0 <= subject.image.min() <= subject.image.max() <= 1
    assert subject.digit in range(10)


def test_the_learners_network_stays_as_it_is() -> None:
    loaded = load_model(TEXTBOOK)
    own = Subject.of(loaded, Subject(TEXTBOOK, 3).image)
    assert own.model is loaded.model and own.digit is None
    assert own.with_spec(TEXTBOOK) is own
    with pytest.raises(NotPossibleError):
        own.with_spec(TEXTBOOK.changed(conv1_stride=2))
    assert Subject(TEXTBOOK, 3).with_spec(TEXTBOOK.changed(conv1_stride=2)).drawn == 3
