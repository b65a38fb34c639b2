"""The chart of the model card: accuracy of the shared weights over many settings, as an SVG file. Plain text, no
library.

It has a background of its own, because it is shown on light and on dark pages.
"""

from __future__ import annotations

import math
from html import escape
from typing import Any

from cnn.figures.theme import FONT, LIGHT
from cnn.network.spec import TEXTBOOK, NetworkSpec

_NAMES = {
    "near": "one to three settings changed",
    "uniform": "any setting within the limits",
    "extreme": "1×1 maps or one channel",
}
_WIDTH, _HEIGHT, _LEFT, _TOP, _GAP = 960, 470, 70, 84, 20
_TICKS = (0.1, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995)
_LOWEST, _HIGHEST = 0.1, 0.997


def draw_chart(rows: list[dict[str, Any]], key: str = "mnist") -> str:
    """One dot for each setting, the worst on the left, in a panel for each group; the scale is that of the errors.

    rows: as `evaluate_supernet.measure` gives them, each with group, settings and accuracies from 0 to 1.
    """
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="{escape(FONT)}">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="{LIGHT.page}"/>',
        _text(_LEFT, 28, f"Accuracy of the shared weights on MNIST's test set, {len(rows)} settings", size=18),
    ]
    groups = [group for group in _NAMES if any(row["group"] == group for row in rows)]
    width = (_WIDTH - _LEFT - 20) / max(1, len(groups)) - _GAP
    for column, group in enumerate(groups):
        left = _LEFT + column * (width + _GAP)
        chosen = sorted((row for row in rows if row["group"] == group), key=lambda row: row[key])
        parts += _panel(left, width, _NAMES[group], chosen, key)
    for tick in _TICKS:
        parts.append(_text(_LEFT - 10, _height(tick) + 5, f"{100 * tick:g} %", anchor="end"))
    return "\n".join([*parts, "</svg>", ""])


def _panel(left: float, width: float, name: str, rows: list[dict[str, Any]], key: str) -> list[str]:
    """One group: lines at round accuracies, its dots, and its median and tenth percentile."""
    count = len(rows)
    low, middle = (rows[int(share * (count - 1))][key] for share in (0.1, 0.5))
    parts = [_text(left, _TOP - 22, f"{name} ({count})", size=15)]
    parts.append(_text(left, _TOP - 4, f"median {100 * middle:.1f} %, tenth percentile {100 * low:.1f} %"))
    for tick in _TICKS:
        y = _height(tick)
        parts.append(f'<path d="M{left:.1f} {y:.1f}h{width:.1f}" stroke="{LIGHT.line}"/>')
    for i, row in enumerate(rows):
        x, y = left + (i + 0.5) * width / count, _height(row[key])
        title = escape(f"{100 * row[key]:.2f} %: {_differences(row['settings'])}")
        dot = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2" fill="{LIGHT.accent}" fill-opacity="0.55">'
        parts.append(f"{dot}<title>{title}</title></circle>")
    return parts


def _height(accuracy: float) -> float:
    """Where an accuracy is drawn: even steps for equal factors in the errors."""
    lowest, highest = -math.log(1 - _LOWEST), -math.log(1 - _HIGHEST)
    share = (-math.log(1 - min(max(accuracy, _LOWEST), _HIGHEST)) - lowest) / (highest - lowest)
    return _HEIGHT - 20 - share * (_HEIGHT - 40 - _TOP)


def _differences(settings: dict[str, str]) -> str:
    spec = NetworkSpec.from_query(settings)
    changed = spec.differences(TEXTBOOK)
    return ", ".join(f"{key} {spec.get(key)}" for key in changed) or "textbook"


def _text(x: float, y: float, text: str, size: int = 13, anchor: str = "start") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{LIGHT.text}"'
    return f"<text {place}>{escape(text)}</text>"
