"""The server's side of training: one process, the queue for it, and the runs with their reports.

Trains nothing itself and knows nothing about pages: a function that it is given says whether a learner is still there.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections.abc import Callable

from cnn.training.process import TrainingProcess
from cnn.training.records import Phase, TrainingJob
from cnn.training.run import TrainingRun

LONGEST_ABSENCE_SECONDS = 4.4
"""How long a training continues after its tab was closed, so that a reload finds it again."""

CHECK_SECONDS = 0.2
"""Seconds between two checks for closed pages."""

LONGEST_PAUSE_SECONDS = 60.0
"""After this time a paused training is stopped if another one waits."""

WORKER_IDLE_SECONDS = 90.0
"""How long the process is kept after its last training, so that the next one starts at once."""

MOST_WAITING, MOST_RUNS, RUNS_EACH = 50, 200, 6
_BEFORE_TRAINING = ("starting", "data")
"""Phases in which there are no results yet that could be lost."""

MOST_WEIGHT_BYTES = 400_000_000
"""The most memory for the weights of all runs, in bytes; the oldest runs lose theirs first."""


class QueueError(Exception):
    """A training that is refused; `str(error)` is the sentence shown to the learner."""


class TrainingQueue:
    """Runs one training at a time, in the order in which they were asked for.

    present(owner): whether the page of a session is still open; called from a thread of the queue. longest_absence: in
    seconds.
    """

    def __init__(self, present: Callable[[str], bool], longest_absence: float = LONGEST_ABSENCE_SECONDS) -> None:
        self.present, self.longest_absence = present, longest_absence
        self.lock = threading.RLock()
        self.runs: list[TrainingRun] = []
        self.owners: dict[str, str] = {}
        self.left: dict[str, float] = {}
        self.worker: TrainingProcess | None = None
        self.current: TrainingRun | None = None
        self.watching = False

    # What pages call

    def enrol(self, owner: str) -> str:
        """A new name for the learner of this session, under which the runs are found again."""
        with self.lock:
            name = secrets.token_urlsafe(6)
            self.owners[name] = owner
            return name

    def claim(self, owner: str, learner: str) -> bool:
        """Let another session take over a learner's runs, as after a reload; False if there are none, or if the session
        that has them is still open."""
        with self.lock:
            before = self.owners.get(learner)
            if before is None or (before != owner and self.present(before)):
                return False
            self.owners[learner] = owner
            self.left.pop(learner, None)
            return True

    def submit(self, learner: str, job: TrainingJob) -> TrainingRun:
        """Put a training at the end of the queue; it replaces the learner's own unfinished one.

        Raises QueueError if too many wait.
        """
        with self.lock:
            if sum(not run.over for run in self.runs) > MOST_WAITING:
                raise QueueError(f"{MOST_WAITING} trainings are waiting already. Try again in a few minutes.")
            for run in self.runs_of(learner):
                if not run.over:
                    self._drop(run)
            before = [run.number for run in self.runs_of(learner)]
            run = TrainingRun(job, learner, max(before, default=0) + 1)
            self.runs.append(run)
            self._forget_old(learner)
            self._start_next()
            self._watch()
            return run

    def runs_of(self, learner: str) -> list[TrainingRun]:
        """A learner's runs, the oldest first."""
        with self.lock:
            return [run for run in self.runs if run.learner == learner]

    def place(self, run: TrainingRun) -> int:
        """How many trainings come before this one."""
        with self.lock:
            unfinished = [one for one in self.runs if not one.over]
            return unfinished.index(run) if run in unfinished else 0

    def command(self, run: TrainingRun, command: str) -> None:
        """ "pause", "resume" or "stop", which removes it from the queue if it has not begun to learn."""
        with self.lock:
            if run is self.current and self.worker and not (command == "stop" and run.phase.name in _BEFORE_TRAINING):
                self.worker.send((run.job.name, command))
            elif command == "stop" and not run.over:
                self._drop(run)

    def warm_up(self) -> None:
        """Start the process, so that the next training begins at once. If it cannot be started, the training that needs
        it says so."""
        with self.lock, contextlib.suppress(OSError):
            if self.worker is None:
                self.worker = TrainingProcess(self._take)
                self._watch()

    def close(self) -> None:
        """End everything."""
        with self.lock:
            self.runs.clear()
            self.current = None
            self._end_worker()

    # The queue's own threads

    def _take(self, worker: TrainingProcess, message: object) -> None:
        with self.lock:
            if worker is not self.worker:
                return
            run = self.current
            if message is None:
                self.worker = None
                if run and not run.over:
                    run.fail("The training process stopped unexpectedly: the server may be out of memory.")
            elif run:
                run.take(message)
            if run and run.over:
                self.current = None
                worker.idle_since = time.monotonic()
                self._free_memory()
                self._start_next()

    def _start_next(self) -> None:
        waiting = next((run for run in self.runs if not run.over), None)
        if self.current is not None or waiting is None:
            return
        if self.worker is None:
            try:
                self.worker = TrainingProcess(self._take)
            except OSError as error:
                waiting.fail(f"The training process could not be started: {error.strerror or error}. Try again later.")
                return self._start_next()
        self.current = waiting
        waiting.phase = Phase("starting")
        self.worker.send(waiting.job)
        waiting.sent()

    def _drop(self, run: TrainingRun) -> None:
        """Remove an unfinished run; if it is the current one, its process is ended."""
        self.runs.remove(run)
        run.fail("This training was cancelled.")
        if run is self.current:
            self.current = None
            self._end_worker()
        self._start_next()

    def _end_worker(self) -> None:
        worker, self.worker = self.worker, None
        if worker:
            worker.end()

    def _watch(self) -> None:
        if not self.watching:
            self.watching = True
            threading.Thread(target=self._check_pages, daemon=True).start()

    def _check_pages(self) -> None:
        """Check for closed pages, long pauses and an idle process until there is nothing left to check."""
        while True:
            time.sleep(CHECK_SECONDS)
            with self.lock:
                for run in [run for run in self.runs if not run.over]:
                    if self._abandoned(run.learner):
                        self._drop(run)
                self._end_long_pause()
                idle = self.current is None
                if idle and self.worker and time.monotonic() - self.worker.idle_since > WORKER_IDLE_SECONDS:
                    self._end_worker()
                if idle and self.worker is None:
                    self.watching = False
                    return

    def _abandoned(self, learner: str) -> bool:
        if self.present(self.owners.get(learner, "")):
            self.left.pop(learner, None)
            return False
        return time.monotonic() - self.left.setdefault(learner, time.monotonic()) > self.longest_absence

    def _end_long_pause(self) -> None:
        run = self.current
        others_wait = any(not other.over and other is not run for other in self.runs)
        if run and others_wait and run.paused_at and time.monotonic() - run.paused_at > LONGEST_PAUSE_SECONDS:
            run.paused_at = 0.0
            self.command(run, "stop")

    def _forget_old(self, learner: str) -> None:
        for run in self.runs_of(learner)[:-RUNS_EACH] + [run for run in self.runs if run.over][:-MOST_RUNS]:
            if run in self.runs:
                self.runs.remove(run)
        learners = {run.learner for run in self.runs}
        for name in [name for name in self.owners if name not in learners and not self.present(self.owners[name])]:
            del self.owners[name]

    def _free_memory(self) -> None:
        """The oldest runs lose the copies that can be replayed, then their final weights; their curves stay."""
        used = sum(run.size for run in self.runs)
        for final in (False, True):
            for run in self.runs:
                if used <= MOST_WEIGHT_BYTES:
                    return
                if run.over:
                    before = run.size
                    run.forget(final)
                    used += run.size - before
