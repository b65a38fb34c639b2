"""What is switched off is zero after the bias; noise and rounding are as stated; the given network stays as it is."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from cnn.explain.lesion import Lesion, channels, lesioned
from cnn.explain.quantise import quantised
from cnn.network.model import SimpleCNN
from cnn.network.spec import HIDDEN_LAYERS, TEXTBOOK, NetworkSpec
from cnn.weights.load import load_model
from tests.explain.networks import LARGEST, SPECS, digit

IMAGES = torch.from_numpy(np.stack([digit(3), digit(7)]))[:, None]


def with_hooks(model: SimpleCNN, lesion: Lesion) -> Tensor:
    """Logits with the outputs of the layers set to 0 while the network runs."""

    def silence(off: tuple[int, ...]) -> object:
        def hook(_layer: nn.Module, _inputs: object, output: Tensor) -> Tensor:
            output = output.clone()
            output[:, list(off)] = 0
            return output

        return hook

    handles = [getattr(model, name).register_forward_hook(silence(lesion.off(name))) for name in HIDDEN_LAYERS]
    with torch.no_grad():
        logits: Tensor = model(IMAGES)
    for handle in handles:
        handle.remove()
    return logits


@pytest.mark.parametrize("spec", SPECS)
def test_off_is_zero_after_the_bias(spec: NetworkSpec) -> None:
    model = load_model(spec).model
    for layer in HIDDEN_LAYERS:
        for off in ({0}, set(range(channels(spec)[layer])), set(range(0, channels(spec)[layer], 2))):
            lesion = Lesion().with_off(layer, off)
            cut = lesioned(model, lesion)
            with torch.no_grad():
                steps = dict(cut.steps(IMAGES))
            assert not steps[layer][:, list(off)].any()
            torch.testing.assert_close(steps["fc2"], with_hooks(model, lesion), atol=1e-4, rtol=1e-4)


def test_everything_off_leaves_the_last_bias() -> None:
    model = load_model(TEXTBOOK).model
    logits = lesioned(model, Lesion().with_off("fc1", range(128)))(IMAGES)
    torch.testing.assert_close(logits, model.fc2.bias.expand(2, 10))


@pytest.mark.parametrize(
    "lesion", [Lesion(), Lesion((1, 3), (0,), (5, 9), 0.3, 2, 4, True), Lesion(noise=2), Lesion(bits=2)]
)
def test_the_network_that_is_given_stays_as_it_is(lesion: Lesion) -> None:
    model = load_model(TEXTBOOK).model
    before = {name: value.clone() for name, value in model.state_dict().items()}
    cut = lesioned(model, lesion)
    assert not cut.training and all(torch.equal(before[name], value) for name, value in model.state_dict().items())
    own = {value.data_ptr() for value in model.parameters()}
    assert not own & {value.data_ptr() for value in cut.parameters()}


def test_no_lesion_changes_no_weight() -> None:
    model = load_model(TEXTBOOK).model
    for mine, first in zip(lesioned(model, Lesion()).parameters(), model.parameters(), strict=True):
        assert torch.equal(mine, first)


def test_noise_is_a_share_of_each_layers_deviation_and_seeded() -> None:
    model = load_model(TEXTBOOK).model
    noisy, again, other = (lesioned(model, Lesion(noise=0.5, seed=seed)) for seed in (1, 1, 2))
    for name in ("conv2", "fc1", "fc2"):
        first = getattr(model, name).weight.detach()
        added = getattr(noisy, name).weight - first
        assert float(added.std() / first.std()) == pytest.approx(0.5, rel=0.1)
        assert torch.equal(getattr(noisy, name).bias, getattr(model, name).bias)
        assert torch.equal(getattr(noisy, name).weight, getattr(again, name).weight)
        assert not torch.equal(getattr(noisy, name).weight, getattr(other, name).weight)


@pytest.mark.parametrize("each", [False, True])
def test_rounding_is_that_of_quantise(each: bool) -> None:
    model = load_model(TEXTBOOK).model
    rounded = lesioned(model, Lesion(bits=4, per_channel=each))
    for name in ("conv1", "conv2", "fc1", "fc2"):
        assert torch.equal(getattr(rounded, name).weight, quantised(getattr(model, name).weight, 4, each))
        assert torch.equal(getattr(rounded, name).bias, getattr(model, name).bias)


def test_channels_that_a_network_lacks_are_left_out() -> None:
    lesion = Lesion((0, 31), (2, 63), (15, 255))
    assert lesion.within(TEXTBOOK) == Lesion((0,), (2,), (15,)) and lesion.within(LARGEST) == lesion
    lesioned(load_model(TEXTBOOK).model, lesion)  # never raises


def test_channels_are_switched_on_again() -> None:
    lesion = Lesion().toggled("conv2", 7).toggled("conv2", 3)
    assert lesion.conv2 == (3, 7) and lesion.toggled("conv2", 7) == Lesion(conv2=(3,))


@pytest.mark.parametrize(
    "lesion",
    [Lesion(), Lesion(tuple(range(32)), (3, 7, 8, 9), (0, 255), 0.25, 9, 8, True), Lesion(bits=2), Lesion(noise=2)],
)
def test_text_comes_back_as_the_lesion(lesion: Lesion) -> None:
    assert Lesion.from_text(lesion.to_text()) == lesion


def test_other_text_is_left_out() -> None:
    assert Lesion.from_text("conv1_99-200.1~conv2_5-3~bits_3~noise_9~what_1~fc1_") == Lesion((1,), noise=2)
    assert Lesion.from_text("") == Lesion.from_text("~_~") == Lesion()
