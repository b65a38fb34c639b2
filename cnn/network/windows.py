"""The windows of a convolution or a pooling along one axis, with dilation, and which cells they read.

The whole of `nn.Conv2d` is two such axes, height and width. Plain arithmetic; the output-size formula is that of
`shapes`.
"""

from __future__ import annotations

from dataclasses import dataclass

from cnn.network.shapes import LayerShape, formula, output_size


@dataclass(frozen=True)
class Axis:
    """Height or width of one layer's input and the settings that affect it, all in cells.

    dilation: distance between two neighbouring cells of a window; 1 is the usual, without gaps.
    """

    size: int
    kernel_size: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1

    @property
    def span(self) -> int:
        """Cells from the first to the last one that a window reads, both included."""
        return self.dilation * (self.kernel_size - 1) + 1

    @property
    def padded(self) -> int:
        """Cells with the padding on both sides."""
        return self.size + 2 * self.padding

    @property
    def output(self) -> int:
        """Number of windows; below 1 the layer cannot be built."""
        return output_size(self.size, self.span, self.stride, self.padding)

    @property
    def remainder(self) -> int:
        """Cells of the padded input after the last window's end, which rounding down drops."""
        return (self.padded - self.span) % self.stride if self.padded >= self.span else self.padded

    @property
    def formula(self) -> str:
        """PyTorch's output-size formula with the numbers in: ⌊(28 + 2·2 − 1·(5 − 1) − 1) / 1⌋ + 1 = 28."""
        if self.dilation == 1:
            return formula(self.size, self.kernel_size, self.stride, self.padding)
        result = str(self.output).replace("-", "−")
        return (
            f"⌊({self.size} + 2·{self.padding} − {self.dilation}·({self.kernel_size} − 1) − 1) / {self.stride}⌋ + 1 "
            f"= {result}"
        )

    def taps(self, window: int) -> range:
        """The cells of the padded input that one window reads."""
        first = window * self.stride
        return range(first, first + self.span, self.dilation)

    def reads(self) -> tuple[int, ...]:
        """How many windows read each cell of the padded input."""
        counts = [0] * self.padded
        for window in range(self.output):
            for cell in self.taps(window):
                counts[cell] += 1
        return tuple(counts)

    def unread(self) -> tuple[tuple[int, int], ...]:
        """The runs of cells of the padded input that no window reads, as (first, end) with the end excluded."""
        runs: list[tuple[int, int]] = []
        for cell, count in enumerate(self.reads()):
            if count == 0 and runs and runs[-1][1] == cell:
                runs[-1] = (runs[-1][0], cell + 1)
            elif count == 0:
                runs.append((cell, cell + 1))
        return tuple(runs)


@dataclass(frozen=True)
class Unread:
    """Rows (or columns) that no window reads. end: of the maps, after the last window; skipped: of the maps, between
    two windows, where the stride is longer than the window; padding: zeros that were added around the maps."""

    end: int
    skipped: int
    padding: int

    def __str__(self) -> str:
        """In words, "" if everything is read."""
        parts = [_lines(self.end, "at the end")] if self.end else []
        parts += [_lines(self.skipped, "between the windows")] if self.skipped else []
        if not parts and self.padding:
            return "padding alone"
        return " and ".join(parts)


def unread_of(axis: Axis) -> Unread:
    """What no window along this axis reads."""
    last = max(axis.output - 1, 0) * axis.stride + axis.span
    runs = unread_runs(axis)
    cells = [cell for first, end, of_maps in runs if of_maps for cell in range(first, end)]
    after = sum(cell >= last for cell in cells)
    return Unread(after, len(cells) - after, sum(end - first for first, end, of_maps in runs if not of_maps))


def unread_runs(axis: Axis) -> list[tuple[int, int, bool]]:
    """`Axis.unread`, first and end, split so that each run is only of the maps (True) or only of their padding."""
    inner = (axis.padding, axis.padding + axis.size)
    parts = ((0, inner[0], False), (*inner, True), (inner[1], axis.padded, False))
    return [
        (max(first, low), min(end, high), of_maps)
        for first, end in axis.unread()
        for low, high, of_maps in parts
        if max(first, low) < min(end, high)
    ]


def _lines(count: int, where: str) -> str:
    return f"{count} row{'s' * (count > 1)} and column{'s' * (count > 1)} {where}"


def axis_of(layer: LayerShape) -> Axis:
    """The axis (height and width are alike) of a convolution or a pooling of the network."""
    return Axis(layer.input_shape[1], layer.kernel_size, layer.stride, layer.padding)
