"""What the server tells the browser of a network that runs there."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from streamlit.testing.v1 import AppTest

from cnn.digits.handwriting import example_drawing
from cnn.digits.prepare import ink_of, prepare_steps
from cnn.network.spec import TEXTBOOK
from cnn.network.trace import trace_forward
from cnn.paths import ROOT
from cnn.ui import live
from cnn.ui.server import networks
from cnn.ui.session import Session
from cnn.weights.load import load_model


@pytest.fixture(autouse=True)
def _served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "is_served", lambda: True)


def parts(at: AppTest) -> dict[str, dict[str, object]]:
    """What the parts of the component are told, by their names."""
    protos = [one.proto for one in at.get("bidi_component")]
    told = [json.loads(proto.json) for proto in protos if proto.component_name == "explorer.live.index"]
    return {one["part"]: one for one in told}


def words_on(at: AppTest) -> str:
    return " ".join([*(one.proto.body for one in at.get("html")), *(one.value for one in at.markdown)])


def image_in(told: dict[str, object]) -> np.ndarray:
    """The picture as the browser puts it together."""
    box = told["picture"]
    assert isinstance(box, dict)
    values = np.frombuffer(base64.b64decode(box["values"]), np.float32).reshape(-1, box["width"])
    image = np.zeros((28, 28), np.float32)
    image[box["top"] : box["top"] + len(values), box["left"] : box["left"] + box["width"]] = values
    return image


def explore() -> AppTest:
    at = AppTest.from_file(str(ROOT / "pages" / "explore.py"), default_timeout=60)
    return at.run()


def test_the_browser_is_given_network_picture_and_words() -> None:
    at = explore()
    assert parts(at)["network"]["picture"] is None
    at.button("example4").click().run()
    told = parts(at)
    assert set(told) == {"network", "answer", "table"}
    assert str(told["network"]["network"]).startswith("./explorer/networks/")
    assert str(told["network"]["drawing"]).endswith("theme=light")
    assert str(told["network"]["known"]).startswith("./explorer/known/")
    expected = prepare_steps(ink_of(example_drawing(4))).image
    np.testing.assert_array_equal(image_in(told["network"]), expected)
    assert not at.exception


def test_a_picture_of_another_place_arrives_exactly() -> None:
    rng = np.random.default_rng(1)
    for _ in range(20):
        image = np.zeros((28, 28), np.float32)
        top, left = rng.integers(0, 20, 2)
        image[top : top + rng.integers(1, 8), left : left + rng.integers(1, 8)] = rng.random()
        np.testing.assert_array_equal(image_in({"picture": live.picture_data(image)}), image)


def test_where_the_browser_cannot_the_server_draws_and_says_so_once() -> None:
    at = explore()
    at.button("example4").click().run()
    session: Session = at.session_state["explorer"]
    page = replace(session.page, runs_on_server=True, notice=live.NOT_HERE)
    at.session_state["explorer"] = replace(session, page=page)
    at.run()
    assert not parts(at) and not at.exception
    trace = trace_forward(load_model(TEXTBOOK).model, torch.from_numpy(session.canvas.image)[None])
    assert f'<span class="digit">{trace.prediction}</span>' in words_on(at)
    assert live.NOT_HERE in words_on(at)
    at.button("notice_read").click().run()
    assert live.NOT_HERE not in words_on(at)
