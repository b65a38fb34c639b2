"""Files that come with the app: what to say if one of them cannot be read. Reads none itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cnn.paths import ROOT

_LFS = b"version https://git-lfs"


class ShippedFileError(Exception):
    """A file of the app that is missing or damaged; `str(error)` is the sentence shown to the learner."""


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turns any error while `path` is read into a ShippedFileError, as each format raises errors of its own."""
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:
        raise ShippedFileError(_how_to_get(path)) from error


def _how_to_get(path: Path) -> str:
    """One sentence: which file, what is wrong with it, and the command that brings it back."""
    name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
    command, wrong = f"git checkout -- {name}", "is damaged"
    try:
        with path.open("rb") as file:
            start = file.read(len(_LFS))
    except OSError as error:
        wrong = "is missing" if isinstance(error, FileNotFoundError) else "cannot be read"
    else:
        if start == _LFS:
            command, wrong = "git lfs pull", "is only a Git LFS pointer to the real file"
        elif not start:
            wrong = "is empty"
    return f"{name} {wrong}: run “{command}” or download the app again, then restart it."
