"""What moves along with a nudge and what does not: against loops, and exact where the arithmetic is."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnn.explain.equivariance import MAPS, ShiftDifferences, shift_differences
from cnn.explain.perturb import Change, changed
from cnn.network.model import SimpleCNN
from cnn.network.spec import TEXTBOOK, ConvSpec, NetworkSpec
from cnn.network.trace import trace_forward
from cnn.weights.load import load_model
from tests.explain.networks import BLANK, SMALLEST, SPECS, STRIDES, digit

SMALL = np.zeros((28, 28), np.float32)
SMALL[9:18, 10:17] = digit(3)[4:13, 9:16]
"""A drawing that stays in the picture at every nudge."""


def at(found: ShiftDifferences, pixels: float) -> int:
    return int(np.flatnonzero(found.pixels == pixels)[0])


def outputs(model: SimpleCNN, image: np.ndarray) -> dict[str, np.ndarray]:
    return dict(trace_forward(model, torch.from_numpy(image)[None]))


def difference(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.abs(a - b).sum(dtype=np.float64) / (np.abs(a) + np.abs(b)).sum(dtype=np.float64))


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("direction", ["right", "down"])
def test_differences_as_they_are_against_single_passes(spec: NetworkSpec, direction: str) -> None:
    model = load_model(spec).model
    found = shift_differences(model, digit(), direction)
    empty, first = outputs(model, BLANK), outputs(model, digit())
    for pixels in (-4, -0.5, 1, 2.25, 8):
        nudged = outputs(model, changed(digit(), Change().with_value(direction, pixels)))
        for name, values in found.as_is.items():
            known = difference(first[name] - empty[name], nudged[name] - empty[name])
            assert values[at(found, pixels)] == pytest.approx(known, abs=1e-4), name
    assert all(values[at(found, 0)] < 1e-5 for values in found.as_is.values())


def test_moving_back_against_a_loop() -> None:
    """pool1 of the textbook network, whole cells: every cell that has a counterpart counts."""
    model = load_model(TEXTBOOK).model
    found = shift_differences(model, SMALL, "right")
    empty, first = outputs(model, BLANK)["pool1"], outputs(model, SMALL)["pool1"]
    for pixels in (3, 4, -5):
        nudged = outputs(model, changed(SMALL, Change(right=pixels)))["pool1"] - empty
        response, cells = first - empty, pixels / 2
        apart = together = 0.0
        for column in range(14):
            low, share = int(np.floor(column - cells)), (column - cells) % 1
            if column - cells < 0 or column - cells > 13:
                continue
            high = low + 1 if share else low
            moved = (1 - share) * response[:, :, low].astype(float) + share * response[:, :, high]
            apart += np.abs(moved - nudged[:, :, column]).sum()
            together += (np.abs(moved) + np.abs(nudged[:, :, column])).sum()
        assert found.moved_back["pool1"][at(found, pixels)] == pytest.approx(apart / together, abs=1e-5)


@pytest.mark.parametrize("direction", ["right", "down"])
@pytest.mark.parametrize(
    ("spec", "jumps"),
    [
        (TEXTBOOK, (1, 2, 2, 4)),
        (STRIDES, (2, 2, 2, 4)),
        (TEXTBOOK.changed(pool1_kind="none", pool2_kind="avg", conv2_padding=0), (1, 1, 1, 2)),
        (NetworkSpec(ConvSpec(3, 3, 3, 1), conv2=ConvSpec(5, 2, 1, 3)), (3, 6, 6, 12)),
    ],
)
def test_multiples_of_the_jump_are_exact(direction: str, spec: NetworkSpec, jumps: tuple[int, ...]) -> None:
    found = shift_differences(load_model(spec).model, SMALL, direction)
    assert tuple(found.jumps[name] for name in MAPS) == jumps
    for name in MAPS:
        multiples = found.pixels % found.jumps[name] == 0
        there = found.moved_back[name][multiples]
        assert np.nanmax(there) < 1e-5, name
        if found.jumps[name] > 1 and name != "conv2" and np.isfinite(found.moved_back[name][~multiples]).any():
            assert np.nanmax(found.moved_back[name][~multiples]) > 0.02, name


def test_flatten_and_linear_are_never_moved_back() -> None:
    found = shift_differences(load_model(TEXTBOOK).model, digit(), "right")
    assert set(found.moved_back) == set(MAPS) and set(found.as_is) == {*MAPS, "fc1", "fc2"}
    for values in (*found.as_is.values(), *found.moved_back.values()):
        known = values[np.isfinite(values)]
        assert len(values) == 65 and known.min() >= 0 and known.max() <= 1


def test_nothing_is_said_once_ink_has_left_the_picture() -> None:
    image = np.zeros((28, 28), np.float32)
    image[10:18, 20:26] = 1
    found = shift_differences(load_model(TEXTBOOK).model, image, "right")
    assert np.isnan(found.moved_back["conv1"][at(found, 3)]) and np.isfinite(found.moved_back["conv1"][at(found, 2)])
    assert np.isfinite(found.moved_back["conv1"][at(found, -8)])


def test_empty_pictures_and_one_cell_give_no_number_where_there_is_none() -> None:
    for spec in (TEXTBOOK, SMALLEST):
        found = shift_differences(load_model(spec).model, BLANK, "down")
        assert all(np.isnan(values).all() for values in (*found.as_is.values(), *found.moved_back.values()))
    tiny = shift_differences(load_model(SMALLEST).model, SMALL, "down")
    assert np.isnan(tiny.moved_back["pool2"][at(tiny, 8)])  # its one cell has no counterpart
