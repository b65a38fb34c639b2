"""Settings drawn at random reach all of their limits."""

from __future__ import annotations

import random

from cnn.network.spec import CHOICES, LIMITS, SETTINGS, TEXTBOOK
from cnn.offline.supernet_draws import (
    extreme_setting,
    is_ordinary,
    map_size,
    near_setting,
    small_map_setting,
    uniform_setting,
)


def test_settings_are_drawn_from_the_whole_of_the_limits() -> None:
    rng = random.Random(0)
    specs = [uniform_setting(rng) for _ in range(3000)]
    for key in SETTINGS:
        values = {spec.get(key) for spec in specs}
        possible = set(CHOICES[key]) if key in CHOICES else set(range(LIMITS[key][0], LIMITS[key][1] + 1))
        assert values == possible, key
    assert all(len(near_setting(rng).differences(TEXTBOOK)) <= 3 for _ in range(200))
    for _ in range(50):
        spec = extreme_setting(rng)
        assert map_size(spec) == 1 or 1 in (spec.conv1.out_channels, spec.conv2.out_channels)
        assert not is_ordinary(spec)
        assert map_size(small_map_setting(rng)) <= 4
