"""A file can be downloaded while its page runs again, whatever other learners do in that moment."""

from __future__ import annotations

import pytest
from streamlit.runtime import media_file_manager
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from cnn.ui import streamlit_internals
from cnn.ui.streamlit_internals import keep_downloads_while_a_page_runs

WHERE = "0.1"


class Files:
    """The files of a server, and the session for which it runs a page now."""

    def __init__(self) -> None:
        self.session = "a learner"
        self.manager = MediaFileManager(MemoryMediaFileStorage("/media"))

    def begin(self, session: str) -> None:
        self.session = session
        self.manager.clear_session_refs()

    def end(self) -> None:
        self.manager.remove_orphaned_files()

    def run(self, session: str) -> str:
        """A whole run with one button; returns by what its file is asked for."""
        self.begin(session)
        asked = self.manager.add_deferred(lambda: b"a network", None, WHERE, "network.onnx")
        self.end()
        return asked


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Files:
    made = Files()
    monkeypatch.setattr(MediaFileManager, "clear_session_refs", MediaFileManager.clear_session_refs)  # to be put back
    for module, name in ((media_file_manager, "_get_session_id"), (streamlit_internals, "session_id")):
        monkeypatch.setattr(module, name, lambda: made.session)
    keep_downloads_while_a_page_runs()
    return made


def test_the_button_on_the_page_works_until_the_browser_has_the_next(files: Files) -> None:
    on_the_page = files.run("a learner")
    files.run("a learner")
    assert files.manager.execute_deferred(on_the_page).startswith("/media/")


def test_the_end_of_another_run_takes_nothing_from_a_run_that_goes_on(files: Files) -> None:
    on_the_page = files.run("a learner")
    address = files.manager.add(b"a picture", "image/png", "0.2")
    for _ in range(2):  # the second time, Streamlit also deletes what is only for downloading
        files.begin("a learner")  # and interrupted before it has come to its button
        files.run("another learner")
    assert files.manager.execute_deferred(on_the_page).startswith("/media/")
    assert files.manager.read_file(address.rsplit("/", 1)[-1]) is not None


def test_what_no_page_shows_any_more_is_deleted(files: Files) -> None:
    long_ago = files.run("a learner")
    for _ in range(3):
        last = files.run("a learner")
    with pytest.raises(MediaFileStorageError):
        files.manager.execute_deferred(long_ago)
    files.manager.clear_session_refs("a learner")  # the page is closed
    files.run("another learner")
    with pytest.raises(MediaFileStorageError):
        files.manager.execute_deferred(last)
    assert len(files.manager._deferred_callables) == 1
