"""Without a folder for temporary files, as on a full disk, everything that needs no disk still works."""

from __future__ import annotations

import errno
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.formparsers import MultiPartParser
from starlette.requests import Request
from streamlit import config

from cnn.network.spec import ConvSpec, NetworkSpec
from cnn.training.queue import TrainingQueue
from cnn.training.records import TrainingChoices, TrainingJob
from cnn.ui import streamlit_internals
from tests.coroutines import finished

SMALL = NetworkSpec(conv1=ConvSpec(2, 3, 1, 1), conv2=ConvSpec(2, 3, 1, 1), hidden_units=16)

NO_FOLDER = """
import tempfile
def refused():
    raise FileNotFoundError(2, "No usable temporary directory found")
tempfile._get_default_tempdir = refused
"""
"""Read by Python at its start."""


def test_a_training_needs_no_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sitecustomize.py").write_text(NO_FOLDER)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.delenv("TORCHINDUCTOR_CACHE_DIR", raising=False)
    queue = TrainingQueue(lambda owner: True)
    try:
        options = TrainingChoices(limited_by="epochs", epochs=1).options()
        run = queue.submit(queue.enrol("one"), TrainingJob("a", SMALL, options, "generated", 200))
        end = time.monotonic() + 120
        while not run.over:
            assert time.monotonic() < end, "it did not end"
            time.sleep(0.05)
        assert run.failure == ""
        assert run.finished is not None
    finally:
        queue.close()


def test_an_upload_needs_no_temporary_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """The largest file that is taken, received as Streamlit's server does it."""
    monkeypatch.setattr(MultiPartParser, "spool_max_size", MultiPartParser.spool_max_size)  # put back at the end
    streamlit_internals.keep_uploads_in_memory()

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    size = config.get_option("server.maxUploadSize") * 2**20
    assert finished(received(size)) == size


async def received(size: int) -> int:
    """The bytes of a file of `size` that arrive."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    pieces = [head, *[bytes(2**20)] * (size // 2**20), b"\r\n--x--\r\n"]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    headers = [(b"content-type", b"multipart/form-data; boundary=x")]
    async with Request({"type": "http", "method": "PUT", "headers": headers}, receive).form() as form:
        upload = form["file"]
        assert not isinstance(upload, str)
        return len(await upload.read())
