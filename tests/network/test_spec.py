"""Settings: their limits, and their way through a URL and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.network.spec import CHOICES, LIMITS, SETTINGS, TEXTBOOK, ConvSpec, NetworkSpec, PoolSpec, SpecError
from tests.strategies import any_specs

HOSTILE = (
    "", " ", "NaN", "inf", "-1", "-0", "+3", "3.0", "1e1", "0x3", "3 ", " 3", "3\n", "3\x00", "1_0", "300",
    "9" * 10_000, "٣", "\uff13", "³", "Ⅲ", "None", "True", "🙂", "<script>alert(1)</script>", "../..", "a\nb\rc\u2028d",
)  # fmt: skip


def test_the_defaults_are_the_textbook_network() -> None:
    textbook = NetworkSpec(
        ConvSpec(16, 5, 1, 2), PoolSpec("max", 2, 2), ConvSpec(32, 5, 1, 2), PoolSpec("max", 2, 2), 128
    )
    assert NetworkSpec() == TEXTBOOK == textbook == NetworkSpec.from_query({})
    assert hash(NetworkSpec()) == hash(textbook)
    assert TEXTBOOK.to_query()["conv1_out_channels"] == "16" and TEXTBOOK.to_query()["hidden_units"] == "128"


def test_every_setting_has_limits_or_choices() -> None:
    assert set(SETTINGS) == set(LIMITS) | set(CHOICES) and not set(LIMITS) & set(CHOICES)


@given(any_specs(), any_specs())
def test_settings_survive_the_url_and_differences_lead_from_one_to_the_other(
    one: NetworkSpec, other: NetworkSpec
) -> None:
    query = one.to_query()
    assert tuple(query) == SETTINGS and all(isinstance(value, str) for value in query.values())
    assert NetworkSpec.from_query(query) == one
    assert one.changed(**{key: other.get(key) for key in one.differences(other)}) == other
    assert one.differences(other) == other.differences(one)


@pytest.mark.parametrize("key", SETTINGS)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_the_url_is_one_short_sentence(key: str, text: str) -> None:
    with pytest.raises(SpecError) as caught:
        NetworkSpec.from_query({key: text})
    message = str(caught.value)
    assert message.endswith(".") and len(message) < 120 and message.isprintable()
    assert caught.value.nearest == ()


@given(st.text(max_size=30))
def test_any_text_is_read_as_a_number_within_the_limits_or_refused(text: str) -> None:
    try:
        spec = NetworkSpec.from_query({"conv2_kernel_size": text, "pool1_kind": "avg"})
    except SpecError:
        assert text.lstrip("0") not in map(str, range(1, 8)) or len(text) > 4
    else:
        assert spec.conv2.kernel_size == int(text) and spec.pool1.kind == "avg"


@pytest.mark.parametrize("value", [None, 5, ["5"], b"5"])
def test_what_is_no_text_is_refused_in_one_sentence(value: object) -> None:
    for key in ("conv2_kernel_size", "pool1_kind"):
        with pytest.raises(SpecError):
            NetworkSpec.from_query({key: value})  # type: ignore[dict-item]


def test_unknown_keys_in_the_url_are_ignored() -> None:
    assert NetworkSpec.from_query({"utm_source": "x", "conv1": "3", "hidden_units": "64"}) == NetworkSpec(
        hidden_units=64
    )


@pytest.mark.parametrize("key", LIMITS)
def test_limits_are_included_and_one_beyond_is_refused(key: str) -> None:
    low, high = LIMITS[key]
    assert TEXTBOOK.changed(**{key: low}).get(key) == low
    assert TEXTBOOK.changed(**{key: high}).get(key) == high
    for value in (low - 1, high + 1):
        with pytest.raises(SpecError, match=rf"{key} must be a whole number from {low} to {high}, not {value}\."):
            TEXTBOOK.changed(**{key: value})


@pytest.mark.parametrize(
    "value",
    [True, None, 3.0, float("nan"), "3", [3], b"3", 10**5000, -(10**5000), np.float32(3), np.array([3, 4]), 3j],
    ids=lambda value: type(value).__name__,
)
def test_values_that_are_no_whole_numbers_are_refused_whatever_they_are(value: object) -> None:
    for build in (
        lambda: ConvSpec(4, value),  # type: ignore[arg-type]
        lambda: PoolSpec("max", value),  # type: ignore[arg-type]
        lambda: NetworkSpec(hidden_units=value),  # type: ignore[arg-type]
        lambda: TEXTBOOK.changed(conv1_padding=value),  # type: ignore[arg-type]
    ):
        with pytest.raises(SpecError) as caught:
            build()
        assert len(str(caught.value)) < 120


@pytest.mark.parametrize("value", [None, 3, ["max"], {}, "MAX", "maximum", ""])
def test_kinds_of_pooling_that_are_none_are_refused(value: object) -> None:
    with pytest.raises(SpecError):
        PoolSpec(value)  # type: ignore[arg-type]


def test_blocks_of_the_wrong_kind_and_unknown_settings_are_refused() -> None:
    with pytest.raises(SpecError, match="conv1 must be a ConvSpec"):
        NetworkSpec(conv1=PoolSpec("max"))  # type: ignore[arg-type]
    with pytest.raises(SpecError, match="pool2 must be a PoolSpec"):
        NetworkSpec(pool2=ConvSpec(1, 1))  # type: ignore[arg-type]
    with pytest.raises(SpecError, match="no setting"):
        TEXTBOOK.changed(conv3_stride=1)


def test_whole_numbers_of_numpy_become_plain_ones() -> None:
    spec = TEXTBOOK.changed(conv1_kernel_size=np.int64(3), hidden_units=np.uint8(64))  # type: ignore[arg-type]
    assert type(spec.conv1.kernel_size) is int and type(spec.hidden_units) is int
    assert spec == TEXTBOOK.changed(conv1_kernel_size=3, hidden_units=64)
