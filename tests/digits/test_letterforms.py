"""Letterforms: lines through all their points, several forms of every digit."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.digits.handwriting import letterforms
from cnn.digits.letterforms import SKELETONS, smooth


def test_a_smooth_line_goes_through_all_points() -> None:
    points = np.random.default_rng(0).random((3, 7, 2)).astype(np.float32)
    curve = smooth(points, 4)
    assert curve.shape == (3, 25, 2)
    assert np.allclose(curve[:, ::4], points, atol=1e-6)


def test_every_digit_has_several_letterforms() -> None:
    for digit in range(10):
        forms = [form for form in letterforms() if form.label == digit]
        assert len(forms) >= 3
        assert sum(form.weight for form in forms) == pytest.approx(1, abs=0.05)
    assert {form.strokes for form in letterforms()} == {1, 2}
    assert {label for label, _ in SKELETONS.values()} == set(range(10))
