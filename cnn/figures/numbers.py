"""Numbers as learners read them. Text alone: no figure, no page."""

from __future__ import annotations

from math import floor, log10

_MOST, _LEAST = 0.999, 0.001


def percent(share: float, short: bool = False) -> str:
    """A probability, 0–1, with one digit after the point; never 100 % or 0 % for what is not: softmax gives neither.

    short: for the labels of bars.
    """
    if share > _MOST:
        return ">99.9 %" if short else "over 99.9 %"
    if share < _LEAST:
        return "<0.1 %" if short else "under 0.1 %"
    return f"{100 * share:.1f} %"


def sum_with_bias(total: float, bias: float) -> str:
    """ "12.28 + 0.21 = 12.49": four digits, and more where the rounded numbers would not add up or the bias be lost."""
    largest = max(abs(total), abs(bias), abs(total + bias))
    first = 3 - floor(log10(largest)) if largest else 0
    first = max(0, first)
    places = next((more for more in range(first, first + 6) if _adds_up(total, bias, more)), first + 6)
    one, other, both = (f"{value:.{places}f}" if value else "0" for value in (total, abs(bias), total + bias))
    return f"{one} {'-' if bias < 0 else '+'} {other} = {both}".replace("-", "−")


def _adds_up(total: float, bias: float, places: int) -> bool:
    one, other, both = (round(value, places) for value in (total, bias, total + bias))
    return abs(one + other - both) < 10.0**-places / 2 and (other != 0 or bias == 0)


def limit(value: float) -> str:
    """The end of a scale, above zero: two digits, and more where whole numbers have more; never 1.9e+02."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}" if value >= 0.0001 else f"{value:.0e}"
