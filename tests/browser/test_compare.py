"""Two networks with one drawing in a real Chromium: both follow the pen, and only B follows a slider."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
import torch
from playwright.sync_api import Page, TimeoutError, expect

from cnn.digits.handwriting import example_strokes
from cnn.explain.ready_pairs import READY_PAIRS
from cnn.figures.arrangement import LOW
from cnn.figures.montage import montage
from cnn.figures.network import layer_grid
from cnn.network.spec import TEXTBOOK, NetworkSpec
from cnn.network.trace import Trace, trace_forward
from cnn.ui.compare.words import answers_compared
from cnn.weights.load import load_shared
from tests.browser.conftest import OpenPage
from tests.browser.driver import (
    PATIENCE,
    PHONE,
    canvas_ready,
    draw,
    drawn,
    figure_texts,
    layer_values,
    pen_down,
    place_in_figure,
    press,
    settled,
    thinned,
    visit,
    wait_until,
)
from tests.browser.test_live import hold, let_go

SIDES = ("network_a", "network_b")


def compare(open_page: OpenPage, path: str = "/") -> Page:
    page = open_page(path)
    visit(page, "Compare")
    canvas_ready(page)
    return page


def trace_of(page: Page, spec: NetworkSpec) -> Trace:
    """The pass of the picture on the page through the network that the app has for these settings."""
    image = torch.from_numpy(layer_values(page, "input", "network_a")).reshape(1, 28, 28)
    return trace_forward(load_shared(spec).model, image)


def check_side(page: Page, key: str, trace: Trace) -> None:
    """The figure has the values of a pass, and the row over it the answer."""
    for name in ("conv1", "pool2"):
        expected = montage(trace[name], layer_grid(name, trace[name].shape, LOW))
        largest = float(np.abs(trace[name]).max())
        np.testing.assert_allclose(layer_values(page, name, key), expected, atol=1e-4 * largest)
    np.testing.assert_allclose(layer_values(page, "fc2", key).ravel(), trace.logits, rtol=1e-4, atol=1e-3)
    said = page.locator(f".st-key-{key.replace('network', 'answer')} .digit")
    expect(said).to_have_text(str(trace.prediction), timeout=PATIENCE)


def ends(page: Page, key: str) -> list[str]:
    """What stands under the layers of a figure: the ends of their scales."""
    return [text for text in figure_texts(page, key) if text.startswith(("±", "0 …"))]


def test_both_follow_the_pen_on_the_same_scales(open_page: OpenPage) -> None:
    page = compare(open_page)
    pair = READY_PAIRS["padding"]
    press(page, "pair_padding")
    settled(page)
    stroke = thinned(np.concatenate(example_strokes(2)), 20)
    pen_down(page, stroke)
    wait_until(
        page,
        "() => document.querySelector('.st-key-answer_b .digit') && document.querySelector('.st-key-answer_a .digit')",
    )
    page.mouse.up()
    drawn(page)
    one, other = trace_of(page, pair.one), trace_of(page, pair.other)
    np.testing.assert_array_equal(*(layer_values(page, "input", key) for key in SIDES))
    check_side(page, "network_a", one)
    check_side(page, "network_b", other)
    assert ends(page, "network_a") == ends(page, "network_b")
    top = max(float(np.abs(trace["conv1"]).max()) for trace in (one, other))
    assert f"±{float(f'{top:.3g}'):g}" in ends(page, "network_b")
    expect(page.locator(".st-key-verdict")).to_have_text(answers_compared(one.probabilities, other.probabilities))


_SMALLER_KERNEL = "() => document.querySelector('.st-key-network_b').textContent.includes('16×30×30')"


def wait_for_shape(page: Page, key: str, shape: str) -> None:
    """Wait until a figure names this shape: it is drawn once the weights have come, which a page at rest may lack."""
    wait_until(
        page, "([key, shape]) => document.querySelector(`.st-key-${key}`).textContent.includes(shape)", [key, shape]
    )


def test_a_slider_changes_only_b_and_b_follows_its_thumb(open_page: OpenPage) -> None:
    page = compare(open_page)
    press(page, "example5")
    settled(page)
    before = layer_values(page, "fc2", "network_a")
    np.testing.assert_array_equal(before, layer_values(page, "fc2", "network_b"))
    for _ in range(5):  # on a busy machine the sliders may still move down when the knob is looked for
        hold(page, "conv1_kernel_size", 3, (1, 7))
        with suppress(TimeoutError):
            page.wait_for_function(_SMALLER_KERNEL, timeout=10_000)
            break
        let_go(page)
    else:
        pytest.fail("B does not follow the thumb")
    assert "conv1_kernel_size" not in page.url
    assert "16×28×28" in figure_texts(page, "network_a")
    hold(page, "conv1_kernel_size", 5, (1, 7))  # the textbook network again, with the weights that all settings share
    wait_for_shape(page, "network_b", "16×28×28")
    hold(page, "conv1_kernel_size", 7, (1, 7))
    let_go(page)
    np.testing.assert_array_equal(layer_values(page, "fc2", "network_a"), before)
    check_side(page, "network_a", trace_of(page, TEXTBOOK))
    check_side(page, "network_b", trace_of(page, TEXTBOOK.changed(conv1_kernel_size=7)))
    press(page, "swap")
    settled(page)
    wait_for_shape(page, "network_a", "16×26×26")
    wait_for_shape(page, "network_b", "16×28×28")
    check_side(page, "network_b", trace_of(page, TEXTBOOK))
    check_side(page, "network_a", trace_of(page, TEXTBOOK.changed(conv1_kernel_size=7)))


@pytest.mark.parametrize("side", SIDES)
def test_a_cell_of_either_says_its_value_and_opens_in_the_microscope(open_page: OpenPage, side: str) -> None:
    page = compare(open_page)
    press(page, "pair_large")
    press(page, "example3")
    settled(page)
    pair = READY_PAIRS["large"]
    trace = trace_of(page, pair.one if side == "network_a" else pair.other)
    place = place_in_figure(page, side, "conv2", (5, 4))
    page.mouse.move(*place)
    line = page.locator(f".st-key-linked_{side} .linked-line .cell")
    expect(line).to_contain_text("conv2 channel 0, row 5, column 4 = ", timeout=PATIENCE)
    said = line.inner_text().partition(" = ")[2].replace("−", "-")
    assert float(said) == pytest.approx(float(trace["conv2"][0, 5, 4]), rel=1e-4, abs=1e-4)
    page.mouse.click(*place)
    wait_until(page, "() => location.pathname.endsWith('/microscope')")
    settled(page)
    borrowed = page.get_by_text("network A of Compare")
    expect(borrowed).to_have_count(1 if side == "network_a" else 0)


def test_a_network_too_large_to_be_sent_runs_beside_the_other_on_the_same_scales(open_page: OpenPage) -> None:
    page = compare(open_page, "/?pool1_kind=none&pool2_kind=none")
    draw(page, example_strokes(3))
    drawn(page)
    settled(page)
    assert ends(page, "network_a") == ends(page, "network_b")
    check_side(page, "network_a", trace_of(page, TEXTBOOK))
    check_side(page, "network_b", trace_of(page, TEXTBOOK.changed(pool1_kind="none", pool2_kind="none")))
    press(page, "textbook")
    expect(page.locator(".figure-overlay")).to_have_count(2, timeout=PATIENCE)
    settled(page)
    check_side(page, "network_b", trace_of(page, TEXTBOOK))


def test_the_page_fits_a_projector_and_its_menu_every_screen(open_page: OpenPage) -> None:
    page = compare(open_page)
    tops = page.get_by_test_id("stTopNavLink").evaluate_all(
        "(links) => links.map((one) => one.getBoundingClientRect().top)"
    )
    assert len(tops) == 8 and len(set(tops)) == 1
    share = page.locator(".st-key-share button").first.bounding_box()
    assert share is not None and share["y"] < 60
    for key in ("network_b", "block_conv1"):
        box = page.locator(f".st-key-{key}").bounding_box()
        assert box is not None and box["y"] + box["height"] <= 724, key
    for width in (390, 360):
        page.set_viewport_size({"width": width, "height": PHONE["height"]})
        settled(page)
        for name in ("Explore", "Compare", "Quiz"):
            link = page.locator(".st-key-menu a").filter(has_text=name)
            link.scroll_into_view_if_needed()
            link.click(trial=True)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
