"""Which pixels the answer rests on: five methods side by side, for the class that is chosen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from cnn.explain.attribution import Asked, Integrated
from cnn.explain.progress import part
from cnn.figures.attribution import attribution_figure
from cnn.figures.numbers import number, places_that_add_up
from cnn.figures.png import gradient
from cnn.figures.scales import largest
from cnn.figures.theme import DIVERGING, theme_named
from cnn.link.parts import MOST_PATCH, MOST_STRIDE
from cnn.network.spec import CLASSES
from cnn.ui import chart, page, state
from cnn.ui.reasons import contrast
from cnn.ui.reasons.about import Answered, answered
from cnn.ui.reasons.methods import METHODS, Method, Sizes, integral_of, values_of
from cnn.ui.reasons.slow import progress_bar

HEIGHT = 178
"""Of a picture, in pixels."""

WHY_LOGIT = (
    "A logit is the score of one class before softmax. It is explained instead of the probability, because softmax "
    "mixes all ten logits: a pixel can raise a probability by doing nothing for its class and harming another."
)

SCALES = (
    "All pictures have one scale: a pixel’s share of the strongest pixel of its picture. What the strongest is worth "
    "stands below the picture, in units that differ: a slope, a part of a logit, a fall of a logit. So compare where "
    "the pictures light up, not how brightly."
)


def attribution_section() -> None:
    """The view."""
    now = answered()
    if now is None:
        return
    target = _target(now)
    sizes = _sizes()
    other = contrast.other_class(now, target)
    with progress_bar("The network is asked again and again …") as tell:
        count = len(METHODS) + 1
        maps = {
            method.key: values_of(method, now, Asked(target), sizes, part(tell, index, count))
            for index, method in enumerate(METHODS)
        }
        whole = integral_of(now, Asked(target), tell)
        between = integral_of(now, Asked(target, other), part(tell, count - 1, count))
    with st.container(key="attributions"):
        for method in METHODS:
            with st.container(key=f"attribution_{method.key}", gap="xsmall"):
                _card(method, maps[method.key], now, target)
                if method.key == "integrated":
                    st.html(f'<p class="adds-up">{sum_words(whole, str(target))}</p>')
                elif method.key == "occlusion":
                    _size_sliders()
    st.caption(SCALES)
    contrast.contrast(now, target, other, between)
    with st.expander("The same in numbers"):
        st.markdown(
            totals_table({**{one.name: maps[one.key] for one in METHODS}, f"{target} against {other}": between.values})
        )
        st.caption("Sources: " + "; ".join(f"{one.name}: {one.source}" for one in METHODS) + ". All by captum.")


def _target(now: Answered) -> int:
    """The ten buttons; returns the class to explain: the one that was chosen, else the predicted one."""
    chosen = state.session().explained.target
    shown = now.trace.prediction if chosen is None else chosen
    state.seed("explained_class", shown)
    with st.container(key="explained", horizontal=True, vertical_alignment="center", gap="small"):
        st.segmented_control(
            "class", range(CLASSES), key="explained_class", required=True, label_visibility="collapsed",
            on_change=_take_target, args=(now.trace.prediction,),
        )  # fmt: skip
        said = "the answer" if shown == now.trace.prediction else f"the answer is {now.trace.prediction}"
        logit = number(float(now.trace.logits[shown]), ".2f")
        st.caption(f"Explained: the logit of **{shown}** ({said}), **{logit}**.", help=WHY_LOGIT)
        st.html(_legend(shown))
    return shown


def _take_target(predicted: int) -> None:
    """Callback: the class that was chosen; the predicted one means that the page follows the answer.

    A browser that has not heard yet that the page moved the switch sends its old place along with a drawing.
    """
    if "drawing" in state.widget("ink", {}):
        return
    chosen = state.widget("explained_class")
    state.update(replace(state.session().explained, target=None if chosen == predicted else chosen))


def _legend(digit: int) -> str:
    return (
        f'<div class="scales signed"><span>−100 %, against {digit}<i style="background:{gradient(DIVERGING)}"></i>'
        f"100 %, for {digit}</span></div>"
    )


def _card(method: Method, values: np.ndarray, now: Answered, digit: int) -> None:
    """A picture under its name, the ends of its scale, and what it says."""
    st.html(f'<h2 class="method">{method.name}</h2>')
    words = alt(method, values, digit)
    figure = attribution_figure(values, now.image, method.unit, HEIGHT, theme_named(page.theme()))
    chart.figure(figure, key=f"pixels_{method.key}", alt=words)
    patch = state.session().explained.patch
    says = method.says.format(digit=digit, patch=patch)
    st.html(f'<div class="ends">{_ends(values)}</div><p class="method">{says} <span>{method.hides}</span></p>')


def _ends(values: np.ndarray) -> str:
    """The two ends of a picture's scale."""
    top = number(largest(values), ".3g")
    if not values.any():
        return "<span>0 at every pixel</span>"
    return f"<span>−{top}</span><span>0</span><span>{top}</span>"


