"""The chart in the card of the shared weights."""

from __future__ import annotations

from cnn.offline.supernet_chart import draw_chart
from tests.strategies import drawn


def test_the_chart_has_a_dot_for_every_setting() -> None:
    rows = [{"group": "near", "settings": spec.to_query(), "mnist": 0.9 + i / 1000} for i, spec in enumerate(drawn(20))]
    chart = draw_chart(rows)
    assert chart.count("<circle") == len(rows) and "textbook" in chart
