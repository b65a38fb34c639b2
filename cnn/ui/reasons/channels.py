"""What a channel looks for."""

from __future__ import annotations


def channels_section() -> None:
    """The view."""
