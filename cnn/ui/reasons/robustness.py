"""What happens to the answer while the drawing changes."""

from __future__ import annotations


def robustness_section() -> None:
    """The view."""
