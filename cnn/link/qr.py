"""A link as a QR code, for phones that look at a projector: an SVG that is as large as the room it is given."""

from __future__ import annotations

import html
import io
from dataclasses import dataclass

import segno

MOST_CHARACTERS = 2953
"""What the largest QR code holds at the lowest level of error correction (ISO/IEC 18004), in ASCII characters."""

QUIET_ZONE = 4
"""Modules of white around it, without which phones do not find it."""


class LinkTooLongError(ValueError):
    """A text that no QR code holds; `str(error)` is the sentence shown to the learner."""


@dataclass(frozen=True)
class QRCode:
    """svg: an `<svg>` element, black on white in both themes, without a width: its container decides.

    modules: squares of a side, 21 to 177, without the quiet zone; the fewer, the farther away it can be read.
    """

    svg: str
    modules: int


def qr_code(text: str, label: str = "QR code of this link") -> QRCode:
    """The QR code of a URL; label: what a screen reader says.

    Error correction is as strong as the smallest code for this text allows. Raises LinkTooLongError.
    """
    if not text:
        raise LinkTooLongError("There is no link to show as a QR code.")
    try:
        code = segno.make_qr(text, error="l", boost_error=True)
    except segno.DataOverflowError:
        raise LinkTooLongError(
            f"This link has {len(text):,} characters, and a QR code holds {MOST_CHARACTERS:,} at most. Clear the "
            "drawing, or show the link as text."
        ) from None
    written = io.BytesIO()
    code.save(
        written, kind="svg", xmldecl=False, svgns=True, nl=False, omitsize=True, border=QUIET_ZONE,
        dark="#000", light="#fff", svgclass=None, lineclass=None,
    )  # fmt: skip
    modules = len(code.matrix)
    named = f'<svg role="img" aria-label="{html.escape(label)}" shape-rendering="crispEdges" '
    return QRCode(written.getvalue().decode("utf-8").replace("<svg ", named, 1), modules)
