"""The second stage of the shipped weights' recipe: the mean of the weights on the way."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from cnn.network.model import SimpleCNN
from cnn.network.spec import TEXTBOOK
from cnn.offline import textbook
from cnn.weights.load import untrained


def test_average_keeps_the_mean_of_the_weights_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(textbook, "_AVERAGE_STEPS", 2)
    options = replace(textbook.AVERAGING, epochs=1, batch_size=20, augmentation=None)
    mixture = textbook.Mixture(None, [], generated=120, first_epoch=3)
    on_the_way: list[dict[str, torch.Tensor]] = []

    def keep(step: int) -> None:
        if step % 2 == 0:
            on_the_way.append({name: value.clone() for name, value in walked.state_dict().items()})

    walked, averaged = untrained(TEXTBOOK), untrained(TEXTBOOK)
    textbook.fit(walked, mixture, options, each_step=keep)
    textbook.average(averaged, mixture, options)

    assert len(on_the_way) == 3
    for name, value in averaged.state_dict().items():
        mean = torch.stack([weights[name] for weights in on_the_way]).mean(0)
        torch.testing.assert_close(value, mean, rtol=1e-4, atol=1e-6)
    assert not _same(averaged, walked), "the mean is not the last step"


def test_later_epochs_of_a_mixture_are_new_digits() -> None:
    first, later = textbook.Mixture(None, [], 50), textbook.Mixture(None, [], 50, first_epoch=2)
    assert torch.equal(first.epoch(2).images, later.epoch(0).images)
    assert not torch.equal(first.epoch(0).images, later.epoch(0).images)


def _same(one: SimpleCNN, other: SimpleCNN) -> bool:
    return all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))
