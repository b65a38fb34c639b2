"""The distance against its formula by loops; who passes, and who does not."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from cnn.digits.handwriting import example_drawing, generate_digits
from cnn.digits.prepare import prepare_digit
from cnn.digits.sets import load_generated
from cnn.explain import known_digits
from cnn.explain.activations import Activations, activations_of
from cnn.explain.known_digits import (
    MOST_DIRECTIONS,
    KnownDigits,
    from_bytes,
    held_out_distances,
    known_from_few,
    learned,
    shipped,
    with_threshold,
)  # fmt: skip
from cnn.network.model import SimpleCNN
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.weights.load import load_model

SMALL = TEXTBOOK.changed(conv2_kernel_size=3, hidden_units=40)


@pytest.fixture(scope="module")
def textbook() -> SimpleCNN:
    return load_model(TEXTBOOK).model


def random_digits(size: int, count: int = 300, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Values around a centre for each digit."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % 10
    fc1 = rng.normal(0, 3, (10, size))[labels] + rng.normal(0, np.linspace(0.2, 1, size), (count, size))
    return fc1.astype(np.float32), labels


def by_the_formula(known: KnownDigits, fc1: np.ndarray, digit: int) -> float:
    """Squared Mahalanobis distance and penalty, with an inverse matrix and in loops."""
    length = math.sqrt(sum(float(value) ** 2 for value in fc1)) + 1e-6
    offset = [float(value) / length - float(centre) for value, centre in zip(fc1, known.centre, strict=True)]
    parts = [sum(float(a) * b for a, b in zip(direction, offset, strict=True)) for direction in known.directions]
    rest = max(sum(value**2 for value in offset) - sum(value**2 for value in parts), 0)
    whitening = known.whitening[digit].astype(np.float64)
    covariance = np.linalg.inv(whitening.T @ whitening)
    apart = np.array(parts) - known.means[digit]
    return float(apart @ np.linalg.solve(covariance, apart)) + rest * float(known.beyond[digit]) + float(
        known.penalty[digit]
    )  # fmt: skip


@pytest.mark.parametrize("size", [16, 40, 90, 256])
def test_the_distance_is_that_of_the_formula(size: int) -> None:
    fc1, labels = random_digits(size, 1000)
    known = learned(fc1, labels)
    assert known.directions.shape == (min(size, MOST_DIRECTIONS), size)
    others = np.concatenate([fc1[:4], np.random.default_rng(3).normal(0, 4, (4, size)).astype(np.float32)])
    found = known.distances(others.astype(np.float64))
    expected = [[by_the_formula(known, one, digit) for digit in range(10)] for one in others]
    np.testing.assert_allclose(found, expected, rtol=1e-4)
    assert known.distance(others[5]) == pytest.approx(min(expected[5]), rel=1e-4)


def test_the_covariances_are_those_of_the_digits() -> None:
    """With very many digits of each, whitening makes the covariance of each the identity, up to the rounding off."""
    fc1, labels = random_digits(16, 60_000)
    known = learned(fc1, labels)
    vectors = fc1 / np.linalg.norm(fc1, axis=1, keepdims=True)
    for digit in (0, 7):
        along = (vectors[labels == digit] - known.centre) @ known.directions.T
        white = along @ known.whitening[digit].T
        spread = np.sort(np.linalg.eigvalsh(np.cov(white.T)))
        assert spread[-1] == pytest.approx(1, abs=0.05) and spread[0] > 0


def test_it_arrives_as_it_was_sent() -> None:
    for size in (16, 256):
        known = known_from_few(*random_digits(size, 1000))
        content = known.to_bytes()
        found = from_bytes(content)
        assert len(content) < 100_000
        for name in ("centre", "directions", "means", "whitening", "penalty", "beyond"):
            np.testing.assert_array_equal(getattr(found, name), getattr(known, name), err_msg=name)
        assert found.threshold == pytest.approx(known.threshold, rel=1e-6)
    with pytest.raises(ValueError, match="not the statistics"):
        from_bytes(b"nothing of this kind")


def test_held_out_digits_are_measured_without_themselves() -> None:
    fc1, labels = random_digits(16, 500)
    known = learned(fc1, labels)
    inside = known.distances(fc1.astype(np.float64)).min(axis=1)
    outside = held_out_distances(known, fc1, labels)
    assert outside.mean() > inside.mean()
    fc1[3] = 100 * np.random.default_rng(9).normal(size=16)  # one that is no digit does not make itself known
    assert held_out_distances(learned(fc1, labels), fc1, labels)[3] > np.quantile(outside, 0.99)


def test_a_threshold_lets_99_of_100_pass() -> None:
    known = learned(*random_digits(16))
    limited = with_threshold(known, np.arange(1000.0))
    assert limited.threshold == pytest.approx(989.01)


def test_without_its_file_nothing_is_known(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    shipped.cache_clear()
    monkeypatch.setattr(known_digits, "ASSET", known_digits.ASSET.with_name("none.safetensors"))
    assert shipped() is None
    shipped.cache_clear()


def unlike(known: KnownDigits, model: SimpleCNN, images: np.ndarray) -> np.ndarray:
    digits = load_generated(1, 0)
    pictures = type(digits)(torch.from_numpy(images), torch.zeros(len(images), dtype=torch.long), "")
    return known.distances(activations_of(model, pictures).fc1.astype(np.float64)).min(axis=1) > known.threshold


def examples() -> np.ndarray:
    return (np.stack([prepare_digit(example_drawing(digit)) for digit in range(10)]) * 255).astype(np.uint8)


def noise(count: int) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (count, 28, 28)).astype(np.uint8)


def test_digits_pass_and_noise_and_pairs_do_not(textbook: SimpleCNN) -> None:
    known = shipped()
    assert known is not None
    digits, _ = generate_digits(2000, 41)
    assert unlike(known, textbook, digits).mean() < 0.025
    assert not unlike(known, textbook, examples()).any()
    assert unlike(known, textbook, noise(100)).mean() > 0.95
    pairs = np.concatenate([digits[:200, :, 2:26:2], digits[200:400, :, 2:26:2]], axis=2)  # narrow, side by side
    assert unlike(known, textbook, np.pad(pairs, ((0, 0), (0, 0), (2, 2)))).mean() > 0.8


@pytest.mark.parametrize("spec", [SMALL, TEXTBOOK.changed(pool1_kind="avg", hidden_units=200)])
def test_what_is_made_at_run_time_lets_digits_pass(spec: NetworkSpec) -> None:
    model = load_model(spec).model
    seen = activations_of(model, load_generated(1000, 20_000))
    known = known_from_few(seen.fc1, seen.labels)
    digits, _ = generate_digits(1000, 43)
    assert unlike(known, model, digits).mean() < 0.03
    assert not unlike(known, model, examples()).any()
    assert unlike(known, model, noise(100)).mean() > 0.5


def test_smallest_and_dead_networks_have_finite_distances() -> None:
    for fc1 in (np.zeros((200, 16), np.float32), np.ones((200, 16), np.float32)):
        dead = Activations(fc1, np.arange(200) % 10, np.zeros(200, int))
        known = known_from_few(dead.fc1, dead.labels)
        assert np.isfinite(known.distance(np.zeros(16, np.float32)))
        assert np.isfinite(from_bytes(known.to_bytes()).distance(np.ones(16, np.float32)))
