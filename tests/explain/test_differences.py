"""Sentences about two networks: each number in them is checked against the shapes."""

from __future__ import annotations

import re

import pytest

from cnn.explain.differences import SLIGHT, differences, times
from cnn.explain.ready_pairs import READY_PAIRS
from cnn.network.shapes import layer_shapes, totals
from cnn.network.spec import TEXTBOOK, NetworkSpec
from tests.strategies import drawn

SPECS = drawn(40)
PAIRS = [*zip(SPECS, [*SPECS[3:], *SPECS[:3]], strict=True), *((pair.one, pair.other) for pair in READY_PAIRS.values())]


def said(key: str) -> str:
    return " ".join(differences(READY_PAIRS[key].one, READY_PAIRS[key].other))


def test_the_same_settings() -> None:
    assert differences(TEXTBOOK, TEXTBOOK) == (
        "A and B have the same settings, and so the same shapes, parameters and work.",
    )
    assert said("random") == differences(TEXTBOOK, TEXTBOOK)[0]


def test_sentences_of_the_ready_pairs() -> None:
    assert "pool1 keeps the largest value of each window in A and the mean in B." in said("average")
    assert "pool1 of A keeps the largest value of each 2×2 window; in B there is no pooling here" in said("stride")
    assert "it computes 784 cells for each map in A and 196 in B" in said("stride")
    assert "From pool1 on, all layers have the same shapes in both." in said("stride")
    assert "Both have 215,370 parameters." in said("stride")
    assert "Each cell of conv1 reads 5×5 cells of a map in A and 7×7 in B." in said("large")
    assert "Every layer has the same shape in both." in said("single")
    assert "is 16×16 pixels in A and 4×4 in B" in said("single")
    assert "conv1 makes 16 maps in A and 4 maps in B" in said("narrow")
    assert "conv1 adds 2 rings of zeros around its input in A and no zeros in B." in said("padding")
    assert "are 32×7×7 in A and 32×4×4 in B, so fc1 gets 1,568 values in A and 512 in B." in said("padding")
    assert "Most of the difference is in fc1: in B it gets 512 values instead of 1,568." in said("padding")


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_counts_and_their_reasons_are_true(one: NetworkSpec, other: NetworkSpec) -> None:
    words, both = " ".join(differences(one, other)), (layer_shapes(one), layer_shapes(other))
    if one == other:
        return
    for index, what in enumerate(("parameters", "multiply-accumulates")):
        a, b = (totals(layers)[index] for layers in both)
        if a == b:
            assert re.search(rf"Both (have|need) {a:,} {what}", words)
            continue
        assert f"{min(a, b):,} {what}" in words and f" {max(a, b):,}, " in words
        found = re.search(rf"([AB]) (?:has|needs) {min(a, b):,} {what}", words)
        assert found and found[1] == ("A" if a < b else "B")
        if max(a, b) / min(a, b) > SLIGHT:
            assert f"{times(max(a, b) / min(a, b))} times as many" in words
        part = re.search(rf"{what}[^.]*, and .*? (Most|The largest part) of the difference is in (\w+)", words)
        assert part
        count = ("parameters", "macs")[index]
        changes = [getattr(two, count) - getattr(mine, count) for mine, two in zip(*both, strict=True)]
        change = getattr(both[1].named(part[2]), count) - getattr(both[0].named(part[2]), count)
        assert abs(change) == max(abs(value) for value in changes if value * (b - a) > 0)
        assert (part[1] == "Most") is (2 * abs(change) >= abs(b - a))


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_swapped_networks_are_told_with_swapped_letters(one: NetworkSpec, other: NetworkSpec) -> None:
    settings = {key.partition("_")[0] for key in one.differences(other)}
    forward, backward = differences(one, other), differences(other, one)
    assert len(forward) == len(backward)
    numbers = [sorted(re.findall(r"[\d,]+", " ".join(words))) for words in (forward, backward)]
    assert set(numbers[0]) == set(numbers[1])
    for block in settings & {"conv1", "conv2"}:
        assert any(
            sentence.startswith((block, "Each cell of " + block, "The window of " + block)) for sentence in forward
        )
    assert all(sentence.endswith(".") and "  " not in sentence and "in B it ." not in sentence for sentence in forward)


def test_a_receptive_field_larger_than_the_drawing_is_said_to_reach_over_its_edge() -> None:
    large = TEXTBOOK.changed(conv1_kernel_size=7, pool1_kernel_size=4, pool1_stride=3, conv2_kernel_size=7)
    field = layer_shapes(large).pool2.receptive_field
    assert field > 28
    assert f"{field}×{field} in B. It reaches over the edge: the drawing has 28×28." in differences(TEXTBOOK, large)[-1]
    assert "edge" not in differences(TEXTBOOK, TEXTBOOK.changed(hidden_units=16))[-1]


def test_ratios() -> None:
    assert [times(ratio) for ratio in (1.06, 3.94, 9.96, 1234)] == ["1.1", "3.9", "10", "1,234"]
