"""The training process as the server sees it: start it, send to it, listen to it, end it. See `worker`."""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from cnn.paths import ROOT

_NICENESS = 10


class TrainingProcess:
    """The process, and the threads that listen to it and write to it, so that senders never wait."""

    def __init__(self, take: Callable[[TrainingProcess, object], None]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cnn.training.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=_environment(),
            creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
        )  # fmt: skip
        if hasattr(os, "setpriority"):  # learners who draw on other pages have priority, also while the process starts
            os.setpriority(os.PRIO_PROCESS, self.process.pid, _NICENESS)
        self.idle_since = time.monotonic()
        self.outgoing: queue.SimpleQueue[object] = queue.SimpleQueue()
        threading.Thread(target=self._listen, args=(take,), daemon=True).start()
        threading.Thread(target=self._write, daemon=True).start()

    def _listen(self, take: Callable[[TrainingProcess, object], None]) -> None:
        assert self.process.stdout is not None
        while True:
            try:
                message = pickle.load(self.process.stdout)
            except (EOFError, OSError, ValueError, pickle.UnpicklingError):
                break
            take(self, message)
        self.process.wait()  # leaves no zombie process
        self.outgoing.put(None)
        take(self, None)

    def _write(self) -> None:
        """Write in a thread: a pipe holds little, and a process that is still starting reads nothing for a second."""
        assert self.process.stdin is not None
        while (message := self.outgoing.get()) is not None:
            try:
                pickle.dump(message, self.process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
                self.process.stdin.flush()
            except (OSError, ValueError):  # it has ended: the listening thread notices
                return

    def send(self, message: object) -> None:
        """Send to the process, in the order of the calls."""
        self.outgoing.put(message)

    def end(self) -> None:
        """End it at once."""
        self.process.kill()


def _environment() -> dict[str, str]:
    """Waiting threads must not spin: on a busy machine spinning made training ten times slower.

    PyTorch creates a temporary folder for a compiler that is never used, which fails on a full disk. It is given an
    existing folder instead and writes nothing into it.
    """
    threads = {"OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "1000", "OMP_NUM_THREADS": "1"}
    return os.environ | threads | {"TORCHINDUCTOR_CACHE_DIR": str(ROOT)}
