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
    assert "some settings better than others" in words.weights_compared(shared, shared)
    assert words.weights_compared(random, shared).startswith("A has random weights")
    assert words.weights_compared(own, random).startswith("B has random weights")
    assert words.weights_compared(random, random).startswith("Both have random weights")
    assert words.weights_compared(own, shared).startswith("A has your own weights, B has shared weights")
    assert words.weights_compared(own, own) == ""


def read(mine: int, theirs: int, neither: int) -> tuple[np.ndarray, np.ndarray]:
    """Which of 1,000 digits A and B read: so many by A alone, by B alone, and by neither."""
    one, other = np.ones(1000, bool), np.ones(1000, bool)
    other[:mine] = one[mine : mine + theirs] = False
    one[1000 - neither :] = other[1000 - neither :] = False
    return one, other


@pytest.mark.parametrize(
    ("mine", "theirs", "neither", "is_chance"),
    [(3, 2, 12, True), (100, 20, 0, False), (0, 0, 50, False), (8, 0, 0, False), (160, 140, 100, True)],
)
def test_accuracies(mine: int, theirs: int, neither: int, is_chance: bool) -> None:
    one, other = read(mine, theirs, neither)
    said = words.accuracies_compared(one, other)
    a, b = (1000 - neither - theirs) / 10, (1000 - neither - mine) / 10
    assert f"A reads {a:.1f} % of the same 1,000 computer-made digits, B reads {b:.1f} %." in said
    assert ("may be chance" in said) is is_chance
    assert not is_chance or f"{mine} digits are read by A alone, {theirs} digits are by B alone" in said
    for missing in ((None, other), (one, None)):
        assert words.accuracies_compared(*missing).startswith("Measuring")
    assert words.read_words(None).startswith("measuring") and "98.3 %" in words.read_words(0.983)


def test_times_say_how_they_were_measured() -> None:
    said = words.times_compared(PassTimes(0.314, 2.5, 15, 1))
    assert "A in 0.31 ms" in said and "B in 2.50 ms" in said and "one thread" in said and "median of 15" in said
    assert "varies" in said and "4 threads" in words.times_compared(PassTimes(1, 1, 5, 4))
