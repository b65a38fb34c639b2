"""What the network says, in words: the prediction, how far it can be trusted, and the table of probabilities."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import streamlit as st

from cnn.digits.ink_groups import Finding
from cnn.figures.numbers import number, percent, sure
from cnn.network.shapes import LayerShape
from cnn.network.trace import Trace
from cnn.training.accuracy_meter import GENERATED, READS_WELL, MeasuredAccuracy, accuracy_meter
from cnn.ui import models, state
from cnn.ui.board import Canvas
from cnn.ui.known_digits import is_unlike
from cnn.ui.session import Session
from cnn.weights.load import LoadedModel

_MEASURED = {
    "shared": "Shared weights, cut from one network for all settings.",
    "yours": "Your weights, trained or uploaded by you.",
    "edited": "Edited weights: you changed a kernel by hand.",
}
"""Origins of weights whose accuracy is measured here, now."""


INVITATION = "Draw a digit, and see how every layer responds."

NOTES: dict[Finding, str] = {
    "little": "Very little ink. Draw one digit, large, in the middle of the board.",
    "several": "There seems to be more than one digit: all are read as one.",
}
"""What is said of a drawing that is hardly one digit: its answer counts for little."""

UNLIKE = "but unlike any digit I know"
"""Of a picture that is farther from every digit than 99 % of digits are: see `cnn.explain.known_digits`."""

LEAST_SECOND = 0.001
"""Share of the second digit from which on it is told."""

MUST_CHOOSE = "It must choose one of the ten digits: it cannot say “no digit”."

STEPS = (
    ("conv", "slides small kernels over the maps and adds up the products"),
    ("relu", "sets every negative value to\u00a00"),
    ("pool", "keeps one value of each window"),
)
"""What the layers do, in a few words each; `pool` holds for max and avg."""


@contextmanager
def prediction_row(loaded: LoadedModel) -> Iterator[None]:
    """Room for the answer; beside it, in the same size, what the network's answers are worth."""
    with st.container(key="prediction", horizontal=True, vertical_alignment="center", gap="small"):
        yield
        worth(loaded)


def prediction(trace: Trace | None, loaded: LoadedModel, now: Session) -> None:
    """The predicted digit and its probability, and what they are worth."""
    with prediction_row(loaded):
        st.html(invitation() if trace is None else _answer(trace, now.canvas, is_unlike(loaded, trace)))


def invitation() -> str:
    """What to do, and what the layers will do then."""
    steps = "; ".join(f"<b>{name}</b> {words}" for name, words in STEPS)
    return (
        f'<div class="answer invitation" data-spoken="answer"><div><span class="share">{INVITATION}</span>'
        f'<span class="second">{steps}.</span></div></div>'
    )


def _answer(trace: Trace, canvas: Canvas, unlike: bool) -> str:
    """The digit, how sure the network is, and the one thing that is most worth knowing about that."""
    finding = canvas.finding
    note = second_line(trace.probabilities, finding, unlike, not canvas.told)
    doubtful = " doubtful" if _warning(finding, unlike) else ""
    return (
        f'<div class="answer{doubtful}" data-spoken="answer"><span class="digit">{trace.prediction}</span>'
        f'<div><span class="share">{sure(float(trace.probabilities.max()))}</span><span class="second">{note}</span>'
        "</div></div>"
    )


def warning_about(loaded: LoadedModel, trace: Trace, canvas: Canvas) -> str:
    """Why the answer is hardly worth anything, as of two digits on the board; "" where nothing speaks against it."""
    return _warning(canvas.finding, is_unlike(loaded, trace))


def _warning(finding: Finding, unlike: bool) -> str:
    return NOTES.get(finding) or (UNLIKE if unlike else "")


def second_line(shares: np.ndarray, finding: Finding, unlike: bool, is_first: bool) -> str:
    """What stands under the share of the answer. shares: (10,); unlike: the picture is unlike any digit that the
    network knows; is_first: no answer was given before."""
    if warning := _warning(finding, unlike):
        return warning
    if is_first:
        return MUST_CHOOSE
    second = int(np.argsort(-shares, kind="stable")[1])
    return f"then {second} with {percent(float(shares[second]))}" if shares[second] > LEAST_SECOND else ""


