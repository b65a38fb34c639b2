"""The drawing on the board, as a part of the session. Imports no Streamlit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from cnn.digits.ink_groups import Finding, judge_ink
from cnn.digits.prepare import PreparedDigit
from cnn.ui.packed_drawing import Objects, PackedDrawing

_MOST_EARLIER = 10
"""How many cleared or replaced drawings Undo can bring back."""


@dataclass(frozen=True, eq=False)
class Canvas:
    """The drawing.

    digit: the steps from the drawing to 28×28, or None while the canvas is empty.
    objects: what the canvas starts with. started: the drawing that they show. nonce: the canvas starts again when it
    changes; nonce_shown: the one on the page.
    version: how often the canvas was filled or cleared; drawing does not change it. first: the version after a lesson
    that a link names had put its drawing there.
    answered: the number of the last drawing that the browser sent; followed: whether its maps are on the page already.
    undo: how often Undo was pressed.
    earlier: the drawings that were cleared or replaced, the newest last.
    told: whether the first answer has been seen; it comes with the sentence that the network cannot say "no digit".
    last_png, last_upload: the canvas's own picture and the uploaded file that were processed last.
    """

    digit: PreparedDigit | None = None
    objects: Objects = ()
    started: PreparedDigit | None = None
    nonce: int = 0
    nonce_shown: int = 0
    version: int = 0
    first: int = 0
    answered: int = 0
    followed: bool = False
    undo: int = 0
    earlier: tuple[PackedDrawing, ...] = ()
    told: bool = False
    last_png: str = ""
    last_upload: str = ""

    @property
    def image(self) -> np.ndarray | None:
        """The (28, 28) picture that the network sees, or None while the canvas is empty."""
        return None if self.digit is None else self.digit.image

    @property
    def drawing(self) -> PackedDrawing:
        """What is on the canvas."""
        return PackedDrawing.of(self.digit, self.objects if self.digit is self.started else None)

    @property
    def is_untouched(self) -> bool:
        """Whether nothing has been put on the canvas yet."""
        return self.version == self.answered == 0 and self.digit is None

    @property
    def is_as_begun(self) -> bool:
        """Whether nothing has been put on the canvas, but for the drawing of a lesson that a link names."""
        return self.version == self.first and self.answered == 0 and self.digit is self.started

    @property
    def is_emptied(self) -> bool:
        """Whether there is no digit any more: no cell has a value. On an untouched board the example has values."""
        return self.digit is None and not self.is_untouched

    @cached_property
    def finding(self) -> Finding:
        """What the ink looks like: one digit, several, or hardly any ink."""
        return "one" if self.digit is None else judge_ink(self.digit.ink)

    def drawn(self, digit: PreparedDigit) -> Canvas:
        """After the learner drew: the network sees `digit` (None if it is empty)."""
        return replace(self, digit=_unless_empty(digit))

    def of_link(self, digit: PreparedDigit | None) -> Canvas:
        """The drawing of a link; it counts as put there, so the browser's tab does not bring an older one back."""
        return replace(self.restarted((), digit), version=self.version + 1)

    def begun(self) -> Canvas:
        """The canvas of a new session on which a lesson has put its drawing."""
        return replace(self, first=self.version, earlier=(), told=False)

    def restarted(self, objects: Objects, digit: PreparedDigit | None) -> Canvas:
        """The canvas starts again with objects that show `digit`; its version stays the same."""
        digit = _unless_empty(digit)
        return replace(self, digit=digit, objects=objects, started=digit, nonce=self.nonce + 1)

    def filled(self, objects: Objects, digit: PreparedDigit | None) -> Canvas:
        """The canvas is filled with objects that show `digit`; Undo brings back what was there."""
        return replace(
            self.restarted(objects, digit),
            version=self.version + 1,
            earlier=(*self.earlier, self.drawing)[-_MOST_EARLIER:],
            told=self.told or self.digit is not None,
        )

    def taken_back(self, objects: Objects) -> Canvas:
        """The canvas before Clear or an example; objects: those that show the newest of `earlier`."""
        *earlier, last = self.earlier
        return replace(self.restarted(objects, last.digit), version=self.version + 1, earlier=tuple(earlier))


def _unless_empty(digit: PreparedDigit | None) -> PreparedDigit | None:
    return None if digit is None or digit.is_empty else digit
