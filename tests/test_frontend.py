"""The front end's modules: their own tests under Node, against what Python computes, and how long they may be."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from cnn.paths import FRONTEND
from tests import frontend_fixtures
from tests.node import LEAST_NODE, path_of_node, version_in

LONGEST_FILE, LONGEST_FUNCTION = 300, 40

MODULES = sorted(path for path in FRONTEND.rglob("*.[jm][js]*") if path.suffix in (".js", ".mjs"))
NAMES = [path.relative_to(FRONTEND).as_posix() for path in MODULES]

ADAPTERS = {
    "streamlit.js": r"data-testid|st-key-|dataset\.test[A-Z]|data-stale|\bst[A-Z]\w+\b",
    "plotly.js": r"js-plotly-plot|plotly_\w+|main-svg|_full[A-Z]\w+|\b_offset|\b_length|\bl2p|\bp2l",
    "drawable_canvas.js": r"shadowRoot|(upper|lower)-canvas|\bdc-|\btouchmove|\bmousemove",
}
"""The adapters that may use a library's internals, and how these are recognised."""


def test_the_modules_pass_their_tests(tmp_path: Path) -> None:
    node = path_of_node()
    cases = tmp_path / "cases.json"
    frontend_fixtures.write(cases)
    files = [str(path) for path in MODULES if path.name.endswith(".test.mjs")]
    done = subprocess.run(
        [node, "--test", "--test-reporter=tap", *files],
        env=os.environ | {"SIMPLECNN_SHARED_CASES": str(cases)},
        capture_output=True, encoding="utf-8", timeout=240, check=False,
    )  # fmt: skip
    output = done.stdout + done.stderr
    assert done.returncode == 0, output
    counts = {name: int(count) for name, count in re.findall(r"^# (pass|fail|skipped) (\d+)$", output, re.MULTILINE)}
    assert counts["pass"] >= 100 and counts["fail"] == counts["skipped"] == 0, output


def test_without_node_the_tests_are_skipped_or_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.delenv("SIMPLECNN_REQUIRE_NODE", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no `node` here"):
        path_of_node()
    monkeypatch.setenv("SIMPLECNN_REQUIRE_NODE", "1")
    with pytest.raises(pytest.fail.Exception, match=r"18\.15 or newer"):
        path_of_node()
    assert version_in("v18.14.2\n") < LEAST_NODE <= version_in("v18.15.0") < version_in("v22.1.0")


@pytest.mark.parametrize("name", NAMES)
def test_files_and_functions_are_short(name: str) -> None:
    lines = (FRONTEND / name).read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST_FILE
    assert not [f"line {first}" for first, length in blocks(lines) if length > LONGEST_FUNCTION]


def blocks(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Of every line, but for those that begin a class: its number, and how many lines it has with all that is indented
    under it."""
    indents = [len(line) - len(line.lstrip()) if line.strip() else None for line in lines]
    for first, indent in enumerate(indents):
        if indent is None or re.match(r"\s*(export )?(default )?class\b", lines[first]):
            continue
        rest = (at for at in range(first + 1, len(lines)) if indents[at] is not None and indents[at] <= indent)  # type: ignore[operator]
        end = next(rest, len(lines) - 1)
        yield first + 1, end - first + 1


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith(("adapters/", "tests/"))])
def test_the_inside_of_a_library_is_named_in_its_adapter_alone(name: str) -> None:
    assert not list(leans((FRONTEND / name).read_text(encoding="utf-8")))


def leans(text: str) -> Iterator[str]:
    """What a module names of a library's inside, outside its comments, with the adapter that may."""
    code = re.sub(r"//.*", "", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    for adapter, pattern in ADAPTERS.items():
        yield from (f"{found[0]}: {adapter}" for found in re.finditer(pattern, code))


def imported(path: Path) -> set[Path]:
    """The modules that a module imports."""
    found = re.findall(r'^(?:import |.*\bfrom )"(\.[^"]+)";$', path.read_text(encoding="utf-8"), re.MULTILINE)
    return {(path.parent / target).resolve() for target in found}


COMPONENTS = [path for path in MODULES if path.name in ("index.js", "focus.js")]
"""What cnn/ui starts: all others are imported."""


def test_every_module_is_imported_and_every_import_is_a_module() -> None:
    worker = FRONTEND / "engine" / "worker.js"  # the browser starts it
    started = {*COMPONENTS, worker, *(path for path in MODULES if path.name.endswith((".test.mjs", "_cases.mjs")))}
    assert set().union(*map(imported, MODULES)) | started == set(MODULES)


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda path: path.parent.name + "/" + path.name)
def test_a_component_asks_for_all_its_modules_at_once(component: Path) -> None:
    """Otherwise a browser finds them level by level, and waits for the server at each."""
    needed, new = set[Path](), {component}
    while new:
        new = set().union(*map(imported, new)) - needed
        needed |= new
    assert needed == imported(component)


def test_the_rules_can_be_broken() -> None:
    long = ["function f() {", *["  work();"] * 39, "}", "const g = () =>", "  1;"]
    assert [length for _, length in blocks(long) if length > 1][:2] == [41, 2]
    method = ["class A {", "", "  m() {", *["    x();"] * 50, "  }", "", "}"]
    assert (3, 52) in list(blocks(method)) and not any(first == 1 for first, _ in blocks(method))
    assert list(leans("plot._fullData; // _fullLayout")) == ["_fullData: plotly.js"]
    assert list(leans('find(".st-key-a")')) == ["st-key-: streamlit.js"]
    assert list(leans("root.shadowRoot")) == ["shadowRoot: drawable_canvas.js"]
    assert not list(leans("/** data-testid\n l2p */\nfirst(); // dc-toolbar"))


@pytest.mark.parametrize("sheet", sorted((FRONTEND / "styles").glob("*.css")), ids=lambda path: path.name)
def test_no_selector_asks_every_element_what_it_has(sheet: Path) -> None:
    """Where `:has` stands alone, every element may depend on every other: each change of a page restyles all of it."""
    rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    selectors = [found.strip() for found in re.findall(r"[^{};]+(?=\{)", rules)]
    assert selectors
    assert not [selector for selector in selectors if re.search(r"(?:^|[\s>+~,]|(?<!:not)\()\*?:has\(", selector)]
