"""Random networks, for hypothesis and from a seed, and the layers of one made with PyTorch alone."""

from __future__ import annotations

import random

from hypothesis import strategies as st
from torch import nn

from cnn.network.shapes import is_buildable
from cnn.network.spec import CHOICES, LIMITS, SETTINGS, TEXTBOOK, NetworkSpec
from cnn.offline.supernet_draws import extreme_setting, narrow_setting, near_setting, uniform_setting


def _value(key: str) -> st.SearchStrategy[int | str]:
    return st.sampled_from(CHOICES[key]) if key in CHOICES else st.integers(*LIMITS[key])


@st.composite
def any_specs(draw: st.DrawFn) -> NetworkSpec:
    """Networks whose settings are all within their limits, be it that they cannot be built.

    Large kernels and strides come often, as there lie the impossible ones.
    """
    changes: dict[str, int | str] = {key: draw(_value(key)) for key in SETTINGS}
    if draw(st.booleans()):
        changes |= {"conv1_stride": 3, "pool1_stride": 4, "pool1_kind": "max"}
    return TEXTBOOK.changed(**changes)


def valid_specs() -> st.SearchStrategy[NetworkSpec]:
    """Networks that can be built."""
    return any_specs().filter(is_buildable)


def reference_modules(spec: NetworkSpec) -> dict[str, nn.Module]:
    """The layers of `spec` made with PyTorch alone, by their names; `fc1` finds out its own in_features."""
    pools = {"max": nn.MaxPool2d, "avg": nn.AvgPool2d, "none": lambda *_: nn.Identity()}
    conv1, conv2 = spec.conv1, spec.conv2
    return {
        "conv1": nn.Conv2d(1, conv1.out_channels, conv1.kernel_size, stride=conv1.stride, padding=conv1.padding),
        "relu1": nn.ReLU(),
        "pool1": pools[spec.pool1.kind](spec.pool1.kernel_size, spec.pool1.stride),
        "conv2": nn.Conv2d(
            conv1.out_channels, conv2.out_channels, conv2.kernel_size, stride=conv2.stride, padding=conv2.padding
        ),
        "relu2": nn.ReLU(),
        "pool2": pools[spec.pool2.kind](spec.pool2.kernel_size, spec.pool2.stride),
        "flatten": nn.Flatten(),
        "fc1": nn.LazyLinear(spec.hidden_units),
        "relu3": nn.ReLU(),
        "fc2": nn.Linear(spec.hidden_units, 10),
        "softmax": nn.Softmax(dim=1),
    }


def corners() -> list[NetworkSpec]:
    """The textbook network, the smallest and the largest values, and maps from 1×1 to 34×34."""
    lowest = TEXTBOOK.changed(**{key: LIMITS[key][0] for key in LIMITS})
    widest = TEXTBOOK.changed(conv1_out_channels=32, conv2_out_channels=64, hidden_units=256)
    wide = {"pool1_kind": "none", "pool2_kind": "none", "conv1_padding": 3, "conv1_kernel_size": 3}
    one = {"pool1_kernel_size": 4, "pool1_stride": 4, "pool2_kernel_size": 3, "pool2_stride": 4}
    return [TEXTBOOK, lowest, widest, TEXTBOOK.changed(**wide, conv2_out_channels=4), TEXTBOOK.changed(**one)]


def drawn(count: int = 40) -> list[NetworkSpec]:
    """The corners and `count` networks from a seed."""
    rng = random.Random(3)
    draws = (near_setting, uniform_setting, narrow_setting, extreme_setting)
    return corners() + [draws[i % 4](rng) for i in range(count)]
