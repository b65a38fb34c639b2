"""The measurement of the shared weights: which settings are drawn, and what is said of the figures."""

from __future__ import annotations

import random

import numpy as np
import torch

from cnn.digits.sets import DigitSet
from cnn.network.spec import TEXTBOOK
from cnn.offline.evaluate_supernet import chosen_settings, ordinary_setting, some_of, summary
from cnn.offline.supernet_draws import is_ordinary

COUNTS = {"near": 6, "uniform": 6, "extreme": 2}


def test_the_settings_are_always_the_same_and_of_their_group() -> None:
    chosen = chosen_settings(COUNTS)
    assert chosen == chosen_settings(COUNTS) != chosen_settings(COUNTS, seed=1)
    groups = [group for group, _ in chosen]
    assert {group: groups.count(group) for group in COUNTS} == COUNTS
    assert groups[:7].count("extreme") == 1  # the groups take turns: half of the time has half of each
    for group, spec in chosen:
        assert group != "near" or 1 <= len(spec.differences(TEXTBOOK)) <= 3
        assert is_ordinary(spec) or group != "uniform"
        assert not is_ordinary(spec) or group != "extreme"


def test_an_ordinary_setting_has_no_corner_of_the_limits() -> None:
    rng = random.Random(0)
    assert all(is_ordinary(ordinary_setting(rng)) for _ in range(100))


def test_some_digits_are_always_the_same_and_keep_their_labels() -> None:
    labels = torch.arange(50) % 10
    digits = DigitSet(labels[:, None, None].expand(50, 28, 28).to(torch.uint8), labels, "some")
    few = some_of(digits, 20)
    assert len(few) == 20 and torch.equal(few.images[:, 0, 0].long(), few.labels)
    assert torch.equal(few.labels, some_of(digits, 20).labels)
    assert len(some_of(digits, 1000)) == 50


def test_medians_and_deciles_are_those_of_the_figures() -> None:
    rng = np.random.default_rng(0)
    charted = [{"group": group, "mnist": rng.random(), "pen": rng.random()} for group in COUNTS for _ in range(31)]
    compared = [{"group": "near", "accuracy": 0.9 + gap, "shared": 0.9} for gap in (0.01, 0.02, 0.03)]
    lines = summary({"charted": charted, "compared": compared})
    assert len(lines) == 2 * len(COUNTS) + 1  # one row of the extreme group would be too few to compare
    for group in COUNTS:
        for data in ("mnist", "pen"):
            low, middle = np.quantile([row[data] for row in charted if row["group"] == group], [0.1, 0.5])
            said = f"{group}, 31 settings, {data}: tenth percentile {low:.2%}, median {middle:.2%}"
            assert said in lines
    assert lines[-1] == "gap to trained alone, near and uniform, 3 settings: median 2.00, ninth decile 2.80"
