"""The training process, called directly: what it reports, how it is stopped, what it tests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

from cnn.digits.sets import DigitSet, network_input
from cnn.network.model import SimpleCNN
from cnn.network.shapes import layer_shapes, totals
from cnn.network.spec import TEXTBOOK, ConvSpec, NetworkSpec, PoolSpec
from cnn.training import worker as training_worker
from cnn.training.digits import Digits, digits_for
from cnn.training.loop import TrainingProgress
from cnn.training.records import (
    Failed,
    Finished,
    Message,
    Phase,
    Snapshot,
    TrainingChoices,
    TrainingJob,
    Validation,
)
from cnn.training.worker import Commands, examine, run, start_of, weights_of
from cnn.weights.load import untrained

SMALL = NetworkSpec(conv1=ConvSpec(4, 3, 1, 1), conv2=ConvSpec(8, 3, 1, 1), hidden_units=32)
CHOICES = TrainingChoices(limited_by="epochs", epochs=6, digits=640, batch_size=32, learning_rate=0.01)


def job(**changes: object) -> TrainingJob:
    return replace(TrainingJob("a", SMALL, CHOICES.options(), "generated", CHOICES.digits), **changes)  # type: ignore[arg-type]


def trained(
    one: TrainingJob, answer: Callable[[Message, Commands], None] = lambda message, commands: None
) -> list[Message]:
    """All messages of a training; `answer` sees each and may give commands."""
    sent: list[Message] = []
    commands = Commands()

    def send(message: Message) -> None:
        sent.append(message)
        answer(message, commands)

    run(one, send, commands)
    return sent


def of(kind: type, messages: list[Message]) -> list:  # type: ignore[type-arg]
    return [message for message in messages if isinstance(message, kind)]


@pytest.fixture(scope="module")
def whole() -> list[Message]:
    return trained(job())


def test_phases_come_in_order_and_the_end_comes_last(whole: list[Message]) -> None:
    names = [phase.name for phase in of(Phase, whole)]
    assert sorted(set(names), key=names.index) == ["data", "training", "testing"]
    assert isinstance(whole[-1], Finished)
    assert len(of(Finished, whole)) == 1


def test_it_learned_what_it_says(whole: list[Message]) -> None:
    end = whole[-1]
    assert isinstance(end, Finished)
    digits = digits_for("generated", 640)
    model = untrained(SMALL)
    model.load_state_dict({name: torch.from_numpy(value) for name, value in end.weights.items()})
    with torch.no_grad():
        right = (model(network_input(digits.test.images)).argmax(1) == digits.test.labels).float().mean().item()
    assert end.score.digits == len(digits.test) == 2000
    assert end.score.accuracy == pytest.approx(right, abs=0.002)
    assert right > 0.5
    assert end.score.by_digit @ end.score.confusion.sum(axis=1) == pytest.approx(np.trace(end.score.confusion))


def test_records_go_from_the_start_to_the_end(whole: list[Message]) -> None:
    first, last = of(Validation, whole)[0], of(Validation, whole)[-1]
    assert (first.images, last.images) == (0, 6 * 640)
    assert last.loss < first.loss
    assert of(TrainingProgress, whole)[-1].share == 1
    assert of(Snapshot, whole)[0].images == 0
    assert of(Snapshot, whole)[-1].images == 6 * 640


def test_the_last_snapshot_is_the_result_in_half_precision(whole: list[Message]) -> None:
    end = whole[-1]
    assert isinstance(end, Finished)
    for name, value in of(Snapshot, whole)[-1].weights.items():
        assert value.dtype == np.float16
        assert np.allclose(value, end.weights[name], atol=1e-3)


def test_the_same_seed_gives_the_same_weights(whole: list[Message]) -> None:
    again, end = trained(job())[-1], whole[-1]
    assert isinstance(again, Finished)
    assert isinstance(end, Finished)
    assert all(np.array_equal(again.weights[name], value) for name, value in end.weights.items())


def test_stop_ends_it_within_one_batch() -> None:
    def stop(message: Message, commands: Commands) -> None:
        if isinstance(message, TrainingProgress) and commands.waiting.empty():
            commands.waiting.put(("a", "stop"))

    sent = trained(job(options=replace(CHOICES.options(), epochs=1000)), stop)
    records, end = of(TrainingProgress, sent), sent[-1]
    assert isinstance(end, Finished)
    assert end.stopped
    assert records[-1].step - records[0].step <= 1
    assert end.score.digits > 0


LARGEST = NetworkSpec(
    ConvSpec(32, 7, 1, 3), PoolSpec("none"), ConvSpec(64, 7, 1, 3), PoolSpec("none"), hidden_units=256
)


@pytest.mark.parametrize("spec", [LARGEST, TEXTBOOK, SMALL])
def test_no_pass_is_too_long_to_be_stopped_quickly(spec: NetworkSpec) -> None:
    _, work = totals(layer_shapes(spec))
    size = training_worker.part_size(untrained(spec))
    assert size * work <= training_worker.MOST_WORK < (size + 1) * work


@pytest.mark.parametrize("at", ["first validation", "batch", "validation", "testing"])
def test_stop_ends_every_phase_within_one_part(monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    """One batch has 80 parts, a validation 32, the test 250."""
    monkeypatch.setattr(training_worker, "part_size", lambda model: 8)
    monkeypatch.setattr(training_worker, "STOPPED_SECONDS", 0.0)
    now, commands, passes = ["first validation"], Commands(), [0]

    def send(message: Message) -> None:
        sent.append(message)
        if isinstance(message, Phase):
            now[0] = {"data": "first validation", "training": "batch"}.get(message.name, message.name)
        elif isinstance(message, TrainingProgress) and now[0] == "batch":
            now[0] = "validation"

    def passed(*_: object) -> None:
        if at == now[0] or passes[0]:
            passes[0] += 1
        if passes[0] == 3:
            commands.waiting.put(("a", "stop"))

    def start(one: TrainingJob) -> SimpleCNN:
        model = start_of(one)
        model.register_forward_hook(passed)
        return model

    sent: list[Message] = []
    monkeypatch.setattr(training_worker, "start_of", start)
    monkeypatch.setattr(training_worker, "VALIDATION_SHARE", 1e9)
    run(job(options=replace(CHOICES.options(), epochs=1000 if at != "testing" else 1, batch_size=640)), send, commands)
    end = sent[-1]
    assert isinstance(end, Finished)
    assert end.stopped == (at != "testing")
    assert passes[0] <= 3 + 2, "it went on"  # one part of the test is always read
    assert 0 < end.score.digits <= 3 * 8


def test_pause_waits_and_commands_for_another_training_are_ignored() -> None:
    def pause(message: Message, commands: Commands) -> None:
        if isinstance(message, Validation) and message.images == 0:
            commands.waiting.put(("a", "pause"))
        if message == Phase("paused"):
            commands.waiting.put(("b", "stop"))
            commands.waiting.put(("a", "resume"))

    sent = trained(job(), pause)
    at = sent.index(Phase("paused"))
    assert sent[at + 1] == Phase("training")
    assert isinstance(sent[-1], Finished)
    assert not sent[-1].stopped
    assert of(TrainingProgress, sent)[-1].share == 1


def test_a_loss_that_is_no_number_stops_with_the_reason_and_weights_that_work() -> None:
    options = replace(CHOICES.options(), optimizer="sgd", learning_rate=1e30, epochs=100)
    end = trained(job(options=options))[-1]
    assert isinstance(end, Finished)
    assert "learning rate" in end.reason
    assert not end.stopped
    assert all(np.isfinite(value).all() for value in end.weights.values())


def test_it_starts_from_given_weights() -> None:
    weights = weights_of(untrained(SMALL, seed=9))
    first = of(Snapshot, trained(job(weights=weights)))[0]
    assert all(np.allclose(first.weights[name], value, atol=1e-3) for name, value in weights.items())
    assert not np.allclose(weights["fc2.weight"], weights_of(start_of(job()))["fc2.weight"])


def test_one_slow_copy_does_not_delay_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(training_worker.time, "perf_counter", lambda: now[0])
    sent: list[float] = []

    def send(message: Message) -> None:
        if isinstance(message, Snapshot):
            sent.append(now[0])
            now[0] += 0.2 if len(sent) == 12 else 0.001  # a busy machine

    model = untrained(SMALL)
    reporter = training_worker.Reporter(model, digits_for("generated", 1), send)
    reporter.validating = float("inf")  # no validation
    reporter.copy(0, 0)
    for batch in range(2000):
        now[0] += 0.01
        reporter.show(TrainingProgress(batch, 0, 0, now[0], 0.5, 1.0, 0.5, 0.1))
    assert sum(time < 1 for time in sent) >= 4
    assert max(np.diff(sent)) < 1.5


def test_missing_digits_are_a_sentence(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("SIMPLECNN_MNIST", str(tmp_path))
    digits_for.__globals__["_mnist_files"].cache_clear()
    end = trained(job(data="MNIST"))[-1]
    assert isinstance(end, Failed)
    assert end.reason.endswith(".")


def test_wrong_digits_are_those_with_the_highest_probability() -> None:
    held_out = digits_for("generated", 1).test
    data = DigitSet(held_out.images[:600], held_out.labels[:600], "some")
    score = examine(untrained(SMALL), Digits(data, data, data))
    wrong = score.wrong
    assert (wrong.written != wrong.read).all()
    for row, column in {*zip(wrong.written.tolist(), wrong.read.tolist(), strict=True)}:
        shown = (wrong.written == row) & (wrong.read == column)
        assert shown.sum() == min(wrong.PER_PAIR, score.confusion[row, column])
        assert (np.diff(wrong.probability[shown]) <= 0).all()
    assert score.confusion.sum() == 600
