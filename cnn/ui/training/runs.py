"""The learner's trainings on this server: start, follow, and find them again after a reload. Draws nothing."""

from __future__ import annotations

import secrets
from dataclasses import replace
from functools import lru_cache

import numpy as np
import torch

from cnn.figures.training import Curve
from cnn.network.model import SimpleCNN
from cnn.network.spec import NetworkSpec
from cnn.training.queue import QueueError, TrainingQueue
from cnn.training.records import Snapshot, TrainingChoices, TrainingJob, Weights
from cnn.training.run import TrainingRun
from cnn.training.worker import start_of, weights_of
from cnn.ui import state, streamlit_internals
from cnn.ui.models import model_for, take
from cnn.ui.server import training_cookie
from cnn.ui.session import Session
from cnn.weights.file import network_with
from cnn.weights.load import LoadedModel

_MOST_POINTS = 240
"""Points of a curve that are drawn: more cannot be told apart."""


@lru_cache(maxsize=1)
def queue() -> TrainingQueue:
    """The one queue of this server."""
    return TrainingQueue(streamlit_internals.is_page_open)


def end() -> None:
    """End all trainings, as when the server stops."""
    if queue.cache_info().currsize:
        queue().close()


def attend() -> None:
    """To be called on every page: after a reload, this session takes over the runs that the browser's tab knows.

    Their name is not in the URL, so a learner who shares a link does not give their runs away.
    """
    now = state.session().training
    known = now.name
    if not known and not now.sought:  # the cookie arrives before the tab's memory; it names the newest training
        known = training_cookie.found()
        state.update(replace(now, sought=True))
    if not known or not claim(known):
        _set_name("")


def claim(name: str) -> bool:
    """Take over the runs of this name for this session; False if this server has none."""
    if not queue().claim(streamlit_internals.session_id(), name):
        return False
    _set_name(name)
    return True


def _set_name(name: str) -> None:
    state.update(replace(state.session().training, name=name))


def warm_up() -> None:
    """Start the training process while the learner still chooses the settings: that takes seconds."""
    queue().warm_up()


def runs() -> list[TrainingRun]:
    """The learner's runs, the oldest first."""
    name = state.session().training.name
    return queue().runs_of(name) if name else []


def start() -> None:
    """Queue a training with the choices on the page; if it is refused, the reason becomes the notice."""
    now = state.session()
    name = now.training.name or queue().enrol(streamlit_internals.session_id())
    choices = now.training.choices
    job = TrainingJob(
        secrets.token_hex(8), now.network.spec, choices.options(), choices.data, choices.digits, _weights(now, choices)
    )
    try:
        queue().submit(name, job)
    except QueueError as error:
        state.update(replace(now.training, name=name, notice=str(error)))
        return
    state.update(replace(now.training, name=name, notice=""))


def _weights(now: Session, choices: TrainingChoices) -> Weights | None:
    if choices.start == "scratch":
        return None
    return weights_of(start_model(now.network.spec, choices).model)


def start_model(spec: NetworkSpec, choices: TrainingChoices) -> LoadedModel:
    """The network before its training."""
    own = state.session().network.own
    if choices.start == "yours" and own is not None and own.model.spec == spec:
        return own
    if choices.start == "trained":
        return model_for(spec)
    return LoadedModel(_fresh(spec, choices.seed), "untrained")


@lru_cache(maxsize=16)
def _fresh(spec: NetworkSpec, seed: int) -> SimpleCNN:
    job = TrainingJob("", spec, TrainingChoices(seed=seed).options(), "generated", 1)
    return start_of(job).eval()


def model_of(run: TrainingRun, weights: Weights) -> SimpleCNN:
    """A run's network with some of its weights, in eval mode."""
    return network_with(run.job.spec, {name: torch.from_numpy(value).float() for name, value in weights.items()})


def loaded_after(run: TrainingRun) -> LoadedModel | None:
    """A run's network after its training; None before that, or if its weights have been deleted."""
    if run.finished is None or not run.has_weights:
        return None
    return LoadedModel(model_of(run, run.finished.weights), "yours")


def loaded_at(run: TrainingRun, snapshot: Snapshot) -> LoadedModel:
    """A run's network at one of its steps; before the first image, a run from scratch has random weights."""
    is_fresh = snapshot.images == 0 and run.job.weights is None
    return LoadedModel(model_of(run, snapshot.weights), "untrained" if is_fresh else "yours")


def curve_of(run: TrainingRun) -> Curve:
    """A run's curve with at most about `_MOST_POINTS` points."""
    records = list(run.curve)
    records = [*records[:: 1 + len(records) // _MOST_POINTS], *records[-1:]]
    held_out = list(run.validation)
    return Curve(
        f"run {run.number}",
        _column(records, "images"), _column(records, "loss"), _column(records, "accuracy"),
        _column(held_out, "images"), _column(held_out, "loss"), _column(held_out, "accuracy"),
    )  # fmt: skip


def _column(records: list, name: str) -> np.ndarray:
    return np.array([getattr(record, name) for record in records], np.float32)


def use(run: TrainingRun) -> None:
    """Take a finished run's weights as the learner's own, on every page."""
    loaded = loaded_after(run)
    if loaded is not None:
        take(loaded)


def in_use(run: TrainingRun) -> bool:
    """Whether Explore has a finished run's weights: they are the learner's own, and so are its settings."""
    now = state.session().network
    own, spec = now.own, now.spec
    if own is None or run.finished is None or not run.has_weights or not own.model.spec == spec == run.job.spec:
        return False
    theirs = own.model.state_dict()
    return all(np.array_equal(theirs[name].numpy(), value) for name, value in run.finished.weights.items())
