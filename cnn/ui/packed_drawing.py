"""A drawing in little memory, for Undo and for the browser."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cnn.digits.prepare import PreparedDigit, ink_of, levels_of

Objects = tuple[Mapping[str, Any], ...]
"""Objects of Fabric.js that a canvas starts with."""


@dataclass(frozen=True, eq=False)
class PackedDrawing:
    """A drawing that may be restored: its steps without the ink (None if it is empty), and the objects that show it on
    the canvas (None if it was drawn on). The ink is compressed: 320 kB to 5 MB become a few kB."""

    steps: PreparedDigit | None
    packed: bytes
    shape: tuple[int, ...]
    objects: Objects | None

    @classmethod
    def of(cls, digit: PreparedDigit | None, objects: Objects | None = None) -> PackedDrawing:
        """The drawing of a digit; its ink is kept in steps of 1/255, as a canvas sends it."""
        if digit is None:
            return cls(None, b"", (), objects)
        levels = levels_of(digit.ink)
        steps = replace(digit, ink=np.zeros((0, 0), np.float32))
        return cls(steps, zlib.compress(levels.tobytes(), 1), levels.shape, objects)

    @property
    def digit(self) -> PreparedDigit | None:
        """What the network sees, or None if the drawing is empty."""
        if self.steps is None:
            return None
        levels = np.frombuffer(zlib.decompress(self.packed), np.uint8).reshape(self.shape)
        return replace(self.steps, ink=ink_of(levels))
