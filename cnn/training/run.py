"""One training as the server keeps it: all that was reported, and copies of the weights to replay it from."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from cnn.training.loop import TrainingProgress
from cnn.training.records import Failed, Finished, Phase, Snapshot, TrainingJob, Validation, Weights

MOST_SNAPSHOTS, MOST_SNAPSHOT_BYTES = 24, 160_000_000
"""The most copies of one run; those of the largest network have 52 MB each."""


@dataclass(eq=False)
class TrainingRun:
    """One training as the pages see it. The queue's threads write it; readers copy its lists first.

    phase: "waiting", "starting", those of `Phase`, "finished" or "failed". number: 1, 2, … for each learner.
    start: what its weights were before, in words. copies: of the weights, received so far. spacing: one in so
    many of them is kept.
    """

    job: TrainingJob
    learner: str
    number: int
    phase: Phase = field(default=Phase("waiting"))
    progress: TrainingProgress | None = None
    curve: list[TrainingProgress] = field(default_factory=list)
    validation: list[Validation] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
    latest: Snapshot | None = None
    finished: Finished | None = None
    failure: str = ""
    paused_at: float = 0.0
    spacing: int = 1
    copies: int = 0
    start: str = field(init=False)

    def __post_init__(self) -> None:
        self.start = "scratch" if self.job.weights is None else "trained weights"

    def sent(self) -> None:
        """After the job was sent: its initial weights are not needed here any more."""
        self.job = replace(self.job, weights=None)

    @property
    def size(self) -> int:
        """Bytes of all weights that are kept."""
        kept = [*self.snapshots, *([self.latest] if self.latest and self.latest not in self.snapshots else [])]
        final = [value.nbytes for weights in (self.job.weights, self._final) for value in (weights or {}).values()]
        return sum(snapshot.size for snapshot in kept) + sum(final)

    @property
    def _final(self) -> Weights:
        return self.finished.weights if self.finished else {}

    @property
    def has_weights(self) -> bool:
        """Whether its final weights are available."""
        return bool(self._final)

    def forget(self, final: bool = False) -> None:
        """Delete the copies for the replay; final: its final weights as well. Its curves stay."""
        self.snapshots = []
        if final:
            self.latest = None
            self.finished = replace(self.finished, weights={}) if self.finished else None

    @property
    def over(self) -> bool:
        """Whether it has ended: nothing more will be reported."""
        return self.phase.name in ("finished", "failed")

    def take(self, message: object) -> None:
        """Note what the process sent."""
        if isinstance(message, TrainingProgress):
            self.progress = message
            self.curve.append(message)
        elif isinstance(message, Validation):
            self.validation.append(message)
        elif isinstance(message, Snapshot):
            self._keep(message)
        elif isinstance(message, Phase):
            self.paused_at = time.monotonic() if message.name == "paused" else 0.0
            self.phase = message
        elif isinstance(message, Finished):
            if self.latest and self.latest not in self.snapshots:
                self.snapshots = [*self.snapshots, self.latest]
            self.finished, self.phase = message, Phase("finished")
        elif isinstance(message, Failed):
            self.fail(message.reason)

    def fail(self, reason: str) -> None:
        """End it without a result."""
        self.failure, self.phase = reason, Phase("failed")

    def _keep(self, snapshot: Snapshot) -> None:
        """Keep snapshots at even distances: when there are too many, every other one goes and the distance doubles."""
        self.latest = snapshot
        if self.copies % self.spacing == 0:
            self.snapshots = [*self.snapshots, snapshot]
            if len(self.snapshots) > max(2, min(MOST_SNAPSHOTS, MOST_SNAPSHOT_BYTES // max(1, snapshot.size))):
                self.snapshots = self.snapshots[::2]
                self.spacing *= 2
        self.copies += 1
