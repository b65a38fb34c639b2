"""The right weights for a setting, said where they come from, and always a network of one's own."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file

from cnn.network.spec import TEXTBOOK, SpecError
from cnn.weights.load import TEXTBOOK_WEIGHTS, load_model, untrained
from cnn.weights.supernet import cut

OTHER = TEXTBOOK.changed(conv1_kernel_size=3, hidden_units=64)


def test_the_textbook_network_has_the_weights_of_its_own_file() -> None:
    loaded = load_model(TEXTBOOK)
    stored = load_file(TEXTBOOK_WEIGHTS)
    weights = loaded.model.state_dict()
    assert weights.keys() == stored.keys()
    assert all(torch.equal(weights[name], value) for name, value in stored.items())
    assert loaded.origin == "trained" and loaded.is_shipped and loaded.problem == "" and not loaded.model.training
    assert loaded.accuracy is not None and 0.98 < loaded.accuracy < 1


def test_any_other_network_has_weights_cut_from_the_shared_ones() -> None:
    loaded, expected = load_model(OTHER), cut(OTHER).state_dict()
    assert (loaded.origin, loaded.accuracy, loaded.model.spec) == ("shared", None, OTHER)
    assert loaded.is_shipped and not replace(loaded, origin="edited").is_shipped
    assert all(torch.equal(value, expected[name]) for name, value in loaded.model.state_dict().items())
    assert not loaded.model.training


@pytest.mark.parametrize("spec", [TEXTBOOK, OTHER])
def test_who_changes_a_network_changes_only_their_own(spec: object) -> None:
    first = load_model(spec).model  # type: ignore[arg-type]
    with torch.no_grad():
        first.conv1.weight.zero_()
    assert load_model(spec).model.conv1.weight.abs().max() > 0  # type: ignore[arg-type]


def test_random_weights_follow_their_seed_and_touch_no_other_chance() -> None:
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    weights, again, other = (untrained(OTHER, seed).conv2.weight for seed in (7, 7, 8))
    assert torch.equal(torch.rand(2), expected)
    assert torch.equal(weights, again) and not torch.equal(weights, other)


def test_a_network_that_cannot_be_built_has_no_weights() -> None:
    with pytest.raises(SpecError):
        load_model(TEXTBOOK.changed(pool1_kernel_size=4, pool1_stride=4, conv2_kernel_size=7, conv2_padding=0))
