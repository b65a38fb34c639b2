"""What is left of the network when a part of it is switched off."""

from __future__ import annotations


def lesion_section() -> None:
    """The view."""
