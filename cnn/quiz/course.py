"""Which question comes next, and how it is going: levels by topic, misconceptions that come back, fixed tests.

Pure: a progress is the list of answers, and everything else follows from it. Makes no question.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any, NamedTuple

from cnn.quiz.kinds import KINDS, TOPICS
from cnn.quiz.question import Question

LEVELS = (1, 3)

SPACES = (2, 5, 10)
"""After how many other questions a misconception comes back: first, and after each time it was met well."""

NEW_ONES = 3
"""Where several misconceptions wait, every third question is still about something else."""

MOST_ANSWERS = 400
LONGEST = 200
"""Of a given answer, and of a right one, in characters."""

_LARGEST_TEXT = 200_000
_LARGEST_SEED = 2**32


class Request(NamedTuple):
    """What `make_question` needs."""

    kind: str
    seed: int
    level: int


@dataclass(frozen=True)
class Answered:
    """One answer. misconception: behind a wrong one, as far as it is known. right_text: the right answer. own: about
    the learner's own network, so that the question cannot be made again."""

    kind: str
    seed: int
    level: int
    given: str
    right: bool
    misconception: int | None = None
    right_text: str = ""
    own: bool = False


@dataclass(frozen=True)
class Progress:
    """The answers so far, the first one first. seed: decides which questions come."""

    answers: tuple[Answered, ...] = ()
    seed: int = 0

    def with_answer(self, question: Question, given: str) -> Progress:
        """With one more answer; unchanged if it could not be understood."""
        judged = question.judge(given)
        if not judged.understood or len(self.answers) >= MOST_ANSWERS:
            return self
        answered = Answered(
            question.kind, question.seed, question.level, given[:LONGEST], judged.right, judged.misconception,
            question.answer.text[:LONGEST], question.own,
        )  # fmt: skip
        return replace(self, answers=(*self.answers, answered))

    @property
    def score(self) -> tuple[int, int]:
        """Right answers, and all."""
        return sum(answer.right for answer in self.answers), len(self.answers)

    @property
    def streak(self) -> int:
        """Right answers since the last wrong one."""
        wrong = [index for index, answer in enumerate(self.answers) if not answer.right]
        return len(self.answers) - (wrong[-1] + 1 if wrong else 0)

    def by_topic(self) -> dict[str, tuple[int, int]]:
        """Right answers and all of each topic, in the order of TOPICS; topics without an answer are left out."""
        found: dict[str, tuple[int, int]] = {}
        for topic in TOPICS:
            rights = [answer.right for answer in self.answers if KINDS[answer.kind].topic == topic]
            if rights:
                found[topic] = (sum(rights), len(rights))
        return found

    def level(self, topic: str) -> int:
        """1 to 3: one up after a right answer in this topic, one down after a wrong one."""
        level = LEVELS[0]
        for answer in self.answers:
            if KINDS[answer.kind].topic == topic:
                level = min(max(level + (1 if answer.right else -1), LEVELS[0]), LEVELS[1])
        return level

    def waiting(self) -> dict[int, tuple[int, int]]:
        """The misconceptions that come back: how often each was met well, and after how many answers its turn is."""
        waiting: dict[int, tuple[int, int]] = {}
        for now, answer in enumerate(self.answers, 1):
            meets = KINDS[answer.kind].misconceptions
            turns = [number for number in meets if number in waiting and waiting[number][1] < now]
            for number in turns:
                stage = waiting.pop(number)[0] + 1 if answer.right else 0
                if stage < len(SPACES):
                    waiting[number] = (stage, now + SPACES[stage])
            if not answer.right:
                waiting[answer.misconception or meets[0]] = (0, now + SPACES[0])
        return waiting

    def due(self) -> list[int]:
        """The misconceptions whose turn it is to come back, the one that waited longest first."""
        over = sorted((when, number) for number, (_, when) in self.waiting().items() if when <= len(self.answers))
        return [number for _, number in over]

    def to_text(self) -> str:
        """Compact text, letters, digits, - and _; `from_text` reads it."""
        rows = [
            [a.kind, a.seed, a.level, a.given, int(a.right), a.misconception or 0, a.right_text, int(a.own)]
            for a in self.answers
        ]
        packed = zlib.compress(json.dumps([self.seed, rows], ensure_ascii=False, separators=(",", ":")).encode(), 9)
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def from_text(cls, text: str) -> Progress:
        """What `to_text` wrote; an empty progress for anything else."""
        try:
            packed = base64.urlsafe_b64decode(text[:_LARGEST_TEXT].encode("ascii") + b"===")
            plain = zlib.decompressobj().decompress(packed, _LARGEST_TEXT)
            seed, rows = json.loads(plain)
            return cls(tuple(_answered(row) for row in rows[:MOST_ANSWERS]), _whole(seed, 0, _LARGEST_SEED))
        except (ValueError, TypeError, zlib.error, AttributeError, RecursionError):
            return cls()


