"""A figure on a page goes to the browser with every number that it was given."""

from __future__ import annotations

import base64
import json

import numpy as np
from streamlit.testing.v1 import AppTest

SCRIPT = """
import numpy as np
import plotly.graph_objects as go
from cnn.ui import chart
trace = {"type": "heatmap", "z": np.arange(6, dtype=np.float32).reshape(2, 3), "name": "conv1"}
chart.figure({"data": [trace], "layout": {"width": 7}}, "own", "six numbers")
chart.side_by_side([go.Figure(), go.Figure()], (1, 2, 3), "pair", ("one", "other"))
"""


def test_data_and_layout_arrive_as_they_are() -> None:
    at = AppTest.from_string(SCRIPT, default_timeout=60).run()
    assert not at.exception
    own, *pair = at.get("plotly_chart")
    sent = json.loads(own.proto.spec)
    (trace,) = sent["data"]
    assert trace["name"] == "conv1" and sent["layout"]["width"] == 7
    assert (trace["z"]["dtype"], trace["z"]["shape"]) == ("f4", "2, 3")
    values = np.frombuffer(base64.b64decode(trace["z"]["bdata"]), np.float32).reshape(2, 3)
    assert np.array_equal(values, np.arange(6).reshape(2, 3))
    assert [one.proto.alt for one in (own, *pair)] == ["six numbers", "one", "other"]
    assert [one.proto.id.split("-")[-1] for one in (own, *pair)] == ["own_figure", "pair_figure", "pair_1_figure"]
