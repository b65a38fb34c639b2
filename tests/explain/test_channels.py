"""What excites a channel: against every digit looked at one by one, and what is grown beats them all."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnn.digits.handwriting import generate_digits
from cnn.explain.channels import MOST, Grown, grow, strongest_digits
from cnn.network.spec import HIDDEN_LAYERS, LIMITS, TEXTBOOK, NetworkSpec
from cnn.network.trace import trace_forward
from cnn.weights.load import load_model, untrained

SMALLEST = TEXTBOOK.changed(**{key: LIMITS[key][0] for key in LIMITS})
OTHER = TEXTBOOK.changed(conv1_stride=2, pool1_kind="avg", conv2_out_channels=5, hidden_units=20)
DIGITS = torch.from_numpy(generate_digits(60, 11)[0]).float()[:, None] / 255


@pytest.mark.parametrize("spec", [TEXTBOOK, SMALLEST, OTHER])
def test_the_strongest_digits_are_those_of_a_loop_over_all(spec: NetworkSpec) -> None:
    model, shares = load_model(spec).model, []
    found = strongest_digits(model, DIGITS, shares.append)
    traces = [trace_forward(model, picture) for picture in DIGITS]
    for layer in HIDDEN_LAYERS:
        all_values = np.array([trace[layer].reshape(len(trace[layer]), -1).max(axis=1) for trace in traces])
        np.testing.assert_allclose(found[layer].values, np.sort(all_values, axis=0)[::-1][:MOST].T, atol=1e-4)
        for channel in (0, len(found[layer].values) - 1):
            for number, value, row, column in found[layer].places(channel):
                cell = traces[number][layer][channel]
                assert (cell[row, column] if cell.ndim else cell) == pytest.approx(value, abs=1e-4)
        assert np.array_equal(found[layer].dead, all_values.max(axis=0) <= 0)
    assert shares == [pytest.approx(50 / 60), 1.0]


def test_fewer_pictures_than_are_kept() -> None:
    found = strongest_digits(untrained(SMALLEST), DIGITS[:1], lambda share: None)
    assert found["conv1"].values.shape == (1, 1) and len(found["fc1"].places(3)) == 1


def test_a_dead_channel_is_known() -> None:
    model = untrained(TEXTBOOK)
    with torch.no_grad():
        model.conv1.bias[3], model.conv1.bias[4] = -100, 100
    assert strongest_digits(model, DIGITS, lambda share: None)["conv1"].dead[[3, 4]].tolist() == [True, False]


def value_of(grown: Grown, spec: NetworkSpec, layer: str, channel: int) -> float:
    output = trace_forward(load_model(spec).model, torch.from_numpy(grown.image)[None])[layer][channel]
    return float(output[grown.row, grown.column] if output.ndim else output)


@pytest.mark.parametrize("spec", [TEXTBOOK, OTHER, SMALLEST])
@pytest.mark.parametrize("layer", HIDDEN_LAYERS)
def test_a_grown_picture_excites_its_cell_more_than_every_digit_does(spec: NetworkSpec, layer: str) -> None:
    model, shares = load_model(spec).model, []
    found = strongest_digits(model, DIGITS, lambda share: None)[layer]
    for channel in {0, len(found.values) // 2, len(found.values) - 1}:
        grown = grow(model, layer, channel, 0, shares.append)
        assert grown.image.dtype == np.float32 and 0 <= grown.image.min() <= grown.image.max() <= 1
        assert grown.value == pytest.approx(value_of(grown, spec, layer, channel), abs=1e-3)
        assert grown.value >= grown.before
        assert grown.value >= found.values[channel, 0] - 1e-4
    assert all(0 <= share <= 1 for share in shares)


def test_outside_of_what_the_cell_reads_nothing_grows() -> None:
    grown = grow(load_model(TEXTBOOK).model, "conv2", 5, 0, lambda share: None)
    top, left, bottom, right = grown.field
    assert (bottom - top, right - left) == (14, 14)
    outside = grown.image.copy()
    outside[top:bottom, left:right] = 0
    assert not outside.any()


def test_for_conv1_it_is_ink_where_the_kernel_is_positive() -> None:
    model = load_model(TEXTBOOK).model
    for channel in range(4):
        grown = grow(model, "conv1", channel, 0, lambda share: None)
        top, left, bottom, right = grown.field
        kernel = model.conv1.weight[channel, 0].detach().numpy()
        bias = model.conv1.bias[channel].item()
        best = bias + float(kernel.clip(0).sum())  # no picture between 0 and 1 can do more
        assert best + 1e-5 >= grown.value > 0.97 * best
        strong = np.abs(kernel) > 0.1
        assert np.array_equal((grown.image[top:bottom, left:right] > 0.5)[strong], (kernel > 0)[strong])


def test_the_same_seed_grows_the_same_picture_and_others_grow_others() -> None:
    model, state = load_model(TEXTBOOK).model, torch.random.get_rng_state()
    one, again, other = (grow(model, "fc1", 7, seed, lambda share: None) for seed in (1, 1, 2))
    assert np.array_equal(one.image, again.image) and not np.array_equal(one.image, other.image)
    assert torch.equal(state, torch.random.get_rng_state())