def alt(method: Method, values: np.ndarray, digit: int) -> str:
    """A picture in a sentence."""
    row, column = strongest(values)
    return (
        f"{method.name} for {digit}: values of the 28×28 pixels from {number(float(values.min()), '.3g')} to "
        f"{number(float(values.max()), '.3g')}, the strongest in row {row}, column {column}."
    )


def strongest(values: np.ndarray) -> tuple[int, int]:
    """Row and column of the value that is farthest from zero."""
    row, column = divmod(int(np.abs(values).argmax()), values.shape[1])
    return row, column


def sum_words(found: Integrated, digit: str) -> str:
    """What integrated gradients add up to, in numbers."""
    places = places_that_add_up((found.drawn, -found.empty), 2)
    total, drawn, empty, moved = (
        number(value, f".{places}f") for value in (found.total, found.drawn, found.empty, found.drawn - found.empty)
    )
    way = f"from {empty} without any ink to {drawn} with your drawing"
    if total == moved:
        return f"They add up to <b>{total}</b>: so far has the logit of {digit} moved, {way}."
    missed = number(abs(found.gap), ".2g")
    return (
        f"They add up to <b>{total}</b>. The logit of {digit} has moved by <b>{moved}</b>, {way}; walked in "
        f"{found.steps} steps, the way misses {missed}."
    )


def _sizes() -> Sizes:
    """Patch and stride of occlusion."""
    explained = state.session().explained
    return explained.patch, explained.stride


def _size_sliders() -> None:
    """Sliders for patch and stride; a stride longer than the patch would leave pixels out."""
    patch, stride = _sizes()
    state.seed("occlusion_patch", patch)
    st.slider(
        "patch", 1, MOST_PATCH, key="occlusion_patch", on_change=_take_sizes, help="Side of the patch, in pixels."
    )
    most = min(patch, MOST_STRIDE)
    if most > 1:
        state.seed(f"occlusion_stride_{most}", stride)
        st.slider(
            "stride", 1, most, key=f"occlusion_stride_{most}", on_change=_take_sizes,
            help="How far the patch moves from one try to the next. 1 is the finest, and takes longest.",
        )  # fmt: skip


def _take_sizes() -> None:
    """Callback of both sliders."""
    explained = state.session().explained
    patch = int(state.widget("occlusion_patch", explained.patch))
    stride = state.widget(f"occlusion_stride_{min(explained.patch, MOST_STRIDE)}", explained.stride)
    state.update(replace(explained, patch=patch, stride=min(int(stride), patch)))


def totals_table(maps: dict[str, np.ndarray]) -> str:
    """The text twin of the pictures, in Markdown."""
    rows = [
        "| picture | sum of what is for | sum of what is against | together | strongest pixel |",
        "|:--|--:|--:|--:|:--|",
    ]
    for name, values in maps.items():
        row, column = strongest(values)
        sums = (values[values > 0].sum(), values[values < 0].sum(), values.sum())
        words = " | ".join(number(float(one), ".4g") for one in sums)
        rows.append(f"| {name} | {words} | row {row}, column {column}: {number(float(values[row, column]), '.4g')} |")
    return "\n".join(rows)
