"""Weights changed by hand: only what was changed differs, and the way back leads to the first network."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnn.network.kernels import KernelAddress, classic_kernel, is_off, kernel_at
from cnn.network.spec import TEXTBOOK
from cnn.weights.edited import base_of, with_filter_restored, with_kernel, without_filter
from cnn.weights.load import LoadedModel, untrained


@pytest.mark.parametrize("layer", ["conv1", "conv2"])
def test_edits_leave_the_network_they_start_from(layer: str) -> None:
    loaded = LoadedModel(untrained(TEXTBOOK), "trained", 0.99)
    before = {name: value.clone() for name, value in loaded.model.state_dict().items()}
    place = KernelAddress(layer, 3, 0)
    changed = with_kernel(loaded, place, classic_kernel("Laplacian", 5))
    again = without_filter(changed, place)
    assert all(torch.equal(value, before[name]) for name, value in loaded.model.state_dict().items())
    assert np.array_equal(kernel_at(changed.model, place), classic_kernel("Laplacian", 5))
    assert not is_off(changed.model, place) and is_off(again.model, place)
    different = [name for name, value in changed.model.state_dict().items() if not torch.equal(value, before[name])]
    assert different == [f"{layer}.weight"]
    assert (changed.origin, changed.accuracy) == ("edited", None) and base_of(again) is loaded
    back = with_filter_restored(again, place)
    assert back is loaded
    assert all(torch.equal(value, before[name]) for name, value in back.model.state_dict().items())


def test_a_filter_switched_off_makes_an_empty_map() -> None:
    loaded = LoadedModel(untrained(TEXTBOOK), "trained")
    off = without_filter(loaded, KernelAddress("conv1", 5, 0))
    maps = off.model.conv1(torch.rand(1, 1, 28, 28))
    assert not maps[0, 5].any() and maps[0, 4].any()
