"""The engine in the browser against PyTorch and Pillow: random networks and generated drawings, run by Node."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import load, save_file

from cnn.digits.handwriting import generate_digits, generate_strokes
from cnn.digits.prepare import prepare_steps
from cnn.digits.render import render
from cnn.digits.sets import DigitSet, load_generated
from cnn.explain.activations import activations_of
from cnn.explain.known_digits import known_from_few, shipped
from cnn.figures.montage import GAP, best_grid, folded, montage
from cnn.figures.png import coloured
from cnn.figures.scales import colours_of, largest
from cnn.network.spec import TEXTBOOK
from cnn.network.trace import trace_forward
from cnn.offline.supernet_draws import extreme_setting, near_setting, small_map_setting, uniform_setting
from cnn.paths import FRONTEND
from cnn.weights.load import load_model
from cnn.weights.package import layers_for_engine
from tests.node import path_of_node

CORNERS = (
    TEXTBOOK,
    TEXTBOOK.changed(conv1_out_channels=1, conv2_out_channels=1, hidden_units=16),
    TEXTBOOK.changed(conv1_kernel_size=1, conv1_padding=3, conv2_kernel_size=1, conv2_padding=3),
    TEXTBOOK.changed(conv1_stride=3, pool1_kind="avg", pool1_kernel_size=3, pool1_stride=4, pool2_kernel_size=1),
    TEXTBOOK.changed(conv1_out_channels=32, pool1_kind="none", conv2_out_channels=64, conv2_kernel_size=7),
)


def written(folder: Path, name: str, metadata: dict[str, str], **arrays: np.ndarray) -> None:
    found = {key: np.ascontiguousarray(value, np.float32) for key, value in arrays.items()}
    save_file(found, folder / f"{name}.safetensors", metadata)


def compared(folder: Path) -> Iterator[dict[str, Any]]:
    """What Node says of all cases in the folder."""
    script = FRONTEND / "tests" / "engine_cases.mjs"
    command = [path_of_node(), str(script), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    yield from json.loads(done.stdout)


def test_every_layer_is_what_pytorch_says(tmp_path: Path) -> None:
    rng = random.Random(5)
    kinds = (uniform_setting, near_setting, small_map_setting, extreme_setting)
    specs = [*CORNERS, *(kinds[number % 4](rng) for number in range(300))]
    digits, _ = generate_digits(len(specs), seed=3)
    for number, spec in enumerate(specs):
        model, image = load_model(spec).model, torch.from_numpy(digits[number]).float()[None] / 255
        trace = trace_forward(model, image)
        layers = layers_for_engine(spec)
        arrays = {name: value.numpy() for name, value in model.state_dict().items()}
        arrays |= {f"layer.{name}": values for name, values in trace.items()}
        written(tmp_path, f"{number:03}", {"layers": json.dumps(layers)}, image=image.numpy(), **arrays)
    results = list(compared(tmp_path))
    assert len(results) == len(specs)
    for case in results:
        assert case["agrees"] and case["worst"] < 1e-4, (case, specs[int(case["file"][:3])])


def odd_drawings() -> Iterator[np.ndarray]:
    """A dot, a hairline, a full board, a single grey pixel, ink in two corners."""
    empty = np.zeros((140, 140), np.uint8)
    for rows, columns, level in (((70, 71), (70, 71), 255), ((0, 140), (0, 140), 255), ((3, 4), (139, 140), 30)):
        drawing = empty.copy()
        drawing[slice(*rows), slice(*columns)] = level
        yield drawing
    drawing = empty.copy()
    drawing[20:120, 70] = 200
    yield drawing
    yield drawing.T
    drawing = empty.copy()
    drawing[:2, :2] = drawing[-2:, -2:] = 255
    yield drawing
    yield empty


def test_every_digit_is_prepared_as_in_python(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    brushes = (20, 20, 20, 8, 3)
    drawn = [render(generate_strokes(number % 10, rng), 140, brushes[number % 5] / 2) for number in range(220)]
    for number, drawing in enumerate([*drawn, *odd_drawings()]):
        ink = drawing.astype(np.float32) / 255
        metadata = {"height": str(ink.shape[0]), "width": str(ink.shape[1])}
        written(tmp_path, f"{number:03}", metadata, ink=ink, image=prepare_steps(ink).image)
    results = list(compared(tmp_path))
    assert len(results) == 227
    assert max(case["worst"] for case in results) < 1 / 255


def test_the_distance_to_digits_is_that_of_python(tmp_path: Path) -> None:
    rng = random.Random(8)
    specs = [TEXTBOOK.changed(hidden_units=16), TEXTBOOK.changed(hidden_units=256), *(near_setting(rng) for _ in "123")]
    digits = load_generated(400, 9)
    chaos = torch.from_numpy(np.random.default_rng(2).integers(0, 256, (20, 28, 28)).astype(np.uint8))
    others = DigitSet(torch.cat([digits.images[:60], chaos]), torch.cat([digits.labels[:60], digits.labels[:20]]), "")
    for number, spec in enumerate([TEXTBOOK, *specs]):
        model = load_model(spec).model
        seen, fc1 = activations_of(model, digits), activations_of(model, others).fc1
        known = shipped() if number == 0 else known_from_few(seen.fc1, seen.labels)
        assert known is not None
        kept = load(known.to_bytes()) | {"fc1": fc1, "wanted": known.distances(fc1.astype(np.float64)).min(axis=1)}
        kept = {name: value.astype(np.float32) for name, value in kept.items()}
        written(tmp_path, f"{number}", {"units": str(fc1.shape[1])}, **kept)
    results = list(compared(tmp_path))
    assert len(results) == 6
    assert all(case["agrees"] and case["worst"] < 1e-3 for case in results), results


def test_pictures_have_the_colours_of_the_figures(tmp_path: Path) -> None:
    rng = np.random.default_rng(6)
    wanted = {}
    for number in range(60):
        count, height, width = (int(rng.integers(1, most)) for most in (33, 15, 15))
        values = rng.normal(0, 10.0 ** rng.integers(-3, 4), (count, height, width)).astype(np.float32)
        if number % 3 == 0:  # a vector, folded
            values, tiles = values.ravel()[:, None, None], {"columns": int(rng.integers(1, 9)), "gap": 0}
            drawn = folded(values.ravel(), tiles["columns"])
        else:
            grid = best_grid((count, height, width), (94, 298))
            tiles, drawn = {"columns": grid.columns, "gap": GAP}, montage(values, grid)
        tiles |= dict(zip(("count", "height", "width"), values.shape, strict=True))
        colours = colours_of(("conv1", "relu1")[number % 2], largest(values))
        picture = {"tiles": tiles, "scale": colours.scale, "low": colours.low, "high": colours.high}
        pixels = coloured(drawn, colours.scale, colours.limits)
        pixels[pixels[..., 3] == 0] = 0  # what is clear has no colour
        wanted[number] = pixels.shape
        written(tmp_path, f"{number:03}", {"picture": json.dumps(picture)}, values=values, image=pixels)
    results = list(compared(tmp_path))
    assert len(results) == len(wanted) and max(case["worst"] for case in results) <= 1
