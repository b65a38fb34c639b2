"""The Shapes page without a browser, at one of its views."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from cnn.paths import ROOT

PAGE = str(ROOT / "pages" / "shapes.py")


def shown(view: str, **query: str) -> AppTest:
    at = AppTest.from_file(PAGE, default_timeout=60)
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    at.segmented_control(key="shapes_view").set_value(view).run()
    assert not at.exception
    return at


def words(at: AppTest) -> str:
    said = [element.value for element in [*at.markdown, *at.error, *at.success, *at.caption, *at.code]]
    return "\n".join(said + [element.proto.body for element in at.get("html")])
