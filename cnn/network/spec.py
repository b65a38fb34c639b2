"""The settings of the network: frozen, hashable, checked, and written to and read from a URL.

Holds the layer names and the limits of every setting. Does no arithmetic on sizes: that is `shapes`.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

INPUT_SIZE = 28
"""Height and width of the input, in pixels (one channel)."""

CLASSES = 10

LAYER_NAMES = (
    "input", "conv1", "relu1", "pool1", "conv2", "relu2", "pool2", "flatten", "fc1", "relu3", "fc2", "softmax",
)  # fmt: skip
MAP_LAYERS = LAYER_NAMES[:7]
"""The layers whose output is a stack of maps, (C, H, W); the others put out a vector."""

HIDDEN_LAYERS = ("conv1", "conv2", "fc1")
"""The layers between picture and logits that have weights. Their channels (of fc1: units) can be looked into and
switched off."""

POOL_KINDS = ("max", "avg", "none")

LIMITS: dict[str, tuple[int, int]] = {
    "conv1_out_channels": (1, 32),
    "conv1_kernel_size": (1, 7),
    "conv1_stride": (1, 3),
    "conv1_padding": (0, 3),
    "pool1_kernel_size": (1, 4),
    "pool1_stride": (1, 4),
    "conv2_out_channels": (1, 64),
    "conv2_kernel_size": (1, 7),
    "conv2_stride": (1, 3),
    "conv2_padding": (0, 3),
    "pool2_kernel_size": (1, 4),
    "pool2_stride": (1, 4),
    "hidden_units": (16, 256),
}
"""Lowest and highest value of every whole-number setting, both included, by its key in a URL."""

CHOICES: dict[str, tuple[str, ...]] = {"pool1_kind": POOL_KINDS, "pool2_kind": POOL_KINDS}
"""Values of the settings that are words."""


class SpecError(ValueError):
    """A setting that is not possible; `str(error)` is the sentence shown to the learner.

    layer: the layer that cannot be built, or "" if a value is outside its limits.
    nearest: valid networks close to the one asked for, the closest first (may be empty).
    """

    def __init__(self, message: str, layer: str = "", nearest: tuple[NetworkSpec, ...] = ()) -> None:
        super().__init__(message)
        self.layer = layer
        self.nearest = nearest


def _whole(name: str, value: object, low: int, high: int) -> int:
    """`value` as an int between `low` and `high`; SpecError if it is not one."""
    try:
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        number = None
    if number is None or isinstance(value, bool) or not low <= number <= high:
        raise SpecError(f"{name} must be a whole number from {low} to {high}, not {_shown(value)}.")
    return number


def _shown(value: object) -> str:
    """`value` as part of a sentence: short, on one line."""
    if isinstance(value, int) and abs(value) > 10**20:  # str() refuses numbers of thousands of digits
        return "a number of more than 20 digits"
    text = "".join(character if character.isprintable() else "?" for character in str(value))
    return f"“{text[:20]}…”" if len(text) > 20 else f"“{text}”" if isinstance(value, str) else text


@dataclass(frozen=True)
class ConvSpec:
    """Settings of one `nn.Conv2d`: square kernels, zeros as padding. Limits: out_channels 1–64 (conv1: 1–32),
    kernel_size 1–7, stride 1–3, padding 0–3; SpecError outside them."""

    out_channels: int
    kernel_size: int
    stride: int = 1
    padding: int = 0

    def __post_init__(self) -> None:
        for field in fields(self):
            checked = _whole(field.name, getattr(self, field.name), *LIMITS[f"conv2_{field.name}"])
            object.__setattr__(self, field.name, checked)


@dataclass(frozen=True)
class PoolSpec:
    """Settings of one pooling layer, without padding. kind: "max", "avg" or "none" (the maps pass unchanged,
    and kernel_size and stride have no effect); kernel_size and stride 1–4; SpecError outside them."""

    kind: str
    kernel_size: int = 2
    stride: int = 2

    def __post_init__(self) -> None:
        if self.kind not in POOL_KINDS:
            raise SpecError(f"The kind of pooling must be one of {', '.join(POOL_KINDS)}, not {_shown(self.kind)}.")
        for name in ("kernel_size", "stride"):
            object.__setattr__(self, name, _whole(name, getattr(self, name), *LIMITS[f"pool2_{name}"]))


@dataclass(frozen=True)
class NetworkSpec:
    """Settings of the whole network; `NetworkSpec()` is the textbook network.

    Every value is inside its limits (SpecError otherwise), but the combination may still be impossible to build:
    `shapes.layer_shapes` checks that.
    """

    conv1: ConvSpec = ConvSpec(16, 5, 1, 2)
    pool1: PoolSpec = PoolSpec("max", 2, 2)
    conv2: ConvSpec = ConvSpec(32, 5, 1, 2)
    pool2: PoolSpec = PoolSpec("max", 2, 2)
    hidden_units: int = 128

    def __post_init__(self) -> None:
        for name, kind in (("conv1", ConvSpec), ("pool1", PoolSpec), ("conv2", ConvSpec), ("pool2", PoolSpec)):
            if not isinstance(getattr(self, name), kind):
                raise SpecError(f"{name} must be a {kind.__name__}, not {_shown(getattr(self, name))}.")
        _whole("conv1_out_channels", self.conv1.out_channels, *LIMITS["conv1_out_channels"])
        hidden_units = _whole("hidden_units", self.hidden_units, *LIMITS["hidden_units"])
        object.__setattr__(self, "hidden_units", hidden_units)

    def to_query(self) -> dict[str, str]:
        """Every setting as text, by its key: {"conv1_out_channels": "16", …, "hidden_units": "128"}."""
        return {key: str(self.get(key)) for key in SETTINGS}

    @classmethod
    def from_query(cls, mapping: Mapping[str, str]) -> NetworkSpec:
        """The network that `mapping` describes: missing settings are the textbook's, unknown keys are ignored.

        Raises SpecError for a value that is no number as text, or outside its limits.
        """
        changes: dict[str, int | str] = {}
        for key in SETTINGS:
            if key in mapping:
                text = mapping[key]
                if key in LIMITS and not (isinstance(text, str) and re.fullmatch(r"[0-9]{1,4}", text)):
                    low, high = LIMITS[key]
                    raise SpecError(f"{key} must be a whole number from {low} to {high}, not {_shown(text)}.")
                changes[key] = int(text) if key in LIMITS else text
        return cls().changed(**changes)

    def get(self, key: str) -> int | str:
        """The value of one setting, by its key (`SETTINGS`)."""
        value: int | str = self.hidden_units
        if key != "hidden_units":
            block, _, name = key.partition("_")
            value = getattr(getattr(self, block), name)
        return value

    def changed(self, **settings: int | str) -> NetworkSpec:
        """This network with some settings replaced, by their keys; SpecError for a value outside its limits."""
        changes: dict[str, dict[str, Any]] = {}
        for key, value in settings.items():
            if key in LIMITS:
                _whole(key, value, *LIMITS[key])
            elif key not in CHOICES:
                raise SpecError(f"There is no setting {_shown(key)}.")
            block, _, name = key.partition("_")
            changes.setdefault(block, {})[name] = value
        hidden = changes.pop("hidden", {"units": self.hidden_units})
        blocks = {block: replace(getattr(self, block), **values) for block, values in changes.items()}
        return replace(self, hidden_units=hidden["units"], **blocks)

    def differences(self, other: NetworkSpec) -> tuple[str, ...]:
        """Keys of the settings in which the two networks differ."""
        return tuple(key for key in SETTINGS if self.get(key) != other.get(key))


def setting_words(key: str) -> str:
    """A setting's key as a learner reads it: "conv1 kernel_size"."""
    return key if key == "hidden_units" else key.replace("_", " ", 1)


def _setting_keys() -> Iterator[str]:
    for block in fields(NetworkSpec):
        if block.name == "hidden_units":
            yield block.name
        else:
            kind = ConvSpec if block.name.startswith("conv") else PoolSpec
            yield from (f"{block.name}_{field.name}" for field in fields(kind))


SETTINGS = tuple(_setting_keys())
"""Keys of all settings, in the order of the network: conv1_out_channels … hidden_units."""

TEXTBOOK = NetworkSpec()
