"""The sentence about an error of the app's own."""

from __future__ import annotations

import logging

import pytest
from streamlit.testing.v1 import AppTest

from cnn.ui.server import script_errors


def broken_page() -> None:
    """Two parts that fail one after the other, as fragments may."""
    import streamlit as st  # noqa: PLC0415

    from cnn.ui.server import script_errors  # noqa: PLC0415

    st.text("above")
    for wrong in (lambda: 1 / 0, lambda: [][int("1")]):
        try:
            wrong()
        except (ZeroDivisionError, IndexError) as error:
            assert script_errors.show(error)


def test_every_error_has_its_sentence_and_one_button_at_the_second_try_too(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("streamlit.error_util")
    log.addHandler(caplog.handler)
    at = AppTest.from_function(broken_page).run()
    for _ in range(2):
        assert not at.exception
        alerts = [element.proto.body for element in at.get("html") if 'role="alert"' in element.proto.body]
        numbers = [words.rpartition("error id ")[2][:8] for words in alerts]
        assert len(set(numbers)) == 2 and all(number in caplog.text for number in numbers)
        assert len(at.button) == 1
        at.button("script_error_again").click().run()
    log.removeHandler(caplog.handler)


def test_the_error_id_depends_on_place_and_type() -> None:
    def number(wrong: object) -> str:
        try:
            return f"{1 / wrong}"  # type: ignore[operator]
        except (TypeError, ZeroDivisionError) as error:
            return script_errors.error_id(error)

    assert number(0) == number(0) != number("a")
    assert "Streamlit" not in script_errors.sentence(number(0))
