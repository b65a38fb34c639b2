"""A section of the microscope as a page of its own, without a browser."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from cnn.network.spec import TEXTBOOK, ConvSpec, NetworkSpec
from cnn.ui.session import Part
from tests.apps import session_of

UNUSUAL = [TEXTBOOK, NetworkSpec(conv1=ConvSpec(1, 1)), NetworkSpec(conv1=ConvSpec(32, 2), conv2=ConvSpec(64, 7, 2, 3))]
"""The textbook network and unusual ones, which every section must open for."""


def section(name: str, spec: NetworkSpec = TEXTBOOK) -> AppTest:
    """The section `{name}_section` of the module `name`, for a network."""
    source = f"from cnn.ui import page\nfrom cnn.ui.microscope import {name}\npage.begin()\n{name}.{name}_section()\n"
    at = AppTest.from_string(source, default_timeout=60)
    for key in spec.differences(TEXTBOOK):
        at.query_params[key] = str(spec.get(key))
    at.run()
    assert not at.exception
    return at


def check_it_opens(name: str, spec: NetworkSpec) -> None:
    """For both convolutions, where the section has a choice of them."""
    at = section(name, spec)
    for control in at.segmented_control:
        control.set_value("conv2").run()
        assert not at.exception


def pictures(at: AppTest) -> str:
    """All HTML of the page."""
    return "".join(str(element.proto.body) for element in at.get("html"))


def change(at: AppTest, *parts: Part) -> None:
    """Run the page again with other parts of the session."""
    at.session_state["explorer"] = session_of(at).with_parts(*parts)
    at.run()
