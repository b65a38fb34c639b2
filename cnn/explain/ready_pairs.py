"""Pairs of networks that are worth comparing, each with what to look at. The first is A, the second B."""

from __future__ import annotations

from dataclasses import dataclass

from cnn.network.spec import TEXTBOOK, NetworkSpec


@dataclass(frozen=True)
class ReadyPair:
    """words: what it is called on its button. look: what to look at, in one sentence. one, other: A and B.

    is_one_random: whether A has random weights; all others have those of the app.
    """

    words: str
    look: str
    other: NetworkSpec
    one: NetworkSpec = TEXTBOOK
    is_one_random: bool = False


READY_PAIRS: dict[str, ReadyPair] = {
    "stride": ReadyPair(
        "Pooling or stride 2",
        "Compare pool1: both are 16×14×14. A kept the largest of four cells; B never computed the other three.",
        TEXTBOOK.changed(conv1_stride=2, pool1_kind="none"),
    ),
    "average": ReadyPair(
        "Max or average",
        "Compare pool1: the mean of a window is never above its largest value, so strokes come out paler in B.",
        TEXTBOOK.changed(pool1_kind="avg", pool2_kind="avg"),
    ),
    "large": ReadyPair(
        "5×5 or 7×7",
        "All shapes are equal; compare the receptive fields and the work that the larger window costs.",
        TEXTBOOK.changed(conv1_kernel_size=7, conv1_padding=3, conv2_kernel_size=7, conv2_padding=3),
    ),
    "single": ReadyPair(
        "5×5 or 1×1",
        "A 1×1 kernel sees no neighbours: every map of B’s conv1 is the drawing itself, scaled and shifted.",
        TEXTBOOK.changed(conv1_kernel_size=1, conv1_padding=0, conv2_kernel_size=1, conv2_padding=0),
    ),
    "narrow": ReadyPair(
        "Wide or narrow",
        "B has a quarter of the maps: compare parameters, work and accuracy.",
        TEXTBOOK.changed(conv1_out_channels=4, conv2_out_channels=8),
    ),
    "padding": ReadyPair(
        "Padding “same” or 0",
        "Without padding each convolution takes 4 rows and columns away: compare the last maps, and the size of fc1.",
        TEXTBOOK.changed(conv1_padding=0, conv2_padding=0),
    ),
    "random": ReadyPair(
        "Random or trained",
        "The settings are the same, the numbers in the kernels are not: draw several digits, and see what A says.",
        TEXTBOOK,
        is_one_random=True,
    ),
}
"""By names for keys."""
