"""How far a learner has come in a lesson, as a short text for the session and for links."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from cnn.lessons.lesson import Lesson

_MOST_STEPS = 64
_TEXT = re.compile(r"([a-z0-9][a-z0-9-]{0,59})\.([0-9]{1,2})\.([0-9a-f]{1,16})", re.ASCII)


@dataclass(frozen=True)
class LessonProgress:
    """lesson: its id. step: the one that is shown, from 0. done: the steps that have been done."""

    lesson: str
    step: int = 0
    done: frozenset[int] = frozenset()

    def to_text(self) -> str:
        """The lesson, the step, and the done steps as bits in hexadecimal: "stride.3.7"."""
        return f"{self.lesson}.{self.step}.{sum(1 << step for step in self.done):x}"

    @classmethod
    def from_text(cls, text: object) -> LessonProgress | None:
        """What `to_text` wrote; None for anything else. Whether there is such a lesson is not checked."""
        found = _TEXT.fullmatch(text) if isinstance(text, str) else None
        if found is None or int(found[2]) >= _MOST_STEPS:
            return None
        bits = int(found[3], 16)
        return cls(found[1], int(found[2]), frozenset(step for step in range(_MOST_STEPS) if bits >> step & 1))

    def within(self, steps: int) -> LessonProgress:
        """The same in a lesson of so many steps: a step beyond its end becomes the last one."""
        done = frozenset(step for step in self.done if step < steps)
        return replace(self, step=min(self.step, steps - 1), done=done)

    def undone(self, lesson: Lesson) -> tuple[int, ...]:
        """The steps of its lesson with something to do that has not been done."""
        return tuple(step for step in lesson.tasks if step not in self.done)

    def words(self, lesson: Lesson) -> str:
        """How much of its lesson has been done: "2 of 5 tasks done"; "" if there is nothing to do in it."""
        count = len(lesson.tasks)
        noun = "task" if count == 1 else "tasks"
        return f"{count - len(self.undone(lesson))} of {count} {noun} done" if count else ""

    def at(self, step: int) -> LessonProgress:
        """With another step shown."""
        return replace(self, step=step)

    def with_done(self, step: int) -> LessonProgress:
        """With one more step done."""
        return replace(self, done=self.done | {step})
