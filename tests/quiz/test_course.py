"""The course: levels, what comes back and when, fixed tests, and a progress as text."""

from __future__ import annotations

import base64
import json
import zlib
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cnn.quiz.course import MOST_ANSWERS, Answered, Progress, Request, class_test, next_question, pre_post
from cnn.quiz.kinds import KINDS, TOPICS
from cnn.quiz.make import make_question
from cnn.quiz.misconceptions import MISCONCEPTIONS


def answered(request: Request, right: bool, misconception: int | None = None) -> Answered:
    return Answered(request.kind, request.seed, request.level, "7", right, misconception, "8")


def after(progress: Progress, *rights: bool) -> Progress:
    """Some more of the questions that come next, answered right or wrong."""
    for right in rights:
        kind = KINDS[next_question(progress).kind]
        answer = answered(next_question(progress), right, None if right else kind.misconceptions[0])
        progress = replace(progress, answers=(*progress.answers, answer))
    return progress


def test_an_answer_is_judged_and_kept() -> None:
    question = make_question("filter_maps", 1, 1)
    progress = Progress().with_answer(question, question.answer.text).with_answer(question, "99999")
    assert [answer.right for answer in progress.answers] == [True, False]
    assert progress.score == (1, 2) and progress.streak == 0
    assert progress.by_topic() == {"Filters": (1, 2)}
    assert progress.with_answer(question, "what?") is progress


def test_right_raises_the_level_and_wrong_lowers_it() -> None:
    topic, kind = "Filters", "filter_maps"
    progress, levels = Progress(), []
    for right in (True, True, True, False, False, False):
        levels.append(progress.level(topic))
        progress = replace(progress, answers=(*progress.answers, answered(Request(kind, 1, 1), right)))
    assert levels == [1, 2, 3, 3, 2, 1] and progress.level(topic) == 1
    assert progress.level("Shapes") == 1


def test_a_misconception_comes_back_after_two_five_and_ten_others() -> None:
    for seed in range(10):
        progress = after(Progress(seed=seed), True, True, False)
        number = progress.answers[-1].misconception
        assert number is not None
        met = []
        for index in range(30):
            if number in progress.due():
                assert number in KINDS[next_question(progress).kind].misconceptions
                met.append(index)
            progress = after(progress, True)
        assert met == [2, 2 + 1 + 5, 2 + 1 + 5 + 1 + 10]


def test_wrong_again_starts_anew() -> None:
    progress = after(Progress(seed=1), False, True, True)
    number = progress.answers[0].misconception
    assert progress.due() == [number]
    progress = after(progress, False)
    assert number not in progress.due()


def test_a_kind_never_comes_twice_in_a_row_and_all_come() -> None:
    for right in (True, False):
        progress = after(Progress(seed=3), *[right] * 120)
        kinds = [answer.kind for answer in progress.answers]
        assert all(one != two for one, two in pairwise(kinds))
        assert set(progress.by_topic()) == set(TOPICS)
        if right:
            assert len(set(kinds)) == len(KINDS)
            assert progress.streak == 120


def test_the_next_question_can_be_made() -> None:
    progress = Progress(seed=9)
    for given_answer in ("7", "abc", "1,1", "8×8×8"):
        question = make_question(*next_question(progress))
        progress = progress.with_answer(question, given_answer)
        progress = progress.with_answer(question, question.answer.text)
    assert progress.score[0] >= 2
    assert next_question(progress) == next_question(Progress.from_text(progress.to_text()))


def test_a_class_gets_the_same_twenty() -> None:
    test = class_test(5)
    assert test == class_test(5) != class_test(6)
    assert len(test) == 20 and [one.level for one in test] == sorted(one.level for one in test)
    assert {one.level for one in test} == {1, 2, 3}
    for seed in range(20):
        met = {KINDS[one.kind].misconceptions[0] for one in class_test(seed)}
        assert met == MISCONCEPTIONS.keys()
    assert len(class_test(1, 100)) == 100 and class_test(1, 0) == ()


def test_before_and_after_are_of_one_difficulty() -> None:
    for seed in range(50):
        before, later = pre_post(seed)
        assert len(before) == len(later) == 10
        assert [(one.kind, one.level) for one in before] == [(two.kind, two.level) for two in later]
        assert not {one.seed for one in before} & {two.seed for two in later}
        assert max(Counter(one.kind for one in before).values()) == 1
    assert pre_post(1) == pre_post(1) != pre_post(2)


def test_a_progress_as_text_is_the_same_and_compact() -> None:
    progress = after(Progress(seed=4), *[True, False] * 50)
    text = progress.to_text()
    assert Progress.from_text(text) == progress
    assert len(text) < 3000 and text.replace("-", "").replace("_", "").isalnum()


@given(st.one_of(st.text(), st.from_regex(r"[A-Za-z0-9_-]{0,80}", fullmatch=True)))
def test_damaged_text_is_an_empty_progress(text: str) -> None:
    assert isinstance(Progress.from_text(text), Progress)


@given(st.recursive(st.none() | st.integers() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=9)))
def test_hostile_rows_are_an_empty_progress(rows: object) -> None:
    packed = base64.urlsafe_b64encode(zlib.compress(json.dumps([1, [rows]]).encode())).decode()
    assert Progress.from_text(packed).answers == ()


def test_a_bomb_is_not_unpacked() -> None:
    bomb = base64.urlsafe_b64encode(zlib.compress(b"[0,[" + b" " * 50_000_000)).decode()
    assert Progress.from_text(bomb) == Progress()


def test_there_is_a_most() -> None:
    question = make_question("filter_maps", 1, 1)
    full = Progress(tuple([answered(Request("filter_maps", 1, 1), True)] * MOST_ANSWERS))
    assert full.with_answer(question, "1") is full
