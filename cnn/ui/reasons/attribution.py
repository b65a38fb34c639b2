"""Which pixels the answer rests on."""

from __future__ import annotations


def attribution_section() -> None:
    """The view."""
