"""What Compare says in words."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.explain.pass_times import PassTimes
from cnn.network.spec import LIMITS, TEXTBOOK
from cnn.ui import models
from cnn.ui.compare import words
from cnn.weights.load import LoadedModel


def shares(**given: float) -> np.ndarray:
    """Softmax with these shares, by "d4"; the rest is spread over the other digits."""
    found = np.full(10, (1 - sum(given.values())) / (10 - len(given)), np.float32)
    for name, share in given.items():
        found[int(name[1])] = share
    return found


def test_two_answers() -> None:
    sure, less = shares(d7=0.97), shares(d7=0.6, d1=0.3)
    assert words.answers_compared(sure, less) == "Both read 7; A is surer (A 97.0 %, B 60.0 %)."
    assert words.answers_compared(less, sure) == "Both read 7; B is surer (A 60.0 %, B 97.0 %)."
    assert "both are about equally sure" in words.answers_compared(sure, shares(d7=0.972))
    assert words.answers_compared(less, shares(d1=0.8, d7=0.15)) == (
        "They disagree: A reads 7 (60.0 %), B reads 1 (80.0 %). A gives 30.0 % to 1, B gives 15.0 % to 7."
    )


def test_names() -> None:
    assert words.name_of(TEXTBOOK) == "textbook network"
    assert words.name_of(TEXTBOOK.changed(conv1_stride=2)) == "textbook, but conv1 stride 2"
    lowest = TEXTBOOK.changed(**{key: LIMITS[key][0] for key in LIMITS})
    assert words.name_of(lowest) == "11 settings unlike the textbook’s"
    assert words.size_of(TEXTBOOK) == "215,370 parameters"


def test_weights() -> None:
    shared, random = models.shared_for(TEXTBOOK), models.random_for(TEXTBOOK)
    own = LoadedModel(models.model_for(TEXTBOOK).model, "yours")
    assert "what differs comes from the settings" in words.weights_compared(shared, shared)
    assert words.weights_compared(random, shared).startswith("A has random weights")
    assert words.weights_compared(own, random).startswith("B has random weights")
    assert words.weights_compared(random, random).startswith("Both have random weights")
    assert words.weights_compared(own, shared).startswith("A has your own weights, B has shared weights")
    assert words.weights_compared(own, own) == ""


@pytest.mark.parametrize(("one", "other", "is_chance"), [(0.983, 0.984, True), (0.98, 0.9, False), (0.9, 0.9, False)])
def test_accuracies(one: float, other: float, is_chance: bool) -> None:
    said = words.accuracies_compared(one, other)
    assert f"A reads {100 * one:.1f} % of the same 1,000 generated digits, B reads {100 * other:.1f} %." in said
    assert ("may be chance" in said) is is_chance
    for missing in ((None, other), (one, None)):
        assert words.accuracies_compared(*missing).startswith("Measuring")
    assert words.read_words(None).startswith("measuring") and "98.3 %" in words.read_words(0.983)


def test_times_say_how_they_were_measured() -> None:
    said = words.times_compared(PassTimes(0.314, 2.5, 15, 1))
    assert "A in 0.31 ms" in said and "B in 2.50 ms" in said and "one thread" in said and "median of 15" in said
    assert "varies" in said and "4 threads" in words.times_compared(PassTimes(1, 1, 5, 4))
