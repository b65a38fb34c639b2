"""What the start of the quiz says, and the seeds and links that it offers."""

from __future__ import annotations

from tests.apps import opened, press


def links(seed: int) -> list[str]:
    return [f"quiz={mode}:{seed}" for mode in ("seed", "before", "after")]


def test_links_follow_the_seed_and_start_what_they_say() -> None:
    at = opened("pages/quiz.py")
    drawn = int(at.number_input(key="quiz_seed").value or 0)
    assert 0 <= drawn <= 9999
    assert [code.value.partition("?")[2] for code in at.code] == links(drawn)
    at.number_input(key="quiz_seed").set_value(77)
    at.number_input(key="quiz_pair_seed").set_value(77).run()
    assert [code.value.partition("?")[2] for code in at.code] == links(77)
    at = press(at, "quiz_start_test")
    assert at.session_state["explorer"].quiz.text == "seed:77"
