"""The shared weights: cut exactly, plainly and quickly, for every setting."""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from cnn.digits.sets import DataError, load_generated, load_mnist
from cnn.network.model import SimpleCNN
from cnn.network.spec import TEXTBOOK, SpecError
from cnn.offline.supernet_draws import (
    is_ordinary,
    near_setting,
    uniform_setting,
)
from cnn.offline.train_supernet import Slices, forward
from cnn.training.loop import evaluate
from cnn.weights.supernet import CODES, SUPERNET_WEIGHTS, SharedWeights, cut, load_supernet, save_supernet
from tests.strategies import corners, drawn

shipped = pytest.mark.skipif(not SUPERNET_WEIGHTS.exists(), reason="no shared weights in assets: make supernet")


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Small layers are quicker without a team of threads."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def network() -> SharedWeights:
    torch.manual_seed(0)
    return SharedWeights()


def test_a_cut_network_is_a_plain_simplecnn_of_the_right_shape(network: SharedWeights) -> None:
    for spec in drawn():
        model = network.cut(spec)
        assert type(model) is SimpleCNN and not model.training and model.spec == spec
        expected = {name: tensor.shape for name, tensor in SimpleCNN(spec).state_dict().items()}
        assert {name: tensor.shape for name, tensor in model.state_dict().items()} == expected
        for parameter in model.parameters():
            assert type(parameter) is torch.nn.Parameter and parameter.dtype == torch.float32
            assert parameter.is_contiguous() and parameter.isfinite().all()


def test_training_and_cutting_compute_the_same_function(network: SharedWeights) -> None:
    images = torch.rand(3, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    for spec in drawn():
        code = {name: values[0] for name, values in network.codes([spec]).items()}
        with torch.no_grad():
            trained_as = forward(spec, network.layers(spec, code, training=True), images)
            torch.testing.assert_close(network.cut(spec)(images), trained_as, rtol=1e-4, atol=1e-5)


def test_the_slices_gradients_are_autograds(network: SharedWeights) -> None:
    images = torch.rand(2, 1, 28, 28, generator=torch.Generator().manual_seed(1))
    for spec in drawn(8):
        code = {name: values[0].detach() for name, values in network.codes([spec]).items()}
        stored = [tensor for name, tensor in network.named_parameters() if not name.startswith(("body", "heads"))]
        network.zero_grad()
        forward(spec, network.layers(spec, code, training=True), images).square().sum().backward()
        expected = [None if tensor.grad is None else tensor.grad.clone() for tensor in stored]
        network.zero_grad()
        slices = Slices()
        forward(spec, network.layers(spec, code, slices, training=True), images).square().sum().backward()
        slices.collect()
        for tensor, gradient in zip(stored, expected, strict=True):
            assert (tensor.grad is None) == (gradient is None)
            if gradient is not None:
                torch.testing.assert_close(tensor.grad, gradient, rtol=1e-3, atol=1e-4)


def test_a_cut_network_shares_no_memory_and_changes_nothing(network: SharedWeights) -> None:
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    for spec in corners():
        with torch.no_grad():
            for parameter in network.cut(spec).parameters():
                parameter.fill_(7.0)
    assert all(torch.equal(tensor, before[name]) for name, tensor in network.state_dict().items())


def test_an_impossible_setting_is_a_spec_error(network: SharedWeights) -> None:
    with pytest.raises(SpecError):
        network.cut(TEXTBOOK.changed(conv1_stride=3, pool1_stride=4, pool1_kernel_size=4, conv2_kernel_size=7))


def test_saved_weights_load_as_they_were(network: SharedWeights, tmp_path: Path) -> None:
    save_supernet(network.state_dict(), tmp_path / "weights.safetensors")
    loaded = load_supernet.__wrapped__(tmp_path / "weights.safetensors")
    for name, tensor in network.state_dict().items():
        torch.testing.assert_close(loaded.state_dict()[name], tensor, rtol=1e-3, atol=1e-3)
        assert not loaded.state_dict()[name].requires_grad


@shipped
def test_the_shipped_weights_are_small() -> None:
    assert SUPERNET_WEIGHTS.stat().st_size <= 9_000_000


@shipped
def test_the_shipped_weights_read_generated_digits() -> None:
    rng, digits = random.Random(1), load_generated(500, seed=99)
    near = [evaluate(cut(near_setting(rng)), digits).accuracy for _ in range(15)]
    settings = [spec for spec in (uniform_setting(rng) for _ in range(60)) if is_ordinary(spec)][:20]
    anywhere = [evaluate(cut(spec), digits).accuracy for spec in settings]
    assert statistics.median(near) >= 0.96
    assert statistics.median(anywhere) >= 0.85


@shipped
def test_the_shipped_weights_read_mnist() -> None:
    try:
        digits = load_mnist(train=False).part(5000, 6000)
    except DataError as error:
        pytest.skip(str(error))
    rng = random.Random(2)
    accuracies = [evaluate(cut(near_setting(rng)), digits).accuracy for _ in range(15)]
    assert statistics.median(accuracies) >= 0.985
    assert evaluate(cut(TEXTBOOK), digits).accuracy >= 0.99


def test_the_codes_have_the_shapes_that_are_declared(network: SharedWeights) -> None:
    codes = network.codes(drawn(4))
    assert {name: tensor.shape[1:] for name, tensor in codes.items()} == {
        name: torch.Size(s) for name, s in CODES.items()
    }
