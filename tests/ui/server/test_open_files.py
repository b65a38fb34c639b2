"""The limit of open files: raised at the start, and a sentence when it is reached."""

from __future__ import annotations

import subprocess
import sys

import pytest
from streamlit.testing.v1 import AppTest

from cnn.paths import ROOT
from cnn.ui.server import open_files
from tests.browser.driver import running_app
from tests.protocol import Learner

resource = pytest.importorskip("resource", reason="this system has no limit of open files")

LOW = 256
"""The usual limit on a Mac."""


def test_the_limit_is_raised_to_what_the_system_allows() -> None:
    code = (
        f"import resource; hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]\n"
        f"resource.setrlimit(resource.RLIMIT_NOFILE, ({LOW}, hard))\n"
        "from cnn.ui.server.open_files import raise_limit\n"
        "print(raise_limit(), resource.getrlimit(resource.RLIMIT_NOFILE)[0])"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    told, now = map(int, said.split())
    assert told == now > LOW


def test_a_full_server_says_so_to_the_next_learner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_files, "raise_limit", lambda: LOW)
    monkeypatch.setattr(open_files, "open_now", lambda: LOW - 10)
    page = AppTest.from_file(str(ROOT / "pages" / "explore.py"), default_timeout=60).run()
    assert not page.exception and not page.button
    assert any(open_files.FULL in element.proto.body for element in page.get("html"))
    monkeypatch.setattr(open_files, "open_now", lambda: 40)
    assert page.run().button  # as soon as there is room
    monkeypatch.setattr(open_files, "open_now", lambda: LOW - 10)
    assert page.run().button  # a learner who is in stays in


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="this system sets no limit of another process")
def test_a_class_of_sixty_fits_where_only_256_files_may_be_open_at_first() -> None:
    with running_app() as server:
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (LOW, hard))
        learners = [Learner.open(server.url) for _ in range(60)]
        assert all(learner.slide("conv1_kernel_size", 3).received for learner in learners[-3:])
        for learner in learners:
            learner.close()
        assert "Too many open files" not in server.output() and len(server.output()) < 10_000
