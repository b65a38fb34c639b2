"""fc1 at the address of a network: what the server answers for a picture is what PyTorch has."""

from __future__ import annotations

import json
from http.client import HTTPResponse
from urllib.parse import urlencode

import numpy as np
import pytest
import torch
from starlette.applications import Starlette

from cnn.digits.handwriting import generate_digits
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.network.trace import trace_forward
from cnn.ui.server import fc1, networks
from cnn.weights.load import LoadedModel, load_model, load_shared
from tests.browser.driver import Server
from tests.ui.conftest import BASE
from tests.ui.server.conftest import asked, asked_here

LARGE = TEXTBOOK.changed(pool1_kind="none", pool2_kind="none", hidden_units=64)

PICTURE = (generate_digits(1, seed=2)[0][0] / 255).astype(np.float32)


def posted(running: Server, path: str, body: bytes) -> HTTPResponse:
    return asked(running.url, BASE + path, "POST", body)


def address_of(spec: NetworkSpec, **more: str) -> str:
    return f"/explorer/networks/{networks.version()}?{urlencode(spec.to_query() | more)}"


@pytest.mark.parametrize("spec", [LARGE, TEXTBOOK])
def test_a_picture_is_answered_with_the_outputs_of_fc1(running: Server, spec: NetworkSpec) -> None:
    answer = posted(running, address_of(spec), PICTURE.tobytes())
    assert answer.status == 200 and answer.getheader("Cache-Control") == "no-store"
    expected = trace_forward(load_model(spec).model, torch.from_numpy(PICTURE)[None])["fc1"]
    np.testing.assert_allclose(np.frombuffer(answer.read(), np.float32), expected, rtol=1e-5, atol=1e-5)


def test_the_shared_weights_of_the_textbook_network_answer_too(running: Server) -> None:
    found = np.frombuffer(posted(running, address_of(TEXTBOOK, weights="shared"), PICTURE.tobytes()).read(), np.float32)
    expected = trace_forward(load_shared(TEXTBOOK).model, torch.from_numpy(PICTURE)[None])["fc1"]
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("wrong", [b"", b"12", bytes(3135), bytes(3140), bytes(10**6), b"\xff" * 3136])
def test_what_is_no_picture_is_refused(running: Server, wrong: bytes) -> None:
    answer = posted(running, address_of(LARGE), wrong)
    assert answer.status == 422 and "numbers from 0 to 1" in json.loads(answer.read())["problem"]


def test_values_beyond_black_and_white_are_refused() -> None:
    for value in (-0.001, 1.001, np.nan, np.inf):
        assert fc1.picture_in(np.full(784, value, "<f4").tobytes()) is None
    found = fc1.picture_in(PICTURE.tobytes())
    assert found is not None and found.shape == (1, 1, 28, 28) and torch.equal(found[0, 0], torch.from_numpy(PICTURE))


def test_a_network_that_cannot_be_built_and_one_that_is_gone_are_said(running: Server) -> None:
    impossible = f"/explorer/networks/{networks.version()}?conv1_stride=9"
    answer = posted(running, impossible, PICTURE.tobytes())
    assert answer.status == 422 and "conv1_stride" in json.loads(answer.read())["problem"]
    answer = posted(running, f"/explorer/own/{'A' * 22}", PICTURE.tobytes())
    assert answer.status == 404 and json.loads(answer.read())["problem"] == fc1.GONE


def test_a_learners_own_network_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "is_served", lambda: True)
    loaded = LoadedModel(load_model(LARGE).model, "yours")
    token = str(networks.network_address(loaded)).rpartition("/")[2]
    app = Starlette(routes=networks.routes())
    status, _, body = asked_here(app, f"/explorer/own/{token}", "POST", PICTURE.tobytes())
    expected = trace_forward(loaded.model, torch.from_numpy(PICTURE)[None])["fc1"]
    assert status == 200
    np.testing.assert_allclose(np.frombuffer(body, np.float32), expected, rtol=1e-5, atol=1e-5)
