"""The training loop: it learns, reports truly, stops when told, and leaves everything else as it was."""

from __future__ import annotations

import math
from itertools import count, islice
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from torch.nn import functional as F

from cnn.digits.augment import Augmentation
from cnn.digits.sets import DigitSet, load_generated, network_input
from cnn.network.model import SimpleCNN
from cnn.network.spec import ConvSpec, NetworkSpec
from cnn.offline import textbook
from cnn.training import loop as training_loop
from cnn.training.loop import Parts, Training, TrainingOptions, evaluate, schedule, train
from cnn.weights.load import untrained

SMALL = NetworkSpec(conv1=ConvSpec(4, 3, 1, 1), conv2=ConvSpec(8, 3, 1, 1), hidden_units=32)


@pytest.fixture(scope="module")
def digits() -> DigitSet:
    return load_generated(1500, seed=0)


def weights_of(model: SimpleCNN) -> torch.Tensor:
    return torch.cat([value.detach().flatten().clone() for value in model.parameters()])


@pytest.mark.parametrize(("optimizer", "rate"), [("adam", 0.003), ("adamw", 0.003), ("sgd", 0.05)])
def test_it_learns(digits: DigitSet, optimizer: str, rate: float) -> None:
    model = untrained(SMALL)
    before = evaluate(model, load_generated(300, seed=1)).accuracy
    options = TrainingOptions(optimizer=optimizer, learning_rate=rate, batch_size=32, epochs=3)
    records = list(train(model, digits, options))
    assert evaluate(model, load_generated(300, seed=1)).accuracy > max(0.6, before)
    assert records[-1].loss < records[0].loss
    assert records[-1].share == 1
    assert not records[-1].stopped


