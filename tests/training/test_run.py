"""What the server keeps of one training: few copies of its weights, at even distances."""

from __future__ import annotations

import numpy as np

from cnn.network.spec import ConvSpec, NetworkSpec
from cnn.training.records import Finished, Snapshot, TrainingChoices, TrainingJob
from cnn.training.run import MOST_SNAPSHOT_BYTES, MOST_SNAPSHOTS, TrainingRun

SMALL = NetworkSpec(conv1=ConvSpec(2, 3, 1, 1), conv2=ConvSpec(2, 3, 1, 1), hidden_units=16)


def job(name: str, seconds: int = 60) -> TrainingJob:
    return TrainingJob(name, SMALL, TrainingChoices(seconds=seconds).options(), "generated", 200)


def test_snapshots_are_thinned_evenly_and_the_last_one_stays() -> None:
    run = TrainingRun(job("a"), "someone", 1)
    for number in range(200):
        run.take(Snapshot(0.0, number, {}))
    images = [snapshot.images for snapshot in run.snapshots]
    assert len(images) <= MOST_SNAPSHOTS
    assert images[0] == 0
    assert len(set(np.diff(images))) == 1
    run.take(Finished({}, None))  # type: ignore[arg-type]
    assert run.snapshots[-1].images == 199
    assert run.over


def test_copies_of_a_large_network_are_few() -> None:
    run = TrainingRun(job("a"), "someone", 1)
    weights = {"w": np.broadcast_to(np.float16(0), 26_000_000)}  # 52 MB, if they were there
    for number in range(50):
        run.take(Snapshot(0.0, number, weights))
        assert sum(snapshot.size for snapshot in run.snapshots) <= MOST_SNAPSHOT_BYTES
    assert len(run.snapshots) >= 2
    assert run.snapshots[0].images == 0
