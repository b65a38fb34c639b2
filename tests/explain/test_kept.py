"""What was computed of networks is kept, for a while, for the network that it was computed of."""

from __future__ import annotations

import gc

from cnn.explain.kept import Kept
from cnn.network.spec import TEXTBOOK
from cnn.weights.load import untrained

SMALL = TEXTBOOK.changed(hidden_units=16, conv2_out_channels=1)


def test_an_answer_is_made_once_and_belongs_to_one_network() -> None:
    kept, made = Kept[str](4), []
    one, other = untrained(SMALL), untrained(SMALL)

    def make(words: str) -> str:
        made.append(words)
        return words

    assert [kept.of(one, "a", lambda: make("first")) for _ in range(3)] == ["first"] * 3
    assert (
        kept.of(other, "a", lambda: make("second")) == "second" and kept.of(one, "b", lambda: make("third")) == "third"
    )
    assert made == ["first", "second", "third"]


def test_the_least_recently_asked_is_dropped() -> None:
    kept, model = Kept[int](2), untrained(SMALL)
    for question in (1, 2, 1, 3):
        kept.of(model, question, lambda question=question: question)
    assert len(kept) == 2 and [kept.has(model, question) for question in (1, 2, 3)] == [True, False, True]
    assert kept.of(model, 1, lambda: -1) == 1 and kept.of(model, 2, lambda: -1) == -1


def test_a_network_is_not_held() -> None:
    kept, model = Kept[int](4), untrained(SMALL)
    kept.of(model, "a", lambda: 1)
    again = untrained(SMALL)
    del model
    gc.collect()
    assert kept.of(again, "a", lambda: 2) == 2
