"""The exported source runs by itself and is the same network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from safetensors.torch import save_file

from cnn.export.source import python_source
from cnn.network.shapes import is_buildable
from cnn.network.spec import TEXTBOOK, NetworkSpec, SpecError
from cnn.weights.load import untrained
from tests.strategies import any_specs, valid_specs


def run(source: str) -> type[torch.nn.Module]:
    """The class `SimpleCNN` that `source` defines, run in a namespace of its own."""
    namespace: dict[str, object] = {"__name__": "exported"}
    exec(compile(source, "simplecnn.py", "exec"), namespace)  # our own source: that it runs is what is tested
    found = namespace["SimpleCNN"]
    assert isinstance(found, type) and issubclass(found, torch.nn.Module)
    return found


@given(valid_specs())
@settings(max_examples=30)
def test_the_exported_class_is_the_same_network(spec: NetworkSpec) -> None:
    source = python_source(spec)
    assert "import cnn" not in source and "from cnn" not in source
    model, exported = untrained(spec), run(source)()
    assert list(exported.state_dict()) == list(model.state_dict())
    assert [name for name, _ in exported.named_children()] == [name for name, _ in model.named_children()]
    exported.load_state_dict(model.state_dict(), strict=True)
    images = torch.rand(3, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        assert torch.equal(exported(images), model(images))


@given(any_specs().filter(lambda spec: not is_buildable(spec)))
def test_an_impossible_network_is_not_exported(spec: NetworkSpec) -> None:
    with pytest.raises(SpecError):
        python_source(spec)


def test_the_source_states_shapes_and_parameters() -> None:
    source = python_source(TEXTBOOK)
    for text in ("(N, 1, 28, 28)", "(N, 16, 14, 14)", "(N, 32, 7, 7)", "(N, 1568)", "32 * 7 * 7", "(N, 10)"):
        assert text in source
    assert f"{parameters_of(TEXTBOOK):,} parameters" in source


def parameters_of(spec: NetworkSpec) -> int:
    return sum(parameter.numel() for parameter in untrained(spec).parameters())


@pytest.mark.parametrize("weights_file", [None, "weights.safetensors", 'it\'s a "name".safetensors'])
def test_run_as_a_script_it_prints_the_output_shape(tmp_path: Path, weights_file: str | None) -> None:
    (tmp_path / "simplecnn.py").write_text(python_source(TEXTBOOK, weights_file), encoding="utf-8")
    if weights_file:
        save_file(untrained(TEXTBOOK).state_dict(), tmp_path / weights_file)
    done = subprocess.run(
        [sys.executable, "-I", "simplecnn.py"], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "torch.Size([4, 10])"
    assert "(conv1): Conv2d(1, 16, kernel_size=(5, 5)" in done.stdout


def test_the_source_is_formatted_as_ruff_formats(tmp_path: Path) -> None:
    file = tmp_path / "simplecnn.py"
    specs = (TEXTBOOK, TEXTBOOK.changed(pool1_kind="none", pool2_kind="avg"))
    for source in [python_source(spec) for spec in specs] + [python_source(TEXTBOOK, "weights.safetensors")]:
        file.write_text(source, encoding="utf-8")
        ruff = [sys.executable, "-m", "ruff"]
        options = ["--isolated", "--line-length", "120", str(file)]
        assert subprocess.run([*ruff, "format", "--check", *options], capture_output=True, check=False).returncode == 0
        assert subprocess.run([*ruff, "check", *options], capture_output=True, check=False).returncode == 0
