"""An error that repeats is written once and counted; another one is still written."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from cnn.ui.server import log_limit
from cnn.ui.server.log_limit import MINUTE, RateLimit
from tests.browser.driver import running_app
from tests.coroutines import finished
from tests.protocol import Learner


class Log:
    """A logger with the filter, a clock that is set by hand, and what was written."""

    def __init__(self) -> None:
        self.now, self.due = 0.0, list[Callable[[], None]]()
        self.lines: list[str] = []
        self.logger = logging.getLogger("tests.log_limit")
        self.logger.setLevel(logging.INFO)
        self.logger.handlers, self.logger.propagate = [logging.StreamHandler(self)], False  # type: ignore[arg-type]
        self.logger.handlers[0].addFilter(RateLimit(lambda: self.now, lambda _seconds, action: self.due.append(action)))

    def write(self, text: str) -> None:
        self.lines += [line for line in text.splitlines() if line.strip()]

    def flush(self) -> None:
        pass

    def fail(self, where: Callable[[], None]) -> None:
        try:
            where()
        except OSError:
            self.logger.exception("socket.accept() out of system resource")


def first() -> None:
    raise OSError(errno.EMFILE, "Too many open files")


def second() -> None:
    raise OSError(errno.EMFILE, "Too many open files")


def test_the_same_error_ten_thousand_times_is_one_error_and_one_count() -> None:
    log = Log()
    for _ in range(10_000):
        log.fail(first)
    assert sum(line.startswith("OSError") for line in log.lines) == 1 and len(log.lines) < 12
    assert len(log.due) == 1
    log.due.pop()()
    assert log.lines[-1].startswith("9,999 more in the last 60 seconds of: socket.accept() out of system resource")


def test_messages_without_words_of_their_own_are_distinguished_by_their_arguments() -> None:
    log = Log()
    for words in ("the disk is full", "no such page", "the disk is full", "page 3 is slow", "page 4 is slow"):
        log.logger.warning("%s", words)
    assert log.lines == ["the disk is full", "no such page", "page 3 is slow"]


def test_another_place_another_message_and_another_minute_are_written() -> None:
    log = Log()
    for place in (first, second, first):
        log.fail(place)
    for number in range(3):
        log.logger.warning("Page %s of learner 7f is slow", number)
        log.logger.warning(f"A socket was lost: fd={number}")
        log.logger.info("the same again")
    written = [line for line in log.lines if not line.startswith((" ", "Traceback", "OSError"))]
    assert len(written) == 2 + 1 + 1 + 3
    log.now += MINUTE
    log.fail(first)
    assert sum(line.startswith("OSError") for line in log.lines) == 3


def test_the_number_of_remembered_causes_is_limited() -> None:
    log = Log()
    found = log.logger.handlers[0].filters[0]
    assert isinstance(found, RateLimit)
    for number in range(3 * log_limit.MOST_CAUSES):
        log.logger.error("wrong", extra={"cause": number})
    assert len(found._counts) <= log_limit.MOST_CAUSES and len(log.lines) == 3 * log_limit.MOST_CAUSES


def is_healthy(url: str) -> bool:
    """Whether the server answers now."""
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=30) as answer:
            return bool(answer.status == 200)
    except OSError:  # it has not yet noticed that others have left
        return False


def is_closed(connection: socket.socket) -> bool:
    """Whether the other side has closed it."""
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


def count_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The filter as the server installs it, where no logger has a handler; to be called by the test itself, for pytest
    adds its own at the last moment."""
    monkeypatch.setattr(logging, "lastResort", logging.StreamHandler())
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    monkeypatch.setattr(logging.root.manager, "loggerDict", {})
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    log_limit.limit_log()


def test_a_server_without_free_files_does_not_fill_the_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As asyncio does it: it tries as often as its queue is long, and writes each time."""
    count_alone(monkeypatch)

    async def full() -> None:
        loop = asyncio.get_running_loop()
        error = OSError(errno.EMFILE, "Too many open files")
        for number in range(2048):
            socket_of = f"<asyncio.TransportSocket fd={number}>"
            loop.call_exception_handler(
                {"message": "socket.accept() out of system resource", "exception": error, "socket": socket_of}
            )

    finished(full())
    written = capsys.readouterr().err
    assert written.count("OSError: [Errno") == 1 and len(written) < 2000


def test_an_error_that_ends_a_thread_is_written_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    count_alone(monkeypatch)
    for _ in range(5):
        thread = threading.Thread(target=first)
        thread.start()
        thread.join()
    assert capsys.readouterr().err.count("OSError: [Errno") == 1


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="this system does not list a process's open files")
def test_a_running_server_without_free_files_says_so_once_at_most() -> None:
    """asyncio says that it cannot accept a connection; uvloop closes those that it cannot keep, and says nothing."""
    resource = pytest.importorskip("resource", reason="this system has no limit of open files")
    with running_app() as server:
        Learner.open(server.url).close()  # everything is loaded by now
        files = len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (files + 4, files + 4))
        place = ("127.0.0.1", int(server.url.rpartition(":")[2]))
        waiting = [socket.create_connection(place) for _ in range(30)]
        end = time.monotonic() + 30
        while not (any(map(is_closed, waiting)) or "Too many open files" in server.output()):
            assert time.monotonic() < end, "the server had enough files"
            time.sleep(0.05)
        for one in waiting:
            one.close()
        while not is_healthy(server.url):
            assert time.monotonic() < end + 30, "the server does not answer any more"
            time.sleep(0.1)
        assert server.output().count("OSError: [Errno 24]") <= 1 and len(server.output()) < 5000
