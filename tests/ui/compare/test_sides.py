"""Both networks on the page: what the browser is told, and what the server draws where the browser cannot."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import torch
from streamlit.testing.v1 import AppTest

from cnn.figures.scales import common_tops
from cnn.network.trace import Trace, trace_forward
from cnn.ui.compare.networks import changing_network, pinned_network
from cnn.ui.compare.words import answers_compared
from cnn.ui.payload import unpacked
from cnn.ui.server import networks
from tests.apps import press, session_of, texts
from tests.ui.compare.page import compare, with_parts
from tests.ui.test_live import image_in


def told(at: AppTest) -> dict[tuple[str, str], dict[str, Any]]:
    """What the parts of the component are told, by part and view."""
    protos = [one.proto for one in at.get("bidi_component")]
    found = [json.loads(proto.json) for proto in protos if proto.component_name == "explorer.live.index"]
    return {(one["part"], one["view"]): one for one in found}


def drawn_by_server(at: AppTest) -> dict[str, Any]:
    """The figures of A and B, by their layers' traces."""
    protos = [one.proto for one in at.get("bidi_component") if one.proto.component_name == "explorer.figure.index"]
    return {
        name: unpacked(proto.bytes)["figure"]
        for name, proto in zip(("a", "b"), protos, strict=True)
    }  # fmt: skip


def traces(at: AppTest) -> list[Trace]:
    now = session_of(at)
    assert now.canvas.image is not None
    image = torch.from_numpy(now.canvas.image).unsqueeze(0)
    return [trace_forward(loaded.model, image) for loaded in (pinned_network(now), changing_network(now))]


def test_the_browser_is_told_of_both_and_of_the_picture_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "is_served", lambda: True)
    at = press(compare(), "pair_large")
    press(at, "example4")
    parts = told(at)
    kinds = ("network", "answer", "table")
    assert set(parts) == {(kind, view) for kind in kinds for view in ("a", "b")} | {("verdict", "")}
    one, other = parts["network", "a"], parts["network", "b"]
    assert "picture" not in other and image_in(one).any()
    assert one["network"].endswith("hidden_units=128&weights=shared") and "conv1_kernel_size=7" in other["network"]
    for view in (one, other):
        assert view["views"] == ["a", "b"] and view["leading"] == "b" and view["scope"] == "layer"
        assert view["drawing"].endswith("theme=light&places=low&weights=shared")


def test_where_the_browser_cannot_the_server_draws_both_on_the_same_scales() -> None:
    at = press(press(compare(), "pair_average"), "example5")
    a, b = traces(at)
    tops = common_tops((a, b))
    figures = drawn_by_server(at)
    for name, trace in (("a", a), ("b", b)):
        for layer in figures[name]["data"]:
            if layer.get("name") in tops:
                assert layer["zmax"] == pytest.approx(tops[layer["name"]], rel=1e-6)
        shown = next(one for one in figures[name]["data"] if one.get("name") == "fc2")
        assert shown["z"].ravel() == pytest.approx(trace["fc2"], rel=1e-5)
    assert answers_compared(a.probabilities, b.probabilities) in texts(at)
    words = texts(at)
    for trace in (a, b):
        assert f'<span class="digit">{trace.prediction}</span>' in words


def test_both_run_in_the_browser_or_both_are_drawn_by_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "is_served", lambda: True)
    at = compare(pool1_kind="none", pool2_kind="none")
    assert {view for _, view in told(at)} >= {"a", "b"}
    with_parts(at, replace(session_of(at).page, runs_on_server=True))
    at = press(at, "textbook")
    assert not told(at) and len(drawn_by_server(at)) == 2