def worth(loaded: LoadedModel) -> None:
    """How many digits the network reads, and where its weights come from; measured here where it is not known."""
    measured = _measured(loaded)
    was = (measured is not None and measured.open, measured is None or measured.generated is not None)
    st.fragment(_worth, run_every=1.0 if was[0] else None)(loaded, was)
    is_own_random = loaded.origin == "untrained" and state.session().network.own_here is loaded
    if loaded.origin == "yours" or is_own_random:
        st.button("Back to the app’s own weights", key="own_off", type="tertiary", on_click=state.drop_own_weights)
    if loaded.origin == "edited":
        st.button("Undo the changed kernels", key="edits_off", type="tertiary", on_click=models.undo_edits)


def _worth(loaded: LoadedModel, was: tuple[bool, bool]) -> None:
    """was: whether there was something to measure, and whether the generated digits were."""
    measured = _measured(loaded)
    head, words = worth_words(loaded, measured)
    kind = "quiet" if _trusted(loaded, measured) else "loud"
    st.html(f'<div class="worth {kind}"><b>{head}</b><span>{words}</span></div>')
    if measured is not None and was != (measured.open, measured.generated is not None):
        st.rerun()  # the whole page, so that this part stops looking, and the answer is told what is like a digit


def _measured(loaded: LoadedModel) -> MeasuredAccuracy | None:
    return accuracy_meter().of(loaded) if loaded.origin in _MEASURED else None


def worth_of(loaded: LoadedModel) -> str:
    """`worth_words` as they are now, in one sentence; "" while they are being found out."""
    measured = _measured(loaded)
    if measured is not None and measured.generated is None:
        return ""
    return " ".join(worth_words(loaded, measured))


def _trusted(loaded: LoadedModel, measured: MeasuredAccuracy | None) -> bool:
    """Whether the weights need no warning: random and badly reading ones do."""
    if measured is None or measured.generated is None:
        return loaded.origin not in ("untrained", "edited")
    return measured.generated >= READS_WELL


def worth_words(loaded: LoadedModel, measured: MeasuredAccuracy | None) -> tuple[str, str]:
    """What the network's answers are worth: a few words, and a sentence. measured: None where it need not be."""
    if loaded.origin == "trained":
        read = f"This network reads {100 * loaded.accuracy:.2f} %" if loaded.accuracy else "Trained weights"
        return read, "of MNIST’s 10,000 test digits correctly (trained weights)."
    if measured is None:
        return "Untrained: do not trust it", "Its weights are random numbers. Shapes and sums are right all the same."
    whose = _MEASURED[loaded.origin]
    if measured.generated is None:
        return "Measuring this network …", f"on {GENERATED:,} computer-made digits. {whose}"
    mnist = f", {100 * measured.mnist:.1f} % of MNIST’s" if measured.mnist is not None else ""
    of = f"of {GENERATED:,} computer-made digits correctly{mnist}"
    read = f"{100 * measured.generated:.1f} %"
    if measured.generated >= READS_WELL:
        return f"This network reads {read}", f"{of}. {whose}"
    return f"Do not trust it: it reads {read}", f"{of}. {whose}"


def probabilities_table(trace: Trace | None) -> None:
    """The text twin of the ten bars: every digit's logit and probability; nothing before there is a drawing."""
    if trace is None:
        return
    digits = range(len(trace.probabilities))
    rows = (
        "| digit | " + " | ".join(map(str, digits)) + " |",
        "|:--|" + "--:|" * len(digits),
        "| logit (`fc2`) | " + " | ".join(number(value, ".2f") for value in trace["fc2"].ravel()) + " |",
        "| probability (`softmax`) | " + " | ".join(percent(float(share)) for share in trace.probabilities) + " |",
    )
    st.markdown("\n".join(rows))


def figure_words(trace: Trace | None, layers: tuple[LayerShape, ...]) -> str:
    """The figure of all layers in one or two sentences."""
    said = f" The prediction is {trace.prediction}." if trace else " There is no digit yet."
    return models.words_of(layers) + said
