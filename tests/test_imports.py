"""The architecture: who may import whom, where the session lives, how long files and functions may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from cnn.paths import ROOT

APP = sorted([ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "cnn").rglob("*.py")])
FILES = [path.relative_to(ROOT).as_posix() for path in APP if path.exists()]

LIBRARIES = {"torch", "numpy", "PIL", "plotly", "streamlit", "pandas", "captum"}

ROWS: dict[str, tuple[set[str], set[str]]] = {
    "cnn.network.spec": (set(), set()),
    "cnn.network.shapes": ({"cnn.network.spec"}, set()),
    "cnn.network.windows": ({"cnn.network.shapes"}, set()),
    "cnn.network.model": ({"cnn.network.spec", "cnn.network.shapes"}, {"torch"}),
    "cnn.network.trace": ({"cnn.network.spec", "cnn.network.shapes", "cnn.network.model"}, {"torch", "numpy"}),
    "cnn.network": ({"cnn.network"}, {"torch", "numpy"}),
    "cnn.digits.ink_parts": (set(), {"numpy", "PIL"}),
    "cnn.digits.ink_on_paper": ({"cnn.digits.ink_parts"}, {"numpy", "PIL"}),
    "cnn.digits": (
        {"cnn.digits", "cnn.network.spec", "cnn.shipped", "cnn.memory", "cnn.paths"}, {"torch", "numpy", "PIL"},
    ),
    "cnn.weights": ({"cnn.weights", "cnn.network", "cnn.digits", "cnn.shipped", "cnn.paths"}, {"torch", "numpy"}),
    "cnn.training": (
        {
            "cnn.training", "cnn.network", "cnn.digits", "cnn.weights", "cnn.paths", "cnn.explain.activations",
            "cnn.explain.known_digits",
        },
        {"torch", "numpy"},
    ),
    "cnn.explain.known_digits": ({"cnn.network.spec", "cnn.paths", "cnn.shipped"}, {"numpy"}),
    "cnn.explain": ({"cnn.explain", "cnn.network", "cnn.digits", "cnn.weights"}, {"torch", "numpy", "captum"}),
    "cnn.lessons": ({"cnn.lessons", "cnn.network.spec", "cnn.network.shapes", "cnn.paths"}, set()),
    "cnn.export": ({"cnn.export", "cnn.network", "cnn.paths"}, {"torch", "numpy", "PIL"}),
    "cnn.link": ({"cnn.link", "cnn.digits", "cnn.network.spec", "cnn.network.shapes"}, {"numpy", "PIL"}),
    "cnn.quiz.printed": ({"cnn.quiz"}, {"numpy", "PIL"}),
    "cnn.quiz": ({"cnn.quiz", "cnn.network", "cnn.digits", "cnn.weights"}, {"torch", "numpy"}),
    "cnn.figures": (
        {
            "cnn.figures", "cnn.network.spec", "cnn.network.shapes", "cnn.network.windows", "cnn.network.trace",
            "cnn.network.cell", "cnn.network.colour_conv", "cnn.quiz.question",
        },
        {"numpy", "PIL", "plotly"},
    ),
    "cnn.offline": (
        {
            "cnn.offline", "cnn.network", "cnn.digits", "cnn.weights", "cnn.training", "cnn.figures.theme", "cnn.paths",
            "cnn.explain",
        },
        {"torch", "numpy", "PIL"},
    ),
    "cnn.ui.parts": (
        {
            "cnn.ui.packed_drawing", "cnn.network.spec", "cnn.network.kernels", "cnn.weights.load", "cnn.lessons",
            "cnn.link.parts", "cnn.quiz",
        },
        {"numpy"},
    ),
    "cnn.ui.experiments": (
        {"cnn.network.spec", "cnn.explain.lesion", "cnn.explain.perturb", "cnn.explain.preparation_worth"}, set(),
    ),
    "cnn.ui.session": (
        {
            "cnn.ui.board", "cnn.ui.experiments", "cnn.ui.parts", "cnn.ui.pinned", "cnn.ui.quiz.quiz_state",
            "cnn.network.spec", "cnn.network.shapes", "cnn.link", "cnn.training.records", "cnn.weights", "cnn.lessons",
        },
        {"numpy"},
    ),
    "cnn.ui.pinned": ({"cnn.network.spec", "cnn.weights.load"}, set()),
    "cnn.ui.board": ({"cnn.ui.packed_drawing", "cnn.digits.ink_groups", "cnn.digits.prepare"}, {"numpy"}),
    "cnn.ui.quiz.quiz_state": ({"cnn.quiz"}, set()),
    "cnn.ui.packed_drawing": ({"cnn.digits.prepare"}, {"numpy"}),
    "cnn.ui": (
        {
            "cnn.ui", "cnn.figures", "cnn.network", "cnn.digits", "cnn.weights", "cnn.training", "cnn.export",
            "cnn.lessons", "cnn.link", "cnn.memory", "cnn.paths", "cnn.quiz", "cnn.explain",
        },
        LIBRARIES - {"captum"},
    ),
    "cnn.install": (set(), set()),
    "cnn.memory": (set(), set()),
    "cnn.paths": (set(), set()),
    "cnn.shipped": ({"cnn.paths"}, set()),
    "cnn": ({"cnn"}, set()),
    "pages": ({"cnn.ui", "cnn.figures", "cnn.network"}, {"streamlit"}),
    "app": ({"cnn.ui"}, {"streamlit"}),
}  # fmt: skip
"""For a package, or a module that is held to more than its package: what it may import of the project, and which of
`LIBRARIES`. The first row that fits a module counts."""


def module_name(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imported(tree: ast.AST) -> Iterator[str]:
    """Full names of all that a file imports, inside functions, by name and for type checkers too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            yield from (one.value for one in node.args if isinstance(one, ast.Constant))


