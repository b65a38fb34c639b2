"""Measurements run one at a time, the newest first, once each; an error ends its own alone."""

from __future__ import annotations

import threading
import time

import pytest

from cnn.explain import background as module
from cnn.explain.background import Background, background
from cnn.explain.progress import Progress


def test_a_result_is_found_once_and_kept() -> None:
    place, calls = Background(), list[int]()

    def work(progress: Progress) -> int:
        calls.append(1)
        progress(0.5)
        return 7

    found = place.of("a", work).waited(10)
    assert (found.result, found.share, found.is_open, found.failed) == (7, 0.5, False, False)
    assert place.of("a", work) is found and calls == [1] and found.work is None


def test_the_newest_request_comes_first() -> None:
    place, order, gate = Background(), list[str](), threading.Event()
    first = place.of("slow", lambda _: gate.wait(10))
    time.sleep(0.05)  # it has begun
    for name in ("older", "newer"):
        place.of(name, lambda _, name=name: order.append(name))  # type: ignore[misc]
        time.sleep(0.01)
    assert first.is_open and first.waited(0.01) is first
    gate.set()
    for name in ("older", "newer"):
        place.of(name, lambda _: None).waited(10)
    assert order == ["newer", "older"]


def test_what_nobody_waits_for_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FORGET_SECONDS", 0.05)
    place, gate, done = Background(), threading.Event(), list[int]()
    first = place.of("slow", lambda _: gate.wait(10))
    time.sleep(0.02)
    left = place.of("left", lambda _: done.append(1))
    time.sleep(0.1)
    gate.set()
    assert first.waited(10).result is True
    left.waited(10)
    assert left.result is None and not done and "left" not in place.known


def test_an_error_ends_one_measurement_alone() -> None:
    place = Background()

    def broken(_: Progress) -> None:
        raise ArithmeticError

    found = place.of("broken", broken).waited(10)
    assert found.failed and not found.is_open and found.result is None
    assert place.of("next", lambda _: 3).waited(10).result == 3


def test_old_results_are_dropped_and_there_is_one_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_KEPT", 3)
    place = Background()
    for number in range(5):
        place.of(number, lambda _: 0).waited(10)
    assert list(place.known) == [2, 3, 4]
    assert background() is background()


def test_what_failed_is_tried_again_when_a_page_asks_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_AGAIN_SECONDS", 0.2)
    place, calls = Background(), list[int]()

    def second_time(_: Progress) -> int:
        calls.append(1)
        if len(calls) == 1:
            raise ArithmeticError
        return 5

    assert place.of("a", second_time).waited(10).failed
    assert place.of("a", second_time).failed and len(calls) == 1  # the same page asks
    time.sleep(0.25)
    assert place.of("a", second_time).waited(10).result == 5
