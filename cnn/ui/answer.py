"""What the network says, in words: the prediction, where its weights come from, and the table of shapes."""

from __future__ import annotations

import streamlit as st

from cnn.shapes import LayerShape, totals
from cnn.trace import Trace
from cnn.ui.measured import GENERATED, Measured, accuracy_of
from cnn.weights import LoadedModel

_READS_WELL = 0.8
"""Share of generated digits below which the page warns of shared weights."""

INVITATION = "Draw a digit from 0 to 9 on the black board, and watch every layer answer."


def prediction(trace: Trace | None, loaded: LoadedModel) -> None:
    """The predicted digit, its probability, the runner-up, and the origin of the weights."""
    with st.container(key="prediction", horizontal=True, vertical_alignment="center", gap="small"):
        if trace is None:
            st.html(f'<div class="answer invitation">{INVITATION}</div>')
        else:
            first, second = trace.probabilities.argsort()[::-1][:2].tolist()
            shares = trace.probabilities
            runner_up = f"then {second} with {_percent(shares[second])}" if shares[second] > 0.001 else ""
            st.html(
                f'<div class="answer" role="status"><span class="digit">{first}</span>'
                f'<span class="share">{_percent(shares[first])}</span>'
                f'<span class="second">{runner_up}</span></div>'
            )
        origin(loaded)


def _percent(share: float) -> str:
    """A probability in words; never 100 % or 0 % for what is not."""
    return "over 99.9 %" if share > 0.999 else "under 0.1 %" if share < 0.001 else f"{100 * share:.1f} %"


def origin(loaded: LoadedModel) -> None:
    """Where the weights come from and what that is worth; an accuracy being measured appears when it is there."""
    pending = loaded.origin == "shared" and accuracy_of(loaded.model.spec) is None
    st.fragment(_origin, run_every=1.0 if pending else None)(loaded, pending)


def _origin(loaded: LoadedModel, pending: bool) -> None:
    name, words = _origin_words(loaded)
    kind = "quiet" if _trusted(loaded) else "loud"
    st.html(f'<div class="origin {kind}"><b>{name}</b>{words}</div>')
    if pending and accuracy_of(loaded.model.spec) is not None:
        st.rerun()  # the whole page, so that this part stops looking


def _trusted(loaded: LoadedModel) -> bool:
    """Whether the weights' origin needs no warning: random, edited and badly reading ones do."""
    if loaded.origin == "shared":
        measured = accuracy_of(loaded.model.spec)
        return measured is None or measured.generated >= _READS_WELL
    return loaded.origin in ("trained", "yours")


def _origin_words(loaded: LoadedModel) -> tuple[str, str]:
    """Name of the weights and what is known of them."""
    if loaded.origin == "trained":
        read = f": reads {100 * loaded.accuracy:.2f} % of MNIST’s 10,000 test digits" if loaded.accuracy else ""
        return "trained weights", read
    if loaded.origin == "shared":
        return "shared weights", _shared_words(accuracy_of(loaded.model.spec))
    if loaded.origin == "yours":
        return "your weights", ": trained or uploaded by you"
    if loaded.origin == "edited":
        return "edited weights", ": you changed a kernel by hand"
    return "untrained weights", ": random numbers, so the answer means nothing. Shapes and sums are right all the same."


def _shared_words(measured: Measured | None) -> str:
    if measured is None:
        return f": measuring on {GENERATED:,} generated digits …"
    read = f": with these settings, {100 * measured.generated:.1f} % of {GENERATED:,} generated digits read"
    read += f" and {100 * measured.mnist:.1f} % of MNIST’s test digits" if measured.mnist is not None else ""
    return read + ("" if measured.generated >= _READS_WELL else ". Do not trust the answer; train it on the page Train")


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
    if not layer.lost:
        return "–"
    return f"{layer.lost} row{'s' if layer.lost > 1 else ''} and column{'s' if layer.lost > 1 else ''}"


def _field(layer: LayerShape) -> str:
    return f"{layer.receptive_field}×{layer.receptive_field}"


def figure_words(trace: Trace | None, layers: tuple[LayerShape, ...]) -> str:
    """The figure of all layers in one or two sentences."""
    shapes = ", ".join(f"{layer.name} {'×'.join(map(str, layer.output_shape))}" for layer in layers)
    said = f" The prediction is {trace.prediction}." if trace else " There is no digit yet."
    return f"The output of every layer of the network, left to right: {shapes}.{said}"
