"""Pictures of digits, changed as hands and pens do."""

from __future__ import annotations

import pytest
import torch

from cnn.digits.augment import Augmentation, augment
from cnn.digits.sets import DigitSet, load_generated, network_input


@pytest.fixture(scope="module")
def digits() -> DigitSet:
    return load_generated(1500, seed=0)


def test_augmentation_of_nothing_changes_nothing(digits: DigitSet) -> None:
    images = network_input(digits.images[:20])
    still = Augmentation(0, 0, 0, 0, 0, 0)
    assert torch.allclose(augment(images, torch.Generator(), still), images, atol=1e-5)


def test_augmentation_shifts_by_pixels_and_thickens(digits: DigitSet) -> None:
    images = network_input(digits.images[:400])
    generator = torch.Generator().manual_seed(0)
    mass, pixels = images.sum((1, 2, 3)), torch.arange(28.0)

    def columns(batch: torch.Tensor) -> torch.Tensor:
        return batch.sum((1, 2)) @ pixels / batch.sum((1, 2, 3))

    moved = augment(images, generator, Augmentation(0, 0, 0, 2, 0, 0))
    distance = (columns(moved) - columns(images)).abs()
    assert 1.5 < distance.max() < 2.1
    thick = augment(images, generator, Augmentation(0, 0, 0, 0, 0, 1)).sum((1, 2, 3)) / mass
    assert thick.max() > 1.3
    assert thick.min() < 0.7
    assert augment(images, generator).shape == images.shape
