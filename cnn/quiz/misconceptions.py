"""The fourteen things that learners get wrong most often, each with the sentences that put it right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Misconception:
    """name: what is believed, in a few words. answer: what is true, in general."""

    number: int
    name: str
    answer: str


_ALL = (
    Misconception(
        1, "The size must divide evenly",
        "PyTorch rounds down. Rows at the bottom and columns on the right that fill no window are never read, and no "
        "error says so.",
    ),
    Misconception(
        2, "A filter is one 2-D kernel",
        "A filter has one kernel for each input channel. All its products go into one sum, so each filter makes one "
        "map, however many channels it reads.",
    ),
    Misconception(
        3, "The bias is added at each tap",
        "All products are summed first. Then the bias is added: once, and last.",
    ),
    Misconception(
        4, "More filters make a bigger map",
        "out_channels sets how many maps there are. Height and width follow from kernel_size, stride and padding.",
    ),
    Misconception(
        5, "A change stays in its layer",
        "Every later layer reads what the changed layer puts out. If the flatten size moves, nn.Linear needs another "
        "in_features.",
    ),
    Misconception(
        6, "Pooling has no padding; 'same' always works",
        "nn.MaxPool2d has a padding of its own, no weights, and keeps the number of channels. padding='same' is "
        "refused "
        "by nn.Conv2d when stride is above 1.",
    ),
    Misconception(
        7, "Max pooling makes the network shift invariant",
        "Convolution is equivariant: its map moves with the digit. Pooling tolerates about one pixel. Flatten and "
        "nn.Linear have a weight for each place, so they tolerate nothing.",
    ),
    Misconception(
        8, "99 % means that it is sure",
        "Softmax makes ten numbers that sum to 1 from any logits, even those of a scribble. There is no output for "
        "“this is no digit”.",
    ),
    Misconception(
        9, "99 % on MNIST, so my drawing must work",
        "That number holds for pictures made as MNIST's are: white ink on black, 20 pixels high, centred. Another "
        "size, "
        "place or polarity is another kind of picture.",
    ),
    Misconception(
        10, "Convolution flips the kernel",
        "nn.Conv2d lays the kernel on the window as it is: cross-correlation. For learned kernels it makes no "
        "difference, as training finds the numbers.",
    ),
    Misconception(
        11, "The conv layers hold the parameters",
        "Parameters of a convolution do not depend on the size of the picture; those of fc1 do, and in the textbook "
        "network fc1 holds 93 % of them. The convolutions do 93 % of the work.",
    ),
    Misconception(
        12, "Stride 2 and pool 2 are the same thing",
        "Stride computes fewer values and skips the others. Pooling computes all of them and then keeps the largest, "
        "or "
        "the mean, of each window.",
    ),
    Misconception(
        13, "A brighter map is stronger",
        "Brightness can be compared only on a common scale. If each map has its own scale, read the numbers of the "
        "legends.",
    ),
    Misconception(
        14, "ReLU throws half away, or squashes",
        "ReLU is max(0, x), value by value. How many zeros there are depends on the values, and positive values stay "
        "as they are.",
    ),
)  # fmt: skip

MISCONCEPTIONS: dict[int, Misconception] = {one.number: one for one in _ALL}
"""By their numbers, 1 to 14."""