def test_one_step_is_pytorchs_step(digits: DigitSet) -> None:
    """Against the bare loop that PyTorch's documentation gives."""
    model, bare = untrained(SMALL), untrained(SMALL)
    options = TrainingOptions(optimizer="sgd", learning_rate=0.1, schedule="constant", batch_size=50, seed=4)
    optimizer = torch.optim.SGD(bare.parameters(), 0.1, momentum=0.9)
    order = torch.randperm(len(digits), generator=torch.Generator().manual_seed(4))
    losses = []
    for start in (0, 50, 100):
        chosen = order[start : start + 50]
        loss = F.cross_entropy(bare(network_input(digits.images[chosen])), digits.labels[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    last = list(islice(train(model, digits, options), 3))[-1]
    assert torch.equal(weights_of(model), weights_of(bare))
    assert last.loss == pytest.approx(sum(losses) / 3)


def test_records_add_up(digits: DigitSet) -> None:
    records = list(train(untrained(SMALL), digits.part(0, 100), TrainingOptions(batch_size=32, epochs=2)))
    assert [record.images for record in records] == [32, 64, 96, 100, 132, 164, 196, 200]
    assert [record.step for record in records] == list(range(1, 9))
    assert records[-1].epoch == 2
    assert all(0 <= record.accuracy <= 1 for record in records)
    assert records[3].images_per_second == pytest.approx(100 / records[3].seconds)
    assert records[3].seconds_left == pytest.approx(records[3].seconds)


def test_the_same_seed_gives_the_same_weights(digits: DigitSet) -> None:
    results = []
    for seed in (1, 1, 2):
        model = untrained(SMALL)
        options = TrainingOptions(epochs=0.5, seed=seed, augmentation=Augmentation())
        for _ in train(model, digits, options):
            pass
        results.append(weights_of(model))
    assert torch.equal(results[0], results[1])
    assert not torch.equal(results[0], results[2])


def test_closing_the_generator_stops_it_and_puts_modes_back(digits: DigitSet) -> None:
    model = untrained(SMALL)
    random_state, threads = torch.get_rng_state(), torch.get_num_threads()
    with torch.no_grad():
        steps = train(model, digits)
        next(steps)
        assert not torch.is_grad_enabled()
        next(steps)
        steps.close()
    assert not model.training
    assert torch.is_grad_enabled()
    assert torch.equal(random_state, torch.get_rng_state())
    assert torch.get_num_threads() == threads
    assert all(parameter.grad is None for parameter in model.parameters())
    stopped = weights_of(model)
    assert list(steps) == []
    assert torch.equal(stopped, weights_of(model))


def test_a_loss_that_explodes_stops_with_the_reason_and_good_weights(digits: DigitSet) -> None:
    model = untrained(SMALL)
    options = TrainingOptions(optimizer="sgd", learning_rate=1e30, schedule="constant", epochs=5)
    records = list(train(model, digits, options))
    assert "learning rate" in records[-1].stopped
    assert not any(record.stopped for record in records[:-1])
    assert torch.isfinite(weights_of(model)).all()
    assert math.isfinite(evaluate(model, digits).loss)


def test_good_weights_are_those_of_the_lowest_loss(digits: DigitSet) -> None:
    model = untrained(SMALL)
    training = Training(model, digits, TrainingOptions(optimizer="adam", learning_rate=0.003, epochs=4))
    for _ in range(49):
        training.step()
    copied_at_batch_50 = weights_of(model)
    for _ in range(11):
        training.step()
    with torch.no_grad():
        model.fc2.bias.fill_(math.nan)
    assert training.step().stopped
    assert torch.equal(weights_of(model), copied_at_batch_50)


def test_a_time_limit_ends_it(digits: DigitSet, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(perf_counter=count(0, 0.02).__next__)  # each batch takes as long as any other
    monkeypatch.setattr(training_loop, "time", clock)
    records = list(train(untrained(SMALL), digits, TrainingOptions(epochs=1000, seconds=0.3)))
    assert len(records) in (15, 16)
    assert records[-2].seconds < 0.3 <= records[-1].seconds
    assert records[-1].learning_rate < records[len(records) // 2].learning_rate


def test_a_resumed_training_ends_where_an_unbroken_one_does(digits: DigitSet) -> None:
    options = TrainingOptions(epochs=1, augmentation=Augmentation())
    whole, first, second = (untrained(SMALL) for _ in range(3))
    for _ in train(whole, digits, options):
        pass
    training = Training(first, digits, options)
    for _ in range(9):
        training.step()
    resumed = Training(second, digits, options)
    resumed.load_state_dict(training.state_dict())
    while resumed.share < 1:
        resumed.step()
    assert torch.equal(weights_of(whole), weights_of(second))


def test_the_recipe_goes_on_from_its_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(textbook, "_CHECKPOINT_STEPS", 7)
    monkeypatch.setattr(textbook, "_REPORT_STEPS", 5)
    mixture = textbook.Mixture(None, [], 200)
    assert torch.equal(mixture.epoch(1).images, mixture.epoch(1).images)
    assert not torch.equal(mixture.epoch(1).images, mixture.epoch(2).images)
    options = TrainingOptions(epochs=4, batch_size=50, learning_rate=0.01)
    models = [untrained(SMALL) for _ in range(2)]
    for model in models:  # 16 batches; the second training starts from batch 14 of the first
        textbook.fit(model, mixture, options, tmp_path / "build" / "weights.pt")
    assert torch.equal(weights_of(models[0]), weights_of(models[1]))
    printed = capsys.readouterr().out
    assert printed.count("left") == 4
    assert "resumed after 14 batches" in printed


@pytest.mark.parametrize(
    "wrong", [{"optimizer": "magic"}, {"schedule": "none"}, {"learning_rate": 0}, {"batch_size": 0}, {"epochs": -1}]
)
def test_options_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"one of|above zero"):
        TrainingOptions(**wrong)  # type: ignore[arg-type]


def test_no_digits_no_training() -> None:
    with pytest.raises(ValueError, match="no digits"):
        next(train(SimpleCNN(), DigitSet(torch.empty(0, 28, 28), torch.empty(0), "none")))


def test_the_schedule_rises_and_falls_to_zero() -> None:
    rates = [schedule("one-cycle", share / 100) for share in range(101)]
    assert max(rates) == rates[10] == 1
    assert rates[:11] == sorted(rates[:11])
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[-1] == pytest.approx(0, abs=1e-9)


def test_a_batch_in_parts_teaches_what_the_whole_batch_does() -> None:
    digits, options = load_generated(200, seed=2), TrainingOptions(optimizer="sgd", batch_size=64, epochs=1)
    whole, parted = untrained(SMALL), untrained(SMALL)
    expected = list(train(whole, digits, options))
    found = list(train(parted, digits, options, Parts(7)))
    assert [one.loss for one in found] == pytest.approx([one.loss for one in expected], rel=1e-4)
    assert [one.accuracy for one in found] == pytest.approx([one.accuracy for one in expected])
    for name, value in whole.state_dict().items():
        assert torch.allclose(parted.state_dict()[name], value, atol=1e-5), name


def test_a_batch_that_is_ended_in_its_middle_changes_no_weight() -> None:
    class Enough(Exception):  # noqa: N818
        pass

    calls = []

    def third_time() -> None:
        calls.append(None)
        if len(calls) == 3:
            raise Enough

    model = untrained(SMALL)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    with pytest.raises(Enough):
        next(train(model, load_generated(64, seed=2), TrainingOptions(), Parts(8, third_time)))
    assert all(torch.equal(model.state_dict()[name], value) for name, value in before.items())
    assert all(value.grad is None for value in model.parameters())


def test_evaluation_counts_what_it_says(digits: DigitSet) -> None:
    model = untrained(SMALL)
    result = evaluate(model, digits, batch_size=37)
    with torch.inference_mode():
        logits = model(network_input(digits.images))
    assert torch.equal(result.predictions, logits.argmax(1))
    assert result.accuracy == pytest.approx((logits.argmax(1) == digits.labels).float().mean().item())
    assert result.loss == pytest.approx(F.cross_entropy(logits, digits.labels).item(), rel=1e-5)
