"""The training page without a browser."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from cnn.network.spec import NetworkSpec
from cnn.paths import ROOT
from cnn.training.run import TrainingRun
from cnn.ui.training import runs as training_runs

PATIENCE = 120.0


def press(page: AppTest, key: str) -> None:
    page.button(key=key).click().run()
    assert not page.exception


def wait(page: AppTest, condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)
        page.run()
        assert not page.exception


def words(page: AppTest) -> str:
    """What stands beside the state of the training."""
    return next(element.value for element in page.get("html") if "training-state" in element.value)


def state_words(page: AppTest) -> str:
    """The state of the training as it is read: without tags, and without what only a screen reader hears."""
    shown = words(page).partition("</div>")[0]
    return html.unescape(re.sub("<[^>]+>", "", shown))


def opened_with(monkeypatch: pytest.MonkeyPatch, run: TrainingRun) -> AppTest:
    """The page for a learner who has this run."""
    monkeypatch.setattr(training_runs, "runs", lambda: [run])
    page = AppTest.from_file(str(ROOT / "pages" / "training.py"), default_timeout=PATIENCE).run()
    assert not page.exception
    return page


def ask_for(page: AppTest, spec: NetworkSpec) -> None:
    page.session_state["explorer"] = page.session_state["explorer"].asked_for(spec)


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]
