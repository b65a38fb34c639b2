"""Random networks for hypothesis, and the sizes of their maps worked out a second way."""

from __future__ import annotations

from hypothesis import strategies as st
from torch import nn

from cnn.network.shapes import is_buildable
from cnn.network.spec import CHOICES, LIMITS, SETTINGS, TEXTBOOK, NetworkSpec


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
