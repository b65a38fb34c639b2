"""The kernel slides over the learner's digit: `slide/index.js` draws in the browser, this module sends the numbers."""

from __future__ import annotations

import base64
from dataclasses import asdict
from functools import lru_cache
from typing import Any

import numpy as np
import streamlit as st

from cnn.figures.theme import DARK, DIVERGING, MARKS, ON_TILES, SEQUENTIAL, WEIGHTS, Theme, theme_named
from cnn.network.model import SimpleCNN
from cnn.network.shapes import layer_shapes
from cnn.network.sliding import LAYERS, Slide, slide_of
from cnn.network.trace import Trace
from cnn.network.windows import unread_of
from cnn.paths import FRONTEND
from cnn.ui import linked, models, page, state
from cnn.ui.components import component
from cnn.ui.shown_digit import shown_trace


def slide_section() -> None:
    """The window of a convolution or a pooling moving over its input, while its output fills up."""
    now = state.session()
    loaded = models.current(now)
    trace, words = shown_trace(now)
    with st.container(key="slide_view", gap="xsmall"):
        slide = _chosen_slide(loaded.model, trace, words)
        with st.container(key="slide"):
            script = component("slide/index.js", _html(), isolate_styles=False)
            script(key="slide_player", data=slide_data(slide, theme_named(page.theme())))
        linked.linked_here(layer_shapes(loaded.model.spec), "slide_view", twice=True)


@lru_cache(maxsize=1)
def _html() -> str:
    return (FRONTEND / "slide" / "slide.html").read_text(encoding="utf-8")


def _chosen_slide(model: SimpleCNN, trace: Trace, words: str) -> Slide:
    """The widgets that name a layer and a channel, and the input picture if the layer does not read it directly."""
    with st.container(horizontal=True, key="slide_place", gap="medium", vertical_alignment="center"):
        layer = st.segmented_control(
            "layer", LAYERS, default="conv1", key="slide_layer", required=True, label_visibility="collapsed"
        )
        last = len(trace[layer]) - 1
        channel = _channel(layer, last)
        st.caption(f"over {words}")
        if layer != LAYERS[0]:
            st.html(linked.cells_picture("input", trace["input"], 1.0, "the input; its cells can be pointed at"))
    return slide_of(model, trace, layer, channel)


def _channel(layer: str, last: int) -> int:
    """The slider for the output channel; the number of channels is in the key because the settings change it."""
    if not last:
        return 0
    return int(st.slider("output channel", 0, last, 0, key=f"slide_channel_{layer}_{last}", width=280))


def slide_data(slide: Slide, theme: Theme) -> dict[str, Any]:
    """All that the script needs, as JSON: arrays are float32 in base64."""
    axis = slide.axis
    signed = slide.kind == "conv"
    return {
        "layer": slide.layer,
        "channel": slide.channel,
        "source": slide.source,
        "kind": slide.kind,
        "inputs": _base64(slide.inputs),
        "input_shape": list(slide.inputs.shape),
        "input_scale": "sequential",
        "weights": None if slide.weights is None else _base64(slide.weights),
        "bias": slide.bias,
        "output": _base64(slide.output),
        "output_size": axis.output,
        "output_scale": "diverging" if signed else "sequential",
        "kernel_size": axis.kernel_size,
        "stride": axis.stride,
        "padding": axis.padding,
        "unread": [list(run) for run in axis.unread()],
        "scales": {"sequential": SEQUENTIAL, "diverging": DIVERGING, "weights": WEIGHTS},
        "marks": MARKS,
        "on_tiles": ON_TILES,
        "faint": DARK.muted,  # on tiles, which are dark in both themes
        "theme": asdict(theme),
        "words": _words(slide),
    }


def _base64(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values, np.float32).tobytes()).decode("ascii")


def _words(slide: Slide) -> dict[str, str]:
    """The headings of the three pictures, and their descriptions for screen readers."""
    axis, many = slide.axis, len(slide.inputs) > 1
    size = f"{axis.size}×{axis.size}"
    ring = f", padding {axis.padding}: a ring of zeros, {axis.padded}×{axis.padded}" if axis.padding else ", no padding"
    unread = str(unread_of(axis))
    lost = f"; hatched, never read: {unread}" if unread else ""
    inputs = f"{len(slide.inputs)} maps of {size}" if many else size
    input_words = f"<b>{slide.source}</b> {inputs}{ring}; stride {axis.stride}{lost}"
    kernel = f"{axis.kernel_size}×{axis.kernel_size}"
    sum_words = {
        "conv": f"<b>the window</b> value × weight = product, {kernel}"
        + ("; click a map to choose it" if many else ""),
        "max": f"<b>the window</b> {kernel}: the largest value wins",
        "avg": f"<b>the window</b> {kernel}: the mean of all values",
        "none": "<b>no pooling</b>: every value passes unchanged",
    }[slide.kind]
    output_words = f"<b>{slide.layer}</b> channel {slide.channel}: {axis.formula}"
    return {
        "input": input_words,
        "sum": sum_words,
        "output": output_words,
        "input_alt": f"The input of {slide.layer}: {inputs}{ring}, with the window outlined.",
        "sum_alt": "The numbers in the window; the sentence below has their sum.",
        "output_alt": f"Channel {slide.channel} of {slide.layer}, {axis.output} by {axis.output}, filled as far as the "
        "window has come.",
    }
