"""Letterforms fitted to strokes that were made by rule: the clusters and components that went in come out."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.digits.pendigits import PenDigit
from cnn.offline.letterforms_fit import COMPONENTS, FEWEST_MEMBERS, MEMBERS, _clusters, _groups, _principal


def test_components_are_the_directions_of_most_variance() -> None:
    rng = np.random.default_rng(0)
    members = rng.normal(size=(500, 5, 2)) * np.linspace(1, 4, 10).reshape(5, 2) + 3
    mean, components = _principal(members)
    flat = members.reshape(500, -1)
    assert mean == pytest.approx(members.mean(axis=0))
    variances = np.linalg.eigvalsh(np.cov(flat.T))[::-1][:COMPONENTS]
    rows = components.reshape(COMPONENTS, -1)
    assert rows @ rows.T == pytest.approx(np.diag(variances), abs=1e-9)  # orthogonal, one standard deviation long
    assert len(_principal(members[:3])[1]) == 2  # three writings vary in two directions


def test_alike_writings_are_in_one_cluster() -> None:
    rng = np.random.default_rng(1)
    sizes = {-5.0: MEMBERS + 40, 0.0: MEMBERS, 5.0: MEMBERS - 40}
    made = np.concatenate([centre + rng.normal(size=(size, 4, 2)) / 10 for centre, size in sizes.items()])
    clusters = _clusters(rng.permutation(made))
    assert [len(members) for members in clusters] == [140, 100, 60]  # the largest first
    for members, centre in zip(clusters, sizes, strict=True):
        assert members.mean() == pytest.approx(centre, abs=0.1) and members.std() < 0.2


def written(label: int, *strokes: list[tuple[float, float]]) -> PenDigit:
    return PenDigit(label, 1, tuple(np.array(stroke, np.float32) for stroke in strokes))


def test_writings_are_centred_of_one_size_and_without_dots() -> None:
    line, dot = [(10.0, 20.0), (10.0, 60.0)], [(12.0, 30.0), (12.0, 31.0)]
    groups = _groups([written(1, line, dot)] * FEWEST_MEMBERS + [written(2, line)] * (FEWEST_MEMBERS - 1))
    assert set(groups) == {(1, 1)}  # the dot is no stroke, and too few have written a 2
    for points in groups[1, 1]:
        assert np.ptp(points, axis=0).max() == pytest.approx(1)
        assert points[0, 1] == pytest.approx(-0.5) and points[-1, 1] == pytest.approx(0.5)
