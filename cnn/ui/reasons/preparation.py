"""What each step of the preparation is worth."""

from __future__ import annotations


def preparation_section() -> None:
    """The view."""
