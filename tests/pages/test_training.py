"""The training page without a browser: it runs, its choices survive, and it says what it cannot do."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from cnn.paths import ROOT
from cnn.training.records import TrainingChoices
from tests.ui.training.page import PATIENCE, labels


@pytest.fixture
def page() -> AppTest:
    return AppTest.from_file(str(ROOT / "pages" / "training.py"), default_timeout=PATIENCE).run()


def test_it_runs_alone_and_shows_what_it_will_do(page: AppTest) -> None:
    assert not page.exception
    assert "Start training" in labels(page)
    assert page.session_state["explorer"].training.choices == TrainingChoices()
