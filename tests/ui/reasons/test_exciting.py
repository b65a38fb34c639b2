"""The tiles and the table of the digits that excite a channel."""

from __future__ import annotations

import re

import numpy as np

from cnn.explain.channels import strongest_digits
from cnn.network.spec import TEXTBOOK
from cnn.training.accuracy_meter import generated_digits
from cnn.ui import models
from cnn.ui.reasons.exciting import exciting_table, exciting_tiles

DIGITS = generated_digits().part(0, 40)
FOUND = strongest_digits(models.model_for(TEXTBOOK).model, DIGITS.images[:, None].float() / 255, lambda share: None)


def test_the_frame_is_what_the_strongest_cell_reads() -> None:
    tiles = exciting_tiles(TEXTBOOK, "conv1", (FOUND["conv1"], 4), DIGITS, None)
    frames = re.findall(r"top:([\d.]+)%;left:([\d.]+)%;height:([\d.]+)%;width:([\d.]+)%", tiles)
    assert len(frames) == 9
    for frame, (_, _, row, column) in zip(frames, FOUND["conv1"].places(4), strict=True):
        top, left, height, width = (round(float(edge) * 28 / 100, 1) for edge in frame)
        ends = [(max(0, place - 2), min(28, place + 3)) for place in (row, column)]  # 5×5 around the cell
        assert (top, left) == (ends[0][0], ends[1][0])
        assert (height, width) == (ends[0][1] - ends[0][0], ends[1][1] - ends[1][0])


def test_a_unit_of_fc1_reads_everything_and_has_no_frame() -> None:
    assert "<i " not in exciting_tiles(TEXTBOOK, "fc1", (FOUND["fc1"], 4), DIGITS, None)


def test_the_learners_own_comes_last() -> None:
    mine = np.ones((28, 28), np.float32), FOUND["conv2"]
    tiles = exciting_tiles(TEXTBOOK, "conv2", (FOUND["conv2"], 1), DIGITS, mine)
    assert tiles.count("<figure") == 10 and tiles.rpartition("<figure")[2].startswith(' class="mine">')
    lines = exciting_table(TEXTBOOK, "conv2", (FOUND["conv2"], 1), DIGITS, mine).splitlines()
    assert len(lines) == 12 and lines[-1].startswith("| yours |")
    assert re.fullmatch(r"\| a \d \| −?[\d.]+ \| row \d+, column \d+ \| rows \d+–\d+, columns \d+–\d+ \|", lines[2])
