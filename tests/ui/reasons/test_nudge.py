"""A nudge in words: with the network's own numbers, and what does not hold for it is not said."""

from __future__ import annotations

import numpy as np

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
