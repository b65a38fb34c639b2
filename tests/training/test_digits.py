"""The digits of a training: three sets without a common digit."""

from __future__ import annotations

import pytest
import torch

from cnn.digits.sets import load_mnist
from cnn.training.digits import digits_for
from tests.conftest import SHARED


@pytest.mark.parametrize("data", ["generated", "MNIST"])
def test_no_digit_is_in_two_of_the_three_sets(data: str) -> None:
    if data == "MNIST" and not (SHARED / "mnist").exists():
        pytest.skip("needs MNIST in ../shared/mnist")
    digits = digits_for(data, 3000)
    sets = [
        {image.numpy().tobytes() for image in part.images} for part in (digits.training, digits.validation, digits.test)
    ]
    assert len(digits.training) == 3000
    assert not sets[0] & sets[1]
    assert not sets[0] & sets[2]
    assert not sets[1] & sets[2]
    counts = digits.training.labels.bincount(minlength=10)
    assert counts.min() > 200


def test_mnist_is_tested_on_its_own_test_set() -> None:
    if not (SHARED / "mnist").exists():
        pytest.skip("needs MNIST in ../shared/mnist")
    test = digits_for("MNIST", 100).test
    official = load_mnist(train=False)
    assert len(test) == 10_000
    assert torch.equal(test.labels.bincount(), official.labels.bincount())
    assert test.images.sum() == official.images.sum()
