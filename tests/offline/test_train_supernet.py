"""The training of the shared weights: it learns, and goes on from a checkpoint."""

from __future__ import annotations

import statistics
from pathlib import Path

import pytest
import torch

from cnn.digits.sets import load_generated
from cnn.network.spec import TEXTBOOK
from cnn.offline.supernet_digits import TaughtDigits
from cnn.offline.train_supernet import Options, Trainer, taught_loss


def few_digits(count: int = 400) -> TaughtDigits:
    digits = load_generated(count, seed=5)
    teacher = torch.nn.functional.one_hot(digits.labels, 10).float() * 8
    return TaughtDigits(digits.images, digits.labels, teacher, torch.arange(1, count + 1) / count)


def test_the_loss_is_least_where_labels_and_teacher_agree() -> None:
    labels = torch.tensor([3])
    right = torch.nn.functional.one_hot(labels, 10).float() * 20
    assert taught_loss(right, labels, right) < 1e-3
    assert taught_loss(right, labels, right.roll(1, 1)) > 1
    assert taught_loss(right, labels + 1, right) > 1


def test_training_learns_and_goes_on_from_a_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnn.offline.train_supernet.draw_settings", lambda rng, count: [TEXTBOOK] * count)
    options = Options(minutes=2, settings=2, batch=16, seed=1, folder=tmp_path)
    trainer = Trainer(options, few_digits())
    losses = [loss for _ in range(25) for _, loss in trainer.step()]
    assert statistics.mean(losses[-6:]) < 0.6 * statistics.mean(losses[:6])
    trainer.save(tmp_path / "checkpoint.safetensors")
    resumed = Trainer(options, few_digits())
    resumed.resume(tmp_path / "checkpoint.safetensors")
    assert (resumed.steps, resumed.seconds) == (trainer.steps, trainer.seconds)
    for one, other in ((resumed.network, trainer.network), (resumed.average, trainer.average)):
        assert all(
            torch.equal(a, b) for a, b in zip(one.state_dict().values(), other.state_dict().values(), strict=True)
        )
    moments, expected = (one.optimizer.state_dict()["state"] for one in (resumed, trainer))
    assert moments.keys() == expected.keys()
    for key, state in expected.items():
        assert all(torch.equal(moments[key][name], tensor) for name, tensor in state.items())
    assert resumed.step()
