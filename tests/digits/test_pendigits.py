"""The reader of pen strokes: a small file in UNIPEN, the variable that names it, and writers kept apart."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from cnn.digits.pendigits import (
    PENDIGITS_VARIABLE,
    TEST_WRITERS,
    PenDigit,
    pendigits_file,
    read_pendigits,
    split_writers,
)

UNIPEN = """.SEGMENT DIGIT 0-1 ? "8"

.COMMENT 8 5 3
.PEN_DOWN
 267 333
 265 320
.PEN_UP
.PEN_DOWN
 10 20
.PEN_UP
.SEGMENT DIGIT 2-3 ? "1"
.COMMENT 1 7 4
.PEN_DOWN
 1 2
.PEN_UP
"""


def test_strokes_labels_and_writers_are_read_from_the_file_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "strokes.gz"
    path.write_bytes(gzip.compress(UNIPEN.encode()))
    monkeypatch.setenv(PENDIGITS_VARIABLE, str(path))
    assert pendigits_file() == path
    eight, one = read_pendigits()
    assert [(digit.label, digit.writer) for digit in (eight, one)] == [(8, 5), (1, 7)]
    assert [stroke.tolist() for stroke in eight.strokes] == [[[267, -333], [265, -320]], [[10, -20]]]  # y downward
    assert [stroke.tolist() for stroke in one.strokes] == [[[1, -2]]]


def test_without_a_file_the_error_says_where_to_name_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("", str(tmp_path / "absent.gz")):
        monkeypatch.setenv(PENDIGITS_VARIABLE, name)
        assert pendigits_file() is None
        with pytest.raises(FileNotFoundError, match=PENDIGITS_VARIABLE):
            read_pendigits()
    monkeypatch.delenv(PENDIGITS_VARIABLE)
    assert pendigits_file() is None


def test_no_writer_is_on_both_sides() -> None:
    digits = [PenDigit(0, writer, ()) for writer in range(1, 45)]
    known, unseen = split_writers(digits)
    assert {digit.writer for digit in unseen} == TEST_WRITERS
    assert len(known) + len(unseen) == 44 and not {digit.writer for digit in known} & TEST_WRITERS
