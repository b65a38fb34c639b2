"""The shared weights: cut exactly, plainly and quickly, for every setting; and their training resumes."""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from cnn.digits.sets import DataError, load_generated, load_mnist
from cnn.network.model import SimpleCNN
from cnn.network.shapes import layer_shapes
from cnn.network.spec import CHOICES, LIMITS, SETTINGS, TEXTBOOK, NetworkSpec, SpecError
from cnn.offline.supernet_chart import draw_chart
from cnn.offline.supernet_digits import TaughtDigits
from cnn.offline.supernet_draws import (
    extreme_setting,
    is_ordinary,
    map_size,
    narrow_setting,
    near_setting,
    small_map_setting,
    uniform_setting,
)
from cnn.offline.train_supernet import Options, Slices, Trainer, forward, taught_loss
from cnn.training.loop import evaluate
from cnn.weights.supernet import CODES, SUPERNET_WEIGHTS, SharedWeights, cut, load_supernet, save_supernet
from cnn.weights.supernet_rules import GRID, JUMPS, describe, resized_kernel, rows_seen, sampling_matrix

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


def corners() -> list[NetworkSpec]:
    """The textbook network, the smallest and the largest values, and maps from 1×1 to 34×34."""
    lowest = TEXTBOOK.changed(**{key: LIMITS[key][0] for key in LIMITS})
    widest = TEXTBOOK.changed(conv1_out_channels=32, conv2_out_channels=64, hidden_units=256)
    wide = {"pool1_kind": "none", "pool2_kind": "none", "conv1_padding": 3, "conv1_kernel_size": 3}
    one = {"pool1_kernel_size": 4, "pool1_stride": 4, "pool2_kernel_size": 3, "pool2_stride": 4}
    return [TEXTBOOK, lowest, widest, TEXTBOOK.changed(**wide, conv2_out_channels=4), TEXTBOOK.changed(**one)]


def drawn(count: int = 40) -> list[NetworkSpec]:
    rng = random.Random(3)
    draws = (near_setting, uniform_setting, narrow_setting, extreme_setting)
    return corners() + [draws[i % 4](rng) for i in range(count)]


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


def test_the_grid_lies_on_the_textbook_networks_last_map() -> None:
    torch.testing.assert_close(sampling_matrix(TEXTBOOK), torch.eye(GRID))


def test_kernels_of_the_textbooks_spacing_start_as_centre_crops() -> None:
    stored = torch.rand(7, 7)
    for size in (1, 3, 5, 7):
        margin = (7 - size) // 2
        cropped = stored[margin : margin + size, margin : margin + size]
        torch.testing.assert_close((stored.flatten() @ resized_kernel(size)).view(size, size), cropped)


def test_resized_kernels_are_symmetric_and_of_unit_length() -> None:
    for size in range(1, 8):
        for jump in JUMPS:
            matrix = resized_kernel(size, jump)
            torch.testing.assert_close(matrix, matrix.flip(0).flip(1))
            torch.testing.assert_close(matrix.norm(dim=0), torch.ones(size**2))


def test_every_spacing_of_cells_has_its_kernels() -> None:
    assert {layer_shapes(spec).pool1.jump for spec in drawn(400)} <= set(JUMPS)


def test_the_sampling_matrix_covers_every_cell_and_keeps_the_weight() -> None:
    for spec in drawn():
        matrix, pool2 = sampling_matrix(spec), layer_shapes(spec).pool2
        assert matrix.shape == (map_size(spec), GRID) and (matrix >= 0).all()
        weight = min(pool2.jump / 4, (pool2.jump / 4) ** 0.5)
        torch.testing.assert_close(matrix.sum(1), torch.full((map_size(spec),), weight))


def test_descriptions_tell_settings_apart_and_stay_small() -> None:
    specs = list(dict.fromkeys(drawn(200)))
    described = [tuple(describe(spec)) for spec in specs]
    assert len(set(described)) == len(specs)
    assert len({len(one) for one in described}) == 1
    assert max(abs(value) for one in described for value in one) <= 5


def test_the_rows_seen_are_those_with_a_gradient() -> None:
    for maybe_max in drawn(24):
        pools = {key: "avg" for key in ("pool1_kind", "pool2_kind") if maybe_max.get(key) == "max"}
        spec = maybe_max.changed(**pools)  # the largest of equal values alone would have a gradient
        model = SimpleCNN(spec)
        for conv in (model.conv1, model.conv2):
            torch.nn.init.ones_(conv.weight)
        image = torch.ones(1, 1, 28, 28, requires_grad=True)
        last = model.pool2(model.conv2(model.pool1(model.conv1(image))))
        for row in range(last.shape[2]):
            (slope,) = torch.autograd.grad(last[0, 0, row].sum(), image, retain_graph=True)
            rows = slope[0, 0].any(dim=1).nonzero().flatten().tolist()
            first, end = rows_seen(spec, row)
            assert (rows == [] and first == end) or (first, end) == (rows[0], rows[-1] + 1)


def test_settings_are_drawn_from_the_whole_of_the_limits() -> None:
    rng = random.Random(0)
    specs = [uniform_setting(rng) for _ in range(3000)]
    for key in SETTINGS:
        values = {spec.get(key) for spec in specs}
        possible = set(CHOICES[key]) if key in CHOICES else set(range(LIMITS[key][0], LIMITS[key][1] + 1))
        assert values == possible, key
    assert all(len(near_setting(rng).differences(TEXTBOOK)) <= 3 for _ in range(200))
    for _ in range(50):
        spec = extreme_setting(rng)
        assert map_size(spec) == 1 or 1 in (spec.conv1.out_channels, spec.conv2.out_channels)
        assert not is_ordinary(spec)
        assert map_size(small_map_setting(rng)) <= 4


def test_saved_weights_load_as_they_were(network: SharedWeights, tmp_path: Path) -> None:
    save_supernet(network.state_dict(), tmp_path / "weights.safetensors")
    loaded = load_supernet.__wrapped__(tmp_path / "weights.safetensors")
    for name, tensor in network.state_dict().items():
        torch.testing.assert_close(loaded.state_dict()[name], tensor, rtol=1e-3, atol=1e-3)
        assert not loaded.state_dict()[name].requires_grad


def few_digits(count: int = 400) -> TaughtDigits:
    digits = load_generated(count, seed=5)
    teacher = torch.nn.functional.one_hot(digits.labels, 10).float() * 8
    return TaughtDigits(digits.images, digits.labels, teacher, torch.arange(1, count + 1) / count)


def test_digits_are_drawn_by_their_chances() -> None:
    zeros = torch.zeros(3, dtype=torch.long)
    digits = TaughtDigits(torch.zeros(3, 28, 28), zeros, torch.zeros(3, 10), torch.tensor([0.5, 0.6, 1.0]))
    counts = torch.bincount(digits.draw(20_000, torch.Generator().manual_seed(0)), minlength=3) / 20_000
    torch.testing.assert_close(counts, torch.tensor([0.5, 0.1, 0.4]), rtol=0, atol=0.02)


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


def test_the_codes_have_the_shapes_that_are_declared(network: SharedWeights) -> None:
    codes = network.codes(drawn(4))
    assert {name: tensor.shape[1:] for name, tensor in codes.items()} == {
        name: torch.Size(s) for name, s in CODES.items()
    }


def test_the_chart_has_a_dot_for_every_setting() -> None:
    rows = [{"group": "near", "settings": spec.to_query(), "mnist": 0.9 + i / 1000} for i, spec in enumerate(drawn(20))]
    chart = draw_chart(rows)
    assert chart.count("<circle") == len(rows) and "textbook" in chart


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
