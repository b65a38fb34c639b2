"""What every page shares, without a browser."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from cnn.network.shapes import layer_shapes, totals
from cnn.network.spec import TEXTBOOK
from cnn.ui import models
from cnn.ui.server import packets

DESCRIPTORS = Path("/proc/self/fd")


@pytest.mark.skipif(not DESCRIPTORS.exists(), reason="this system does not list a process's open files")
def test_finding_the_servers_sockets_leaves_nothing_open() -> None:
    with socket.socket() as listening, Path(os.devnull).open():
        assert listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0
        before = len(list(DESCRIPTORS.iterdir()))
        packets.send_small_ones_at_once.__wrapped__()
        assert len(list(DESCRIPTORS.iterdir())) == before
        assert listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_models_are_kept_but_not_more_of_them_than_fit() -> None:
    widest = TEXTBOOK.changed(pool1_kind="none", pool2_kind="none", conv2_out_channels=64, hidden_units=256)
    first = models.model_for(widest)
    assert models.model_for(widest) is first
    for units in range(255, 251, -1):
        models.model_for(widest.changed(hidden_units=units))
    assert models.model_for(widest) is not first
    assert sum(totals(layer_shapes(spec))[0] for spec in models._kept) <= models.MOST_NUMBERS
