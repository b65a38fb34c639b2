"""What Compare says of its two networks. Text only; puts nothing on a page."""

from __future__ import annotations

from math import sqrt

import numpy as np

from cnn.explain.pass_times import PassTimes
from cnn.figures.numbers import percent
from cnn.network.shapes import describe_change, layer_shapes, totals
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.training.accuracy_meter import GENERATED
from cnn.ui.controls import PRESETS
from cnn.weights.load import LoadedModel

ONE_SCALE = (
    "Each layer has one colour scale for A and B: equal colours are equal values. Point at a cell to see its value; "
    "a click opens the Microscope."
)

_WEIGHTS = {
    "trained": "trained weights", "shared": "shared weights", "untrained": "random weights",
    "yours": "your own weights", "edited": "edited weights",
}  # fmt: skip
"""By the origins of a `LoadedModel`."""

_ALIKE = 0.005
"""Two shares that differ by less are called alike."""

_SURE = 1.96
"""Standard deviations beyond which a difference is hardly chance: 5 % of differences by chance are larger."""

_MOST_CHANGES = 3
"""Settings that a network's name lists."""


def name_of(spec: NetworkSpec) -> str:
    """What to call a network."""
    for name, preset in PRESETS.items():
        if preset == spec:
            return f"{name} network" if spec == TEXTBOOK else name
    changes = len(TEXTBOOK.differences(spec))
    if changes <= _MOST_CHANGES:
        return f"textbook, but {describe_change(TEXTBOOK, spec)}"
    return f"{changes} settings unlike the textbook’s"


def weights_of(loaded: LoadedModel) -> str:
    """Where its weights come from, in two or three words."""
    return _WEIGHTS[loaded.origin]


def size_of(spec: NetworkSpec) -> str:
    """The parameters in two words."""
    return f"{totals(layer_shapes(spec))[0]:,} parameters"


def read_words(generated: float | None) -> str:
    """How many generated digits a network reads; None while it is being measured."""
    reads = "measuring: how many" if generated is None else f"reads {100 * generated:.1f} %"
    return f"{reads} of {GENERATED:,} computer-made digits"


def answers_compared(one: np.ndarray, other: np.ndarray) -> str:
    """What the answers of A and B have in common; shares of softmax, (10,) each."""
    mine, theirs = int(one.argmax()), int(other.argmax())

    def says(shares: np.ndarray, digit: int) -> str:
        return percent(float(shares[digit]))

    if mine != theirs:
        return (
            f"They disagree: A reads {mine} ({says(one, mine)}), B reads {theirs} ({says(other, theirs)}). "
            f"A gives {says(one, theirs)} to {theirs}, B gives {says(other, mine)} to {mine}."
        )
    gap = float(one[mine]) - float(other[mine])
    surer = "both are about equally sure" if abs(gap) < _ALIKE else f"{'A' if gap > 0 else 'B'} is surer"
    return f"Both read {mine}; {surer} (A {says(one, mine)}, B {says(other, mine)})."


def weights_compared(one: LoadedModel, other: LoadedModel) -> str:
    """What the weights of A and B mean for the comparison; "" where both have the same."""
    mine, theirs = weights_of(one), weights_of(other)
    if "untrained" in (one.origin, other.origin):
        both = "Both have" if one.origin == other.origin else "A has" if one.origin == "untrained" else "B has"
        return f"{both} random weights: nothing has been learned there yet. Shapes, parameters and work are right."
    if mine == theirs == _WEIGHTS["shared"]:
        return (
            "Both have shared weights, cut from one network that was trained for all settings at once. They serve "
            "some settings better than others: a part of what differs may come from that."
        )
    if one.model is other.model:
        return ""
    return (
        f"A has {mine}, B has {theirs}: a part of what differs in the maps and in accuracy comes from that, "
        "and not from the settings."
    )


def accuracies_compared(one: np.ndarray | None, other: np.ndarray | None) -> str:
    """How many generated digits A and B read. one, other: bool (N,), which of them; None while it is being measured.

    What may be chance is judged by the digits that one of the two reads and the other does not: McNemar's test (Q.
    McNemar, "Note on the sampling error of the difference between correlated proportions", Psychometrika 1947).
    """
    of = f"of the same {GENERATED:,} computer-made digits"
    if one is None or other is None:
        return f"Measuring how many {of} A and B read …"
    words = f"A reads {100 * one.mean():.1f} % {of}, B reads {100 * other.mean():.1f} %."
    mine, theirs = int((one & ~other).sum()), int((other & ~one).sum())
    if mine != theirs and abs(mine - theirs) < _SURE * sqrt(mine + theirs):
        words += (
            f" {_digits(mine)} read by A alone, {_digits(theirs).lower()} by B alone: such a difference may be chance, "
            "and the other way round on other digits."
        )
    return words


def _digits(count: int) -> str:
    return "1 digit is" if count == 1 else f"{count} digits are"


def times_compared(times: PassTimes) -> str:
    """How long a forward pass takes, and what that is worth."""
    threads = "one thread" if times.threads == 1 else f"{times.threads} threads"
    return (
        f"One picture goes through A in {times.one:.2f} ms and through B in {times.other:.2f} ms: PyTorch on the "
        f"server, {threads}, median of {times.passes} passes of each, in turns. It varies with the machine and with "
        "what else it does."
    )
