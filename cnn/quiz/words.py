"""Numbers, shapes and layers as the questions write them: "16×10×10", "−0.42", PyTorch's own lines."""

from __future__ import annotations

from collections.abc import Iterable

from cnn.network.shapes import layer_shapes
from cnn.network.spec import LAYER_NAMES, NetworkSpec, setting_words


def shape_text(shape: Iterable[int]) -> str:
    """(16, 10, 10) as 16×10×10."""
    return "×".join(str(size) for size in shape)


def whole(value: float) -> str:
    """A whole number: 215,370 or −3."""
    return f"{round(value):,}".replace("-", "−")


def decimal(value: float, decimals: int = 2) -> str:
    """A number with that many digits after the point: −0.42; never −0.00."""
    text = f"{round(float(value), decimals) + 0.0:.{decimals}f}"
    return text.replace("-", "−")


def shown(value: float) -> str:
    """A number as it stands in a cell of a question's picture (`cnn.figures.quiz_grid.cell_text`)."""
    if value == 0:
        return "0"
    size = abs(float(value))
    places = 1 if size >= 100 else 2 if size >= 0.0995 else 3
    return decimal(value, places) if round(size, places) else "0." + "0" * places


def end_of_scale(value: float) -> str:
    """The largest value of a colour scale, as under the picture: up to six significant digits."""
    return f"{value:.6g}".replace("-", "−")


def percent(share: float) -> str:
    """A probability, 0 to 1: 97.3 %; never 100 % or 0 %, as on the pages (`cnn.figures.numbers.percent`)."""
    if share > 0.999:
        return "over 99.9 %"
    return "under 0.1 %" if share < 0.001 else f"{100 * float(share):.1f} %"


def setting_text(spec: NetworkSpec, key: str) -> str:
    """One setting with its value: "conv1 kernel_size 3"."""
    return f"{setting_words(key)} {spec.get(key)}"


def change_text(before: NetworkSpec, after: NetworkSpec) -> str:
    """What was changed: "conv1 kernel_size from 5 to 3"."""
    parts = [f"{setting_words(key)} from {before.get(key)} to {after.get(key)}" for key in before.differences(after)]
    return " and ".join(parts)


def joined(names: Iterable[str]) -> str:
    """["conv1", "relu1", "pool1"] as "conv1, relu1 and pool1"."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def layer_line(spec: NetworkSpec, layer: str) -> str:
    """The line of PyTorch that makes one of conv1, pool1, conv2, pool2, fc1, fc2."""
    shape = layer_shapes(spec).named(layer)
    if shape.kind == "conv":
        channels = f"{shape.input_shape[0]}, {shape.output_shape[0]}"
        made = f"Conv2d({channels}, kernel_size={shape.kernel_size}, stride={shape.stride}, padding={shape.padding})"
    elif shape.kind == "linear":
        made = f"Linear({shape.input_shape[0]}, {shape.output_shape[0]})"
    else:
        kind = {"max": "MaxPool2d", "avg": "AvgPool2d"}.get(str(spec.get(f"{layer}_kind")))
        made = f"{kind}({shape.kernel_size}, stride={shape.stride})" if kind else "Identity()"
    return f"{layer} = nn.{made}"


def code(spec: NetworkSpec, first: str, last: str) -> str:
    """The lines of PyTorch from one layer to another, both included, as a block of Markdown."""
    names = LAYER_NAMES[LAYER_NAMES.index(first) : LAYER_NAMES.index(last) + 1]
    lines = [layer_line(spec, name) for name in names if name[:4] in ("conv", "pool") or name in ("fc1", "fc2")]
    return block("\n".join(lines))


def block(text: str) -> str:
    """Lines of Python as a block of Markdown."""
    return f"```python\n{text}\n```"
