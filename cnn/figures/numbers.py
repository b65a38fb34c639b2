"""Numbers as learners read them. Text alone: no figure, no page."""

from __future__ import annotations

from collections.abc import Sequence
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
    first = max(0, 3 - floor(log10(largest))) if largest else 0
    while bias and not round(bias, first):
        first += 1
    places = places_that_add_up((total, bias), first)
    one, other, both = (f"{value:.{places}f}" if value else "0" for value in (total, abs(bias), total + bias))
    return f"{one} {'-' if bias < 0 else '+'} {other} = {both}".replace("-", "−")


def places_that_add_up(parts: Sequence[float], first: int) -> int:
    """The fewest decimals, from `first` on, to which parts and sum can be rounded and still add up (or 5 more)."""
    for places in range(first, first + 6):
        rounded = sum(round(part, places) for part in parts)
        if abs(rounded - round(sum(parts), places)) < 10.0**-places / 2:
            return places
    return first + 5


def scale_ends(low: float, high: float) -> tuple[str, str]:
    """Both ends of a scale that begins at zero or below."""
    return f"−{limit(-low)}" if low else "0", limit(high)


def limit(value: float) -> str:
    """The end of a scale, above zero: two digits, and more where whole numbers have more; never 1.9e+02."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}" if value >= 0.0001 else f"{value:.0e}"
