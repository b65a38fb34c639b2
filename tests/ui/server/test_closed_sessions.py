"""What Streamlit keeps of closed sessions holds no files open."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.driver import running_app
from tests.protocol import Learner

resource = pytest.importorskip("resource", reason="this system has no limit of open files")


LOW = 256
"""The usual limit on a Mac."""


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="this system sets no limit of another process")
def test_forty_learners_come_and_go_three_times_where_never_more_than_256_files_may_be_open() -> None:
    with running_app() as server:
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (LOW, LOW))
        for _ in range(3):
            learners = [Learner.open(server.url) for _ in range(40)]
            for learner in learners:
                assert "hidden_units" in learner.widgets
                assert learner.slide("conv1_kernel_size", 3).received
                learner.close()
        folder = Path(f"/proc/{server.process.pid}/fd")
        if folder.is_dir():
            wait_for(lambda: len(list(folder.iterdir())) < 60)  # 120 sessions with three each would be 360
        assert "Too many open files" not in server.output() and len(server.output()) < 10_000


def wait_for(reached: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.05)
