"""Questions about what one change does to the whole network: shapes, flatten, and fc1's error."""

from __future__ import annotations

from random import Random

from cnn.network.kept_fc1 import run_with_kept_fc1
from cnn.network.shapes import layer_shapes
from cnn.network.spec import INPUT_SIZE, LIMITS, NetworkSpec
from cnn.quiz.answers import Choice
from cnn.quiz.kinds.kind import SIZE_KEYS, WINDOWED, Draft, Kind, changes, chosen, found, one_change, typed
from cnn.quiz.kinds.shapes import sizes_rounded_up
from cnn.quiz.question import place
from cnn.quiz.subject import NotPossibleError, Subject
from cnn.quiz.words import change_text, code, joined, setting_text, shape_text, whole

CHANNEL_KEYS = ("conv1_out_channels", "conv2_out_channels")
_NAMED = ("conv1", "relu1", "pool1", "conv2", "relu2", "pool2", "flatten", "fc1")


def _shape(spec: NetworkSpec, layer: str) -> tuple[int, ...]:
    return layer_shapes(spec).named(layer).output_shape


def which_setting(rng: Random, subject: Subject, level: int) -> Draft:
    """Which one change gives a layer the shape that is wanted."""
    base = subject.spec
    layer = found(rng, WINDOWED, lambda name: _shape(base, name)[1] > 1)
    upto = WINDOWED[: WINDOWED.index(layer) + 1]
    keys = [key for key in SIZE_KEYS if key[:5] in upto]
    key, spec = one_change(rng, base, keys, lambda _, spec: _shape(spec, layer) != _shape(base, layer))
    wanted, before = _shape(spec, layer), _shape(base, layer)
    conv = [name for name in upto if name.startswith("conv")][-1]
    wrong = [
        Choice(
            setting_text(other, other_key), 4,
            f"With {setting_text(other, other_key)}, {layer} puts out {shape_text(_shape(other, layer))}: maps of the "
            "size before.",
        )
        for other_key, other in _channel_changes(base, conv, wanted)
    ]  # fmt: skip
    for other_key, other in changes(rng, base, keys):
        if _shape(other, layer) != wanted and sizes_rounded_up(other, layer) == wanted[1]:
            words = f"With {setting_text(other, other_key)} you get {wanted[1]} by rounding up; PyTorch rounds down."
            wrong.append(Choice(setting_text(other, other_key), 1, words))
            break
    return Draft(
        f"{code(base, 'conv1', layer)}\n\nThe input is 1×28×28, and `{layer}` puts out {shape_text(before)}. Which one "
        f"change makes it **{shape_text(wanted)}**?",
        chosen(rng, setting_text(spec, key), wrong),
        f"{setting_text(spec, key)} gives {layer_shapes(spec).named(key[:5]).formula} at {key[:5]}, so {layer} puts "
        "out "
        f"{shape_text(wanted)}.",
        spec,
        place("shapes", spec, layer, view="line by line"),
    )


