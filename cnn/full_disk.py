"""Goes on where no folder takes temporary files, as on a full disk: neither a training nor an upload needs one."""

from __future__ import annotations

import os
import tempfile


def do_without_temporary_files() -> None:
    """Let Python name a folder for temporary files also where none can be written.

    PyTorch asks for its name when its first optimizer is made, and writes nothing there; without one, a training would
    end with FileNotFoundError. What does write there gets the system's error about it.
    """
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        tempfile.tempdir = os.getcwd()  # noqa: PTH109 (a name, as tempfile keeps it)
