"""A page of the app without a browser, and what its words and widgets say."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from streamlit.testing.v1 import AppTest

from cnn.digits.prepare import prepare_digit
from cnn.network.shapes import layer_shapes, totals
from cnn.network.spec import SETTINGS, TEXTBOOK, NetworkSpec
from cnn.network.trace import trace_forward
from cnn.paths import ROOT
from cnn.ui.session import Session
from cnn.weights.load import load_model

IMPOSSIBLE = TEXTBOOK.changed(pool1_kernel_size=4, pool1_stride=4, conv2_kernel_size=7, conv2_padding=0)
"""pool2 would have windows of 2×2 on maps of 1×1."""

POSSIBLE = IMPOSSIBLE.changed(conv2_kernel_size=6)


def opened(script: str = "pages/explore.py", **query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / script), default_timeout=60)
    for key, value in query.items():
        at.query_params[key] = value
    return run(at)


def run(at: AppTest) -> AppTest:
    at.run()
    assert not at.exception
    return at


def session_of(at: AppTest) -> Session:
    """The session as it is now."""
    found: Session = at.session_state["explorer"]
    return found


def press(at: AppTest, key: str) -> AppTest:
    at.button(key).click()
    return run(at)


def texts(at: AppTest) -> str:
    """All words on the page."""
    return "\n".join([element.proto.body for element in at.get("html")] + [element.value for element in at.markdown])


def answer(at: AppTest) -> str:
    """The part of the page that holds the answer."""
    return next(element.proto.body for element in at.get("html") if 'class="answer' in element.proto.body)


def predicted(at: AppTest) -> int:
    return int(answer(at).partition('class="digit">')[2][0])


def shown_settings(at: AppTest) -> dict[str, Any]:
    return {key: at.session_state[key] for key in SETTINGS}


def settings_of(spec: NetworkSpec) -> dict[str, Any]:
    return {key: spec.get(key) for key in SETTINGS}


def prediction_of(spec: NetworkSpec, drawing: np.ndarray) -> int:
    """What our network says of a drawing, computed without the page."""
    image = torch.from_numpy(prepare_digit(drawing)).unsqueeze(0)
    return trace_forward(load_model(spec).model, image).prediction


def check_table(at: AppTest, spec: NetworkSpec) -> None:
    """The table twin of the figure holds every layer's shape and formula, and the sums."""
    words = texts(at)
    for layer in layer_shapes(spec):
        assert f"| {layer.name} | `[1, {', '.join(map(str, layer.output_shape))}]` | {layer.formula}" in words
    for total in totals(layer_shapes(spec)):
        assert f"**{total:,}**" in words
