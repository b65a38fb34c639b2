"""The right answers once more, with PyTorch alone: from what a question shows, never from how it was made.

An oracle gives numbers for a typed answer, cells for one that is pointed at, and for one that is chosen a rule that
says of each text whether it is right.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from functools import lru_cache
from math import prod

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from cnn.network.model import SimpleCNN
from cnn.network.spec import NetworkSpec
from cnn.quiz.question import Question
from cnn.weights.load import load_model
from tests.strategies import reference_modules

Expected = tuple[float, ...] | set[tuple[int, int]] | Callable[[str], bool]
Modules = dict[str, nn.Module]

ORDER = ("conv1", "pool1", "conv2", "pool2")


# What the question shows.


def lines(question: Question) -> list[str]:
    """The lines of Python of a question, without comments."""
    blocks = re.findall(r"```python\n(.*?)\n```", question.prompt, re.DOTALL)
    return [line for block in blocks for line in block.split("\n") if not line.startswith("#")]


def built(code: list[str]) -> Modules:
    """The modules that lines of Python make; of two with one name, the last."""
    names: dict[str, nn.Module] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec("\n".join(code), {"nn": nn}, names)
    return names


def reads(question: Question) -> tuple[int, ...]:
    found = re.search(r"reads (\d+×\d+×\d+)", question.prompt)
    assert found
    return tuple(map(int, found[1].split("×")))


def changed(code: list[str], setting: str, value: str) -> list[str]:
    """Lines with one setting changed, as a learner edits them. setting: "conv1 kernel_size"."""
    layer, _, name = setting.partition(" ")
    edited = []
    for before in code:
        line = before
        if line.startswith(layer) and layer.startswith("conv") and name == "out_channels":
            line = re.sub(r"Conv2d\((\d+), \d+", rf"Conv2d(\1, {value}", line)
        elif line.startswith(layer) and layer.startswith("pool") and name == "kernel_size":
            line = re.sub(r"2d\(\d+", f"2d({value}", line)
        elif line.startswith(layer):
            line = re.sub(rf"{name}=\d+", f"{name}={value}", line)
        elif setting == "conv1 out_channels" and line.startswith("conv2"):
            line = re.sub(r"Conv2d\(\d+", f"Conv2d({value}", line)
        edited.append(line)
    return edited


def after_change(question: Question) -> list[str]:
    """The lines of the question after the change that it names."""
    found = re.search(r"You set (\w+ \w+) from (\w+) to (\w+)", question.prompt)
    assert found
    return changed(lines(question), found[1], found[3])


# What PyTorch makes of it.


def shapes(modules: Modules, size: int = 28) -> dict[str, tuple[int, ...]]:
    """Output shapes of a picture that goes through the convolutions and poolings there are."""
    x, found = torch.zeros(1, 1, size, size), {}
    for name in ORDER:
        if name in modules:
            x = modules[name](x)
            found[name] = tuple(x.shape[1:])
            found[name.replace("conv", "relu")] = tuple(F.relu(x).shape[1:])
    found["flatten"] = (prod(x.shape[1:]),)
    return found


def output(module: nn.Module, shape: tuple[int, ...]) -> tuple[int, ...]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # padding='same' with even kernels: a note on speed
        return tuple(module(torch.zeros(1, *shape)).shape[1:])


def parameters(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def work(module: nn.Module, out: tuple[int, ...]) -> int:
    """Multiply-accumulates: every value of the output needs one for each weight of its filter or unit."""
    assert isinstance(module, nn.Conv2d | nn.Linear)
    return prod(out) * module.weight[0].numel()


def units(module: nn.Module) -> tuple[int, ...]:
    assert isinstance(module, nn.Linear)
    return (module.out_features,)


def unread(module: nn.Module, size: int) -> np.ndarray:
    """bool (size, size): cells on which nothing that the layer puts out depends, by the gradient."""
    kernel, stride, padding = (getattr(module, name) for name in ("kernel_size", "stride", "padding"))
    kernel, stride, padding = (one if isinstance(one, int) else one[0] for one in (kernel, stride, padding))
    x = torch.zeros(1, 1, size, size, requires_grad=True)
    F.conv2d(x, torch.ones(1, 1, kernel, kernel), stride=stride, padding=padding).sum().backward()
    assert x.grad is not None
    return (x.grad[0, 0] == 0).numpy()


@lru_cache(maxsize=2)
def model(spec: NetworkSpec) -> SimpleCNN:
    return load_model(spec).model


@torch.no_grad()
def values(question: Question, picture: np.ndarray | None = None) -> dict[str, Tensor]:
    """Every layer of the question's network for its picture, without the trace."""
    network = model(question.spec)
    image = question.image if picture is None else picture
    assert image is not None
    x = torch.from_numpy(np.ascontiguousarray(image, np.float32))[None, None]
    found: dict[str, Tensor] = {"input": x[0]}
    for number in "12":
        conv = getattr(network, f"conv{number}")
        x = F.conv2d(x, conv.weight, conv.bias, conv.stride, conv.padding)
        found[f"conv{number}"], x = x[0], F.relu(x)
        found[f"relu{number}"], x = x[0], getattr(network, f"pool{number}")(x)
        found[f"pool{number}"] = x[0]
    hidden = F.relu(F.linear(x.flatten(1), network.fc1.weight, network.fc1.bias))
    found["softmax"] = F.softmax(F.linear(hidden, network.fc2.weight, network.fc2.bias), dim=1)[0]
    return found


