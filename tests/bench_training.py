"""How fast training is: against a bare PyTorch loop, and how soon the textbook network reads MNIST: the last part of
`make bench`.

Both loops run in this process, in turns, with the same network, digits, batches, optimiser and threads; the app's also
reports, copies its weights, validates, and sends all of that through a pipe, as it does when learners watch.
"""

from __future__ import annotations

import os
import pickle
import queue
import statistics
import threading
import time
from dataclasses import replace

import torch
from torch.nn import functional as F

from cnn.digits.sets import network_input
from cnn.network.spec import TEXTBOOK
from cnn.training.digits import Digits, digits_for
from cnn.training.loop import TrainingProgress
from cnn.training.process import TrainingProcess
from cnn.training.records import Finished, Message, Phase, TrainingChoices, TrainingJob
from cnn.training.worker import Commands, cores, run, start_of
from tests.browser.driver import running_app
from tests.protocol import Learner

ROUNDS, ROUND_SECONDS = 20, 3
TURNS = 5
GOAL_RATIO = 0.95
GOAL_RERUN = 2
GOAL_ACCURACY, GOAL_SECONDS = 0.97, 10


class Watched:
    """What a training sent: its last record, its result, and the seconds between the start and the test."""

    def __init__(self, job: TrainingJob) -> None:
        self.record: TrainingProgress | None = None
        self.end: Message | None = None
        self.times: dict[str, float] = {}
        reader, writer = os.pipe()
        self.pipe = os.fdopen(writer, "wb")
        drain = threading.Thread(target=self._drain, args=(reader,))
        drain.start()
        run(job, self._send, Commands())
        self.pipe.close()
        drain.join()

    def _drain(self, reader: int) -> None:
        while os.read(reader, 1 << 16):
            pass
        os.close(reader)

    def _send(self, message: Message) -> None:
        pickle.dump(message, self.pipe, protocol=pickle.HIGHEST_PROTOCOL)
        self.pipe.flush()
        if isinstance(message, Phase):
            self.times[message.name] = time.perf_counter()
        if isinstance(message, TrainingProgress):
            self.record = message
        self.end = message

    @property
    def seconds(self) -> float:
        return self.times["testing"] - self.times["training"]

    @property
    def speed(self) -> float:
        return (self.record.images if self.record else 0) / self.seconds


def bare_speed(job: TrainingJob, digits: Digits, seconds: float) -> float:
    """Images per second of the loop in PyTorch's documentation, with nothing around it."""
    model, data = start_of(job).train(), digits.training
    optimizer = torch.optim.Adam(model.parameters(), job.options.learning_rate)
    images, start = 0, time.perf_counter()
    while True:
        for batch in torch.randperm(len(data)).split(job.options.batch_size):
            loss = F.cross_entropy(model(network_input(data.images[batch])), data.labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            images += len(batch)
            if time.perf_counter() - start >= seconds:
                return images / (time.perf_counter() - start)


def main() -> None:
    """Print every measure."""
    before = torch.get_num_threads()
    torch.set_num_threads(cores())
    print(f"training, textbook network, {cores()} threads")
    try:
        against_bare_loop()
        until_it_reads()
        others_pages()
    finally:
        torch.set_num_threads(before)


def against_bare_loop() -> None:
    """Images per second of both loops, in turns, and the median of their ratios."""
    choices = TrainingChoices(seconds=ROUND_SECONDS, digits=2500)
    job = TrainingJob("bench", TEXTBOOK, choices.options(), "generated", choices.digits)
    digits = digits_for(job.data, job.digits)
    bare_speed(job, digits, 1)
    bare, ours = [], []
    for number in range(ROUNDS):
        if number % 2:  # in turns who comes first: the machine gets slower and quicker
            ours.append(Watched(job).speed)
        bare.append(bare_speed(job, digits, ROUND_SECONDS))
        if not number % 2:
            ours.append(Watched(job).speed)
    ratio = statistics.median(mine / other for mine, other in zip(ours, bare, strict=True))
    print(f"  bare PyTorch loop                {statistics.median(bare):8,.0f} images/s")
    print(f"  with progress and pictures       {statistics.median(ours):8,.0f} images/s")
    print(f"  ratio (median of {ROUNDS} pairs)         {ratio:8.3f}   goal {GOAL_RATIO}: {_met(ratio >= GOAL_RATIO)}")


def until_it_reads() -> None:
    """The accuracy on all of MNIST's test set after so many seconds, from scratch."""
    choices = TrainingChoices(data="MNIST", digits=40_000, seconds=GOAL_SECONDS)
    options = replace(choices.options(), seconds=GOAL_SECONDS * 0.95)  # the rest is validation
    watched = Watched(TrainingJob("bench", TEXTBOOK, options, "MNIST", choices.digits))
    if not isinstance(watched.end, Finished) or watched.record is None:
        print("  MNIST is not here: its test was left out")
        return
    score = watched.end.score
    met = score.accuracy >= GOAL_ACCURACY and watched.seconds <= GOAL_SECONDS
    print(
        f"  MNIST from scratch: {score.accuracy:.2%} of {score.digits:,} test digits after {watched.seconds:.1f} s "
        f"and {watched.record.images:,} images   goal {GOAL_ACCURACY:.0%} in {GOAL_SECONDS} s: {_met(met)}"
    )


def others_pages() -> None:
    """Server time of a rerun of Explore for somebody else, in turns while a network is trained and while it pauses."""
    said: queue.SimpleQueue[object] = queue.SimpleQueue()
    process = TrainingProcess(lambda _, message: said.put(message))
    choices = TrainingChoices(seconds=600, digits=2500)
    quiet, busy = [], []
    try:
        process.send(TrainingJob("bench", TEXTBOOK, choices.options(), "generated", choices.digits))
        with running_app() as app:
            learner = Learner.open(app.url)
            for command, times in [("pause", []), ("resume", []), *[("pause", quiet), ("resume", busy)] * TURNS]:
                process.send(("bench", command))
                _until(said, Phase("paused" if command == "pause" else "training"))
                times += [learner.press(f"example{digit}").milliseconds for digit in range(10)]
            learner.close()
    finally:
        process.end()
    ratio = statistics.median(busy) / statistics.median(quiet)
    print(
        f"  rerun of another learner's page  {statistics.median(quiet):8.1f} ms, while one trains "
        f"{statistics.median(busy):.1f} ms   ratio {ratio:.2f}, goal {GOAL_RERUN}: {_met(ratio <= GOAL_RERUN)}"
    )


def _until(said: queue.SimpleQueue[object], phase: Phase) -> None:
    while said.get(timeout=120) != phase:
        pass


def _met(reached: bool) -> str:
    return "reached" if reached else "MISSED"
