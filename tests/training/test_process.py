"""The training process as the server holds it."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace

import numpy as np
import pytest

from cnn.network.spec import ConvSpec, NetworkSpec
from cnn.training import process as training_process
from cnn.training.queue import TrainingQueue
from cnn.training.records import TrainingChoices, TrainingJob

SMALL = NetworkSpec(conv1=ConvSpec(2, 3, 1, 1), conv2=ConvSpec(2, 3, 1, 1), hidden_units=16)


def job(name: str, seconds: int = 60) -> TrainingJob:
    return TrainingJob(name, SMALL, TrainingChoices(seconds=seconds).options(), "generated", 200)


@pytest.fixture
def here() -> set[str]:
    """The sessions whose pages are open."""
    return {"one", "two"}


def test_callers_never_wait_for_a_process_that_does_not_read(here: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is only starting reads nothing; weights are more than a pipe holds."""
    slow = [sys.executable, "-c", "import time; time.sleep(60)"]
    start = subprocess.Popen
    monkeypatch.setattr(training_process.subprocess, "Popen", lambda _, **options: start(slow, **options))
    queue = TrainingQueue(here.__contains__)
    heavy = replace(job("a"), weights={"w": np.zeros(2_000_000, np.float32)})
    asked = threading.Thread(target=lambda: queue.submit(queue.enrol("one"), heavy), daemon=True)
    asked.start()
    asked.join(20)
    assert not asked.is_alive()
    queue.close()
