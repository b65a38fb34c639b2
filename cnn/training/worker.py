"""The process that trains, at low priority: `python -m cnn.training.worker`, started by `process`.

Takes pickled `TrainingJob`s and commands ("pause", "resume", "stop") on its standard input, writes pickled `Message`s
to its standard output, and ends when its input does. Opens no files but MNIST's and draws nothing.
"""

from __future__ import annotations

import contextlib
import math
import os
import pickle
import queue
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import BinaryIO

import numpy as np
import torch
from torch import nn

from cnn.digits.sets import DataError
from cnn.network.model import SimpleCNN
from cnn.network.shapes import layer_shapes, totals
from cnn.training.digits import Digits, digits_for, prepare_generated
from cnn.training.loop import WHOLE, Parts, TrainingOptions, TrainingProgress, evaluate, make_optimizer, train
from cnn.training.records import (
    Failed,
    Finished,
    Message,
    Phase,
    Score,
    Snapshot,
    TrainingJob,
    Validation,
    Weights,
    WrongDigits,
)
from cnn.weights.load import untrained

Send = Callable[[Message], None]

REPORT_SECONDS, SNAPSHOT_SECONDS = 0.1, 0.5
"""Time between two reports of progress, and between two copies of the weights."""

FIRST_SNAPSHOT = 0.1
"""Seconds to the first copy; each next one doubles the time, because most is learned in the first second."""

VALIDATION_SHARE, SNAPSHOT_SHARE, FIRST_SNAPSHOTS_SHARE = 0.02, 0.005, 0.1
"""Share of the training's time that goes into validation and into copying weights, at most."""

TEST_SECONDS = 6.0
"""The longest test; it ends with the digits tested so far, because large networks are slow."""

STOPPED_SECONDS = 0.3
"""The same after the learner has pressed Stop."""

MOST_WORK = 1_600_000_000
"""Multiply-adds of a forward pass between two checks whether the learner has stopped it: 529 digits of the textbook
network, 17 of the largest one."""

_LARGEST = float(np.finfo(np.float16).max)


class StopAskedError(Exception):
    """The learner has pressed Stop; not a failure."""


class Commands:
    """The learner's commands, read by a thread of its own, so that checking for them costs no time."""

    def __init__(self, stream: BinaryIO | None = None) -> None:
        self.jobs: queue.SimpleQueue[TrainingJob] = queue.SimpleQueue()
        self.waiting: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
        self.stopped: set[str] = set()
        self.seen: deque[tuple[str, str]] = deque()
        if stream:
            threading.Thread(target=self._read, args=(stream,), daemon=True).start()

    def _read(self, stream: BinaryIO) -> None:
        while True:
            try:
                message = pickle.load(stream)
            except (EOFError, OSError, pickle.UnpicklingError):
                os._exit(0)  # the server is gone: nobody waits for the result
            (self.jobs if isinstance(message, TrainingJob) else self.waiting).put(message)

    def next(self, job: TrainingJob, wait: bool = False) -> str:
        """The next command for this job, or "" if there is none; wait: until there is one."""
        while wait or self.seen or not self.waiting.empty():
            name, command = self.seen.popleft() if self.seen else self._take()
            if name == job.name:
                return command
        return ""

    def heed(self, job: TrainingJob) -> None:
        """Raise StopAskedError if this job is to stop, then and at every later call; other commands stay for `next`."""
        while not self.waiting.empty():
            self.seen.append(self._take())
        if job.name in self.stopped:
            raise StopAskedError

    def _take(self) -> tuple[str, str]:
        name, command = self.waiting.get()
        if command == "stop":
            self.stopped.add(name)
        return name, command


class Reporter:
    """Sends progress, validation and weights, each not more often than its cost allows."""

    def __init__(self, model: SimpleCNN, validation: Digits, send: Send, parts: Parts = WHOLE) -> None:
        self.model, self.validation, self.send, self.parts = model, validation.validation, send, parts
        self.reported = self.copied = self.validating = 0.0
        self.quickest_copy = self.quickest_validation = math.inf

    def show(self, record: TrainingProgress) -> None:
        """Send what is due after a batch."""
        now = time.perf_counter()
        if now - self.reported >= REPORT_SECONDS:
            self.reported = now
            self.send(record)
        steady = max(SNAPSHOT_SECONDS, self.quickest_copy / SNAPSHOT_SHARE)
        early = max(FIRST_SNAPSHOT, record.seconds / 2, self.quickest_copy / FIRST_SNAPSHOTS_SHARE)
        if now - self.copied >= min(steady, early):
            self.copy(record.epoch, record.images)
        if self.validating + self.quickest_validation <= VALIDATION_SHARE * record.seconds:
            self.validating += self.validate(record.epoch, record.images)

    def copy(self, epoch: float, images: int) -> None:
        """Send the weights as they are.

        Its cost is taken from the quickest copy: a slow one on a busy machine must not delay the next by seconds.
        """
        self.copied = time.perf_counter()
        self.send(Snapshot(epoch, images, _half(self.model)))
        self.quickest_copy = min(self.quickest_copy, time.perf_counter() - self.copied)

    def validate(self, epoch: float, images: int) -> float:
        """Send loss and accuracy on the validation digits; returns the seconds that this took."""
        start = time.perf_counter()
        found = evaluate(self.model, self.validation, 50, self.parts)
        self.send(Validation(epoch, images, found.loss, found.accuracy))
        seconds = time.perf_counter() - start
        self.quickest_validation = min(self.quickest_validation, seconds)
        return seconds