def without_script_part(tree: ast.Module) -> ast.Module:
    """The file without its `if __name__ == "__main__":`, which does not run on import."""
    kept = [node for node in tree.body if not (isinstance(node, ast.If) and "__main__" in ast.unparse(node.test))]
    return ast.Module(kept, [])


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def row(module: str) -> tuple[set[str], set[str]]:
    return next(allowed for package, allowed in ROWS.items() if within(module, package))


def crossed(module: str, names: set[str]) -> set[str]:
    """The names that the module's row does not allow."""
    project, libraries = row(module)
    own = {name for name in names if name.split(".")[0] in ("cnn", "pages", "app", "tests")}
    beyond = {name for name in own if not any(within(name, package) for package in project)}
    return beyond | {name for name in names - own if name.split(".")[0] in LIBRARIES - libraries}


@pytest.mark.parametrize("file", FILES)
def test_imports_follow_the_arrows(file: str) -> None:
    names = set(imported(ast.parse((ROOT / file).read_text(encoding="utf-8"))))
    assert not crossed(module_name(file), names)


def test_no_circle_of_imports() -> None:
    trees = {module_name(file): ast.parse((ROOT / file).read_text(encoding="utf-8")) for file in FILES}
    imports = {module: set(imported(without_script_part(tree))) for module, tree in trees.items()}
    arrows = {
        module: {other for other in imports if other != module and any(within(name, other) for name in names)}
        - {module.rpartition(".")[0], "cnn"}
        for module, names in imports.items()
    }
    while arrows:
        done = {module for module, others in arrows.items() if not others & arrows.keys()}
        assert done, f"these import each other: {sorted(arrows)}"
        arrows = {module: others for module, others in arrows.items() if module not in done}


@pytest.mark.parametrize("file", FILES)
def test_the_session_lives_in_one_file(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert "session_state" not in text or file == "cnn/ui/state.py"


INTERNALS = (
    "streamlit.cli_util", "streamlit.file_util", "streamlit.proto", "streamlit.runtime", "streamlit.web",
    "streamlit.components", "starlette.formparsers",
)  # fmt: skip
"""Modules of which the documentation of Streamlit and Starlette says nothing, or nothing of what is used here."""


def internals_in(tree: ast.AST) -> set[str]:
    """The internals of other libraries that a file of `cnn/ui` uses: modules, and private names of other objects."""
    modules = {name for name in imported(tree) if any(within(name, module) for module in INTERNALS)}
    others = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and ast.unparse(node.value) != "self")
    private = {node.attr for node in others if node.attr.startswith("_") and not node.attr.startswith("__")}
    return modules | private


@pytest.mark.parametrize("file", [file for file in FILES if file.startswith(("app.py", "cnn/ui/", "pages/"))])
def test_internals_of_streamlit_are_used_in_one_file(file: str) -> None:
    found = internals_in(ast.parse((ROOT / file).read_text(encoding="utf-8")))
    assert not found or file == "cnn/ui/streamlit_internals.py"


@pytest.mark.parametrize("file", FILES)
def test_files_and_functions_are_short(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    most = 110 if file.startswith("pages/") else 300
    assert len(text.splitlines()) <= most
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < 60, f"{node.name} in line {node.lineno} is too long"


def test_the_rules_can_be_broken() -> None:
    late = 'def f():\n    import streamlit as st\n    import_module("cnn.offline.textbook")\nfrom cnn.ui import state'
    names = set(imported(ast.parse(late)))
    assert names == {"streamlit", "cnn.offline.textbook", "cnn.ui.state"}
    assert crossed("cnn.training.loop", names) == names
    assert crossed("cnn.ui.page", names) == {"cnn.offline.textbook"}
    assert crossed("cnn.figures.montage", {"torch", "numpy"}) == {"torch"}
    assert crossed("cnn.network.spec", {"cnn.network.shapes", "numpy"}) == {"cnn.network.shapes", "numpy"}
    assert crossed("pages.explore", {"pages.shapes", "cnn.ui.page"}) == {"pages.shapes"}
    assert len(FILES) > 10
    private = "from streamlit import runtime, file_util\nself._a = session._loop\nst.text(x.__name__)"
    assert internals_in(ast.parse(private)) == {"streamlit.runtime", "streamlit.file_util", "_loop"}


WITHOUT_TESTS = {
    "cnn/paths.py": "names of folders",
    "cnn/ui/focus.py": "the adapter of a script, tested in the browser: tests/browser/test_training.py",
}
"""Modules that have no test file of their name, and why."""


def file_of_tests(module: str) -> str:
    """Where the tests of a module of `cnn` or `pages` are."""
    folder, _, name = module.removeprefix("cnn/").rpartition("/")
    return "/".join(filter(None, ("tests", folder, f"test_{name}")))


@pytest.mark.parametrize("module", [file for file in FILES if file != "app.py" and not file.endswith("/__init__.py")])
def test_every_module_has_a_test_file_of_its_name(module: str) -> None:
    path = ROOT / file_of_tests(module)
    has_tests = path.is_file() and "\ndef test_" in path.read_text(encoding="utf-8")
    assert has_tests or module in WITHOUT_TESTS, f"{file_of_tests(module)} is missing"


def test_tests_are_looked_for_where_they_are() -> None:
    assert file_of_tests("cnn/ui/server/start.py") == "tests/ui/server/test_start.py"
    assert file_of_tests("cnn/memory.py") == "tests/test_memory.py"
    assert file_of_tests("pages/shapes.py") == "tests/pages/test_shapes.py"
