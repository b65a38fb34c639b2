"""Kernels: the classic ones, typed ones, and the one at a place of the network."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np
from torch import nn

from cnn.network.model import SimpleCNN

LARGEST = 100.0
"""Typed weights must be between minus this and this: larger ones could overflow in later layers."""


KERNEL_NAMES = ("identity", "blur", "sharpen", "Sobel: left to right", "Sobel: top to bottom", "Laplacian", "random")


_THREE_BY_THREE = {
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "Sobel: left to right": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "Sobel: top to bottom": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "Laplacian": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
}
"""As image processing has them, e.g. Gonzalez & Woods, Digital Image Processing; not flipped (cross-correlation)."""


class KernelError(ValueError):
    """Something that cannot be a kernel; `str(error)` is the sentence shown to the learner."""


@dataclass(frozen=True)
class KernelAddress:
    """One kernel of the network: `layer` is conv1 or conv2, `filter` its output and `channel` its input channel."""

    layer: str
    filter: int
    channel: int


def kernel_names(kernel_size: int) -> tuple[str, ...]:
    """The classic kernels that there are in this size: most need 3×3 cells."""
    return tuple(name for name in KERNEL_NAMES if kernel_size >= 3 or name not in _THREE_BY_THREE)


def classic_kernel(name: str, kernel_size: int, seed: int = 0) -> np.ndarray:
    """float32 (kernel_size, kernel_size): one of `kernel_names`, in the middle of zeros where it is smaller."""
    if name not in kernel_names(kernel_size):
        raise KernelError(f"There is no kernel {name!r} of {kernel_size}×{kernel_size} cells.")
    if name == "random":  # as PyTorch starts: uniform, the bound as for one input channel
        return np.random.default_rng(seed).uniform(-1 / kernel_size, 1 / kernel_size, [kernel_size] * 2).astype("f4")
    if name == "blur":  # binomial: a Gaussian in whole numbers
        line = np.array([comb(kernel_size - 1, index) for index in range(kernel_size)], np.float32)
        return np.outer(line, line) / line.sum() ** 2
    small = np.array(_THREE_BY_THREE.get(name, [[1]]), np.float32)
    kernel = np.zeros((kernel_size, kernel_size), np.float32)
    first = (kernel_size - len(small)) // 2
    kernel[first : first + len(small), first : first + len(small)] = small
    return kernel


def typed_number(text: object) -> float:
    """A typed weight: "0.5", "-1", "0,5" or "1/9". Raises KernelError with one sentence for anything else."""
    cleaned = str("" if text is None else text).strip().replace("−", "-").replace(",", ".")
    number = r"[-+]?(?:\d{1,9}\.?\d{0,9}|\.\d{1,9})(?:[eE][-+]?\d{1,2})?"
    if not re.fullmatch(rf"{number}(?:/{number})?", cleaned, re.ASCII):
        shown = cleaned[:20] or "an empty cell"
        raise KernelError(f"A weight must be a number such as 0.5, −1 or 1/9, not “{shown}”. Nothing was changed.")
    above, _, below = cleaned.partition("/")
    divisor = float(below or 1)
    value = float(above) / divisor if divisor else float("inf")
    if abs(value) > LARGEST:
        raise KernelError(f"A weight must be between −{LARGEST:.0f} and {LARGEST:.0f}. Nothing was changed.")
    return value


def typed_kernel(table: np.ndarray, rows: Mapping[Any, Mapping[str, object]]) -> np.ndarray:
    """The kernel `table` (k, k) with typed cells in it, {row: {column: text}}; raises KernelError like `typed_number`,
    and for a cell that the table does not have."""
    kernel = table.copy()
    places = {str(index) for index in range(len(table))}
    for row, cells in rows.items() if isinstance(rows, Mapping) else [("", None)]:
        if str(row) not in places or not isinstance(cells, Mapping) or not places.issuperset(cells):
            raise KernelError("There is no such cell in this kernel.")
        for column, text in cells.items():
            kernel[int(row), int(column)] = typed_number(text)
    return kernel


def kernel_at(model: SimpleCNN, place: KernelAddress) -> np.ndarray:
    """A copy of one kernel, float32 (k, k)."""
    return conv_of(model, place.layer).weight[place.filter, place.channel].detach().numpy().copy()


def conv_of(model: SimpleCNN, layer: str) -> nn.Conv2d:
    """The convolution of that name."""
    return {"conv1": model.conv1, "conv2": model.conv2}[layer]


def is_off(model: SimpleCNN, place: KernelAddress) -> bool:
    """Whether that filter is switched off."""
    return not any(bool(values[place.filter].any()) for values in conv_of(model, place.layer).parameters())
