"""Classic kernels against what they are called, and typed weights: numbers or one sentence."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from cnn.network.kernels import (  # fmt: skip
    KERNEL_NAMES,
    LARGEST,
    KernelError,
    classic_kernel,
    kernel_names,
    typed_kernel,
    typed_number,
)

RAMP = torch.arange(9.0).repeat(9, 1)
"""Brighter by one from column to column."""


def convolved(name: str, picture: torch.Tensor, size: int = 3) -> torch.Tensor:
    kernel = torch.from_numpy(classic_kernel(name, size))
    return nn.functional.conv2d(picture[None, None], kernel[None, None])[0, 0]


@pytest.mark.parametrize("size", range(1, 8))
def test_classic_kernels_have_their_size_and_sum(size: int) -> None:
    sums = {"identity": 1, "blur": 1, "sharpen": 1, "Laplacian": 0}
    sums |= {name: 0 for name in KERNEL_NAMES if name.startswith("Sobel")}
    for name in kernel_names(size):
        kernel = classic_kernel(name, size)
        assert kernel.shape == (size, size) and kernel.dtype == np.float32
        if name in sums:
            assert kernel.sum() == pytest.approx(sums[name], abs=1e-6)
    assert ("Laplacian" in kernel_names(size)) == (size >= 3)
    with pytest.raises(KernelError):
        classic_kernel("emboss", size)


@pytest.mark.parametrize("size", [3, 5, 7])
def test_classic_kernels_do_what_their_names_say(size: int) -> None:
    inner = RAMP[size // 2 : 9 - size // 2, size // 2 : 9 - size // 2]
    for name in ("identity", "blur", "sharpen"):  # a ramp stays as it is
        assert torch.allclose(convolved(name, RAMP, size), inner, atol=1e-5)
    assert torch.allclose(convolved("Sobel: left to right", RAMP, size), torch.full_like(inner, 8.0))
    assert torch.allclose(convolved("Sobel: top to bottom", RAMP.T, size), torch.full_like(inner, 8.0))
    assert not convolved("Sobel: top to bottom", RAMP, size).any() and not convolved("Laplacian", RAMP, size).any()


def test_random_kernels_follow_their_seed() -> None:
    assert np.array_equal(classic_kernel("random", 5, 1), classic_kernel("random", 5, 1))
    assert not np.array_equal(classic_kernel("random", 5, 1), classic_kernel("random", 5, 2))
    assert np.abs(classic_kernel("random", 5)).max() <= 1 / 5


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.5", 0.5), ("-1", -1), ("−1", -1), ("0,25", 0.25), (" 2 ", 2), ("1/9", 1 / 9), (".5", 0.5), ("1e-3", 1e-3)],
)
def test_numbers_as_people_type_them(text: object, value: float) -> None:
    assert typed_number(text) == pytest.approx(value)


@pytest.mark.parametrize(
    "text", ["nan", "inf", "-inf", "1e999", "1e50", "abc", "", None, "1/0", "0x10", "1_000", "--1", "1/2/3", "٣", "101"]
)
def test_what_is_no_number_gets_one_sentence(text: object) -> None:
    with pytest.raises(KernelError, match=r"^A weight must .*\. Nothing was changed\.$"):
        typed_number(text)


@given(st.text(max_size=30))
def test_typed_text_is_a_finite_number_or_refused(text: str) -> None:
    try:
        value = typed_number(text)
    except KernelError:
        return
    assert math.isfinite(value) and abs(value) <= LARGEST


def test_typed_cells_change_only_themselves() -> None:
    table = np.zeros((3, 3), np.float32)
    kernel = typed_kernel(table, {0: {"2": "0,5"}, "2": {"0": -1}})
    assert kernel[0, 2] == 0.5 and kernel[2, 0] == -1 and np.count_nonzero(kernel) == 2
    assert not table.any()


@pytest.mark.parametrize(
    "rows", [{"9": {"0": "1"}}, {"-1": {"0": "1"}}, {"0": {"9": "1"}}, {"0": {"x": "1"}}, {"0": 5}, {"x": {}}, 5, [1]]
)
def test_what_is_typed_outside_the_table_is_refused(rows: Any) -> None:
    with pytest.raises(KernelError, match="no such cell"):
        typed_kernel(np.zeros((3, 3), np.float32), rows)
