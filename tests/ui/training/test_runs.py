"""A learner's trainings, from their start to weights of their own."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from cnn.network.spec import TEXTBOOK
from cnn.paths import ROOT
from cnn.ui.training import runs as training_runs
from tests.ui.training.page import PATIENCE, ask_for, labels, press, wait, words


def test_a_training_from_start_to_own_weights(page: AppTest) -> None:
    page.select_slider(key="training_digits").set_value(200).run()
    page.select_slider(key="training_seconds").set_value(5).run()
    press(page, "start_training")
    assert "Stop" in labels(page)
    name = page.session_state["explorer"].training.name
    wait(page, lambda: any(run.progress for run in training_runs.queue().runs_of(name)))
    assert page.segmented_control(key="training_data").disabled
    press(page, "stop_training")
    wait(page, lambda: "Use on Explore" in labels(page))
    (run,) = training_runs.queue().runs_of(name)
    assert run.finished is not None
    press(page, "use_weights")
    own = page.session_state["explorer"].network.own
    assert own.origin == "yours"
    assert own.model.spec == TEXTBOOK
    assert own.model.state_dict()["fc2.bias"].numpy() == pytest.approx(run.finished.weights["fc2.bias"])
    for view in ("replay", "compare runs", "mistakes"):
        page.segmented_control(key="training_view").set_value(view).run()
        assert not page.exception
    training_runs.queue().close()


def test_weights_of_another_network_say_that_they_change_the_settings(page: AppTest) -> None:
    page.select_slider(key="training_digits").set_value(200).run()
    press(page, "start_training")
    name = page.session_state["explorer"].training.name
    wait(page, lambda: any(run.progress for run in training_runs.queue().runs_of(name)))
    press(page, "stop_training")
    wait(page, lambda: "Use on Explore" in labels(page))
    assert "restores the settings of this run" not in words(page)
    other = TEXTBOOK.changed(conv1_kernel_size=3)
    ask_for(page, other)
    page.run()
    assert "restores the settings of this run" in words(page)
    press(page, "use_weights")
    assert page.session_state["explorer"].network.spec == TEXTBOOK
    assert "restores the settings of this run" not in words(page)
    assert page.button(key="use_weights").disabled  # Explore has them
    ask_for(page, other)
    page.run()
    assert not page.button(key="use_weights").disabled  # Explore has another network now, though they are kept
    training_runs.queue().close()


def test_an_unknown_name_in_the_address_is_no_error() -> None:
    page = AppTest.from_file(str(ROOT / "pages" / "training.py"), default_timeout=PATIENCE)
    page.query_params["training"] = "x" * 5000
    page.run()
    assert not page.exception
    assert page.session_state["explorer"].training.name == ""
