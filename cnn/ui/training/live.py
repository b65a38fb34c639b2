"""Live training view, refreshed twice a second: state, buttons, curves, and the network's answer to the drawing."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.figures.theme import theme_named
from cnn.figures.training import Curve, curves_figure, watch_figure
from cnn.network.shapes import layer_shapes
from cnn.network.trace import Trace
from cnn.training.advice import GUESSING, advice, relative_step
from cnn.training.run import TrainingRun
from cnn.ui import canvas, chart, linked, models, page, state
from cnn.ui.focus import keep_focus
from cnn.ui.lessons import course
from cnn.ui.microscope import borrowed_network
from cnn.ui.models import blank_trace, trace_of
from cnn.ui.training import runs as training_runs
from cnn.ui.training import settings
from cnn.ui.words import as_html
from cnn.weights.load import LoadedModel

REFRESH_SECONDS = 0.5
"""Time between two refreshes while a training runs."""

REFUSED, FAILED = "Not started", "Training failed"
"""The word before a reason; the reason is always shown in full."""


def live() -> bool:
    """Refreshes by itself until the learner's training is over; returns whether one is running or waiting."""
    run = latest()
    going = run is not None and not run.over
    blank = state.session().canvas.image is None
    st.fragment(_live, run_every=REFRESH_SECONDS if going else None)(going, blank)
    loaded, words = _loaded_now(run)
    linked.linked_views(layer_shapes(loaded.model.spec), "training_watch", blank, lambda: look_at(loaded, words))
    return going


def look_at(loaded: LoadedModel, words: str) -> None:
    """Open a network that is shown here in the microscope; words: what to call it, "" if Explore has the same one."""
    if words:
        borrowed_network.look_at(loaded, words)


def latest() -> TrainingRun | None:
    """The learner's newest run."""
    return next(reversed(training_runs.runs()), None)


def _live(going: bool, blank: bool) -> None:
    canvas.watch_pen()
    course.attend_part("training")
    run = latest()
    if going and (run is None or run.over):
        st.rerun()  # the whole page: it stops refreshing and shows the results
    if blank != (state.session().canvas.image is None):
        st.rerun()  # values are shown for a drawing only
    with st.container(key="training_status", horizontal=True, vertical_alignment="center", gap="small"):
        _status(run)
        _buttons(run)
    keep_focus("training_status")
    theme = theme_named(page.theme())
    curve = training_runs.curve_of(run) if run else Curve("")
    chart.figure(curves_figure([curve], theme), key="training_curves", alt=_curve_words(run))
    _watch(run)


def _status(run: TrainingRun | None) -> None:
    head, words = status_words(run)
    whole = " whole" if head in (REFUSED, FAILED) else ""
    with st.container(key="training_words", gap=None):
        heard = announcement(run)
        spoken = "" if heard else ' data-spoken="training"'
        st.html(
            f'<div class="training-state{whole}"{spoken}><b>{as_html(head)}</b> <span>{as_html(words)}</span></div>'
            + (f'<div class="heard" data-spoken="training">{as_html(heard)}</div>' if heard else "")
        )
        st.progress(_share(run))


def _share(run: TrainingRun | None) -> float:
    refused = state.session().training.notice and (run is None or run.over)
    if run is None or refused or run.phase.name in ("waiting", "starting", "failed"):
        return 0.0
    if run.phase.name == "data":
        return min(1.0, run.phase.share)
    return 1.0 if run.over else min(1.0, run.progress.share) if run.progress else 0.0


def status_words(run: TrainingRun | None) -> tuple[str, str]:
    """The state of the training, in a word and in a sentence."""
    refused = state.session().training.notice
    if refused and (run is None or run.over):
        return REFUSED, refused
    if run is None:
        return (
            "Ready",
            settings.missing_data() or "Draw a digit, press Start training, and watch the network’s answer change.",
        )
    phase = run.phase.name
    if phase == "waiting":
        words = "One network is trained at a time on this server. Yours starts by itself."
        return f"Place {training_runs.queue().place(run)} in the queue", words
    if phase == "failed":
        return FAILED, run.failure
    if phase in ("starting", "data", "testing"):
        said = {"starting": "Starting the training process.", "data": "Preparing the digits.",
                "testing": "Testing on digits it was not trained on."}  # fmt: skip
        return {"starting": "Starting", "data": "Digits", "testing": "Testing"}[phase], said[phase]
    return _finished_words(run) if phase == "finished" else _progress_words(run)


def _progress_words(run: TrainingRun) -> tuple[str, str]:
    record, head = run.progress, "Paused" if run.phase.name == "paused" else "Training"
    if record is None:
        return head, ""
    left = f" · {record.seconds_left:.0f} s left" if record.share > 0.02 else ""
    return head, (
        f"epoch {record.epoch:.2f} · {record.images:,} images · {record.images_per_second:,.0f} images/s{left} · "
        f"loss {record.loss:.3f} · accuracy {100 * record.accuracy:.1f} %"
    )


