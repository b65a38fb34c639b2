"""One process and its queue: order, commands, learners who leave and come back, nothing left behind."""

from __future__ import annotations

import errno
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from cnn.network.spec import ConvSpec, NetworkSpec
from cnn.training import queue as training_queue
from cnn.training.queue import CHECK_SECONDS, LONGEST_ABSENCE_SECONDS, MOST_WAITING, QueueError, TrainingQueue
from cnn.training.records import Finished, Phase, Snapshot, TrainingChoices, TrainingJob
from cnn.training.run import TrainingRun

SMALL = NetworkSpec(conv1=ConvSpec(2, 3, 1, 1), conv2=ConvSpec(2, 3, 1, 1), hidden_units=16)
PATIENCE = 120.0


def job(name: str, seconds: int = 60) -> TrainingJob:
    return TrainingJob(name, SMALL, TrainingChoices(seconds=seconds).options(), "generated", 200)


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@pytest.fixture
def here() -> set[str]:
    """The sessions whose pages are open."""
    return {"one", "two"}


@pytest.fixture
def queue(here: set[str]) -> Iterator[TrainingQueue]:
    made = TrainingQueue(here.__contains__, longest_absence=0.5)
    yield made
    made.close()


def gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def test_one_at_a_time_in_order_with_stop_and_result(queue: TrainingQueue) -> None:
    one, two = queue.enrol("one"), queue.enrol("two")
    first, second = queue.submit(one, job("a")), queue.submit(two, job("b", seconds=1))
    assert (queue.place(first), queue.place(second)) == (0, 1)
    until(lambda: first.progress)
    assert queue.worker is not None
    process = queue.worker.process.pid
    assert os.getpriority(os.PRIO_PROCESS, process) >= 10
    assert second.phase == Phase("waiting")
    queue.command(first, "pause")
    until(lambda: first.phase.name == "paused")
    images = first.progress.images if first.progress else 0
    time.sleep(0.3)
    assert first.progress is not None
    assert first.progress.images == images
    queue.command(first, "resume")
    until(lambda: first.progress is not None and first.progress.images > images)
    queue.command(first, "stop")
    until(lambda: first.over)
    assert first.finished is not None
    assert first.finished.stopped
    until(lambda: second.finished)
    assert queue.worker.process.pid == process
    assert second.finished is not None
    assert not second.finished.stopped
    assert second.snapshots[0].images == 0
    assert second.snapshots[-1] is second.latest
    queue.close()
    until(lambda: gone(process))


def test_a_learner_who_leaves_frees_the_process(queue: TrainingQueue, here: set[str]) -> None:
    one, two = queue.enrol("one"), queue.enrol("two")
    first, second = queue.submit(one, job("a")), queue.submit(two, job("b"))
    until(lambda: first.phase.name != "waiting")
    assert queue.worker is not None
    process = queue.worker.process.pid
    here.remove("one")
    until(lambda: gone(process))  # it would wait for the next training, once this one has ended by itself
    assert queue.runs_of(one) == []
    until(lambda: second.phase.name != "waiting")


def test_a_reload_finds_the_running_training_again(queue: TrainingQueue, here: set[str]) -> None:
    name = queue.enrol("one")
    run = queue.submit(name, job("a"))
    here.remove("one")
    here.add("one, reloaded")
    assert queue.claim("one, reloaded", name)
    time.sleep(queue.longest_absence + 0.5)
    assert queue.runs_of(name) == [run]
    assert not run.over


def test_a_shared_link_does_not_take_over_the_runs(queue: TrainingQueue) -> None:
    name = queue.enrol("one")
    queue.submit(name, job("a"))
    assert not queue.claim("two", name)
    assert queue.claim("one", name)
    assert not queue.claim("two", "made up")


def test_a_new_training_replaces_the_learners_unfinished_one(queue: TrainingQueue) -> None:
    name = queue.enrol("one")
    first = queue.submit(name, job("a"))
    second = queue.submit(name, job("b"))
    assert first.over
    assert queue.runs_of(name) == [second]
    assert queue.place(second) == 0


def test_stop_takes_a_waiting_training_out_of_the_queue(queue: TrainingQueue) -> None:
    one, two = queue.enrol("one"), queue.enrol("two")
    queue.submit(one, job("a"))
    second = queue.submit(two, job("b"))
    queue.command(second, "stop")
    assert second.over
    assert queue.runs_of(two) == []


def test_stop_before_anything_was_learned_forgets_the_training_at_once(queue: TrainingQueue) -> None:
    one, two = queue.enrol("one"), queue.enrol("two")
    first, second = queue.submit(one, job("a")), queue.submit(two, job("b"))
    queue.command(first, "stop")
    assert first.over
    assert queue.runs_of(one) == []
    assert queue.current is second


def test_a_dead_process_is_reported_in_a_sentence_and_the_next_one_starts(queue: TrainingQueue) -> None:
    one, two = queue.enrol("one"), queue.enrol("two")
    first, second = queue.submit(one, job("a")), queue.submit(two, job("b"))
    until(lambda: first.progress)
    assert queue.worker is not None
    queue.worker.process.kill()
    until(lambda: first.over)
    assert first.failure == "The training process stopped unexpectedly: the server may be out of memory."
    assert first.finished is None
    until(lambda: second.progress)


def test_a_closed_tab_frees_the_process_within_five_seconds() -> None:
    assert LONGEST_ABSENCE_SECONDS + 2 * CHECK_SECONDS < 5


def test_only_so_many_weights_are_kept(monkeypatch: pytest.MonkeyPatch, queue: TrainingQueue) -> None:
    monkeypatch.setattr(training_queue, "MOST_WEIGHT_BYTES", 5_000)
    weights = {"w": np.zeros(250, np.float32)}  # 1,000 bytes
    runs = [TrainingRun(replace(job(str(number)), weights=weights), "someone", number) for number in range(6)]
    for run in runs:
        run.sent()
        for images in range(3):
            run.take(Snapshot(0.0, images, {"w": np.zeros(250, np.float16)}))
        run.take(Finished(weights, None))  # type: ignore[arg-type]
    queue.runs += runs
    assert sum(run.size for run in runs) == 6 * (1_000 + 3 * 500)
    queue._free_memory()
    assert sum(run.size for run in runs) <= 5_000
    assert [run.has_weights for run in runs] == sorted(run.has_weights for run in runs)  # the oldest lose theirs first
    assert runs[-1].has_weights and not runs[0].snapshots
    assert all(run.start == "trained weights" and run.job.weights is None for run in runs)


def test_a_full_queue_says_so(queue: TrainingQueue) -> None:
    for number in range(MOST_WAITING + 1):
        queue.submit(queue.enrol("one"), job(str(number)))
    with pytest.raises(QueueError, match="waiting"):
        queue.submit(queue.enrol("two"), job("late"))


def test_a_training_says_that_its_process_could_not_be_started(
    queue: TrainingQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object, **__: object) -> None:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(subprocess, "Popen", no_room)
    queue.warm_up()
    assert queue.worker is None
    runs = [queue.submit(queue.enrol(owner), job(owner)) for owner in ("one", "two")]
    assert all(run.phase.name == "failed" and "Too many open files" in run.failure for run in runs)
