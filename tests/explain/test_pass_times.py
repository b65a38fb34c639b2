"""A forward pass is timed, and nothing else is changed by that."""

from __future__ import annotations

import torch

from cnn.explain import pass_times as timing
from cnn.explain.pass_times import pass_times
from cnn.network.model import SimpleCNN
from cnn.network.spec import TEXTBOOK
from cnn.weights.load import untrained


def test_a_network_of_thirty_times_the_work_takes_longer() -> None:
    wide = untrained(TEXTBOOK.changed(pool1_kind="none", conv1_out_channels=32, conv2_out_channels=64))
    narrow = untrained(TEXTBOOK.changed(conv1_out_channels=2, conv2_out_channels=2))
    before = torch.get_num_threads(), torch.is_grad_enabled()
    found = pass_times(wide, narrow)
    assert found.one > found.other > 0
    assert timing.LEAST <= found.passes <= timing.MOST and found.threads == torch.get_num_threads()
    assert (torch.get_num_threads(), torch.is_grad_enabled()) == before and not wide.training


def test_a_slow_network_is_not_passed_more_often_than_needed() -> None:
    calls = []

    class Slow(SimpleCNN):
        def forward(self, pictures: torch.Tensor) -> torch.Tensor:
            calls.append(1)
            end = timing.time.perf_counter() + timing.SECONDS / 4
            while timing.time.perf_counter() < end:
                pass
            return super().forward(pictures)

    found = pass_times(Slow().eval(), untrained(TEXTBOOK))
    assert found.passes == timing.LEAST and len(calls) == timing.LEAST + 2
    assert found.one >= 1000 * timing.SECONDS / 4
