"""What the network says, in words: the prediction, where its weights come from, and the table of shapes."""

from __future__ import annotations

import streamlit as st

from cnn.figures.numbers import percent
from cnn.shapes import LayerShape, totals
from cnn.trace import Trace
from cnn.ui import state
from cnn.ui.measured import GENERATED, Measured, measurements
from cnn.weights import LoadedModel
from cnn.windows import axis_of, unread_of

_READS_WELL = 0.8
"""Share of generated digits below which the page warns of shared weights."""

_MEASURED = {
    "shared": ("shared weights", ""),
    "yours": ("your weights", "trained or uploaded by you, "),
    "edited": ("edited weights", "you changed a kernel by hand, "),
}
"""Origins of weights whose accuracy is measured here, now: what they are called, and whose they are."""

INVITATION = "Draw a digit from 0 to 9 on the black board, and watch every layer answer."


def prediction(trace: Trace | None, loaded: LoadedModel) -> None:
    """The predicted digit, its probability, the runner-up, and the origin of the weights."""
    with st.container(key="prediction", horizontal=True, vertical_alignment="center", gap="small"):
        if trace is None:
            st.html(f'<div class="answer invitation" data-spoken="answer">{INVITATION}</div>')
        else:
            first, second = trace.probabilities.argsort()[::-1][:2].tolist()
            shares = trace.probabilities
            runner_up = f"then {second} with {percent(shares[second])}" if shares[second] > 0.001 else ""
            st.html(
                f'<div class="answer" data-spoken="answer"><span class="digit">{first}</span>'
                f'<span class="share">{percent(shares[first])}</span>'
                f'<span class="second">{runner_up}</span></div>'
            )
        origin(loaded)


def origin(loaded: LoadedModel) -> None:
    """Where the weights come from and what that is worth; an accuracy being measured appears when it is there."""
    open_ = loaded.origin in _MEASURED and measurements().of(loaded).open
    st.fragment(_origin, run_every=1.0 if open_ else None)(loaded, open_)
    if loaded.origin == "yours":
        st.button("Back to the app’s own weights", key="own_off", type="tertiary", on_click=state.drop_own_weights)


def _origin(loaded: LoadedModel, was_open: bool) -> None:
    measured = measurements().of(loaded) if loaded.origin in _MEASURED else None
    name, words = _origin_words(loaded, measured)
    kind = "quiet" if _trusted(loaded, measured) else "loud"
    st.html(f'<div class="origin {kind}"><b>{name}</b>{words}</div>')
    if was_open and measured is not None and not measured.open:
        st.rerun()  # the whole page, so that this part stops looking


def _trusted(loaded: LoadedModel, measured: Measured | None) -> bool:
    """Whether the weights' origin needs no warning: random and badly reading ones do."""
    if measured is None or measured.generated is None:
        return loaded.origin not in ("untrained", "edited")
    return measured.generated >= _READS_WELL


def _origin_words(loaded: LoadedModel, measured: Measured | None) -> tuple[str, str]:
    """Name of the weights and what is known of them."""
    if loaded.origin == "trained":
        read = f": reads {100 * loaded.accuracy:.2f} % of MNIST’s 10,000 test digits" if loaded.accuracy else ""
        return "trained weights", read
    if measured is None:
        return (
            "untrained weights",
            ": random numbers, so the answer means nothing. Shapes and sums are right all the same.",
        )
    name, whose = _MEASURED[loaded.origin]
    return name, f": {whose}{_measured_words(loaded, measured)}"


def _measured_words(loaded: LoadedModel, measured: Measured) -> str:
    if measured.generated is None:
        return f"measuring on {GENERATED:,} generated digits …"
    read = f"reads {100 * measured.generated:.1f} % of {GENERATED:,} generated digits"
    read += f" and {100 * measured.mnist:.1f} % of MNIST’s test digits" if measured.mnist is not None else ""
    if measured.generated >= _READS_WELL:
        return read
    return read + ". Do not trust the answer" + ("; train it on the page Train" if loaded.origin == "shared" else "")


def shapes_table(layers: tuple[LayerShape, ...]) -> None:
    """The text twin of the figure: every layer's shape, formula, parameters and work."""
    rows = [
        f"| {layer.name} | {_shape(layer)} | {layer.formula or '–'} | {_lost(layer)} | {layer.parameters:,} "
        f"| {layer.macs:,} | {_field(layer)} |"
        for layer in layers
    ]
    parameters, macs = totals(layers)
    head = (
        "| layer | output `[N, C, H, W]` | output size: ⌊(size + 2·padding − kernel_size) / stride⌋ + 1 | never read "
        "| parameters | multiply-accumulates | receptive field |\n|:--|:--|:--|:--|--:|--:|--:|\n"
    )
    total = f"\n| **sum** | | | | **{parameters:,}** | **{macs:,}** | |"
    st.markdown(head + "\n".join(rows) + total)
    st.caption(
        "N is the batch dimension: how many pictures go through at once; here it is 1. A size that does not divide "
        "evenly is rounded down, and the rows and columns at the bottom and on the right are never read."
    )


def _shape(layer: LayerShape) -> str:
    return "`[" + ", ".join(["1", *map(str, layer.output_shape)]) + "]`"


def _lost(layer: LayerShape) -> str:
    return str(unread_of(axis_of(layer))) or "–" if layer.kind in ("conv", "pool") else "–"


def _field(layer: LayerShape) -> str:
    return f"{layer.receptive_field}×{layer.receptive_field}"


def figure_words(trace: Trace | None, layers: tuple[LayerShape, ...]) -> str:
    """The figure of all layers in one or two sentences."""
    shapes = ", ".join(f"{layer.name} {'×'.join(map(str, layer.output_shape))}" for layer in layers)
    said = f" The prediction is {trace.prediction}." if trace else " There is no digit yet."
    return f"The output of every layer of the network, left to right: {shapes}.{said}"