def answer(question: Question, picture: np.ndarray) -> str:
    shares = values(question, picture)["softmax"]
    largest = float(shares.max())
    return f"{int(shares.argmax())}, with " + ("over 99.9 %" if largest > 0.999 else f"{100 * largest:.1f} %")


def number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


def close_to(value: float) -> Callable[[str], bool]:
    return lambda text: abs(number(text) - value) <= 0.0051


# One oracle for each kind.


def only_layer(question: Question) -> Expected:
    (module,) = built(lines(question)).values()
    return output(module, reads(question))


def shape_channels(question: Question) -> Expected:
    x = torch.zeros(1, 1, 28, 28)
    for name, module in reference_modules(question.spec).items():
        x = module(x)
        if name == question.place.layer:
            return tuple(x.shape[1:])
    raise AssertionError(question.place.layer)


def last_shape(question: Question) -> Expected:
    return shapes(built(lines(question)))[question.place.layer]


def never_read(question: Question) -> np.ndarray:
    (module,) = built(lines(question)).values()
    found = re.search(r"(\d+)×(\d+)[.]", question.prompt)
    assert found
    return unread(module, int(found[2]))


def rows_at_the_end(cells: np.ndarray) -> int:
    rows = cells.all(axis=1)
    return len(rows) if rows.all() else int(np.argmin(rows[::-1]))


def divides_evenly(question: Question) -> Expected:
    shape, lost = only_layer(question), rows_at_the_end(never_read(question))
    assert isinstance(shape, tuple)
    return lambda text: f"maps of {shape[1]}×{shape[2]}" in text and f"; {lost} row" in text and "never" in text


def which_setting(question: Question) -> Expected:
    wanted = re.search(r"\*\*(\d+)×(\d+)×(\d+)\*\*", question.prompt)
    assert wanted

    def gives(text: str) -> bool:
        setting, _, value = text.rpartition(" ")
        return shapes(built(changed(lines(question), setting, value)))[question.place.layer] == tuple(
            map(int, wanted.groups())
        )

    return gives


def what_changes(question: Question) -> Expected:
    before, after = shapes(built(lines(question))), shapes(built(after_change(question)))
    others = {name for name in before if before[name] != after[name]}  # fc1 puts out hidden_units before and after
    return lambda text: set(re.findall(r"[a-z]+[123]|flatten", text)) == others


