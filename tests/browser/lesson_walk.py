"""Walks through a lesson as a learner does: does what each step waits for, with the page's own controls."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from cnn.digits.handwriting import example_strokes
from cnn.lessons.lesson import Condition, Step
from cnn.lessons.places import PAGES, SCOPES
from cnn.network.spec import CHOICES
from tests.browser.driver import draw, drawn, place_in_figure, press, settled, visit

_DONE = ".st-key-lesson_card .lesson-done"


def walk_step(page: Page, step: Step) -> None:
    """Do what a step waits for, and see that the card says so; not its question."""
    for condition in step.conditions:
        if condition.subject != "answered":
            _act(page, condition)
            settled(page)
    if step.conditions and not step.ask:
        expect(page.locator(_DONE)).to_be_visible()


def next_step(page: Page, is_last: bool = False) -> None:
    """Press Next, or Finish."""
    button = page.locator(".st-key-lesson_next button")
    expect(button).to_have_text("Finish" if is_last else "Next")
    button.click()
    settled(page)


def _act(page: Page, condition: Condition) -> None:
    subject, value = condition.subject, condition.value
    if subject in CHOICES:
        page.locator(f".st-key-{subject}").get_by_role("radio", name=str(value)).click(force=True)
    elif subject in _ACTIONS:
        _ACTIONS[subject](page, condition)
    else:
        _move(page, subject, int(value))


def _move(page: Page, key: str, value: int) -> None:
    """Move a slider by its keys."""
    slider = page.locator(f".st-key-{key} input[type=range]")
    slider.scroll_into_view_if_needed()
    slider.focus()
    while (shown := int(slider.input_value())) != value:
        page.keyboard.press("ArrowRight" if shown < value else "ArrowLeft")
    settled(page)


def _draw(page: Page, _: Condition) -> None:
    press(page, "clear")
    settled(page)
    draw(page, example_strokes(4))
    drawn(page)


def _open_cell(page: Page, condition: Condition) -> None:
    layer = str(condition.value) if condition.relation != "changed" else "conv1"
    if page.locator(".st-key-network").count():
        page.locator(".st-key-network").scroll_into_view_if_needed()
        page.mouse.click(*place_in_figure(page, "network", layer, (12, 12)))
        page.locator(".st-key-microscope").wait_for()
        return
    field = (
        page.locator(".st-key-cell_address")
        .get_by_role("textbox", name="column")
        .or_(page.locator(".st-key-cell_address").get_by_role("spinbutton", name="column"))
    )
    field.first.focus()
    page.keyboard.press("ArrowUp")


def _choose_view(page: Page, condition: Condition) -> None:
    page.get_by_role("radio", name=str(condition.value), exact=True).first.click(force=True)


def _choose_scope(page: Page, condition: Condition) -> None:
    page.locator(".st-key-scope").get_by_role("radio", name=SCOPES[str(condition.value)]).click(force=True)


def _refuse(page: Page, _: Condition) -> None:
    _move(page, "conv2_padding", 0)


def _open_page(page: Page, condition: Condition) -> None:
    visit(page, PAGES[str(condition.value)])


def _press_textbook(page: Page, _: Condition) -> None:
    press(page, "textbook")


_ACTIONS: dict[str, Callable[[Page, Condition], None]] = {
    "drawn": _draw, "cell": _open_cell, "view": _choose_view, "scope": _choose_scope, "refused": _refuse,
    "page": _open_page, "textbook": _press_textbook,
}  # fmt: skip
