"""The shape formula and what follows from it, against PyTorch, gradients and brute force."""

from __future__ import annotations

from itertools import combinations, pairwise, product

import pytest
import torch
from hypothesis import assume, given, settings
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnn.network.model import SimpleCNN
from cnn.network.shapes import (
    LayerShape,
    describe_change,
    formula,
    is_buildable,
    layer_shapes,
    nearest_buildable,
    output_size,
    totals,
)
from cnn.network.spec import CHOICES, LAYER_NAMES, LIMITS, MAP_LAYERS, SETTINGS, TEXTBOOK, NetworkSpec, SpecError
from tests.strategies import any_specs, reference_modules, valid_specs

IMPOSSIBLE = any_specs().filter(lambda spec: not is_buildable(spec))


def test_textbook_numbers() -> None:
    layers = {layer.name: layer for layer in layer_shapes(TEXTBOOK)}
    assert tuple(layers) == LAYER_NAMES
    assert {
        name: layers[name].output_shape for name in ("conv1", "pool1", "conv2", "pool2", "flatten", "fc1", "fc2")
    } == {
        "conv1": (16, 28, 28),
        "pool1": (16, 14, 14),
        "conv2": (32, 14, 14),
        "pool2": (32, 7, 7),
        "flatten": (1568,),
        "fc1": (128,),
        "fc2": (10,),
    }
    trained = ("conv1", "conv2", "fc1", "fc2")
    assert [layers[name].parameters for name in trained] == [416, 12_832, 200_832, 1_290]
    assert [layers[name].macs for name in trained] == [313_600, 2_508_800, 200_704, 1_280]
    assert totals(layer_shapes(TEXTBOOK)) == (215_370, 3_024_384)
    fields = {name: (layers[name].receptive_field, layers[name].jump) for name in ("conv1", "pool1", "conv2", "pool2")}
    assert fields == {"conv1": (5, 1), "pool1": (6, 2), "conv2": (14, 2), "pool2": (16, 4)}
    assert layers["conv1"].formula == "⌊(28 + 2·2 − 5) / 1⌋ + 1 = 28"


@given(any_specs())
@settings(max_examples=150)
def test_built_exactly_when_torch_builds_it_and_with_the_same_shapes(spec: NetworkSpec) -> None:
    x = torch.zeros(1, 1, 28, 28)
    expected = [("input", x.shape[1:], 0)]
    try:
        for name, module in reference_modules(spec).items():
            x = module(x)
            expected.append((name, x.shape[1:], sum(parameter.numel() for parameter in module.parameters())))
    except RuntimeError:
        with pytest.raises(SpecError) as caught:
            layer_shapes(spec)
        assert caught.value.layer == name
        return
    assert [(layer.name, layer.output_shape, layer.parameters) for layer in layer_shapes(spec)] == expected


@given(valid_specs())
@settings(max_examples=25)
def test_macs_agree_with_torchs_own_counter(spec: NetworkSpec) -> None:
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        SimpleCNN(spec)(torch.zeros(1, 1, 28, 28))
    assert counter.get_total_flops() == 2 * totals(layer_shapes(spec))[1]  # a multiplication and an addition each


def linear_stand_in(layer: LayerShape, padding: int) -> nn.Module:
    """A layer of one channel that lets every gradient through: it adds up its window."""
    conv = nn.Conv2d(1, 1, layer.kernel_size, layer.stride, padding, bias=False, dtype=torch.float64)
    nn.init.ones_(conv.weight)
    return conv


@given(valid_specs())
def test_receptive_field_jump_and_start_agree_with_gradients(spec: NetworkSpec) -> None:
    size = 300  # so large that a cell in the middle does not reach the edge
    x = torch.zeros(1, 1, size, size, dtype=torch.float64, requires_grad=True)
    y = x
    for layer in layer_shapes(spec)[1:7]:
        y = linear_stand_in(layer, layer.padding)(y)
        cell = y.shape[2] // 2
        (gradient,) = torch.autograd.grad(y[0, 0, cell, cell], x, retain_graph=True)
        rows = torch.nonzero(gradient[0, 0].sum(dim=1)).flatten()
        first = layer.start + cell * layer.jump
        assert first > 0 and first + layer.receptive_field < size, "the test's input is too small"
        assert (int(rows[0]), int(rows[-1]) + 1) == (first, first + layer.receptive_field), layer.name


