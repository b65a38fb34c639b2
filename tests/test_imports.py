"""The architecture: who may import whom, where the session lives, how long files and functions may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APP = sorted([ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "cnn").rglob("*.py")])
FILES = [path.relative_to(ROOT).as_posix() for path in APP if path.exists()]

STANDARD_ONLY = {"torch", "numpy", "PIL", "plotly", "streamlit", "pandas"}
NEVER: dict[str, set[str]] = {
    "cnn.network.spec": {*STANDARD_ONLY, "cnn"},
    "cnn.network.shapes": STANDARD_ONLY,
    "cnn.network.windows": STANDARD_ONLY,
    "cnn.digits.prepare": {"plotly", "streamlit", "cnn.network.model"},
    "cnn.digits.handwriting": {"plotly", "streamlit", "cnn.network.model"},
    "cnn.digits.sets": {"plotly", "streamlit", "cnn.network.model"},
    "cnn.digits.ink_on_paper": {"plotly", "streamlit", "torch"},
    "cnn.digits.ink_parts": {"plotly", "streamlit", "torch", "cnn"},
    "cnn.digits.upload": {"plotly", "streamlit", "torch", "cnn.network.model"},
    "cnn.offline.supernet_chart": {
        "plotly",
        "streamlit",
        "cnn.ui",
        "pages",
    },  # a picture for the model card, in theme's colours
    "cnn.figures": {"streamlit", "torch", "cnn.network.model", "cnn.ui", "pages"},
    "cnn.ui": {"pages", "app"},
    "pages": {"pages", "app"},
    "app": {"pages"},
}
"""What a module, or all modules of a package, must not import. The rest of `cnn` is the core: see `forbidden`."""

CORE_NEVER = {"plotly", "streamlit", "cnn.figures", "cnn.ui", "pages", "app"}

ONLY_CNN = {
    "cnn.digits.ink_on_paper": {"cnn.digits.ink_parts"},
    "cnn.network.shapes": {"cnn.network.spec"},
    "cnn.network.model": {"cnn.network.spec", "cnn.network.shapes"},
    "cnn.network.trace": {"cnn.network.spec", "cnn.network.shapes", "cnn.network.model"},
    "cnn.network.windows": {"cnn.network.shapes"},
    "cnn.figures": {
        "cnn.figures",
        "cnn.network.spec",
        "cnn.network.shapes",
        "cnn.network.windows",
        "cnn.network.trace",
        "cnn.network.cell",
        "cnn.network.colour_conv",
    },
}
"""The modules of `cnn` that these may import, and no others."""


def module_name(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imported(tree: ast.AST) -> Iterator[str]:
    """Full names of all that a file imports, inside functions and for type checkers too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def without_script_part(tree: ast.Module) -> ast.Module:
    """The file without its `if __name__ == "__main__":`, which runs in no import."""
    kept = [node for node in tree.body if not (isinstance(node, ast.If) and "__main__" in ast.unparse(node.test))]
    return ast.Module(kept, [])


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def forbidden(module: str) -> set[str]:
    named = next((names for package, names in NEVER.items() if within(module, package)), None)
    if named is not None and not module.startswith("cnn"):
        return named
    if any(within(module, package) for package in ("cnn.ui", "cnn.figures", "cnn.offline.supernet_chart")):
        return named or set()
    return CORE_NEVER | (named or set())


@pytest.mark.parametrize("file", FILES)
def test_imports_follow_the_arrows(file: str) -> None:
    module = module_name(file)
    names = set(imported(ast.parse((ROOT / file).read_text(encoding="utf-8"))))
    crossed = {name for name in names for package in forbidden(module) if within(name, package)}
    assert not crossed, f"{module} must not import {', '.join(sorted(crossed))}"
    allowed = next((packages for package, packages in ONLY_CNN.items() if within(module, package)), None)
    if allowed is not None:
        outside = {name for name in names if within(name, "cnn") and not any(within(name, one) for one in allowed)}
        assert not outside, f"{module} may import {', '.join(sorted(allowed))}, not {', '.join(sorted(outside))}"


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
    """That the checks above see what they forbid."""
    assert set(imported(ast.parse("def f():\n    import streamlit as st\nfrom cnn.ui import state"))) == {
        "streamlit",
        "cnn.ui.state",
    }
    assert "streamlit" in forbidden("cnn.explain") and "streamlit" not in forbidden("cnn.ui.state")
    assert "torch" in forbidden("cnn.figures.montage") and "pages" in forbidden("pages.explore")
    assert "cnn" in forbidden("cnn.network.spec") and len(FILES) > 10
