"""The settings of a training: digits, length, optimiser and starting weights; and the download of MNIST."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import streamlit as st

from cnn.digits.sets import MNIST_VARIABLE, DataError, download_mnist, find_mnist
from cnn.network.shapes import layer_shapes, totals
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.training.loop import OPTIMIZERS
from cnn.training.records import LIMITED_BY, MOST_DIGITS, TrainingChoices
from cnn.ui import state
from cnn.ui.models import model_for

RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 10.0)
BATCHES = (8, 16, 32, 64, 128, 256, 512)
SIZES = (200, 500, 1000, 2000, 5000, 10_000, 20_000, 40_000)
SECONDS = (5, 10, 20, 30, 60, 120, 300)
EPOCHS = (1, 2, 3, 5, 10, 20)

DATA_NAMES = {"generated": "computer-made", "MNIST": "MNIST"}
"""Where the digits come from, as learners read it."""

_WORDS = {
    "generated": "Digits that this app draws; no download needed. A network trained only on these reads MNIST’s digits "
    "less well.",
    "MNIST": "70,000 digits scanned from forms and letters in the 1990s. A network that has seen only these "
    "often misreads drawings made on a screen.",
}

_START_WORDS = {
    "scratch": "All weights start as random numbers.",
    "trained": "You go on from the weights that come with this app.",
    "yours": "You go on from your own weights.",
}


def settings(going: bool = False) -> None:
    """Four blocks, left to right. Their widgets are seeded from the session and written back when they change.

    going: a training is running or waiting; its settings cannot be changed.
    """
    choices = _possible(state.session().training.choices)
    for field in fields(TrainingChoices):
        state.seed(f"training_{field.name}", getattr(choices, field.name))
    columns = st.columns(4, gap="small")
    with columns[0], _block("digits", f"{choices.digits:,} {DATA_NAMES[choices.data]}"):
        _switch("data", DATA_NAMES, going)
        _steps("digits", "how many", (_sizes(choices.data), going))
        _about_data(choices.data)
    with columns[1], _block("length", "one epoch: every digit once"):
        _switch("limited_by", LIMITED_BY, going)
        by_time = choices.limited_by == "seconds"
        _steps("seconds" if by_time else "epochs", choices.limited_by, (SECONDS if by_time else EPOCHS, going))
        _seed(going)
    with columns[2], _block("optimiser", "how the weights change after each batch"):
        _switch("optimizer", OPTIMIZERS, going)
        _steps("learning_rate", "learning rate", (RATES, going))
        _steps("batch_size", "batch size", (BATCHES, going))
        if choices.batch_size > choices.digits:
            st.caption(f"There are only {choices.digits} digits, so each batch holds all of them.")
    with (
        columns[3],
        st.container(key="starting_weights"),
        _block("starting weights", network_words(state.session().network.spec)),
    ):
        _switch("start", start_names(), going)
        st.caption(_START_WORDS[choices.start] + " The network is the one you set on Explore.")


def network_words(spec: NetworkSpec) -> str:
    """The network in a few words."""
    parameters, _ = totals(layer_shapes(spec))
    name = "textbook network" if spec == TEXTBOOK else "your network"
    return f"{name}, {parameters:,} parameters"


def start_names() -> dict[str, str]:
    """The weights that a training can start from, as {key: label}."""
    now = state.session().network
    names = {"scratch": "random"}
    origin = model_for(now.spec).origin
    if origin != "untrained":
        names["trained"] = origin
    if now.own_here is not None:
        names["yours"] = "yours"
    return names


def _possible(choices: TrainingChoices) -> TrainingChoices:
    """The choices; those that are not available (any more) are replaced."""
    start = choices.start if choices.start in start_names() else "scratch"
    digits = min(choices.digits, _sizes(choices.data)[-1])
    possible = replace(choices, start=start, digits=digits)
    if possible != choices:
        _set_choices(possible)
    return possible


def _set_choices(choices: TrainingChoices) -> None:
    state.update(replace(state.session().training, choices=choices))


def _sizes(data: str) -> tuple[int, ...]:
    return (*(size for size in SIZES if size < MOST_DIGITS[data]), MOST_DIGITS[data])


def _block(name: str, words: str) -> Any:
    box = st.container(key=f"block_training_{name.replace(' ', '_')}", gap=None)
    box.html(
        f'<div class="block-name"><b role="heading" aria-level="2">{name}</b><span class="formula">{words}</span></div>'
    )
    return box


def _switch(name: str, options: Mapping[str, str] | Sequence[str], disabled: bool) -> None:
    """A choice between a few options; a mapping is {value: label}."""
    words = options if isinstance(options, Mapping) else dict(zip(options, options, strict=True))
    st.segmented_control(
        name.replace("_", " "), list(words), key=f"training_{name}", format_func=lambda key: words.get(key, key),
        required=True, width="stretch", on_change=_take, label_visibility="collapsed", disabled=disabled,
    )  # fmt: skip


def _steps(name: str, label: str, how: tuple[Sequence[float], bool]) -> None:
    """A slider over round numbers. how: the numbers, and whether the slider is disabled."""
    options, disabled = how
    st.select_slider(
        label, options, key=f"training_{name}", on_change=_take, format_func=lambda value: f"{value:,.10g}",
        disabled=disabled,
    )  # fmt: skip


def _seed(disabled: bool) -> None:
    st.number_input(
        "seed", 0, 9999, step=1, key="training_seed", on_change=_take, disabled=disabled,
        help="The same seed gives the same first weights and the same order of the digits.",
    )  # fmt: skip


def _take() -> None:
    """Callback of every widget here."""
    shown = {field.name: state.widget(f"training_{field.name}") for field in fields(TrainingChoices)}
    known = {name: value for name, value in shown.items() if value is not None}
    _set_choices(replace(state.session().training.choices, **known))


def _about_data(data: str) -> None:
    """A sentence about the digits; if MNIST is missing, a button that downloads it."""
    if data == "MNIST" and find_mnist() is None:
        st.caption(
            "MNIST is not on this server yet. Download it (11 MB, once), or set the environment variable "
            f"{MNIST_VARIABLE} to a folder that holds it."
        )
        if st.button("Download MNIST", key="download_mnist", width="stretch"):
            _download()
        return
    st.caption(_WORDS[data])


def _download() -> None:
    bar = st.progress(0.0, "Downloading MNIST …")

    def show(done: int, of: int) -> None:
        bar.progress(min(1.0, done / of), f"{done / 1e6:.1f} of {of / 1e6:.1f} MB")

    refused = ""
    try:
        download_mnist(show)
    except DataError as error:
        refused = str(error)
    state.update(replace(state.session().training, notice=refused))
    st.rerun()


def missing_data() -> str:
    """Why a training cannot start now, or ""."""
    waits = state.session().training.choices.data == "MNIST" and find_mnist() is None
    return "MNIST is not on this server yet: download it below, or use computer-made digits." if waits else ""
