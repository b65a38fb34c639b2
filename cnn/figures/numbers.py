"""Numbers as learners read them. Text alone: no figure, no page."""

from __future__ import annotations

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


def limit(value: float) -> str:
    """The end of a scale, above zero: two digits, and more where whole numbers have more; never 1.9e+02."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}" if value >= 0.0001 else f"{value:.0e}"
