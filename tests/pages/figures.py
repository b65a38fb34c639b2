"""The figures that a page of AppTest shows."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from cnn.ui.payload import unpacked


def figures(at: AppTest) -> dict[str, dict[str, Any]]:
    """`data` and `layout` of every figure, by the key that it was given to `chart.figure`."""
    found = {}
    for element in at.get("bidi_component"):
        proto = element.proto
        if proto.component_name.startswith("explorer.figure.index"):
            found[proto.id.rpartition("-")[2].removesuffix("_figure")] = unpacked(proto.bytes)["figure"]
    return found
