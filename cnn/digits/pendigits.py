"""Reads the pen strokes of the UCI Pen-Based Recognition of Handwritten Digits set, for the programs in `cnn.offline`.

The app itself never needs them. Source: Alpaydin & Alimoglu, UCI Machine Learning Repository, 1996, CC BY 4.0.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PENDIGITS_VARIABLE = "SIMPLECNN_PENDIGITS"
"""Environment variable that names the file of pen strokes, in UNIPEN format and compressed with gzip."""

TEST_WRITERS = frozenset({5, 10, 15, 20, 25, 30})
"""Writers kept out of every fit and training: "writers it never saw" in a statement of accuracy are these six."""


@dataclass(frozen=True)
class PenDigit:
    """One digit as it was written. strokes: float32 (n, 2) arrays of x, y with y downward, in the tablet's units."""

    label: int
    writer: int
    strokes: tuple[np.ndarray, ...]


def pendigits_file() -> Path | None:
    """The file that the environment names; None if it names none, or one that does not exist."""
    named = os.environ.get(PENDIGITS_VARIABLE)
    return Path(named) if named and Path(named).is_file() else None


def read_pendigits() -> list[PenDigit]:
    """Every digit of `pendigits_file`, in the order of the file. Raises FileNotFoundError if there is no file."""
    path = pendigits_file()
    if path is None:
        raise FileNotFoundError(f"The pen strokes are missing: name their file (UNIPEN, gzip) in {PENDIGITS_VARIABLE}.")
    with gzip.open(path, "rt", encoding="ascii") as file:
        return list(_digits(file))


def split_writers(digits: list[PenDigit]) -> tuple[list[PenDigit], list[PenDigit]]:
    """(digits to fit and train on, digits of `TEST_WRITERS`): no writer is in both."""
    known = [digit for digit in digits if digit.writer not in TEST_WRITERS]
    return known, [digit for digit in digits if digit.writer in TEST_WRITERS]


def _digits(lines: Iterator[str]) -> Iterator[PenDigit]:
    """The digits in lines of UNIPEN; uses .SEGMENT (the label), .COMMENT (digit, writer, index), .PEN_DOWN and x y."""
    label, writer = -1, -1
    strokes: list[list[tuple[float, float]]] = []
    for line in lines:
        words = line.split()
        if not words:
            continue
        if words[0] == ".SEGMENT":
            if strokes:
                yield _digit(label, writer, strokes)
            label, strokes = int(words[-1].strip('"')), []
        elif words[0] == ".COMMENT" and len(words) == 4:
            writer = int(words[2])
        elif words[0] == ".PEN_DOWN":
            strokes.append([])
        elif strokes and not words[0].startswith("."):
            strokes[-1].append((float(words[0]), -float(words[1])))
    if strokes:
        yield _digit(label, writer, strokes)


def _digit(label: int, writer: int, strokes: list[list[tuple[float, float]]]) -> PenDigit:
    return PenDigit(label, writer, tuple(np.array(stroke, np.float32) for stroke in strokes if stroke))
