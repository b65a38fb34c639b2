"""Networks at addresses: what a browser finds there is what PyTorch has."""

from __future__ import annotations

import gc
import json
import random
from pathlib import Path
from urllib.parse import quote, urlencode

import numpy as np
import pytest
import torch
from safetensors.torch import load
from starlette.applications import Starlette

from cnn.explain.known_digits import from_bytes, known_from_few, shipped
from cnn.figures.unfilled import unfilled_network
from cnn.network.kernels import KernelAddress
from cnn.network.shapes import is_buildable, layer_shapes
from cnn.network.spec import CHOICES, LIMITS, TEXTBOOK, NetworkSpec
from cnn.ui.models import blank_trace
from cnn.ui.payload import unpacked
from cnn.ui.server import networks
from cnn.weights.edited import without_filter
from cnn.weights.load import LoadedModel, load_model, load_shared, untrained
from cnn.weights.package import is_whole
from tests.browser.driver import Server
from tests.ui.conftest import BASE
from tests.ui.server.conftest import asked, asked_here

LARGE = TEXTBOOK.changed(pool1_kind="none", pool2_kind="none")


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "is_served", lambda: True)


def address_of(spec: NetworkSpec, origin: str = "") -> str:
    """The address of the weights that the app has for a setting; origin: of others than the best."""
    found = networks.network_address(LoadedModel(untrained(spec), origin or load_model(spec).origin))
    assert found is not None
    return BASE + found.removeprefix(".")


def drawing_of(running: Server, query: str) -> tuple[int, dict[str, object]]:
    answer = asked(running.url, f"{BASE}/explorer/drawings/{networks.version()}?{query}")
    body = answer.read()
    return answer.status, unpacked(body) if answer.status == 200 else json.loads(body)


def test_the_textbook_network_has_two_kinds_of_weights(running: Server, served: None) -> None:
    found = load(asked(running.url, address_of(TEXTBOOK, "shared")).read())
    expected = load_shared(TEXTBOOK).model.state_dict()
    assert all(torch.equal(found[name], expected[name]) for name in expected)


def test_a_network_arrives_as_it_is(running: Server, served: None) -> None:
    for spec in (TEXTBOOK, TEXTBOOK.changed(conv1_kernel_size=3, pool2_kind="avg")):
        answer = asked(running.url, address_of(spec))
        assert answer.status == 200
        assert answer.getheader("Cache-Control") == "public, max-age=31536000, immutable"
        body = answer.read()
        expected = load_model(spec).model.state_dict()
        found = load(body)
        assert found.keys() == expected.keys()
        assert all(torch.equal(found[name], expected[name]) for name in expected)
        length = int.from_bytes(body[:8], "little")
        metadata = json.loads(body[8 : 8 + length])["__metadata__"]
        layers = json.loads(metadata["layers"])
        assert metadata["spec"] == urlencode(spec.to_query())
        assert [layer["output_shape"] for layer in layers] == [list(layer.output_shape) for layer in layer_shapes(spec)]


def test_of_a_large_network_fc1_stays_on_the_server(running: Server, served: None) -> None:
    body = asked(running.url, address_of(LARGE)).read()
    expected = load_model(LARGE).model.state_dict()
    assert load(body).keys() == expected.keys() - {"fc1.weight", "fc1.bias"} and len(body) < 200_000


def test_a_page_without_the_server_has_no_networks() -> None:
    assert networks.network_address(load_model(TEXTBOOK)) is None


def test_a_drawing_says_all_that_is_drawn_and_named(running: Server) -> None:
    spec = TEXTBOOK.changed(conv2_out_channels=5)
    status, found = drawing_of(running, urlencode(spec.to_query() | {"theme": "dark"}))
    assert status == 200 and found["problem"] == ""
    assert found["layers"] == unfilled_network(blank_trace(spec))["layers"]
    assert found["headings"]["conv2"]["shape"] == "5×14×14"
    assert BASE + str(found["network"]).removeprefix(".") == address_of_shipped(spec)
    assert "conv2 5×14×14" in str(found["alt"])


def address_of_shipped(spec: NetworkSpec) -> str:
    return f"{BASE}/explorer/networks/{networks.version()}?{urlencode(spec.to_query())}"


def test_what_cannot_be_built_is_a_sentence_with_the_headings(running: Server) -> None:
    wanted = TEXTBOOK.changed(pool1_stride=4, conv2_kernel_size=7, conv2_padding=0, pool2_kernel_size=4)
    status, found = drawing_of(running, urlencode(wanted.to_query()))
    assert status == 200 and "pool2 cannot be built" in str(found["problem"])
    assert found["headings"]["pool2"]["kind"] == "impossible"


