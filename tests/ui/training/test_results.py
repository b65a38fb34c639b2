"""What is shown of runs that are over."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from cnn.paths import ROOT
from cnn.ui.training import runs as training_runs
from tests.ui.training.page import PATIENCE, labels, press, wait


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
