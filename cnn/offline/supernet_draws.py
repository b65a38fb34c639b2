"""Settings drawn at random, to train and to test the shared weights on."""

from __future__ import annotations

import random

from cnn.network.shapes import is_buildable, layer_shapes
from cnn.network.spec import CHOICES, LIMITS, SETTINGS, NetworkSpec


def uniform_setting(rng: random.Random) -> NetworkSpec:
    """A network that can be built, every setting uniform over its limits."""
    while True:
        spec = NetworkSpec().changed(**{key: _any_value(key, rng) for key in SETTINGS})
        if is_buildable(spec):
            return spec


def near_setting(rng: random.Random) -> NetworkSpec:
    """The textbook network with one to three settings replaced at random, uniform over their limits."""
    while True:
        keys = rng.sample(SETTINGS, rng.randint(1, 3))
        spec = NetworkSpec().changed(**{key: _any_value(key, rng) for key in keys})
        if is_buildable(spec):
            return spec


def small_map_setting(rng: random.Random) -> NetworkSpec:
    """As `uniform_setting`, with a last map of at most 4×4: six settings in ten are, and they are hard to learn."""
    while map_size(spec := uniform_setting(rng)) > 4:
        pass
    return spec


def narrow_setting(rng: random.Random) -> NetworkSpec:
    """As `uniform_setting`, with few channels: each number of them drawn with a chance of about one over itself."""
    while True:
        spec = uniform_setting(rng)
        channels = {key: int(LIMITS[key][1] ** rng.random()) for key in ("conv1_out_channels", "conv2_out_channels")}
        if is_buildable(spec := spec.changed(**channels)):
            return spec


def extreme_setting(rng: random.Random) -> NetworkSpec:
    """A network whose last map is 1×1, or in which a convolution has one channel, half of the time each."""
    tiny = rng.random() < 0.5
    while True:
        spec = uniform_setting(rng)
        if tiny and map_size(spec) == 1:
            return spec
        if not tiny:
            return spec.changed(**{rng.choice(("conv1_out_channels", "conv2_out_channels")): 1})


def is_ordinary(spec: NetworkSpec) -> bool:
    """Whether the last map is at least 2×2 and the convolutions have at least 4 and 8 channels."""
    return map_size(spec) >= 2 and spec.conv1.out_channels >= 4 and spec.conv2.out_channels >= 8


def map_size(spec: NetworkSpec) -> int:
    """Height of the map after pool2."""
    return layer_shapes(spec).pool2.output_shape[1]


def _any_value(key: str, rng: random.Random) -> int | str:
    return rng.randint(*LIMITS[key]) if key in LIMITS else rng.choice(CHOICES[key])