def test_other_versions_and_hostile_queries_are_refused(running: Server) -> None:
    for path in ("networks/0123456789ab", "drawings/none", "own/none", "own/../networks", "networks/"):
        assert asked(running.url, f"{BASE}/explorer/{path}").status == 404, path
    chance = random.Random(3)
    values = ["", "0", "-1", "99", "1e3", "５", "NaN", "max", "<script>", "\x00", "9" * 400, "💩", "3"]
    for number in range(1000):
        settings = {key: chance.choice(values) for key in chance.sample([*LIMITS, *CHOICES, "theme", "x"], 4)}
        kind, allowed = (("drawings", (200, 422)), ("networks", (200, 422)))[number % 2]
        answer = asked(running.url, f"{BASE}/explorer/{kind}/{networks.version()}?{urlencode(settings)}", "HEAD")
        assert answer.status in allowed, settings
    for path in ("networks", "drawings"):
        refused = asked(running.url, f"{BASE}/explorer/{path}/{networks.version()}?conv1_stride=9&x=%ff&{quote('&=')}")
        assert refused.status == 422 and "conv1_stride must be" in json.loads(refused.read())["problem"]


def test_random_settings_have_their_network(running: Server, served: None) -> None:
    chance = random.Random(4)
    seen = 0
    while seen < 15:
        settings: dict[str, int | str] = {key: chance.randint(*ends) for key, ends in LIMITS.items()}
        spec = TEXTBOOK.changed(**settings)
        if is_buildable(spec) and is_whole(spec):
            assert len(asked(running.url, address_of(spec)).read()) > 4 * sum(
                layer.parameters for layer in layer_shapes(spec)
            )
            seen += 1


def test_other_weights_are_at_another_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(networks, "ROOT", tmp_path)
    monkeypatch.setattr(networks, "ASSETS", tmp_path)
    found = set()
    for content in (b"these", b"those"):
        (tmp_path / "simplecnn.safetensors").write_bytes(content)
        found.add(networks.version.__wrapped__())
    assert len(found) == 2


def test_an_own_network_is_found_until_its_session_is_gone(served: None) -> None:
    loaded = LoadedModel(untrained(TEXTBOOK, 1), "yours")
    name = str(networks.network_address(loaded)).removeprefix(".")
    app = Starlette(routes=networks.routes())
    status, headers, body = asked_here(app, name)
    assert status == 200 and headers["cache-control"] == "private, max-age=3600, immutable"
    expected = loaded.model.state_dict()
    assert all(torch.equal(value, expected[key]) for key, value in load(body).items())
    del loaded, expected
    gc.collect()
    status, headers, body = asked_here(app, name)
    assert status == 404 and headers["cache-control"] == "no-store" and "no such network" in json.loads(body)["problem"]
    assert asked_here(app, f"{name}x")[0] == asked_here(app, f"/explorer/own/{'A' * 22}")[0] == 404


def test_what_is_known_of_digits_is_at_an_address(running: Server, served: None) -> None:
    address = networks.known_address(load_model(TEXTBOOK))
    answer = asked(running.url, BASE + str(address).removeprefix("."))
    assert answer.status == 200 and answer.getheader("Cache-Control") == "public, max-age=31536000, immutable"
    found, known = from_bytes(answer.read()), shipped()
    assert known is not None and found.threshold == known.threshold
    assert (found.whitening == known.whitening).all()
    unknown = TEXTBOOK.changed(conv1_out_channels=1, conv2_out_channels=1, hidden_units=16)  # not asked for by a page
    path = f"{BASE}/explorer/known/{networks.version()}?{urlencode(unknown.to_query())}"
    refused = asked(running.url, path)
    assert refused.status == 404 and refused.getheader("Cache-Control") == "no-store"
    assert asked(running.url, f"{BASE}/explorer/known/{networks.version()}?conv1_stride=9").status == 422
    assert asked(running.url, f"{BASE}/explorer/own_known/{'A' * 22}").status == 404
    assert networks.known_address(LoadedModel(untrained(TEXTBOOK), "untrained")) is None


def test_what_is_known_of_an_own_network_is_found_by_its_name(served: None, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = LoadedModel(load_model(TEXTBOOK).model, "yours")
    known = known_from_few(*_values_of_digits())
    monkeypatch.setattr(networks, "known_to", lambda one: known if one.model is loaded.model else None)
    name = str(networks.known_address(loaded)).removeprefix(".")
    app = Starlette(routes=networks.routes())
    status, headers, body = asked_here(app, name)
    assert status == 200 and headers["cache-control"].startswith("private") and body == known.to_bytes()


def _values_of_digits() -> tuple[np.ndarray, np.ndarray]:
    rng, labels = np.random.default_rng(0), np.arange(200) % 10
    return rng.normal(size=(10, 16))[labels] + rng.normal(0, 0.3, (200, 16)), labels


def test_a_learners_own_network_is_under_a_name_that_nobody_can_guess(served: None) -> None:
    mine, other = LoadedModel(untrained(TEXTBOOK, 1), "yours"), LoadedModel(untrained(TEXTBOOK, 2), "yours")
    edited = without_filter(mine, KernelAddress("conv1", 0, 0))
    names = [networks.network_address(one) for one in (mine, other, edited)]
    assert networks.network_address(mine) == names[0]
    assert len(set(names)) == 3 and all(len(str(name).rpartition("/")[2]) >= 20 for name in names)


def test_a_network_that_nobody_has_any_more_is_forgotten(served: None) -> None:
    loaded = LoadedModel(untrained(TEXTBOOK, 1), "yours")
    token = str(networks.network_address(loaded)).rpartition("/")[2]
    assert networks.model_named(token) is loaded.model
    del loaded
    gc.collect()
    assert networks.model_named(token) is None
