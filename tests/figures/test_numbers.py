"""Numbers as they are printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.figures.numbers import exact, limit, number, partial_sum, short, sum_with_bias


def test_numbers_as_they_are_printed() -> None:
    assert [short(value) for value in (0, 0.0001, -0.001, 0.0534, -0.25, 12.34, -123.4)] == [
        "0", "0.000", "−0.001", "0.053", "−0.25", "12.3", "−123",
    ]  # fmt: skip
    assert exact(-0.0072345678) == "−0.00723457"


@pytest.mark.parametrize(
    ("value", "words"), [(190.0, "190"), (1234567, "1,234,567"), (2.44, "2.4"), (0.32, "0.32"), (0.00032, "0.00032")]
)
def test_the_end_of_a_scale_is_a_plain_number(value: float, words: str) -> None:
    assert limit(value) == words


@given(st.floats(-1e3, 1e3), st.floats(-10, 10))
def test_the_rounded_sum_and_bias_add_up(total: float, bias: float) -> None:
    one, sign, other, _, both = sum_with_bias(total, bias).replace("−", "-").split()
    assert float(one) == pytest.approx(total, rel=1e-3, abs=1e-3 * max(abs(total), abs(bias), abs(total + bias)))
    assert float(both) == pytest.approx(total + bias, abs=1e-3 * max(abs(total), abs(bias), abs(total + bias)))
    if max(abs(total), abs(bias)) < 1e4 * abs(bias):
        assert float(one) + float(sign + other) == pytest.approx(float(both), abs=1e-9)


@given(st.floats(-1e6, 1e6), st.sampled_from(["+.4g", ".2f", ".6g", ".3g"]))
def test_every_number_has_a_true_minus(value: float, form: str) -> None:
    for text in (number(value, form), short(value), exact(value), partial_sum(value), sum_with_bias(1.5, value)):
        assert "-" not in text
    assert float(number(value, form).replace("−", "-")) == float(format(value, form))


def test_a_partial_sum_has_its_sign() -> None:
    assert [partial_sum(value) for value in (1.23456, -0.5, 0.0, -0.0)] == ["+1.235", "−0.5", "0", "0"]