@given(valid_specs())
def test_lost_rows_are_those_that_no_window_reaches(spec: NetworkSpec) -> None:
    for layer in layer_shapes(spec)[1:7]:
        padded = layer.input_shape[1] + 2 * layer.padding
        x = torch.zeros(1, 1, padded, padded, dtype=torch.float64, requires_grad=True)
        linear_stand_in(layer, 0)(x).sum().backward()
        assert x.grad is not None
        reached = torch.nonzero(x.grad[0, 0].sum(dim=1)).flatten()
        assert layer.lost == padded - 1 - int(reached[-1]), layer.name


def test_output_size_by_counting_windows() -> None:
    for size, kernel_size, stride, padding in product(range(1, 30), range(1, 8), range(1, 5), range(4)):
        last = size + 2 * padding - kernel_size
        assert max(0, output_size(size, kernel_size, stride, padding)) == len(range(0, last + 1, stride))
    assert formula(1, 7, 2, 1).endswith("= −1")  # a minus sign, not a hyphen


def size_after(spec: NetworkSpec) -> int:
    """Height of the last map that can be built, 0 if one cannot: written without `cnn.network.shapes`."""
    size = 28
    for conv, pool in ((spec.conv1, spec.pool1), (spec.conv2, spec.pool2)):
        size = len(range(0, size + 2 * conv.padding - conv.kernel_size + 1, conv.stride))
        if pool.kind != "none":
            size = len(range(0, size - pool.kernel_size + 1, pool.stride))
    return size


def variants(spec: NetworkSpec, changes: int) -> list[NetworkSpec]:
    """Every network that differs from `spec` in so many settings."""
    found = []
    sizes = [key for key in SETTINGS if "out_channels" not in key and key != "hidden_units"]
    for keys in combinations(sizes, changes):
        options = [CHOICES.get(key) or range(LIMITS[key][0], LIMITS[key][1] + 1) for key in keys]
        for values in product(*options):
            other = spec.changed(**dict(zip(keys, values, strict=True)))
            if len(spec.differences(other)) == changes:
                found.append(other)
    return found


def steps(spec: NetworkSpec, other: NetworkSpec) -> int:
    """How far the sliders move; a change of pooling counts as 4."""
    return sum(
        4 if key in CHOICES else abs(int(spec.get(key)) - int(other.get(key))) for key in spec.differences(other)
    )


@given(IMPOSSIBLE)
@settings(max_examples=15)
def test_nearest_settings_work_and_none_is_nearer(spec: NetworkSpec) -> None:
    nearest = nearest_buildable(spec)
    assert nearest and len(set(nearest)) == len(nearest)
    assert all(size_after(other) >= 1 for other in nearest)
    changed = {len(spec.differences(other)) for other in nearest}
    assert len(changed) == 1
    (changes,) = changed
    for fewer in range(1, changes):
        assert not any(size_after(other) >= 1 for other in variants(spec, fewer))
    assume(changes == 1)  # with two changes there are too many variants to try them all
    assert steps(spec, nearest[0]) == min(steps(spec, other) for other in variants(spec, 1) if size_after(other) >= 1)
    assert [steps(spec, other) for other in nearest] == sorted(steps(spec, other) for other in nearest)


@given(IMPOSSIBLE)
def test_the_sentence_names_the_layer_its_numbers_and_the_way_out(spec: NetworkSpec) -> None:
    with pytest.raises(SpecError) as caught:
        layer_shapes(spec)
    error, message = caught.value, str(caught.value)
    settings_of_layer = getattr(spec, error.layer)
    assert message.startswith(f"{error.layer} cannot be built")
    assert f"a {settings_of_layer.kernel_size}×{settings_of_layer.kernel_size} window does not fit" in message
    assert f"/ {settings_of_layer.stride}⌋ + 1 = " in message
    assert error.nearest == nearest_buildable(spec)
    assert all(describe_change(spec, other) in message for other in error.nearest)
    assert "\n" not in message


def test_layers_are_found_by_their_names_and_come_in_order() -> None:
    layers = layer_shapes(TEXTBOOK)
    assert isinstance(layers, tuple)
    assert layers._fields == LAYER_NAMES == tuple(layer.name for layer in layers)
    assert layers.pool2.output_shape == (32, 7, 7) and layers.named("flatten") is layers.flatten


@given(valid_specs())
def test_maps_are_square_and_chained(spec: NetworkSpec) -> None:
    layers = layer_shapes(spec)
    assert [layer.name for layer in layers if len(layer.output_shape) == 3] == list(MAP_LAYERS)
    for before, layer in pairwise(layers):
        assert layer.input_shape == before.output_shape
        assert layer.receptive_field >= before.receptive_field or layer.kind == "linear"
