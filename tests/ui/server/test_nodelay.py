"""TCP_NODELAY is set on the server's sockets, and finding them leaves nothing open."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from cnn.ui.server import nodelay

DESCRIPTORS = Path("/proc/self/fd")


@pytest.mark.skipif(not DESCRIPTORS.exists(), reason="this system does not list a process's open files")
def test_finding_the_servers_sockets_leaves_nothing_open() -> None:
    with socket.socket() as listening, Path(os.devnull).open():
        assert listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0
        before = len(list(DESCRIPTORS.iterdir()))
        nodelay.set_nodelay.__wrapped__()
        assert len(list(DESCRIPTORS.iterdir())) == before
        assert listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