def _answered(row: Any) -> Answered:
    """One answer out of its row; ValueError or TypeError if it is none."""
    kind, seed, level, given, right, misconception, right_text, own = row
    if kind not in KINDS or not isinstance(given, str) or not isinstance(right_text, str):
        raise ValueError("not an answer")
    return Answered(
        kind, _whole(seed, 0, _LARGEST_SEED), _whole(level, *LEVELS), given[:LONGEST], bool(_whole(right, 0, 1)),
        _whole(misconception, 0, 14) or None, right_text[:LONGEST], bool(_whole(own, 0, 1)),
    )  # fmt: skip


def _whole(value: Any, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise ValueError("not a whole number within its limits")
    return value


def next_question(progress: Progress) -> Request:
    """The next question: a misconception whose turn it is, else the topic and the kind that were asked least."""
    rng = Random(f"next/{progress.seed}/{len(progress.answers)}")
    asked = [answer.kind for answer in progress.answers]
    last = asked[-1:]
    due = progress.due()
    crowded = len(progress.waiting()) > 1 and len(asked) % NEW_ONES == 0
    if due and not crowded:
        options = [name for name, kind in KINDS.items() if due[0] in kind.misconceptions and name not in last]
    else:
        counts = {topic: total for topic, (_, total) in progress.by_topic().items()}
        fewest = min(counts.get(topic, 0) for topic in TOPICS)
        topic = rng.choice([topic for topic in TOPICS if counts.get(topic, 0) == fewest])
        options = [name for name, kind in KINDS.items() if kind.topic == topic and name not in last]
    kind = min(options, key=lambda name: (asked.count(name), rng.random()))
    return Request(kind, rng.randrange(_LARGEST_SEED), progress.level(KINDS[kind].topic))


def class_test(seed: int, count: int = 20) -> tuple[Request, ...]:
    """The same questions for everybody with this seed, from easy to hard; 14 or more meet every misconception."""
    rng = Random(f"class/{seed}")
    kinds = _spread(rng, count)
    levels = sorted(1 + index * 3 // count for index in range(count))
    return tuple(Request(kind, rng.randrange(_LARGEST_SEED), level) for kind, level in zip(kinds, levels, strict=True))


def pre_post(seed: int) -> tuple[tuple[Request, ...], tuple[Request, ...]]:
    """Ten questions before and ten after a lesson: the same kinds at the same levels, with other numbers."""
    before = class_test(seed, 10)
    rng = Random(f"post/{seed}")
    used = {request.seed for request in before}
    after = []
    for request in before:
        other = next(number for number in _numbers(rng) if number not in used)
        used.add(other)
        after.append(request._replace(seed=other))
    return before, tuple(after)


def _numbers(rng: Random) -> Iterator[int]:
    while True:
        yield rng.randrange(_LARGEST_SEED)


def _spread(rng: Random, count: int) -> list[str]:
    """Kinds at random, no misconception twice before each was met once, and no kind twice before all were."""
    names: list[str] = []
    while len(names) < count:
        wanted = sorted({kind.misconceptions[0] for kind in KINDS.values()})
        rng.shuffle(wanted)
        for number in wanted:
            options = [name for name, kind in KINDS.items() if kind.misconceptions[0] == number]
            names.append(min(options, key=lambda name: (names.count(name), rng.random())))
    names = names[:count]
    rng.shuffle(names)
    return names
