"""The microscope is exact: its sum is the cell, its window is what torch reads, its field is where gradients arrive."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn.network.cell import Cell, explain_cell, receptive_field, unflattened
from cnn.network.model import SimpleCNN
from cnn.network.shapes import LayerShape, layer_shapes
from cnn.network.spec import LAYER_NAMES, MAP_LAYERS, TEXTBOOK, NetworkSpec
from cnn.network.trace import Trace, trace_forward
from cnn.weights.load import untrained
from tests.strategies import valid_specs

IMAGE = torch.rand(1, 28, 28, generator=torch.Generator().manual_seed(0))
CORNERS = [
    TEXTBOOK,
    TEXTBOOK.changed(conv1_stride=3, conv2_stride=2, conv2_padding=3, pool2_kind="avg"),
    TEXTBOOK.changed(pool1_kind="none", pool2_kind="none", conv1_padding=0, hidden_units=16),
    TEXTBOOK.changed(conv1_kernel_size=1, conv1_padding=3, conv2_kernel_size=1, conv2_padding=3),
    TEXTBOOK.changed(pool1_kernel_size=3, pool1_stride=3, pool2_kernel_size=4, pool2_stride=3, pool2_kind="avg"),
    TEXTBOOK.changed(conv1_stride=3, pool1_kernel_size=4, pool1_stride=4, pool2_kernel_size=2),  # 1×1 maps
]


def record(spec: NetworkSpec) -> tuple[SimpleCNN, Trace]:
    model = untrained(spec, seed=3)
    return model, trace_forward(model, IMAGE)


def position(draw: st.DrawFn, shape: tuple[int, ...]) -> tuple[int, int, int]:
    """A cell of a layer; the corners come often, because padding and lost rows are there."""
    places = [draw(st.sampled_from((0, size - 1)) | st.integers(0, size - 1)) for size in shape]
    channel, row, column = (*places, 0, 0)[:3]
    return channel, row, column


def unfolded(maps: np.ndarray, layer: LayerShape) -> np.ndarray:
    """(C, k, k, H, W): the windows of all cells, cut by torch."""
    batch = torch.from_numpy(maps)[None]
    windows = F.unfold(batch, layer.kernel_size, padding=layer.padding, stride=layer.stride)
    size = layer.output_shape[1]
    return windows.reshape(maps.shape[0], layer.kernel_size, layer.kernel_size, size, size).numpy()


def check(model: SimpleCNN, trace: Trace, layer: LayerShape, place: tuple[int, int, int]) -> Cell:
    """All that holds for a cell of any layer."""
    cell = explain_cell(model, trace, layer.name, *place)
    channel, row, column = place
    before = trace[LAYER_NAMES[max(0, LAYER_NAMES.index(layer.name) - 1)]]
    assert cell.value == (trace[layer.name][place] if layer.name in MAP_LAYERS else trace[layer.name][channel])
    assert cell.window.shape == cell.kernel.shape == cell.products.shape
    assert cell.products.sum() + cell.bias == pytest.approx(cell.value, abs=1e-5, rel=1e-5)
    assert cell.partial_sums.sum() == pytest.approx(cell.products.sum(), abs=1e-12)
    if layer.kind != "softmax":
        assert np.array_equal(cell.products, cell.window.astype(np.float64) * cell.kernel)
    if layer.kind in ("conv", "pool"):
        windows = unfolded(before, layer)[..., row, column]
        expected = windows if layer.kind == "conv" else windows[channel : channel + 1]
        assert np.array_equal(cell.window, expected)
    if layer.kind in ("conv", "linear"):
        module = getattr(model, layer.name)
        assert np.array_equal(cell.kernel, module.weight[channel].detach().numpy())
        assert cell.bias == module.bias[channel].item()
    return cell


@given(valid_specs(), st.data())
def test_the_sum_is_the_cell_in_every_layer(spec: NetworkSpec, data: st.DataObject) -> None:
    model, trace = record(spec)
    for layer in layer_shapes(spec):
        place = data.draw(st.composite(position)(layer.output_shape))
        check(model, trace, layer, place)


@pytest.mark.parametrize("spec", CORNERS)
def test_the_sum_is_the_cell_in_every_corner(spec: NetworkSpec) -> None:
    model, trace = record(spec)
    for layer in layer_shapes(spec):
        shape = (*layer.output_shape, 1, 1)[:3]
        for corner in np.ndindex(2, 2, 2):
            place = tuple((size - 1) * end for size, end in zip(shape, corner, strict=True))
            check(model, trace, layer, place)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["max", "avg", "none"])
def test_pooling_kinds(kind: str) -> None:
    model, trace = record(TEXTBOOK.changed(pool1_kind=kind, pool1_kernel_size=3, pool1_stride=2))
    cell = explain_cell(model, trace, "pool1", 5, 4, 7)
    if kind == "none":
        assert cell.window.shape == (1, 1, 1) and cell.kernel.item() == 1 and cell.window_box == (4, 7, 5, 8)
        return
    assert cell.window_box == (8, 14, 11, 17)
    assert np.array_equal(cell.window[0], trace["relu1"][5, 8:11, 14:17])
    if kind == "max":
        assert cell.kernel.sum() == 1 and cell.window[cell.kernel == 1].item() == cell.window.max() == cell.value
    else:
        assert np.allclose(cell.kernel, 1 / 9) and cell.value == pytest.approx(cell.window.mean(), abs=1e-6)


def test_the_winner_of_a_tie_is_the_one_that_gradients_reach() -> None:
    model, trace = record(TEXTBOOK)
    trace["relu1"][:] = 0
    window = torch.zeros(1, 1, 2, 2, requires_grad=True)
    model.pool1(window).sum().backward()
    assert window.grad is not None
    trace["pool1"][:] = 0
    assert np.array_equal(explain_cell(model, trace, "pool1", 0, 3, 3).kernel, window.grad[0].numpy())


def test_relu_and_flatten_and_softmax() -> None:
    model, trace = record(TEXTBOOK)
    for name, before in (("relu1", "conv1"), ("relu2", "conv2")):
        for index in range(30):
            cell = explain_cell(model, trace, name, index % 16, index % 14, 13 - index % 14)
            read = trace[before][cell.channel, cell.row, cell.column]
            assert cell.window.shape == (1, 1, 1) and cell.window.item() == read and cell.value == max(0, read)
    for index in (0, 48, 49, 1000, 1567):
        cell = explain_cell(model, trace, "flatten", index)
        channel, row, column = unflattened(index, (32, 7, 7))
        assert trace["pool2"].reshape(-1)[index] == trace["pool2"][channel, row, column] == cell.window.item()
        assert cell.receptive_field == explain_cell(model, trace, "pool2", channel, row, column).receptive_field
    for unit in (0, 127):
        cell = explain_cell(model, trace, "relu3", unit)
        assert cell.window.tolist() == [trace["fc1"][unit]] and cell.value == max(0, trace["fc1"][unit])
    shares = [explain_cell(model, trace, "softmax", digit) for digit in range(10)]
    assert sum(cell.value for cell in shares) == pytest.approx(1, abs=1e-6)
    assert all(np.array_equal(cell.window, trace.logits) for cell in shares)


@given(valid_specs(), st.data())
@settings(max_examples=25)
def test_the_receptive_field_is_where_gradients_arrive(spec: NetworkSpec, data: st.DataObject) -> None:
    """With kernels of ones, mean pooling and no ReLU, no gradient is lost on its way."""
    layers = layer_shapes(spec)
    x = torch.zeros(1, 1, 28, 28, dtype=torch.float64, requires_grad=True)
    y: torch.Tensor = x
    for layer in layers[1:7]:
        ones = torch.ones(1, 1, layer.kernel_size, layer.kernel_size, dtype=torch.float64)
        y = F.conv2d(y, ones, stride=layer.stride, padding=layer.padding)
        _, row, column = data.draw(st.composite(position)(layer.output_shape))
        assert receptive_field(layers, layer.name, 0, row, column) == arrived(y[0, 0, row, column], x), layer.name
    assert receptive_field(layers, "fc1", 0) == receptive_field(layers, "softmax", 3) == arrived(y.sum(), x)


def arrived(cell: torch.Tensor, x: torch.Tensor) -> tuple[int, int, int, int]:
    """The box around all pixels of `x` (1, 1, H, W) that have a gradient."""
    (gradient,) = torch.autograd.grad(cell, x, retain_graph=True)
    rows, columns = torch.nonzero(gradient[0, 0], as_tuple=True)
    if not len(rows):
        return 0, 0, 0, 0
    return int(rows.min()), int(columns.min()), int(rows.max()) + 1, int(columns.max()) + 1


def test_receptive_fields_of_the_textbook_network() -> None:
    model, trace = record(TEXTBOOK)
    expected = {
        "input": (12, 13, 13, 14), "conv1": (10, 11, 15, 16), "relu1": (10, 11, 15, 16), "pool1": (2, 4, 8, 10),
        "conv2": (2, 4, 16, 18), "relu2": (2, 4, 16, 18), "pool2": (6, 10, 22, 26),
        "fc1": (0, 0, 28, 28), "fc2": (0, 0, 28, 28),
    }  # fmt: skip
    places = {"pool1": (0, 2, 3), "conv2": (0, 4, 5), "relu2": (0, 4, 5), "pool2": (0, 3, 4)}
    for name, field in expected.items():
        place = places.get(name, (0, 12, 13) if name in MAP_LAYERS else (7, 0, 0))
        assert explain_cell(model, trace, name, *place).receptive_field == field, name
    assert explain_cell(model, trace, "conv2", 0, 0, 0).receptive_field == (0, 0, 8, 8)  # cut off at the edge


def test_a_cell_that_reads_nothing_but_padding() -> None:
    model, trace = record(TEXTBOOK.changed(conv1_kernel_size=1, conv1_padding=3))
    cell = explain_cell(model, trace, "conv1", 2, 0, 20)
    assert cell.receptive_field == (0, 0, 0, 0) and not cell.window.any()
    assert cell.window_box == (-3, 17, -2, 18) and cell.value == pytest.approx(cell.bias)


@pytest.mark.parametrize(
    ("layer", "place"),
    [
        ("conv1", (16, 0, 0)), ("conv1", (0, 28, 0)), ("conv1", (0, 0, -1)), ("pool2", (0, 7, 0)), ("fc1", (128, 0, 0)),
        ("fc1", (0, 1, 0)), ("flatten", (1568, 0, 0)), ("softmax", (10, 0, 0)), ("input", (1, 0, 0)),
        ("conv3", (0, 0, 0)), ("conv1", (0.5, 0, 0)), ("", (0, 0, 0)),
    ],
)  # fmt: skip
def test_a_cell_outside_the_layer_is_refused(layer: str, place: tuple[int, int, int]) -> None:
    model, trace = record(TEXTBOOK)
    with pytest.raises(ValueError, match=r"has no|There is no layer"):
        explain_cell(model, trace, layer, *place)


def test_a_trace_of_another_network_is_refused() -> None:
    model, _ = record(TEXTBOOK)
    _, trace = record(TEXTBOOK.changed(conv1_out_channels=8))
    with pytest.raises(ValueError, match="other settings"):
        explain_cell(model, trace, "conv1", 0, 0, 0)


def test_a_cell_is_a_copy() -> None:
    model, trace = record(TEXTBOOK)
    before = {name: values.copy() for name, values in trace.items()}
    weights = model.fc1.weight.detach().clone()
    for name in LAYER_NAMES:
        cell = explain_cell(model, trace, name, 0)
        cell.window[:] = 9
        cell.kernel[:] = 9
    assert all(np.array_equal(before[name], trace[name]) for name in LAYER_NAMES)
    assert torch.equal(model.fc1.weight, weights)