def _channel_changes(base: NetworkSpec, conv: str, wanted: tuple[int, ...]) -> list[tuple[str, NetworkSpec]]:
    """Other numbers of filters that one may take for the way to a map of that size."""
    key, now = f"{conv}_out_channels", base.get(f"{conv}_out_channels")
    assert isinstance(now, int)
    low, high = LIMITS[key]
    values = dict.fromkeys((wanted[1], now * 2, now // 2, now + wanted[1]))
    return [(key, base.changed(**{key: value})) for value in values if low <= value <= high and value != now][:2]


def what_changes(rng: Random, subject: Subject, level: int) -> Draft:
    """Which layers' output shapes are others after one change."""
    before = subject.spec
    keys = (*SIZE_KEYS, *CHANNEL_KEYS)
    key, spec = one_change(rng, before, keys, lambda _, spec: _shape(spec, "flatten") != _shape(before, "flatten"))
    changed = [name for name in _NAMED if _shape(spec, name) != _shape(before, name)]
    first = _NAMED.index(key[:5])
    alone = [name for name in _NAMED[first : first + 2] if name in changed][: 2 if key.startswith("conv") else 1]
    flat = f"flatten goes from {whole(_shape(before, 'flatten')[0])} to {whole(_shape(spec, 'flatten')[0])}"
    lists = [alone[:1], alone, [name for name in changed if name != "flatten"], [*changed, "fc1"]]
    wrong = [
        Choice(_listed(names), 5, _missed(names, changed, flat))
        for names in lists
        if names and names != changed
    ]  # fmt: skip
    return Draft(
        f"{code(before, 'conv1', 'fc1')}\n\nYou set {change_text(before, spec)}, and fc1 is made anew to fit. Which "
        "layers put out another shape than before?",
        chosen(rng, _listed(changed), wrong),
        f"Every layer after {changed[0]} reads another shape: {flat}. fc1 still puts out {spec.hidden_units}.",
        spec,
        place("shapes", spec, "flatten", view="flow"),
    )


def _listed(names: list[str]) -> str:
    return f"{joined(names)}, no other" if len(names) > 1 else f"{names[0]} alone"


def _missed(names: list[str], changed: list[str], flat: str) -> str:
    left_out = [name for name in changed if name not in names]
    if left_out:
        return f"You left out {joined(left_out)}: {flat}."
    return "fc1's in_features changes, not the number of its outputs."


def flatten_size(rng: Random, subject: Subject, level: int) -> Draft:
    """How many values flatten puts out after one change."""
    before = subject.spec
    keys = (*SIZE_KEYS, "conv2_out_channels")
    old = _shape(before, "flatten")[0]
    key, spec = one_change(rng, before, keys, lambda _, spec: _shape(spec, "flatten")[0] != old)
    channels, size, _ = _shape(spec, "pool2")
    up = sizes_rounded_up(spec, "pool2")
    wrong = [
        (old, 5, f"{whole(old)} was the size before. The change in {key[:5]} goes through to flatten."),
        (channels * up * up, 1, f"{channels}·{up}·{up} comes from rounding up on the way."),
    ]
    return Draft(
        f"You set {change_text(before, spec)}, and nothing else. Before, flatten put out {whole(old)} values.\n\n"
        f"{code(spec, 'conv1', 'pool2')}\n\nThe input is 1×28×28. How many values does flatten put out now?",
        typed(channels * size * size, wrong),
        f"pool2 puts out {shape_text((channels, size, size))}, and {channels}·{size}·{size} = "
        f"{whole(channels * size * size)}.",
        spec,
        place("shapes", spec, "flatten", view="line by line"),
    )


def fc1_error(rng: Random, subject: Subject, level: int) -> Draft:
    """Where PyTorch's error comes from, and what repairs it."""
    before = subject.spec
    keys = (*SIZE_KEYS, "conv2_out_channels")
    old = _shape(before, "flatten")[0]
    key, spec = one_change(rng, before, keys, lambda _, spec: _shape(spec, "flatten")[0] != old)
    kept = run_with_kept_fc1(spec, before)
    if not kept.error:
        raise NotPossibleError
    new, layer, units = kept.arriving, key[:5], before.hidden_units
    wrong = [
        Choice(
            f"{layer}: it is the layer that was changed. Its channels must be {new}", 5,
            f"{layer} runs without an error. It is what reaches fc1, {new} values, that does not fit.",
        ),
        Choice(
            f"fc1: set its out_features from {units} to {new}", 5,
            f"{new} is what arrives at fc1, so it is a number of inputs. Its {units} outputs may stay.",
        ),
        Choice(
            f"fc2: set its in_features from {units} to {new}", 5,
            f"fc2 still gets {units} values from fc1; it is fc1 that gets {new}.",
        ),
        Choice(
            f"{layer}: {INPUT_SIZE} pixels must be divisible by its settings. Choose others", 1,
            f"The convolutions and poolings all ran and gave {new} values; nothing has to divide evenly.",
        ),
    ]  # fmt: skip
    return Draft(
        f"{code(before, 'conv1', 'fc2')}\n\nYou set {change_text(before, spec)} and leave the other lines as they are. "
        f"The forward pass of one picture stops:\n\n```text\nRuntimeError: {kept.error}\n```\n\n"
        "Where does it come from, and what repairs it?",
        chosen(rng, f"fc1: set its in_features from {old} to {new}", wrong),
        f"flatten now puts out {new} values, and fc1 was made for {kept.expected}: nn.Linear({new}, {units}) repairs "
        "it.",
        spec,
        place("shapes", spec, "fc1", view="fc1 shape error"),
    )


CONSEQUENCE_KINDS = (
    Kind("which_setting", "Shapes", (4,), which_setting),
    Kind("what_changes", "Consequences", (5,), what_changes),
    Kind("flatten_size", "Consequences", (5,), flatten_size),
    Kind("fc1_error", "Consequences", (5, 1), fc1_error),
)