def _finished_words(run: TrainingRun) -> tuple[str, str]:
    end, record = run.finished, run.progress
    if end is None:
        return "Finished", ""
    if record is None:
        return "Stopped", "Stopped before the end of the first batch: the weights have not changed."
    read = f"Run {run.number} reads {100 * end.score.accuracy:.1f} % of {end.score.digits:,} {end.score.name} correctly"
    words = f"{read} after {record.images:,} images in {record.seconds:.0f} s."
    if end.reason:
        return "Stopped", f"{end.reason} {words}"
    if run.has_weights and run.job.spec != state.session().network.spec:
        words += " “Use on Explore” also restores the settings of this run, which are not the current ones."
    elif end.score.accuracy < GUESSING and (said := _advice(run)):
        words += f" {said}"
    return "Stopped" if end.stopped else "Finished", words


def _advice(run: TrainingRun) -> str:
    """What to try after a training that learned next to nothing."""
    first, end, last = next(iter(run.snapshots), None), run.finished, run.progress
    assert end is not None
    change = relative_step(first.weights, end.weights, last.step) if first and first.images == 0 and last else 0.0
    return advice([one.loss for one in run.curve], end.score.accuracy, change)


def announcement(run: TrainingRun | None) -> str:
    """What a screen reader says during a training: the start and each quarter, not every number; "" if it reads the
    visible text instead."""
    if run is None or run.over or run.phase.name == "waiting":
        return ""
    if run.phase.name == "paused":
        return "The training is paused."
    quarter = min(3, int(4 * run.progress.share)) if run.progress else 0
    record = next((one for one in run.curve if 4 * one.share >= quarter), None)
    if quarter == 0 or record is None:
        return "The training has started."
    done = ("A quarter", "Half", "Three quarters")[quarter - 1]
    return f"{done} of the training is done: loss {record.loss:.2f}, accuracy {100 * record.accuracy:.0f} %."


def _buttons(run: TrainingRun | None) -> None:
    if run is None or run.over:
        label = "Start training" if run is None else "Train again"
        if st.button(label, key="start_training", type="primary", disabled=bool(settings.missing_data())):
            training_runs.start()
            st.rerun()
        if run is not None and run.finished is not None:
            used = training_runs.in_use(run)
            label = "In use on Explore" if used else "Use on Explore" if run.has_weights else "Weights deleted"
            if st.button(label, key="use_weights", disabled=used or not run.has_weights):
                training_runs.use(run)
                st.rerun()
        return
    paused = run.phase.name == "paused"
    if run.phase.name in ("training", "paused"):
        command = "resume" if paused else "pause"
        st.button("Resume" if paused else "Pause", key="pause_training", on_click=_command, args=(run, command))
    st.button("Stop", key="stop_training", on_click=_command, args=(run, "stop"))


def _command(run: TrainingRun, command: str) -> None:
    training_runs.queue().command(run, command)


def _watch(run: TrainingRun | None) -> None:
    loaded, _ = _loaded_now(run)
    image = state.session().canvas.image
    trace = trace_now(loaded, image)
    filters = loaded.model.conv1.weight.detach().numpy()
    figure = watch_figure(filters, image, trace["relu1"], trace.probabilities, theme_named(page.theme()))
    chart.figure(figure, key="training_watch", alt=_watch_words(trace.probabilities))


def trace_now(loaded: LoadedModel, image: np.ndarray | None) -> Trace:
    """The learner's drawing passed through a network; zeros while the canvas is empty."""
    return blank_trace(loaded.model.spec) if image is None else trace_of(loaded, image)


def _loaded_now(run: TrainingRun | None) -> tuple[LoadedModel, str]:
    """The network as it is at this moment of its training, and what to call it; "" if Explore has the same one."""
    trained = training_runs.loaded_after(run) if run is not None else None
    if run is not None and trained is not None:
        return trained, "" if training_runs.in_use(run) else f"run {run.number} after training"
    if run is not None and run.latest is not None:
        return training_runs.loaded_at(run, run.latest), f"run {run.number} at epoch {run.latest.epoch:.2f}"
    now = state.session()
    loaded = training_runs.start_model(run.job.spec if run else now.network.spec, now.training.choices)
    return loaded, "" if loaded.model is models.current(now).model else "the network before training"


def _curve_words(run: TrainingRun | None) -> str:
    if run is None or not run.validation:
        return "Loss and accuracy over the images seen; empty before the first training."
    first, last = run.validation[0], run.validation[-1]
    return (
        f"Loss and accuracy over the images seen. On validation digits the loss went from {first.loss:.3f} to "
        f"{last.loss:.3f}, the accuracy from {100 * first.accuracy:.0f} to {100 * last.accuracy:.0f} percent."
    )


def _watch_words(probabilities: np.ndarray) -> str:
    if not probabilities.any():
        return "The filters of conv1. There is no drawing yet."
    first = int(probabilities.argmax())
    said = f"the answer is {first} with {100 * probabilities[first]:.0f} percent"
    return f"The filters of conv1, your drawing, its maps after relu1; {said}."
