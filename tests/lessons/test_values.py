"""Values in lesson files: read, or refused with a sentence."""

from __future__ import annotations

import pytest

from cnn.lessons.values import cell, nearest, one_of, quoted, setting, whole
from cnn.network.spec import CHOICES, LIMITS


@pytest.mark.parametrize("key", LIMITS)
def test_settings_are_held_to_their_limits(key: str) -> None:
    low, high = LIMITS[key]
    assert setting(key, str(low)) == low and setting(key, str(high)) == high
    for wrong in (low - 1, high + 1, "2.5", "", "two", "²"):
        with pytest.raises(ValueError, match=f"from {low} to {high}"):
            setting(key, str(wrong))


@pytest.mark.parametrize("key", CHOICES)
def test_kinds_of_pooling(key: str) -> None:
    assert [setting(key, kind) for kind in CHOICES[key]] == list(CHOICES[key])
    with pytest.raises(ValueError, match="max, avg, none"):
        setting(key, "median")


def test_cells() -> None:
    assert cell("conv1 3 10 12") == ("conv1", 3, 10, 12) and cell("fc2 4") == ("fc2", 4, 0, 0)
    for wrong in ("", "conv3 1 2 3", "conv1 3 10", "conv1 3 10 12 1", "conv1 -1 0 0", "fc1 1 0 0", "conv1 a b c"):
        with pytest.raises(ValueError):
            cell(wrong)


def test_names_and_numbers() -> None:
    read = one_of(("yes", "no"), "The value")
    assert read("yes") == "yes"
    with pytest.raises(ValueError, match=r"“maybe” is not known. The value is one of yes, no"):
        read("maybe")
    assert whole(0, 9, "A digit")("9") == 9
    with pytest.raises(ValueError, match="A digit must be a whole number from 0 to 9, not “10”"):
        whole(0, 9, "A digit")("10")


def test_wrong_values_are_repeated_short_and_on_one_line() -> None:
    assert quoted("a\nb\u202e") == "“a?b?”" and len(quoted("x" * 10**6)) < 50
    assert nearest("wiat", ("wait", "mark")) == " Did you mean “wait”?" and nearest("x", ("wait",)) == ""
