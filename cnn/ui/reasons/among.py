"""Where the drawing lies among the digits."""

from __future__ import annotations


def among_section() -> None:
    """The view."""
