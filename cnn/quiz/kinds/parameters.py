"""Questions about parameters and work: how many, in which layer, and what they depend on."""

from __future__ import annotations

from random import Random

from cnn.network.shapes import LayerShape, layer_shapes, output_size, totals
from cnn.network.spec import NetworkSpec
from cnn.quiz.answers import Choice
from cnn.quiz.kinds.kind import WINDOWED, Draft, Kind, chosen, one_change, typed
from cnn.quiz.question import place
from cnn.quiz.subject import NotPossibleError, Subject
from cnn.quiz.words import block, change_text, code, joined, layer_line, whole

_VIEW = "parameters and work"
_WITH_WEIGHTS = ("conv1", "conv2", "fc1", "fc2")


def _conv(layer: LayerShape) -> tuple[int, int, int]:
    """Filters K, channels C and kernel_size of a convolution."""
    return layer.output_shape[0], layer.input_shape[0], layer.kernel_size


def conv_parameters(rng: Random, subject: Subject, level: int) -> Draft:
    """The number of parameters of conv2."""
    layer = layer_shapes(subject.spec).conv2
    filters, channels, size = _conv(layer)
    weights, cells = layer.parameters - filters, layer.output_shape[1] ** 2
    wrong = [
        (
            filters * size**2 + filters,
            2,
            f"You counted one {size}×{size} kernel per filter; each filter has {channels}.",
        ),
        (weights, 3, f"You left out the biases: one for each of the {filters} filters."),
        (
            2 * weights,
            3,
            f"You counted a bias at each of the {weights} weights; each of the {filters} filters has one.",
        ),
        (
            weights + filters * channels,
            3,
            f"You gave each of the {filters * channels} kernels a bias; a filter has one.",
        ),
        (weights * cells + filters, 11, f"You counted the weights at each of the {cells} places; they are shared."),
    ]
    return Draft(
        f"{block(layer_line(subject.spec, 'conv2'))}\n\nHow many parameters (weights and biases) does `conv2` have?",
        typed(layer.parameters, wrong),
        f"{filters} filters, each with {channels}·{size}·{size} weights and 1 bias: {filters} · "
        f"({channels}·{size}·{size} + 1) = {whole(layer.parameters)}.",
        subject.spec,
        place("shapes", subject.spec, "conv2", view=_VIEW),
    )


def filter_slices(rng: Random, subject: Subject, level: int) -> Draft:
    """How many 2-D kernels, or weights, one filter of conv2 has."""
    layer = layer_shapes(subject.spec).conv2
    filters, channels, size = _conv(layer)
    part = 1 if rng.random() < 0.5 else size**2
    asked = f"2-D kernels of {size}×{size}" if part == 1 else "weights (without the bias)"
    wrong = [
        (part, 2, f"That is one kernel of {size}×{size}. A filter has one for each of the {channels} input channels."),
        (channels * filters * part, 2, f"That is all {filters} filters together."),
        (filters * part, 2, f"{filters} is the number of filters. One filter reads {channels} channels."),
    ]
    return Draft(
        f"{block(layer_line(subject.spec, 'conv2'))}\n\nHow many {asked} does **one** filter of `conv2` have?",
        typed(channels * part, wrong),
        f"Its weight has the shape [{filters}, {channels}, {size}, {size}], so one filter is "
        f"[{channels}, {size}, {size}]: {channels} kernels of {size}×{size}, {whole(channels * size**2)} weights.",
        subject.spec,
        place("microscope", subject.spec, "conv2", view="Filters"),
    )


def filter_maps(rng: Random, subject: Subject, level: int) -> Draft:
    """How many maps a convolution makes for one picture."""
    layer = layer_shapes(subject.spec).conv2
    filters, channels, _ = _conv(layer)
    wrong = [
        (
            filters * channels,
            2,
            f"{filters}·{channels} counts a map for each kernel; the {channels} sums are added up.",
        ),
        (channels, 2, f"{channels} is the number of channels that it reads."),
    ]
    return Draft(
        f"`conv2` has {filters} filters and reads {channels} "
        f"channels:\n\n{block(layer_line(subject.spec, 'conv2'))}\n\n"
        "How many feature maps does it put out for one picture?",
        typed(filters, wrong),
        f"Each filter adds the products of all {channels} channels into one map, so {filters} filters make {filters} "
        "maps.",
        subject.spec,
        place("microscope", subject.spec, "conv2", view="Filters"),
    )


def where_parameters(rng: Random, subject: Subject, level: int) -> Draft:
    """Which layer holds the most parameters, and which does the most work."""
    layers = layer_shapes(subject.spec)
    counts = {name: layers.named(name).parameters for name in _WITH_WEIGHTS}
    work = {name: layers.named(name).macs for name in _WITH_WEIGHTS}
    most, busiest = max(counts, key=lambda name: counts[name]), max(work, key=lambda name: work[name])
    if sorted(counts.values())[-2] == counts[most] or sorted(work.values())[-2] == work[busiest]:
        raise NotPossibleError
    all_parameters, all_work = totals(layers)
    conv = max(("conv1", "conv2"), key=lambda name: work[name])

    def text(holds: str, works: str) -> str:
        return f"{holds} holds the most parameters, {works} does the most work"

    wrong = [
        Choice(
            text(*pair), 11,
            f"{pair[0]} holds {whole(counts[pair[0]])} of {whole(all_parameters)} parameters and {pair[1]} does "
            f"{whole(work[pair[1]])} of {whole(all_work)} multiply-accumulates.",
        )
        for pair in ((conv, conv), ("fc1", "fc1"), (conv, "fc1"), ("fc1", conv))
        if pair != (most, busiest)
    ]  # fmt: skip
    return Draft(
        f"{code(subject.spec, 'conv1', 'fc2')}\n\nThe input is 1×28×28. Which is true? (Work: multiply-accumulates.)",
        chosen(rng, text(most, busiest), wrong),
        f"{most} holds {whole(counts[most])} of {whole(all_parameters)} parameters; {busiest} does "
        f"{whole(work[busiest])} of {whole(all_work)} multiply-accumulates.",
        subject.spec,
        place("shapes", subject.spec, most, view=_VIEW),
    )


