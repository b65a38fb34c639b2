"""Every ready pair is what it says it is."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnn.digits.handwriting import example_drawing
from cnn.digits.prepare import prepare_digit
from cnn.explain.layer_pairs import equal_from
from cnn.explain.ready_pairs import READY_PAIRS
from cnn.network.shapes import layer_shapes, totals
from cnn.network.spec import LAYER_NAMES, TEXTBOOK, NetworkSpec
from cnn.network.trace import Trace, trace_forward
from cnn.weights.load import load_shared


def traces(spec: NetworkSpec) -> list[Trace]:
    model = load_shared(spec).model
    return [
        trace_forward(model, torch.from_numpy(prepare_digit(example_drawing(digit))).unsqueeze(0))
        for digit in range(10)
    ]


def test_all_start_from_the_textbook_network_and_can_be_built() -> None:
    assert len({(pair.other, pair.is_one_random) for pair in READY_PAIRS.values()}) == len(READY_PAIRS)
    for pair in READY_PAIRS.values():
        assert pair.one == TEXTBOOK and layer_shapes(pair.other)
        assert pair.look.endswith(".") and len(pair.words) <= 20


def test_a_stride_of_2_against_pooling_at_equal_shapes() -> None:
    pair = READY_PAIRS["stride"]
    one, other = layer_shapes(pair.one), layer_shapes(pair.other)
    assert pair.one.pool1.kind == "max" and pair.other.pool1.kind == "none" and pair.other.conv1.stride == 2
    assert equal_from(pair.one, pair.other) == "pool1"
    for name in LAYER_NAMES[LAYER_NAMES.index("pool1") :]:
        assert one.named(name).output_shape == other.named(name).output_shape
    assert one.pool1.output_shape == (16, 14, 14) and "16×14×14" in pair.look
    assert totals(one)[0] == totals(other)[0] and one.conv1.macs == 4 * other.conv1.macs  # one of four cells


def test_max_against_average_pooling() -> None:
    pair = READY_PAIRS["average"]
    assert pair.one.differences(pair.other) == ("pool1_kind", "pool2_kind")
    for mine, theirs in zip(traces(pair.one), traces(pair.other), strict=True):
        assert mine["pool1"].mean() > theirs["pool1"].mean()  # paler, with the weights that the page shows


def test_kernel_sizes_at_equal_shapes() -> None:
    for key, size in (("large", 7), ("single", 1)):
        pair = READY_PAIRS[key]
        one, other = layer_shapes(pair.one), layer_shapes(pair.other)
        assert pair.one.conv1.kernel_size == pair.one.conv2.kernel_size == 5
        assert pair.other.conv1.kernel_size == pair.other.conv2.kernel_size == size
        assert equal_from(pair.one, pair.other) == "input"
        assert (other.pool2.receptive_field > one.pool2.receptive_field) is (size > 5)
        assert (totals(other)[1] > totals(one)[1]) is (size > 5)


def test_a_1x1_kernel_scales_and_shifts_the_drawing() -> None:
    for trace in traces(READY_PAIRS["single"].other):
        picture = trace["input"].ravel()
        for channel in trace["conv1"]:
            scale, shift = np.polyfit(picture, channel.ravel(), 1)
            np.testing.assert_allclose(channel.ravel(), scale * picture + shift, atol=1e-4)


def test_wide_against_narrow() -> None:
    pair = READY_PAIRS["narrow"]
    assert pair.one.conv1.out_channels == 4 * pair.other.conv1.out_channels
    assert pair.one.conv2.out_channels == 4 * pair.other.conv2.out_channels
    assert len(pair.one.differences(pair.other)) == 2


def test_padding_same_against_none() -> None:
    pair = READY_PAIRS["padding"]
    one, other = layer_shapes(pair.one), layer_shapes(pair.other)
    for name in ("conv1", "conv2"):
        mine, theirs = one.named(name), other.named(name)
        assert mine.output_shape[1] == mine.input_shape[1]
        assert theirs.output_shape[1] == theirs.input_shape[1] - 4
    assert other.fc1.input_shape < one.fc1.input_shape and other.pool2.output_shape[1] < one.pool2.output_shape[1]


@pytest.mark.parametrize("key", READY_PAIRS)
def test_only_one_pair_is_about_weights(key: str) -> None:
    pair = READY_PAIRS[key]
    assert pair.is_one_random is (pair.one == pair.other) is (key == "random")
