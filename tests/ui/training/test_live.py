"""What is said of a training while it goes on."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.network.spec import TEXTBOOK
from cnn.training.loop import TrainingProgress
from cnn.training.records import Finished, Phase, Score, TrainingChoices, TrainingJob, Validation, WrongDigits
from cnn.training.run import TrainingRun
from tests.ui.training.page import PATIENCE, opened_with, state_words

NONE_WRONG = WrongDigits(np.zeros((0, 28, 28), np.uint8), np.zeros(0, int), np.zeros(0, int), np.zeros(0, np.float32))


@pytest.fixture(scope="module")
def live() -> Any:
    """The module. Its canvas can be imported by a page that runs, not before."""
    at = AppTest.from_string("import cnn.ui.training.live", default_timeout=PATIENCE).run()
    assert not at.exception
    return importlib.import_module("cnn.ui.training.live")


def run_in(phase: str, batches: int = 0) -> TrainingRun:
    """A training of 100 batches of 10 digits, so many of which are done."""
    run = TrainingRun(TrainingJob("a", TEXTBOOK, TrainingChoices().options(), "generated", 1000), "one", 3)
    for step in range(1, batches + 1):
        run.take(TrainingProgress(step, step / 100, 10 * step, step / 10, step / 100, 2 - step / 100, step / 100, 0.01))
    run.phase = Phase(phase)
    return run


@pytest.mark.parametrize(
    ("batches", "said"),
    [
        (0, "The training has started."), (24, "The training has started."),
        (25, "A quarter of the training is done: loss 1.75, accuracy 25 %."),
        (49, "A quarter of the training is done: loss 1.75, accuracy 25 %."),
        (50, "Half of the training is done: loss 1.50, accuracy 50 %."),
        (99, "Three quarters of the training is done: loss 1.25, accuracy 75 %."),
    ],
)  # fmt: skip
def test_a_screen_reader_hears_each_quarter_once(live: Any, batches: int, said: str) -> None:
    """The words of a quarter stay the same until the next: what stays is not said again."""
    assert live.announcement(run_in("training", batches)) == said


def test_a_screen_reader_hears_of_a_pause_and_reads_the_rest_itself(live: Any) -> None:
    assert live.announcement(run_in("paused", 60)) == "The training is paused."
    for run in (None, run_in("waiting"), run_in("finished", 100), run_in("failed")):
        assert live.announcement(run) == ""


@pytest.mark.parametrize(
    ("phase", "head", "words"),
    [
        ("starting", "Starting", "Starting the training process"), ("data", "Digits", "Preparing the digits"),
        ("testing", "Testing", "not trained on"),
        ("training", "Training", "epoch 0.40 · 400 images · 100 images/s · 6 s left · loss 1.600 · accuracy 40.0 %"),
        ("paused", "Paused", "epoch 0.40 · 400 images"),
    ],
)  # fmt: skip
def test_every_phase_has_its_words(monkeypatch: pytest.MonkeyPatch, phase: str, head: str, words: str) -> None:
    said = state_words(opened_with(monkeypatch, run_in(phase, 40)))
    assert said.startswith(head) and words in said


def test_what_failed_says_why(live: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run = run_in("training")
    run.fail("There is no room.")
    assert state_words(opened_with(monkeypatch, run)) == f"{live.FAILED} There is no room."


@pytest.mark.parametrize(("stopped", "head"), [(False, "Finished"), (True, "Stopped")])
def test_a_result_is_that_of_its_test(monkeypatch: pytest.MonkeyPatch, stopped: bool, head: str) -> None:
    run = run_in("testing", 100)
    confusion = np.diag(np.full(10, 8))
    confusion[1, 7] = 20
    run.take(Finished({}, Score("some digits", confusion, 0.1, NONE_WRONG), stopped))
    said = state_words(opened_with(monkeypatch, run))
    assert said == f"{head} Run 3 reads 80.0 % of 100 some digits correctly after 1,000 images in 10 s."


def test_figures_are_told_in_numbers(live: Any) -> None:
    run = run_in("training", 10)
    assert "empty before the first training" in live._curve_words(None) == live._curve_words(run)
    run.take(Validation(0.0, 0, 2.3, 0.1))
    run.take(Validation(1.0, 1000, 0.5, 0.9))
    assert "the loss went from 2.300 to 0.500, the accuracy from 10 to 90 percent" in live._curve_words(run)
    assert live._watch_words(np.zeros(10)).endswith("There is no drawing yet.")
    assert live._watch_words(np.eye(10)[4] * 0.75).endswith("the answer is 4 with 75 percent.")
