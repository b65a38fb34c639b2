"""The records that a training is asked by and reports with."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.training.records import Score


def test_a_score_adds_up() -> None:
    confusion = np.diag(np.arange(10))
    confusion[3, 5] = 7
    score = Score("some", confusion, 0.5, None)  # type: ignore[arg-type]
    assert score.digits == 52
    assert score.accuracy == pytest.approx(45 / 52)
    assert score.by_digit[3] == pytest.approx(0.3)
    assert np.isnan(score.by_digit[0])
