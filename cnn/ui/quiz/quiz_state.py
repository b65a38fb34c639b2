"""Where a learner is in the quiz, and what their steps make of it. Imports no Streamlit; `session` keeps it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

from cnn.quiz.course import Progress, Request, class_test, pre_post
from cnn.quiz.make import make_question
from cnn.quiz.question import Question

Mode = Literal["practice", "seed", "before", "after"]
"""Practice; the class test; the ten questions before a lesson, and those after it. As they are called in a link."""

LARGEST_SEED = 2**32 - 1


class Wanted(NamedTuple):
    """What a link asks for. number: the question to go on at, counted from 1."""

    mode: Mode
    seed: int
    number: int = 1


def read_wanted(text: str) -> Wanted | None:
    """A link's text, such as "seed:1234" or "after:7.5"; None for anything else."""
    found = re.fullmatch(rf"({'|'.join(get_args(Mode))}):([0-9]{{1,10}})(?:\.([0-9]{{1,3}}))?", text)
    if found is None or int(found[2]) > LARGEST_SEED:
        return None
    mode: Mode = next(mode for mode in get_args(Mode) if mode == found[1])
    number = int(found[3] or 1)
    return Wanted(mode, int(found[2]), number) if 1 <= number <= _count(mode) else None


def _count(mode: Mode) -> int:
    return {"practice": 1, "seed": 20}.get(mode, 10)


@lru_cache(maxsize=64)
def requests_of(mode: Mode, seed: int) -> tuple[Request, ...]:
    """The questions of a test; none for practice, where each follows from the answers before."""
    if mode == "practice":
        return ()
    if mode == "seed":
        return class_test(seed, _count(mode))
    return pre_post(seed)[mode == "after"]


@lru_cache(maxsize=256)
def question_of(request: Request) -> Question:
    """A question that is the same for everybody."""
    return make_question(*request)


@dataclass(frozen=True, eq=False)
class Quiz:
    """mode: None before anything was started. seed: decides which questions come.

    first: how many questions of a test were left out, because the learner came in the middle of it.
    progress: the answers. question, given: in practice, the question on the page, and the answer to it or None.
    before: what was answered before the lesson, if that is finished. is_open: whether the quiz is on the page, not the
    choice between its modes. ended: practice was ended by the learner. link: what the address said last. written: what
    was written into it last. refused: whether the last link could not be read, and nothing was started since.
    """

    mode: Mode | None = None
    seed: int = 0
    first: int = 0
    progress: Progress = field(default=Progress())
    question: Question | None = None
    given: str | None = None
    before: Progress | None = None
    is_open: bool = False
    ended: bool = False
    link: str = ""
    written: str = ""
    refused: bool = False

    def started(self, wanted: Wanted) -> Quiz:
        """A new quiz; what was answered before a lesson stays until other questions are asked before one."""
        return Quiz(
            wanted.mode, wanted.seed, wanted.number - 1, Progress(seed=wanted.seed), is_open=True, link=self.link,
            before=None if wanted.mode == "before" else self.before, written=self.written,
        )  # fmt: skip

    @property
    def counterpart(self) -> Progress | None:
        """What was answered before the lesson, of the same pair of tests as this one after it."""
        is_pair = self.mode == "after" and self.before is not None and self.before.seed == self.seed
        return self.before if is_pair else None

    @property
    def requests(self) -> tuple[Request, ...]:
        """The questions of a test that are to be answered, without those left out."""
        return requests_of(self.mode, self.seed)[self.first :] if self.mode else ()

    @property
    def number(self) -> int:
        """Which question is on the page, counted from 1."""
        answered = len(self.progress.answers) - (self.given is not None)
        return self.first + answered + 1

    @property
    def count(self) -> int:
        """How many questions the whole test has; 0 in practice."""
        return len(requests_of(self.mode, self.seed)) if self.mode else 0

    @property
    def is_over(self) -> bool:
        """Whether every question of the test is answered, or practice was ended."""
        if self.mode == "practice":
            return self.ended
        return self.mode is not None and len(self.progress.answers) >= len(self.requests)

    @property
    def text(self) -> str:
        """What the address says of it: see `read_wanted`."""
        if self.mode is None or not self.is_open:
            return ""
        at = min(self.number, self.count)
        return f"{self.mode}:{self.seed}" + (f".{at}" if at > 1 else "")

    def opened(self) -> Quiz:
        """On the page again, as it was left."""
        return replace(self, is_open=True)

    def answered(self, question: Question, given: str) -> Quiz:
        """After an answer that could be read. In practice the question stays, with what the answer is worth."""
        progress = self.progress.with_answer(question, given)
        if progress is self.progress:
            return replace(self, ended=True)
        quiz = replace(self, progress=progress, given=given if self.mode == "practice" else None)
        return replace(quiz, before=progress) if self.mode == "before" and quiz.is_over else quiz

    def followed(self, link: str) -> Quiz:
        """After the address said `link`: another quiz than before starts the one that it names.

        The browser may report an older address than the one written last, so only a text that is new is followed.
        """
        wanted, seen = read_wanted(link), replace(self, link=link)
        if not link or link in (self.link, self.written):
            return seen
        if wanted is None:
            return replace(seen, refused=not self.is_open)
        is_going = self.is_open and (wanted.mode, wanted.seed) == (self.mode, self.seed)
        return seen if is_going else seen.started(wanted)