def fc1_error(question: Question) -> Expected:
    modules = built(after_change(question))

    def error(modules: Modules, device: str = "cpu") -> str:
        x = torch.zeros(1, 1, 28, 28)
        for name in ORDER:
            x = modules[name](x)
        flat = x.flatten(1).to(device)
        try:
            modules["fc2"](modules["fc1"](flat))
        except RuntimeError as error:
            return str(error)
        return ""

    assert f"RuntimeError: {error(modules)}\n" in question.prompt

    def repairs(text: str) -> bool:
        found = re.fullmatch(r"(fc[12]): set its (\w+) from (\d+) to (\d+)", text)
        if not found:  # the convolutions were built, and ran
            return False
        layer = modules[found[1]]
        assert isinstance(layer, nn.Linear) and getattr(layer, found[2]) == int(found[3])
        settings = {"in_features": layer.in_features, "out_features": layer.out_features, found[2]: int(found[4])}
        others = {name: modules[name].to("meta") for name in ("fc1", "fc2")}  # without memory: it may be gigabytes
        return not error(modules | others | {found[1]: nn.Linear(**settings, device="meta")}, "meta")

    return repairs


def filter_slices(question: Question) -> Expected:
    conv = built(lines(question))["conv2"]
    assert isinstance(conv, nn.Conv2d)
    return (conv.weight[0].numel() if "weights" in question.prompt else conv.weight.shape[1],)


def where_parameters(question: Question) -> Expected:
    modules = built(lines(question))
    found = shapes(modules)
    counts = {name: parameters(modules[name]) for name in ("conv1", "conv2", "fc1", "fc2")}
    macs = {name: work(modules[name], found[name] if name in found else units(modules[name])) for name in counts}
    most, busiest = max(counts, key=counts.__getitem__), max(macs, key=macs.__getitem__)
    return lambda text: re.findall(r"(\w+) (?:holds|does)", text) == [most, busiest]


def larger_picture(question: Question) -> Expected:
    modules = built(lines(question))
    size, name = re.search(r"1×(\d+)×\1 ", question.prompt), question.place.layer
    assert size and isinstance(modules["fc1"], nn.Linear)
    flat = shapes(modules, int(size[1]))["flatten"][0]
    return (float(parameters({**modules, "fc1": nn.Linear(flat, modules["fc1"].out_features)}[name])),)


def parameters_change(question: Question) -> Expected:
    before, after = built(lines(question)), built(after_change(question))
    assert isinstance(after["fc1"], nn.Linear)
    after["fc1"] = nn.Linear(shapes(after)["flatten"][0], after["fc1"].out_features)
    others = [name for name in before if parameters(before[name]) != parameters(after[name])]
    totals = [sum(map(parameters, modules.values())) for modules in (before, after)]

    def right(text: str) -> bool:
        names, counts = re.findall(r"conv\d|fc\d", text), [number(one) for one in re.findall(r"\b\d[\d,]+\d\b", text)]
        return names == others and counts == totals and text.endswith("more") == (totals[1] > totals[0])

    return right


def cell(question: Question) -> float:
    assert question.place.cell is not None
    return float(values(question)[question.place.layer][question.place.cell])


def impulse(question: Question) -> Expected:
    picture, kernel = (torch.from_numpy(grid.values)[None, None] for grid in question.grids[:2])
    assert question.grids[1].marked is not None
    row, column, *_ = question.grids[1].marked
    where = (F.conv2d(picture, kernel)[0, 0] == kernel[0, 0, row, column]).nonzero()
    return {(int(row), int(column)) for row, column in where}


def pool_output(question: Question) -> Expected:
    (module,) = built(lines(question)).values()
    shape = "×".join(map(str, output(module, reads(question))))
    return lambda text: text == f"{shape}, and {parameters(module)} parameters"