def run(job: TrainingJob, send: Send, commands: Commands) -> None:
    """Train, report, test. Every way it ends sends one `Finished` or `Failed`."""
    try:
        digits = digits_for(job.data, job.digits, lambda share: send(Phase("data", share)))
        model = start_of(job)
        parts = Parts(part_size(model), lambda: commands.heed(job))
        last, stopped = _train(model, job, digits, (send, commands, parts))
        reason = last.stopped if last else ""
        send(Finished(weights_of(model), examine(model, digits, parts), stopped, reason))
    except DataError as error:
        send(Failed(str(error)))
    except MemoryError:
        send(
            Failed("This server does not have enough memory for this network and batch size. Make one of them smaller.")
        )
    except Exception as error:  # the learner gets a sentence in any case
        send(Failed(f"The training ended with an error: {type(error).__name__}."))
        raise


def part_size(model: SimpleCNN) -> int:
    """Digits that go through the network at once: as many as are no more than `MOST_WORK`."""
    _, work = totals(layer_shapes(model.spec))
    return max(1, MOST_WORK // work)


def _train(
    model: SimpleCNN, job: TrainingJob, digits: Digits, ends: tuple[Send, Commands, Parts]
) -> tuple[TrainingProgress | None, bool]:
    """The last record, and whether the learner stopped it."""
    send, commands, parts = ends
    reporter = Reporter(model, digits, send, parts)
    record, stopped = None, False
    try:
        reporter.copy(0, 0)
        evaluate(model, digits.validation, 50, parts)  # the first pass is slow; what follows is timed
        reporter.validate(0, 0)
        send(Phase("training"))
        for record in train(model, digits.training, job.options, parts):
            if commands.next(job) == "pause":
                _pause(job, record, send, commands)
            reporter.show(record)
            commands.heed(job)
    except StopAskedError:
        stopped = True
    send(Phase("testing"))
    if record:
        send(record)
        reporter.copy(record.epoch, record.images)
        with contextlib.suppress(StopAskedError):  # the last point of the curve is not worth waiting for
            reporter.validate(record.epoch, record.images)
    return record, stopped


def _pause(job: TrainingJob, record: TrainingProgress, send: Send, commands: Commands) -> None:
    """Wait for "resume"; raises StopAskedError."""
    send(record)
    send(Phase("paused"))
    while commands.next(job, wait=True) != "resume":
        commands.heed(job)
    send(Phase("training"))


def start_of(job: TrainingJob) -> SimpleCNN:
    """The network before its training. Its memory layout is the fastest one on a CPU."""
    model = untrained(job.spec, job.options.seed)
    if job.weights:
        model.load_state_dict({name: torch.from_numpy(value) for name, value in job.weights.items()})
    return model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]


def weights_of(model: nn.Module) -> Weights:
    """The parameters as arrays, contiguous, float32."""
    return {name: np.ascontiguousarray(value.numpy()) for name, value in model.state_dict().items()}


def _half(model: nn.Module) -> Weights:
    limited = ((name, value.clamp(-_LARGEST, _LARGEST).half()) for name, value in model.state_dict().items())
    return {name: np.ascontiguousarray(value.numpy()) for name, value in limited}


def examine(model: nn.Module, digits: Digits, parts: Parts = WHOLE) -> Score:
    """The results on the test digits, or on as many as there is time for."""
    data, begun, most = digits.test, time.perf_counter(), TEST_SECONDS
    predictions, probabilities, loss, size = [], [], 0.0, min(500, parts.size)
    for start in range(0, len(data), size):
        try:
            parts.between()
        except StopAskedError:
            most = STOPPED_SECONDS
        if start and time.perf_counter() - begun > most:
            break
        part = data.part(start, start + size)
        found = evaluate(model, part)
        predictions.append(found.predictions)
        probabilities.append(found.probabilities)
        loss += found.loss * len(part)
    read, sure = torch.cat(predictions).numpy(), torch.cat(probabilities).numpy()
    written = data.labels[: len(read)].numpy()
    confusion = np.zeros((10, 10), np.int64)
    np.add.at(confusion, (written, read), 1)
    wrong = _surest(written, read, sure)
    kept = WrongDigits(data.images[wrong].numpy(), written[wrong], read[wrong], sure[wrong])
    return Score(data.name, confusion, loss / len(read), kept)


def _surest(written: np.ndarray, read: np.ndarray, sure: np.ndarray) -> np.ndarray:
    """Indices of the wrong answers, highest probability first, at most `PER_PAIR` of each pair."""
    kept: list[int] = []
    seen = np.zeros((10, 10), int)
    for i in np.argsort(-sure, kind="stable").tolist():
        if written[i] != read[i] and seen[written[i], read[i]] < WrongDigits.PER_PAIR:
            seen[written[i], read[i]] += 1
            kept.append(i)
    return np.array(kept, int)


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def main() -> None:
    """Serve until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server; this ends with its input
    torch.set_num_threads(cores())
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # so that a stray print cannot end up between two messages

    def send(message: Message) -> None:
        pickle.dump(message, output, protocol=pickle.HIGHEST_PROTOCOL)
        output.flush()

    commands = Commands(sys.stdin.buffer)
    make_optimizer(
        nn.Linear(1, 1), TrainingOptions()
    )  # the first one takes PyTorch a second, which could not be stopped
    prepare_generated(commands.jobs.empty)
    while True:
        run(commands.jobs.get(), send, commands)


if __name__ == "__main__":
    main()
