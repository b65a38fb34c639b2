"""Questions about how far to trust an answer: softmax of a scribble, and digits that are not prepared."""

from __future__ import annotations

from random import Random

import numpy as np

from cnn.network.spec import CLASSES
from cnn.network.trace import Trace
from cnn.quiz.answers import Choice
from cnn.quiz.kinds.kind import Draft, Kind, chosen, places_that_add_up, typed
from cnn.quiz.pictures import centred, drawing, inverted, only_shrunk, prepared, scaled_in_place, scribble
from cnn.quiz.question import Grid, place
from cnn.quiz.subject import NotPossibleError, Subject
from cnn.quiz.words import decimal, percent

_SURE = 0.5
"""A network that gives its answer less for a picture as it should be is too poor to ask about."""

_WORKS, _FAILS = 0.7, 0.2
"""From which probability of the right digit on a repair counts, and up to which it does not; between is not asked."""

CORNERS = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0))


def _answer(trace: Trace) -> str:
    return f"{trace.prediction}, with {percent(trace.probabilities.max())}"


def tenth_probability(rng: Random, subject: Subject, level: int) -> Draft:
    """The probability that is missing, for a scribble."""
    picture = scribble(rng)
    shares = 100 * subject.trace_of(picture).probabilities.astype(float)
    hidden = int(shares.argmax()) if level < 3 else rng.randrange(CLASSES)
    if min(abs(shares[hidden] - other) for other in (0, 10)) < 2:
        raise NotPossibleError
    places = places_that_add_up(shares.tolist(), 100, first=1)
    shown = [" " if digit == hidden else decimal(shares[digit], places) for digit in range(CLASSES)]
    others = float(sum(np.round(np.delete(shares, hidden), places)))
    table = f"| {' | '.join(map(str, range(CLASSES)))} |\n|{'--:|' * CLASSES}\n| {' | '.join(shown)} |"
    wrong = [
        (0.0, 8, "0 would make the sum less than 100. Softmax has no way to say “none of these”."),
        (10.0, 8, "10 is what each would get if all logits were equal; a scribble does not make them equal."),
    ]
    return Draft(
        f"This scribble is no digit. Softmax still gives ten probabilities, in %:\n\n{table}\n\nHow many % does the "
        f"{hidden} get? (One digit after the point is enough.)",
        typed(float(shares[hidden]), wrong, 0.11, places, "%"),
        f"The nine shown sum to {decimal(others, places)}, and all ten to 100 whatever the picture: 100 − "
        f"{decimal(others, places)} = {decimal(shares[hidden], places)}.",
        subject.spec,
        place("explore", subject.spec, "softmax"),
        (Grid("scribble", picture, "input"),),
        picture,
    )


def scribble_answer(rng: Random, subject: Subject, level: int) -> Draft:
    """The highest probability that a scribble gets."""
    picture = scribble(rng)
    trace = subject.trace_of(picture)
    largest = float(trace.probabilities.max())
    if largest < 0.4:
        raise NotPossibleError
    right = f"{_answer(trace)}"
    digit = trace.prediction
    wrong = [
        Choice("10.0 % for each digit, as it is none", 8, "10.0 % each needs ten equal logits; these are not."),
        Choice("0.0 % for each digit, as it is none", 8, "Ten times 0.0 % is 0 %, but softmax always sums to 100 %."),
        Choice(
            f"{digit}, with {percent(largest / 3)}; the rest goes to “no digit”", 8,
            f"There is no eleventh output: the {CLASSES} probabilities share 100 %.",
        ),
    ]  # fmt: skip
    return Draft(
        "This scribble is no digit. What is the most probable digit for the network, and how probable?",
        chosen(rng, right, wrong),
        f"The largest logit is {decimal(trace.logits.max())}; softmax compares it with the nine others only, and gives "
        f"{percent(largest)}.",
        subject.spec,
        place("explore", subject.spec, "softmax"),
        (Grid("scribble", picture, "input"),),
        picture,
    )


def _unlike(one: Trace, two: Trace) -> bool:
    """Whether two answers are clearly not the same."""
    surest = abs(float(one.probabilities.max() - two.probabilities.max()))
    return one.prediction != two.prediction or surest > 0.2