def padding_same(question: Question) -> Expected:
    try:
        (module,) = built(lines(question)).values()
    except ValueError as error:
        message = str(error)
        return lambda text: text == f"ValueError: {message}"
    shape = "×".join(map(str, output(module, reads(question))))
    return lambda text: f" {shape} comes out" in text


def stride_work(question: Question) -> Expected:
    modules = built(lines(question))
    return (float(work(modules["conv1"], shapes(modules)["conv1"])),)


def stride_value(question: Question) -> Expected:
    assert question.place.cell is not None
    conv, x = model(question.spec).conv1, values(question)["input"]
    if "stride to 2 instead" in question.prompt:
        out = F.relu(F.conv2d(x, conv.weight, conv.bias, stride=2, padding=conv.padding))
    else:
        out = F.max_pool2d(F.relu(F.conv2d(x, conv.weight, conv.bias, padding=conv.padding)), 2)
    return (float(out[question.place.cell].detach()),)


def peaks(question: Question) -> list[float]:
    maps = values(question)[question.place.layer]
    return [float(maps[int(re.findall(r"channel (\d+)", grid.title)[0])].max()) for grid in question.grids]


def stronger_map(question: Question) -> Expected:
    left, right = peaks(question)
    return lambda text: text.startswith("The left" if left > right else "The right")


def common_scale(question: Question) -> Expected:
    return (100 * min(peaks(question)) / max(peaks(question)),)


def relu_values(question: Question) -> Expected:
    def numbers(text: str) -> list[float]:
        return [number(one) for one in re.findall(r"−?\d+\.\d\d", text)]

    right = F.relu(torch.tensor(numbers(question.prompt)))
    return lambda text: bool(torch.allclose(torch.tensor(numbers(text)), right, atol=1e-6))


def part(question: Question) -> Tensor:
    """The part of the map that is shown, cut out of the layer once more."""
    assert question.place.cell is not None
    channel, top, left = question.place.cell
    size = len(question.grids[0].values)
    maps = values(question)[question.place.layer.replace("relu", "conv")]
    cut = maps[channel, top : top + size, left : left + size]
    assert torch.allclose(cut, torch.from_numpy(question.grids[0].values), atol=1e-4)
    return cut


def relu_cell(question: Question) -> Expected:
    cut = part(question)
    same = F.relu(cut) == cut
    where = same if "same" in question.prompt else ~same
    return {(int(row), int(column)) for row, column in where.nonzero()}


def step(question: Question) -> int:
    found = re.search(r"moves (\d+) pixels? to the (right|left)", question.prompt)
    assert found
    return int(found[1]) * (1 if found[2] == "right" else -1)


def moved(image: np.ndarray, columns: int) -> np.ndarray:
    padded = np.pad(image, ((0, 0), (10, 10)))
    return padded[:, 10 - columns : 38 - columns]


def shift_cells(question: Question) -> Expected:
    assert question.image is not None
    columns = step(question)
    before, after = (values(question, image) for image in (question.image, moved(question.image, columns)))
    one, two = before[question.place.layer], after[question.place.layer]
    if columns < 0:
        one, two = one.flip(-1), two.flip(-1)
    size = one.shape[-1]
    middle = slice(2, size - 2)
    errors = []
    for distance in range(5):
        shown, expected = two[:, middle, distance + 1 : size - 1], one[:, middle, 1 : size - 1 - distance]
        errors.append(float((shown - expected).abs().mean()) if shown.shape[-1] else np.inf)
    return (float(np.argmin(errors)),)


def shift_values(question: Question) -> Expected:
    assert question.image is not None
    before, after = (
        values(question, image)["pool2"] for image in (question.image, moved(question.image, step(question)))
    )
    count = int(((after - before).abs() > 0.001 * before.abs().max()).sum())
    return lambda text: text == f"{count:,} of {before.numel():,}"


