"""All lessons of all folders: their order, broken files beside good ones, and files that change."""

from __future__ import annotations

from pathlib import Path

import pytest

from cnn.lessons import library
from cnn.lessons.library import LESSONS_VARIABLE, SHIPPED, lesson_folders, lessons
from tests.lessons.texts import SMALL


def put(folder: Path, name: str, text: str | bytes = SMALL) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_lessons_are_in_order_of_their_numbers(tmp_path: Path) -> None:
    for name in ("10-ten.md", "2-two.md", "01-one.md", "own.md", "a.md"):
        put(tmp_path, name)
    found = lessons([tmp_path])
    assert [lesson.id for lesson in found.lessons] == ["one", "two", "ten", "a", "own"] and not found.problems
    first = found.named("one")
    assert first is not None and found.named("three") is None
    following = found.after(first)
    assert following is not None and following.id == "two"
    assert found.after(found.lessons[-1]) is None


def test_a_broken_file_is_named_and_the_others_work(tmp_path: Path) -> None:
    put(tmp_path, "01-good.md")
    put(tmp_path, "02-broken.md", SMALL.replace("conv1_stride = 2", "conv1_stride = 7"))
    put(tmp_path, "03-bytes.md", b"abc\xff\x00")
    put(tmp_path, "04-large.md", b"x" * 10_000_000)
    put(tmp_path, "05-also-good.md")
    (tmp_path / "06-folder.md").mkdir()
    put(tmp_path, "07 spaces.md")
    put(tmp_path, "README.md", "# Not a lesson")
    put(tmp_path, "notes.txt", "no lesson")
    found = lessons([tmp_path])
    assert [lesson.id for lesson in found.lessons] == ["good", "also-good"]
    assert [(problem.file, problem.line) for problem in found.problems] == [
        ("02-broken.md", 10), ("03-bytes.md", 1), ("04-large.md", 1), ("06-folder.md", 1), ("07 spaces.md", 1),
    ]  # fmt: skip
    assert found.is_broken("broken") and found.is_broken("folder")
    assert not any(map(found.is_broken, ("good", "nothing", "02-broken")))


def test_the_teachers_folder_comes_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own"
    put(own, "00-first.md")
    put(own, "01-relu.md")  # there is one of that name already
    monkeypatch.setenv(LESSONS_VARIABLE, str(own))
    assert lesson_folders() == (SHIPPED, own)
    found = lessons(lesson_folders())
    assert found.lessons[-1].id == "first" and len(found.lessons) > 10
    assert [str(problem) for problem in found.problems] == [
        "01-relu.md, line 1: There is already a lesson called “relu”. Rename this file."
    ]
    assert not found.is_broken("relu")  # the app's own is there
    monkeypatch.delenv(LESSONS_VARIABLE)
    assert lesson_folders() == (SHIPPED,)


def test_a_folder_that_is_missing(tmp_path: Path) -> None:
    put(tmp_path / "a", "a.md")
    found = lessons([tmp_path / "none", tmp_path / "a"])
    assert [lesson.id for lesson in found.lessons] == ["a"]
    assert str(found.problems[0]) == "none: This folder of lessons cannot be read." and not found.is_broken("none")


def test_a_file_is_read_again_only_if_it_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, "a.md")
    read: list[str] = []
    whole = library.lesson_of
    monkeypatch.setattr(library, "lesson_of", lambda *given: (read.append(given[1]), whole(*given))[1])
    for _ in range(3):
        assert lessons([tmp_path]).lessons[0].title == "A lesson"
    assert read == ["a.md"]
    path.write_text(SMALL.replace("# A lesson", "# Another one"), encoding="utf-8")
    assert lessons([tmp_path]).lessons[0].title == "Another one" and len(read) == 2
    path.write_text("broken", encoding="utf-8")
    assert [len(lessons([tmp_path]).problems) for _ in range(3)] == [1, 1, 1] and len(read) == 3


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to(tmp_path / "nowhere")
    (tmp_path / "b.md").symlink_to(tmp_path / "b.md")
    problems = lessons([tmp_path]).problems
    assert [problem.file for problem in problems] == ["a.md", "b.md"]


def test_too_many_files(tmp_path: Path) -> None:
    for number in range(library._MOST_FILES + 2):
        put(tmp_path, f"{number}-l{number}.md", "")
    problems = lessons([tmp_path]).problems
    assert any("Only the first" in problem.sentence for problem in problems)
