"""What the pages know of digits: of which networks, and that it is the same wherever it is asked."""

from __future__ import annotations

import gc
import time

import numpy as np
import pytest
import torch

from cnn.explain.kept import Kept
from cnn.network.kernels import KernelAddress
from cnn.network.spec import TEXTBOOK
from cnn.network.trace import trace_forward
from cnn.training import accuracy_meter as meter
from cnn.ui import known_digits
from cnn.ui.known_digits import Among, among, is_placed, is_unlike, known_to
from cnn.weights.edited import without_filter
from cnn.weights.load import LoadedModel, load_model, untrained

SMALL = TEXTBOOK.changed(conv1_kernel_size=3, hidden_units=24)


@pytest.fixture(autouse=True)
def _without_mnist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meter, "_mnist", [None])


def waited_for(loaded: LoadedModel) -> None:
    """Ask, as a page does, until the network is measured."""
    deadline = time.monotonic() + 60
    while meter.accuracy_meter().of(loaded).open and time.monotonic() < deadline:
        time.sleep(0.05)


def test_of_the_textbook_networks_own_weights_all_is_known_at_once() -> None:
    loaded = load_model(TEXTBOOK)
    chaos = torch.from_numpy(np.random.default_rng(0).random((1, 28, 28), np.float32))
    assert is_unlike(loaded, trace_forward(loaded.model, chaos))
    digit = meter.generated_digits().images[:1].float() / 255
    assert not is_unlike(loaded, trace_forward(loaded.model, digit))


@pytest.mark.parametrize("origin", ["shared", "yours"])
def test_of_others_it_is_found_out_with_their_accuracy(origin: str) -> None:
    loaded = LoadedModel(load_model(SMALL).model, origin)
    assert known_to(LoadedModel(loaded.model, "untrained")) is None
    waited_for(loaded)
    known = known_to(loaded)
    assert known is not None and known.means.shape == (10, 24)
    assert among(loaded).known is not None
    assert among(loaded).known.threshold == pytest.approx(known.threshold)  # type: ignore[union-attr]


def test_edited_weights_have_digits_of_their_own() -> None:
    loaded = load_model(TEXTBOOK)
    edited = without_filter(loaded, KernelAddress("conv1", 3, 0))
    waited_for(edited)
    known, before = known_to(edited), known_to(loaded)
    assert known is not None and before is not None and known.threshold != before.threshold


def test_nothing_is_claimed_of_a_network_that_cannot_read() -> None:
    random = LoadedModel(untrained(SMALL, 3), "yours")
    waited_for(random)
    picture = torch.rand(1, 28, 28)
    assert known_to(random) is None and among(random).known is None
    assert not is_unlike(random, trace_forward(random.model, picture))


def test_few_spaces_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_digits, "generated_digits", lambda: meter.generated_digits().part(0, 100))
    monkeypatch.setattr(known_digits, "_spaces", Kept[Among](2))
    made = [LoadedModel(untrained(SMALL, seed), "untrained") for seed in range(3)]
    assert among(made[0]) is among(made[0])
    for one in made[1:]:
        among(one)
    assert [is_placed(one) for one in made] == [False, True, True]
    made.clear()
    gc.collect()
    assert len(known_digits._spaces) <= 2