def shift_answer(question: Question) -> Expected:
    assert question.image is not None
    right = answer(question, moved(question.image, step(question)))
    return lambda text: text == right


def tenth_probability(question: Question) -> Expected:
    found = re.search(r"does the (\d) get", question.prompt)
    assert found
    return (100 * float(values(question, question.grids[0].values)["softmax"][int(found[1])]),)


def answer_of_last(question: Question) -> Expected:
    right = answer(question, question.grids[-1].values)
    return lambda text: text == right


def which_step(question: Question) -> Expected:
    digit, image = re.search(r"wrote a (\d)", question.prompt), question.grids[0].values
    assert digit
    rows, columns = torch.from_numpy(image > 0.1).nonzero().T
    top, bottom, left, right = int(rows.min()), int(rows.max()) + 1, int(columns.min()), int(columns.max()) + 1
    factor = 20 / max(bottom - top, right - left)
    size = (max(1, round((bottom - top) * factor)), max(1, round((right - left) * factor)))
    ink = F.interpolate(torch.from_numpy(image)[None, None, top:bottom, left:right], size, mode="bilinear")
    ink = ink / ink.max() if ink.max() < 0.75 else ink  # as the preparation does it for hairlines
    scaled = torch.zeros(28, 28)
    ends = ((top, bottom, size[0]), (left, right, size[1]))
    row, column = (min(max((first + end - length) // 2, 0), 28 - length) for first, end, length in ends)
    scaled[row : row + size[0], column : column + size[1]] = ink[0, 0]
    weights, index = image / image.sum(), np.arange(28)
    mass = (float((weights.sum(axis=axis) * index).sum()) for axis in (1, 0))
    centred = np.roll(image, [round(14 - middle) for middle in mass], (0, 1))
    pictures = {"Scale": scaled.numpy(), "Move": centred, "Swap": 1 - image, "Nothing:": image}
    return lambda text: answer(question, pictures[text.split()[0]])[0] == digit[1]


ORACLES: dict[str, Callable[[Question], Expected]] = {
    "shape_rounded": only_layer,
    "divides_evenly": divides_evenly,
    "shape_channels": shape_channels,
    "shape_downstream": last_shape,
    "never_read_rows": lambda question: (rows_at_the_end(never_read(question)),),
    "never_read_cell": lambda question: {(int(row), int(column)) for row, column in np.argwhere(never_read(question))},
    "which_setting": which_setting,
    "what_changes": what_changes,
    "flatten_size": last_shape,
    "fc1_error": fc1_error,
    "conv_parameters": lambda question: (parameters(built(lines(question))["conv2"]),),
    "filter_slices": filter_slices,
    "filter_maps": lambda question: (built(lines(question))["conv2"].weight.shape[0],),  # type: ignore[index, union-attr]
    "where_parameters": where_parameters,
    "larger_picture": larger_picture,
    "parameters_change": parameters_change,
    "cell_value": lambda question: (cell(question),),
    "bias_once": lambda question: close_to(cell(question)),
    "channel_sums": lambda question: (cell(question),),
    "flipped_kernel": lambda question: close_to(cell(question)),
    "impulse": impulse,
    "pool_output": pool_output,
    "pool_padding": only_layer,
    "padding_same": padding_same,
    "stride_work": stride_work,
    "stride_value": stride_value,
    "stronger_map": stronger_map,
    "common_scale": common_scale,
    "relu_values": relu_values,
    "relu_zeros": lambda question: (int((F.relu(part(question)) == 0).sum()),),
    "relu_cell": relu_cell,
    "shift_cells": shift_cells,
    "shift_values": shift_values,
    "shift_answer": shift_answer,
    "tenth_probability": tenth_probability,
    "scribble_answer": answer_of_last,
    "unprepared": answer_of_last,
    "inverted_ink": answer_of_last,
    "which_step": which_step,
}
"""By the kinds' names."""