def flatten_of(spec: NetworkSpec, size: int) -> int:
    """Values that flatten puts out if the input were `size` pixels high and wide."""
    layers = layer_shapes(spec)
    for name in WINDOWED:
        layer = layers.named(name)
        size = output_size(size, layer.kernel_size, layer.stride, layer.padding)
    return layers.pool2.output_shape[0] * size**2


def larger_picture(rng: Random, subject: Subject, level: int) -> Draft:
    """The parameters of one layer for larger pictures."""
    spec, size = subject.spec, rng.choice((32, 42, 56))
    layers, flat = layer_shapes(spec), flatten_of(spec, size)
    name = rng.choice(("conv1", "conv2", "fc1"))
    layer, now = layers.named(name), layers.named(name).parameters
    if flat == layers.flatten.output_shape[0]:
        raise NotPossibleError
    if name == "fc1":
        old = layers.flatten.output_shape[0]
        right = (flat + 1) * spec.hidden_units
        wrong = [(now, 11, f"{whole(now)} belongs to {old} inputs. fc1 has a weight for each place of each map.")]
        why = f"flatten puts out {whole(flat)} values instead of {whole(old)}: ({flat} + 1) · {spec.hidden_units} = "
        prompt = f"Its flatten would put out {whole(flat)} values."
    else:
        right, grown = now, round((now - layer.output_shape[0]) * size**2 / 28**2) + layer.output_shape[0]
        wrong = [(grown, 11, f"You made the weights grow with the picture, by {size}²/28².")]
        filters = layer.output_shape[0]
        why = (
            "A convolution uses the same weights at every place, in all sizes. "
            f"{whole(now - filters)} weights + {filters} {'bias' if filters == 1 else 'biases'} = "
        )
        prompt = f"Its flatten would put out {whole(flat)} values instead of {whole(layers.flatten.output_shape[0])}."
    return Draft(
        f"{code(spec, 'conv1', 'fc1')}\n\nThe network is made anew for pictures of 1×{size}×{size} instead of 1×28×28. "
        f"{prompt} `{name}` has {whole(now)} parameters now. How many would it have then?",
        typed(right, wrong),
        f"{why}{whole(right)}.",
        spec,
        place("shapes", spec, name, view=_VIEW),
    )


def parameters_change(rng: Random, subject: Subject, level: int) -> Draft:
    """More or fewer parameters after one change, and in which layers."""
    before = subject.spec
    keys = ("conv1_kernel_size", "conv2_kernel_size", "conv2_out_channels")

    def difference(spec: NetworkSpec) -> dict[str, int]:
        pairs = ((name, layer_shapes(spec).named(name), layer_shapes(before).named(name)) for name in _WITH_WEIGHTS)
        return {name: new.parameters - old.parameters for name, new, old in pairs if new.parameters != old.parameters}

    key, spec = one_change(rng, before, keys, lambda key, spec: set(difference(spec)) == {key[:5], "fc1"})
    changed, total = difference(spec), totals(layer_shapes(before))[0]
    conv, linear = changed[key[:5]], changed["fc1"]
    if conv + linear == 0:
        raise NotPossibleError
    flat = f"{whole(layer_shapes(before).fc1.input_shape[0])} to {whole(layer_shapes(spec).fc1.input_shape[0])}"

    def text(names: list[str], sum_of: int) -> str:
        return f"In {joined(names)}: {whole(total)} become {whole(total + sum_of)}, so {_more(sum_of)}"

    wrong = [
        Choice(text([key[:5]], conv), 5, f"You left out fc1: its in_features goes from {flat}."),
        Choice(text(["fc1"], linear), 11, f"You left out {key[:5]}: its own kernels change by {whole(conv)} numbers."),
    ]
    return Draft(
        f"{code(before, 'conv1', 'fc2')}\n\nYou set {change_text(before, spec)}, and fc1 is made anew to fit. Where "
        "does "
        "the number of parameters change?",
        chosen(rng, text([key[:5], "fc1"], conv + linear), wrong),
        f"{key[:5]} changes by {whole(conv)}, and fc1 by {whole(linear)}, as flatten goes from {flat}: "
        f"{whole(total)} + ({whole(conv)}) + ({whole(linear)}) = {whole(total + conv + linear)}.",
        spec,
        place("shapes", spec, "fc1", view=_VIEW),
    )


def _more(number: int) -> str:
    return "more" if number > 0 else "fewer"


TOPIC = "Parameters and work"
PARAMETER_KINDS = (
    Kind("conv_parameters", TOPIC, (2, 3), conv_parameters),
    Kind("filter_slices", "Filters", (2,), filter_slices),
    Kind("filter_maps", "Filters", (2,), filter_maps),
    Kind("where_parameters", TOPIC, (11,), where_parameters),
    Kind("larger_picture", TOPIC, (11,), larger_picture),
    Kind("parameters_change", TOPIC, (5, 11), parameters_change),
)
