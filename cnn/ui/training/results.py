"""Results of trainings, in three views: mistakes, a replay of how the network learned, and a comparison of runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from cnn.figures.network import network_drawing
from cnn.figures.theme import theme_named
from cnn.figures.training import curves_figure, watch_figure
from cnn.lessons.places import VIEWS
from cnn.network.shapes import layer_shapes
from cnn.training.run import TrainingRun
from cnn.ui import chart, linked, page, state, views
from cnn.ui.training import runs as training_runs
from cnn.ui.training.live import look_at, trace_now
from cnn.ui.training.mistakes import mistakes
from cnn.ui.training.settings import DATA_NAMES, network_words
from cnn.weights.load import LoadedModel

_HEADINGS = (
    "run", "network", "digits", "start", "optimiser", "learning rate", "batch", "seed", "images", "seconds",
    "read correctly",
)  # fmt: skip


def results() -> None:
    """The results; nothing before the first run is over."""
    over = [run for run in training_runs.runs() if run.finished is not None]
    if not over:
        return
    with st.container(key="training_results"):
        with st.container(horizontal=True, vertical_alignment="center", key="training_views"):
            if not views.shown("training"):  # another page was shown meanwhile
                views.show("training", state.session().training.view or VIEWS["training"][0])
            view = views.switch("training")
            state.update(replace(state.session().training, view=view))
            run = over[-1] if view == "compare runs" else _chosen(over)
        if view == "compare runs":
            _compare(over)
        elif view == "replay":
            st.fragment(_replay)(run)
        else:
            mistakes(run)


def _chosen(over: list[TrainingRun]) -> TrainingRun:
    """The run to show: the newest one, or the one that the learner picked, until another run ends."""
    names = {run.number: run_name(run) for run in reversed(over)}
    newest = over[-1].number
    key = f"training_run_{newest}"
    known, last = state.session().training.run_chosen
    if known == newest and last in names and state.widget(key) is None:  # another page was shown meanwhile
        state.seed(key, last)
    number = (
        st.selectbox(
            "run", list(names), format_func=lambda one: names.get(one, "–"), key=key, label_visibility="collapsed"
        )
        or newest
    )
    state.update(replace(state.session().training, run_chosen=(newest, number)))
    return next((run for run in over if run.number == number), over[-1])


def run_name(run: TrainingRun) -> str:
    """A finished run in one line."""
    options, reached = run.job.options, f"{100 * run.finished.score.accuracy:.1f} %" if run.finished else "not finished"
    return (
        f"run {run.number}: {reached} correct, {options.optimizer} {options.learning_rate:g}, "
        f"{run.job.digits:,} {DATA_NAMES[run.job.data]}, {network_words(run.job.spec)}"
    )


def _replay(run: TrainingRun) -> None:
    """A scrubber over the training: the filters and every layer for the learner's drawing, as they were."""
    snapshots = list(run.snapshots)
    if len(snapshots) < 2:
        st.caption("The steps of this run have been deleted to make room for newer runs.")
        return
    marks = {i: f"epoch {snapshot.epoch:.2f}, {snapshot.images:,} images" for i, snapshot in enumerate(snapshots)}
    known, last = state.session().training.replayed
    at = st.select_slider(
        "Drag back to the start, then forward, and watch the filters and the answer form.", list(marks),
        value=min(last, len(marks) - 1) if known == run.job.name else len(marks) - 1,
        format_func=lambda i: marks.get(i, ""), key=f"training_replay_{run.job.name}",
    )  # fmt: skip
    state.update(replace(state.session().training, replayed=(run.job.name, at)))
    loaded = training_runs.loaded_at(run, snapshots[at])
    image = state.session().canvas.image
    with st.container(key="replay", gap="xsmall"):
        _replayed(loaded, image, marks[at])
        blank, words = image is None, f"run {run.number} at {marks[at]}"
        layers = layer_shapes(loaded.model.spec)
        linked.linked_views(layers, "replay", blank, lambda: look_at(loaded, words))


def _replayed(loaded: LoadedModel, image: np.ndarray | None, mark: str) -> None:
    """The network's maps and answer for the drawing at one moment of its training, called `mark`."""
    theme = theme_named(page.theme())
    trace = trace_now(loaded, image)
    weight = loaded.model.conv1.weight.detach().numpy()
    filters = watch_figure(weight, image, trace["relu1"], trace.probabilities, theme)
    chart.figure(filters, key="replay_watch", alt=f"Filters, maps and answer at {mark}.")
    if image is None:
        st.caption("Draw a digit above, and its maps and probabilities are replayed too.")
        return
    drawing = network_drawing(trace, state.session().page.scope, theme)
    chart.figure(drawing, key="training_replay", alt=f"Every layer at {mark}: the answer is {trace.prediction}.")


def _compare(over: list[TrainingRun]) -> None:
    """Validation curves of the runs that are picked, and the settings of all in a table."""
    numbers = [run.number for run in over]
    picked = st.pills(
        "runs", numbers, default=numbers, selection_mode="multi", key=f"training_compare_{numbers[0]}_{numbers[-1]}",
        format_func=lambda number: f"run {number}", label_visibility="collapsed",
    )  # fmt: skip
    chosen = [run for run in over if run.number in picked]
    if chosen:
        curves = [training_runs.curve_of(run) for run in chosen]
        said = "Validation curves of " + "; ".join(run_name(run) for run in chosen)
        figure = curves_figure(curves, theme_named(page.theme()), compared=True)
        chart.figure(figure, key="training_compared", alt=said)
    lines = [_HEADINGS, *(_row(run) for run in over)]
    rows = ["| " + " | ".join(cells) + " |" for cells in lines]
    st.markdown("\n".join([rows[0], "|--:|:--|:--|:--|:--|--:|--:|--:|--:|--:|:--|", *rows[1:]]))


def _row(run: TrainingRun) -> tuple[str, ...]:
    options, record = run.job.options, run.progress
    score = run.finished.score if run.finished else None
    return (
        str(run.number),
        network_words(run.job.spec),
        f"{run.job.digits:,} {DATA_NAMES[run.job.data]}",
        run.start,
        options.optimizer,
        f"{options.learning_rate:g}",
        str(options.batch_size),
        str(options.seed),
        f"{record.images:,}" if record else "–",
        f"{record.seconds:.1f}" if record else "–",
        f"{100 * score.accuracy:.2f} % of {score.digits:,} {score.name}" if score else "–",
    )
