"""The training page without a browser: it runs, its choices survive, and it says what it cannot do."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.paths import ROOT
from cnn.training.records import TrainingChoices
from cnn.ui.training import runs as training_runs

PATIENCE = 120.0


@pytest.fixture
def page() -> AppTest:
    return AppTest.from_file(str(ROOT / "pages" / "training.py"), default_timeout=PATIENCE).run()


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
    """The text beside the state of the training."""
    return next(html.value for html in page.get("html") if "training-state" in html.value)


def ask_for(page: AppTest, spec: NetworkSpec) -> None:
    page.session_state["explorer"] = page.session_state["explorer"].asked_for(spec)


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def test_it_runs_alone_and_shows_what_it_will_do(page: AppTest) -> None:
    assert not page.exception
    assert "Start training" in labels(page)
    assert page.session_state["explorer"].training.choices == TrainingChoices()


def test_a_batch_larger_than_the_data_is_said(page: AppTest) -> None:
    page.select_slider(key="training_batch_size").set_value(512).run()
    assert not any("each batch" in caption.value for caption in page.caption)
    page.select_slider(key="training_digits").set_value(200).run()
    assert any("only 200 digits" in caption.value for caption in page.caption)


def test_choices_are_written_back(page: AppTest) -> None:
    page.select_slider(key="training_learning_rate").set_value(0.03).run()
    page.segmented_control(key="training_limited_by").set_value("epochs").run()
    page.select_slider(key="training_epochs").set_value(5).run()
    assert not page.exception
    choices = page.session_state["explorer"].training.choices
    assert (choices.learning_rate, choices.limited_by, choices.epochs) == (0.03, "epochs", 5)
    assert choices.options().epochs == 5


def test_missing_mnist_is_offered_and_not_needed(
    page: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMPLECNN_MNIST", str(tmp_path))
    page.segmented_control(key="training_data").set_value("MNIST").run()
    assert not page.exception
    assert "Download MNIST" in labels(page)
    assert page.button(key="start_training").disabled
    page.segmented_control(key="training_data").set_value("generated").run()
    assert not page.button(key="start_training").disabled


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


def test_the_run_that_was_chosen_is_still_chosen_after_a_visit_to_another_page(page: AppTest) -> None:
    page.select_slider(key="training_digits").set_value(200).run()
    for _ in range(2):
        press(page, "start_training")
        name = page.session_state["explorer"].training.name
        run = training_runs.queue().runs_of(name)[-1]
        wait(page, lambda run=run: run.progress)  # type: ignore[misc]
        press(page, "stop_training")
        wait(page, lambda: "Use on Explore" in labels(page))
    page.segmented_control(key="training_view").set_value("replay").run()
    assert page.selectbox(key="training_run_2").value == 2
    page.selectbox(key="training_run_2").set_value(1).run()
    session = page.session_state["explorer"]
    page = AppTest.from_file(str(ROOT / "pages" / "training.py"), default_timeout=PATIENCE)
    page.session_state["explorer"] = session  # Streamlit forgets the widgets of a page that is left, and nothing else
    page.run()
    assert page.segmented_control(key="training_view").value == "replay"
    assert page.selectbox(key="training_run_2").value == 1
    training_runs.queue().close()


def test_an_unknown_name_in_the_address_is_no_error() -> None:
    page = AppTest.from_file(str(ROOT / "pages" / "training.py"), default_timeout=PATIENCE)
    page.query_params["training"] = "x" * 5000
    page.run()
    assert not page.exception
    assert page.session_state["explorer"].training.name == ""
