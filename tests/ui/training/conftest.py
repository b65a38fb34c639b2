"""The training page, opened."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from cnn.paths import ROOT
from tests.ui.training.page import PATIENCE


@pytest.fixture
def page() -> AppTest:
    return AppTest.from_file(str(ROOT / "pages" / "training.py"), default_timeout=PATIENCE).run()
