"""A nudge in words: with the network's own numbers, and what does not hold for it is not said."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.explain.equivariance import ShiftDifferences, shift_differences
from cnn.network.spec import TEXTBOOK
from cnn.ui.reasons.nudge import nudge_table, nudge_words
from cnn.weights.load import load_model
from tests.explain.networks import BLANK, SMALLEST, digit

NO_POOLING = TEXTBOOK.changed(pool1_kind="none", pool2_kind="none")


def of_textbook() -> ShiftDifferences:
    return shift_differences(load_model(TEXTBOOK).model, digit(), "right")


def test_the_textbook_network_moves_forgives_and_does_neither() -> None:
    found = of_textbook()
    moves, forgives, neither = nudge_words(found, TEXTBOOK)
    one = int(np.flatnonzero(found.pixels == 1)[0])
    assert f"differs by {100 * found.as_is['conv1'][one]:.0f} %" in moves and "differs by 0 %" in moves
    assert "Pooling forgives about a pixel" in forgives and "jump of 2 pixels" in forgives
    assert f"{100 * found.as_is['pool2'][one]:.0f} % after 1 pixel" in neither


@pytest.mark.parametrize(
    ("pool2", "jump", "head"),
    [
        ((0.1, 0.5), 2, "Pooling forgives about a pixel, not more."), ((0.1, 0.2), 1, "Pooling forgives a part"),
        ((0.39, 0.5), 2, "Pooling does not forgive"), ((float("nan"), 0.5), 2, "Pooling does not forgive"),
    ],
)  # fmt: skip
def test_what_pooling_forgives_depends_on_the_numbers(pool2: tuple[float, float], jump: int, head: str) -> None:
    """conv1 differs by 0.4 after 1 pixel and by 0.55 after 4; pooling by `pool2`."""
    flat = np.array([0.4, 0.4])
    as_is = {"conv1": np.array([0.4, 0.55]), "pool1": np.array(pool2), "pool2": flat, "fc1": flat}
    jumps = {"conv1": 1, "pool1": jump, "conv2": jump, "pool2": jump}
    found = ShiftDifferences("right", np.array([1.0, 4.0]), as_is, dict.fromkeys(jumps, flat), jumps)
    said = nudge_words(found, TEXTBOOK)[1]
    assert head in said and ("multiples of its jump" in said) is (jump > 1)


def test_without_pooling_nothing_is_said_of_its_numbers() -> None:
    found = shift_differences(load_model(NO_POOLING).model, digit(), "right")
    assert "this network has none" in nudge_words(found, NO_POOLING)[1]


def test_where_there_is_no_number_there_is_a_dash() -> None:
    found = shift_differences(load_model(SMALLEST).model, BLANK, "right")
    assert "nan" not in " ".join(nudge_words(found, SMALLEST)) + nudge_table(found)
    assert "–" in nudge_table(found)


def test_the_table_has_every_layer() -> None:
    lines = nudge_table(of_textbook()).splitlines()
    assert len(lines) == 2 + 5 + 4 and all(line.count("|") == 9 for line in lines)
    assert "| conv1, moved back | 0 % | 0 % | 0 % | 0 % |" in nudge_table(of_textbook())
