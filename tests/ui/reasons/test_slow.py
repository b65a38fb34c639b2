"""The bar for what takes longer: not for a moment, and gone at the end."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

SOURCE = """
import streamlit as st
from cnn.ui.reasons import slow
slow.MOMENT = {moment}
with slow.progress_bar("working") as tell:
    tell(0.5)
    tell(1.5)
    {then}
"""


@pytest.mark.parametrize(("moment", "bars"), [(60, 0), (-1, 1)])
def test_the_bar_comes_after_a_moment(moment: float, bars: int) -> None:
    at = AppTest.from_string(SOURCE.format(moment=moment, then="st.stop()")).run()
    assert not at.exception and len(at.get("progress")) == bars


def test_the_bar_is_gone_at_the_end() -> None:
    at = AppTest.from_string(SOURCE.format(moment=-1, then="")).run()
    assert not at.exception and not at.get("progress")
