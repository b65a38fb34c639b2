"""Numbers as learners read them: how many digits, which sign, when as a percentage. Text only; draws nothing."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10

_MOST, _LEAST = 0.999, 0.001


def number(value: float, form: str) -> str:
    """`value` in one of Python's formats, such as ".3g", with a true minus (U+2212) instead of the hyphen."""
    return format(value, form).replace("-", "−")


def short(value: float) -> str:
    """A number for a small cell: at least two digits for values down to 0.01; "0" for an exact zero alone."""
    if value == 0:
        return "0"
    places = next((places for places, least in enumerate((100, 10, 0.0995)) if abs(value) >= least), 3)
    text = f"{value:.{places}f}"
    return text.lstrip("-") if float(text) == 0 else number(value, f".{places}f")


def exact(value: float) -> str:
    """A number in a sentence: six significant digits."""
    return number(value, ".6g")


def partial_sum(value: float) -> str:
    """A number that is added to others: its sign, four significant digits; "0" for zero."""
    return number(value, "+.4g") if value else "0"


def percent(share: float, short: bool = False) -> str:
    """A probability, 0–1, with one digit after the point; never 100 % or 0 %, because softmax gives neither.

    short: the form for labels of bars.
    """
    if share > _MOST:
        return ">99.9 %" if short else "over 99.9 %"
    if share < _LEAST:
        return "<0.1 %" if short else "under 0.1 %"
    return f"{100 * share:.1f} %"


def sure(share: float) -> str:
    """A probability, 0 to 1, as what the network claims: "97.3 % sure"."""
    return percent(share).replace("over", "more than").replace("under", "less than") + " sure"


def sum_with_bias(total: float, bias: float) -> str:
    """ "12.28 + 0.21 = 12.49": four digits; more where the rounded numbers do not add up or the bias rounds to 0."""
    largest = max(abs(total), abs(bias), abs(total + bias))
    first = max(0, 3 - floor(log10(largest))) if largest else 0
    while bias and not round(bias, first):
        first += 1
    places = places_that_add_up((total, bias), first)
    one, other, both = (number(value, f".{places}f") if value else "0" for value in (total, abs(bias), total + bias))
    return f"{one} {'−' if bias < 0 else '+'} {other} = {both}"


def places_that_add_up(parts: Sequence[float], first: int) -> int:
    """The fewest decimals, at least `first`, with which the rounded parts add up to the rounded sum; at most 5 more."""
    for places in range(first, first + 6):
        rounded = sum(round(part, places) for part in parts)
        if abs(rounded - round(sum(parts), places)) < 10.0**-places / 2:
            return places
    return first + 5


def scale_ends(low: float, high: float) -> tuple[str, str]:
    """The labels of a scale's two ends; low: zero or negative."""
    return f"−{limit(-low)}" if low else "0", limit(high)


def limit(value: float) -> str:
    """The end of a scale, above zero: two significant digits, or all digits of a whole number; never 1.9e+02."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}" if value >= 0.0001 else f"{value:.0e}"