def _changed_picture(rng: Random, subject: Subject, good: np.ndarray, bad: np.ndarray, what: tuple[str, str]) -> Draft:
    """The answer for a picture that is not as MNIST's are. what: how it was made, and why it fails."""
    usual, trace = subject.trace_of(good), subject.trace_of(bad)
    if usual.probabilities.max() < _SURE or not _unlike(usual, trace):
        raise NotPossibleError
    wrong = [
        Choice(
            _answer(usual), 9, f"{_answer(usual)} is its answer for the prepared picture. The same ink is not enough."
        ),
        Choice("10.0 % for each digit, as it cannot read it", 8, "10.0 % each needs ten equal logits; these are not."),
    ]
    return Draft(
        f"The network answers **{_answer(usual)}** for the left picture, made as MNIST's are. {what[0]} What does it "
        "answer for the right one?",
        chosen(rng, _answer(trace), wrong),
        f"It answers {_answer(trace)}. {what[1]}",
        subject.spec,
        place("explore", subject.spec, "input"),
        (Grid("prepared", good, "input"), Grid("not prepared", bad, "input")),
        bad,
    )


def unprepared(rng: Random, subject: Subject, level: int) -> Draft:
    """The answer for a digit that is drawn small, or in a corner, and not prepared."""
    scale = rng.uniform(0.3, 0.45) if level == 1 else rng.uniform(0.4, 0.6)
    ink = drawing(rng, rng.randrange(CLASSES), scale, rng.choice(CORNERS))
    bad = only_shrunk(ink)
    rows = int((bad > 0.1).any(axis=1).sum())
    return _changed_picture(
        rng, subject, prepared(ink), bad,
        (
            "The right one is the same drawing, shrunk to 28×28 without being scaled or centred.",
            f"The digit is {rows} pixels high, in a corner; it has learned digits of 20 pixels in the middle.",
        ),
    )  # fmt: skip


def inverted_ink(rng: Random, subject: Subject, level: int) -> Draft:
    """The answer for black ink on white."""
    good, bad = subject.image, inverted(subject.image)
    if not good.any():
        raise NotPossibleError
    return _changed_picture(
        rng, subject, good, bad,
        (
            "The right one is 1 − x: black ink on white.",
            f"The mean of the picture went from {decimal(good.mean())} to {decimal(bad.mean())}; all it has learned is "
            "white ink on black.",
        ),
    )  # fmt: skip


_REPAIRS = ("scale it to 20 pixels", "move its centre of mass to the middle", "swap black and white")


def which_step(rng: Random, subject: Subject, level: int) -> Draft:
    """Which step of the preparation repairs a picture."""
    digit, fault = rng.randrange(CLASSES), rng.randrange(3)
    scale, middle = (0.4, (0.5, 0.5)) if fault == 0 else (0.9, (0.5, 0.5))
    ink = drawing(rng, digit, scale, middle)
    good = prepared(ink)
    if fault == 0:
        bad = only_shrunk(ink)
    else:
        bad = inverted(good) if fault == 2 else np.roll(good, rng.choice((-5, 5)), axis=rng.choice((0, 1)))
    outcomes = [subject.trace_of(picture) for picture in (scaled_in_place(bad), centred(bad), inverted(bad))]
    before = subject.trace_of(bad)
    shares = [float(trace.probabilities[digit]) for trace in outcomes]
    works = [share >= _WORKS for share in shares]
    if works != [index == fault for index in range(3)] or before.prediction == digit or sorted(shares)[1] > _FAILS:
        raise NotPossibleError
    wrong = [
        Choice(text[0].upper() + text[1:], 9, f"If you {text}, it answers {_answer(trace)}.")
        for text, trace, right in zip(_REPAIRS, outcomes, works, strict=True)
        if not right
    ]
    words = f"It answers {_answer(before)} for this picture. Its share on MNIST holds for pictures made as MNIST's are."
    wrong.append(Choice("Nothing: a network that reads MNIST reads this", 9, words))
    repair = _REPAIRS[fault]
    return Draft(
        f"Somebody wrote a {digit}, and the network answers {_answer(before)}. Which one step makes it answer {digit}?",
        chosen(rng, repair[0].upper() + repair[1:], wrong),
        f"If you {repair}, it answers {_answer(outcomes[fault])}.",
        subject.spec,
        place("explore", subject.spec, "input"),
        (Grid("what the network sees", bad, "input"),),
        bad,
    )


TOPIC = "How far to trust it"
TRUST_KINDS = (
    Kind("tenth_probability", TOPIC, (8,), tenth_probability),
    Kind("scribble_answer", TOPIC, (8,), scribble_answer),
    Kind("unprepared", TOPIC, (9,), unprepared),
    Kind("inverted_ink", TOPIC, (9,), inverted_ink),
    Kind("which_step", TOPIC, (9,), which_step),
)
