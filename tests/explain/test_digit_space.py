"""Principal components against numpy's and torch's own, and neighbours against sorting."""

from __future__ import annotations

import numpy as np
import torch

from cnn.explain.activations import Activations
from cnn.explain.digit_space import SHOWN, digit_space


def toy(count: int = 60, size: int = 16, seed: int = 0) -> Activations:
    rng = np.random.default_rng(seed)
    fc1 = rng.normal(0, np.linspace(3, 0.1, size), (count, size)).astype(np.float32)
    return Activations(fc1, rng.integers(0, 10, count), rng.integers(0, 10, count))


def unit(fc1: np.ndarray) -> np.ndarray:
    return fc1 / np.linalg.norm(fc1, axis=-1, keepdims=True)


def test_the_components_are_those_of_torch() -> None:
    digits = toy()
    space = digit_space(digits)
    vectors = torch.from_numpy(unit(digits.fc1.astype(np.float64)))
    torch.manual_seed(0)
    _, lengths, directions = torch.pca_lowrank(vectors, q=16, center=True, niter=8)
    cosines = np.abs(np.sum(directions.numpy().T[:SHOWN] * space.directions, axis=1))
    np.testing.assert_allclose(cosines, 1, atol=1e-5)
    variances = np.linalg.eigvalsh(np.cov(vectors.numpy().T))[::-1]
    np.testing.assert_allclose(space.shares, (variances / variances.sum())[:SHOWN], rtol=1e-6)
    np.testing.assert_allclose(space.places.var(axis=0, ddof=1), variances[:SHOWN], rtol=1e-6)
    np.testing.assert_allclose(lengths.numpy()[:SHOWN] ** 2 / (len(vectors) - 1), variances[:SHOWN], rtol=1e-4)


def test_a_digit_of_the_set_is_placed_where_its_point_is() -> None:
    digits = toy()
    space = digit_space(digits)
    for index in (0, 7, 59):
        np.testing.assert_allclose(space.place(digits.fc1[index]), space.places[index], atol=1e-6)
        assert space.nearest(digits.fc1[index])[0].index == index
        assert space.nearest(3 * digits.fc1[index])[0].distance < 1e-5  # the length of a vector does not count


def test_neighbours_are_the_first_of_all_sorted_by_distance() -> None:
    digits = toy(seed=1)
    space = digit_space(digits)
    picture = np.random.default_rng(2).normal(size=16).astype(np.float32)
    distances = [float(np.sqrt(((unit(one) - unit(picture)) ** 2).sum())) for one in digits.fc1]
    expected = sorted(range(len(distances)), key=distances.__getitem__)[:5]
    found = space.nearest(picture)
    assert [one.index for one in found] == expected
    np.testing.assert_allclose([one.distance for one in found], [distances[at] for at in expected], rtol=1e-5)
    assert all(one.label == digits.labels[one.index] and one.read == digits.read[one.index] for one in found)


def test_a_network_that_gives_the_same_for_all_has_one_point() -> None:
    dead = Activations(np.zeros((30, 16), np.float32), np.arange(30) % 10, np.zeros(30, int))
    space = digit_space(dead)
    assert np.isfinite(space.places).all() and np.isfinite(space.shares).all()
    assert len(space.nearest(np.zeros(16, np.float32))) == 5
