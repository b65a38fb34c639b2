"""The result sheet: complete, and harmless in a spreadsheet and in a browser."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn.quiz.course import Answered, Progress, class_test
from cnn.quiz.kinds import KINDS
from cnn.quiz.make import make_question
from cnn.quiz.misconceptions import MISCONCEPTIONS
from cnn.quiz.printed import LARGEST_TABLE
from cnn.quiz.question import Chosen
from cnn.quiz.sheet import COLUMNS, Context, result_csv, result_page

WHEN = datetime(2025, 3, 9, 8, 5)


def done() -> Progress:
    """A class test, every second answer right."""
    progress = Progress()
    for index, request in enumerate(class_test(7)):
        question = make_question(*request)
        wrong = "0,0" if hasattr(question.answer, "grid") else "9×9×9"
        given_answer = question.answer.text if index % 2 else wrong
        progress = progress.with_answer(question, given_answer)
    return progress


DONE = done()


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_csv_has_a_row_for_each_answer() -> None:
    head, *body = rows(result_csv(DONE, "Ada", 7, WHEN))
    assert tuple(head) == COLUMNS and len(body) == len(DONE.answers) > 5
    for number, (row, answer) in enumerate(zip(body, DONE.answers, strict=True), 1):
        assert row[:4] == ["Ada", "7", "2025-03-09 08:05", str(number)]
        assert row[4:8] == [KINDS[answer.kind].topic, answer.kind, str(answer.seed), str(answer.level)]
        assert row[9] == make_question(answer.kind, answer.seed, answer.level).answer.text
        assert row[10] == ("yes" if answer.right else "no")
        assert row[12] == "0"


def test_both_sheets_say_which_questions_were_left_out() -> None:
    end = Progress(DONE.answers[-2:])
    for row, number in zip(rows(result_csv(end, "Ada", 7, WHEN, Context(18)))[1:], ("19", "20"), strict=True):
        assert (row[3], row[12]) == (number, "18")
    assert "18 questions before them were left out" in Page(result_page(end, "Ada", 7, WHEN, Context(18))).words


def test_the_sheets_after_a_lesson_have_the_score_before_it() -> None:
    after = Progress(DONE.answers[:2])
    for row in rows(result_csv(after, "Ada", 7, WHEN, Context(before=DONE)))[1:]:
        assert row[13:] == list(map(str, DONE.score))
    assert {tuple(row[13:]) for row in rows(result_csv(after, "Ada", 7, WHEN))[1:]} == {("", "")}
    words = Page(result_page(after, "Ada", 7, WHEN, Context(before=DONE))).words
    assert "Score before the lesson: {} of {}".format(*DONE.score) in words
    assert "before the lesson" not in Page(result_page(after, "Ada", 7, WHEN)).words


def test_the_page_quotes_the_wrong_idea_behind_an_answer() -> None:
    question = make_question("filter_maps", 1, 1)
    given = next(str(number) for number in range(5000) if question.judge(str(number)).misconception == 2)
    page = result_page(Progress().with_answer(question, given), "", 1, WHEN)
    assert f"(wrong – “{MISCONCEPTIONS[2].name}”)" in page


def test_what_is_kept_cannot_claim_to_be_right() -> None:
    forged = Progress((Answered("filter_maps", 1, 1, "99999", True, None, "99999"),))
    assert rows(result_csv(forged, "", 1, WHEN))[1][9:11] == [make_question("filter_maps", 1, 1).answer.text, "no"]


@pytest.mark.parametrize(
    "name", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", " =1", "\t=1", "\r\n=1", "＝1", '"=1"']
)
def test_no_cell_is_a_formula(name: str) -> None:
    cell = rows(result_csv(DONE, name, name, WHEN))[1][0]
    assert cell[0] in "'\"" and name.strip()[1:] in cell


def test_numbers_stay_numbers() -> None:
    progress = Progress((Answered("filter_maps", 1, 1, "-0.42", False),))
    assert rows(result_csv(progress, "A", "1", WHEN))[1][8] == "-0.42"


@given(st.text(max_size=40))
@settings(max_examples=25)
def test_any_name_is_one_cell(name: str) -> None:
    progress = Progress((Answered("filter_maps", 1, 1, "5", False),))
    body = rows(result_csv(progress, name, 1, WHEN))
    assert [len(row) for row in body] == [len(COLUMNS)] * 2
    assert not re.match(r"\s*[=+@\-]\D", body[1][0])


class Page(HTMLParser):
    """Which tags and attributes a page has, and whether every tag is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.pictures: list[str] = []
        self.offered: list[str] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "li":
            self.offered.append("")
        self.attributes |= {name for name, _ in attrs}
        self.pictures += [value or "" for name, value in attrs if name == "src"]
        if tag not in ("meta", "br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data
        if self.open[-1:] == ["li"]:
            self.offered[-1] += data


def test_the_page_is_whole_and_needs_nothing_else() -> None:
    page = Page(result_page(DONE, "Ada", 7, WHEN))
    assert not page.open
    assert not {"srcset", "href", "onclick"} & page.attributes and "url(" not in page.words
    assert page.pictures and all(source.startswith("data:image/png;base64,") for source in page.pictures)
    assert "script" not in page.tags and "link" not in page.tags
    right, total = DONE.score
    for words in ("Ada", "2025-03-09 08:05", f"{right} of {total}", *DONE.by_topic()):
        assert words in page.words
    for answer in DONE.answers:
        assert answer.given in page.words and answer.right_text in page.words
    assert page.tags.count("section") == total
    assert "```" not in page.words and "**" not in page.words and "`" not in page.words


def test_the_page_has_the_offered_answers_and_the_pictures() -> None:
    for kind in KINDS:
        question = make_question(kind, 2, 1)
        answered = Answered(kind, 2, 1, "?", False)
        page = Page(result_page(Progress((answered,)), "A", 1, WHEN))
        offered = [choice.text for choice in question.answer.choices] if isinstance(question.answer, Chosen) else []
        assert page.offered == offered
        large = [grid for grid in question.grids if max(grid.values.shape) > LARGEST_TABLE and not grid.hidden]
        assert len(page.pictures) == len(large)


def test_names_and_answers_are_escaped() -> None:
    evil = "<script>alert(1)</script><img src=x onerror=y>"
    progress = Progress(
        (Answered("filter_maps", 1, 1, evil, False), Answered("relu_cell", 1, 1, evil, False, None, evil, True))
    )
    page = Page(result_page(progress, evil, evil, WHEN))
    assert "script" not in page.tags and "img" not in page.tags
    assert page.words.count(evil) == 5


def test_an_empty_progress_has_a_sheet() -> None:
    assert len(rows(result_csv(Progress(), "", 0, WHEN))) == 1
    assert "0 of 0" in result_page(Progress(), "", 0, WHEN)


def test_every_kind_has_a_sheet() -> None:
    for kind in KINDS:
        question = make_question(kind, 2, 1)
        page = Page(result_page(Progress().with_answer(question, question.answer.text), "A", 1, WHEN))
        assert not page.open and "```" not in page.words
