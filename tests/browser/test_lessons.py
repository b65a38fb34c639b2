"""Lessons in the browser: two are gone through by doing what they say."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from cnn.digits.handwriting import example_strokes
from cnn.lessons.library import SHIPPED, lessons
from tests.browser.conftest import OpenPage
from tests.browser.driver import (
    PHONE,
    canvas_ready,
    draw,
    drawn,
    expect_prediction,
    move_slider,
    new_page,
    press,
    settled,
    visit,
)
from tests.browser.lesson_walk import next_step, walk_step
from tests.browser.profiles import NOWHERE

pytestmark = pytest.mark.browser

LIBRARY = lessons([SHIPPED])


def walk(page: Page, lesson_id: str) -> None:
    """From the list of lessons to the last step."""
    lesson = LIBRARY.named(lesson_id)
    assert lesson is not None
    press(page, f"start_{lesson_id}")
    settled(page)
    for number, step in enumerate(lesson.steps):
        expect(page.locator(".lesson-title")).to_have_text(step.title)
        walk_step(page, step)
        if number < len(lesson.steps) - 1:
            next_step(page)


@pytest.mark.parametrize("lesson", ["stride-padding-and-the-floor", "one-kernel-one-map"])
def test_a_lesson_can_be_walked_by_doing_what_it_says(open_page: OpenPage, lesson: str) -> None:
    page = open_page()
    visit(page, "Learn")
    walk(page, lesson)
    expect(page.locator(".st-key-lesson_card")).to_contain_text("Answer")
    press(page, "lesson_leave")
    settled(page)
    assert "lesson=" not in page.url and "conv1_stride" not in page.url


def test_the_tour_is_offered_and_a_reload_goes_on_with_it(open_page: OpenPage) -> None:
    page = open_page()
    press(page, "tour")
    settled(page)
    assert page.locator(".st-key-tour_offer").count() == 0
    page.locator(".st-key-lesson_next button").click()
    settled(page)
    expect(page.locator(".lesson-title")).to_have_text("Read the picture from left to right")
    page.reload()
    settled(page)
    expect(page.locator(".lesson-title")).to_have_text("Read the picture from left to right")


def test_a_link_to_a_step_opens_it_whole_and_a_reload_keeps_what_was_done(browser: Browser, server_url: str) -> None:
    page = new_page(browser)
    try:
        _reload_in_a_step(page, f"{server_url}/?lesson=one-kernel-one-map:1")
    finally:
        page.context.close()


def _reload_in_a_step(page: Page, link: str) -> None:
    page.goto(link)
    canvas_ready(page)
    expect_prediction(page, 7)  # the example that an earlier step sets
    press(page, "clear")
    settled(page)
    draw(page, example_strokes(4))
    drawn(page)
    press(page, "lesson_page")
    cell, filters = (page.get_by_role("radio", name=name, exact=True) for name in ("The cell", "Filters"))
    expect(cell).to_be_checked()
    settled(page)
    column = page.locator(".st-key-cell_address").get_by_label("column")
    expect(column).to_have_value("11")
    column.focus()
    page.keyboard.press("ArrowUp")
    done = page.locator(".st-key-lesson_card .lesson-done")
    expect(done).to_be_visible()
    page.reload()
    settled(page)
    expect(done).to_be_visible()
    expect(column).to_have_value("12")
    filters.click(force=True)
    settled(page)
    page.reload()
    settled(page)
    expect(filters).to_be_checked()
    visit(page, "Explore")
    expect_prediction(page, 4)


def test_on_a_phone_the_card_leaves_what_it_is_about_in_sight(open_page: OpenPage) -> None:
    page = open_page("/?lesson=show-me-around:2", viewport=PHONE)
    settled(page)
    card = page.locator(".st-key-lesson_card").bounding_box()
    assert card is not None and card["y"] > PHONE["height"] * 0.5
    assert card["y"] + card["height"] <= PHONE["height"] + 1
    slider = page.locator(".st-key-conv1_stride")
    slider.scroll_into_view_if_needed()
    place = slider.bounding_box()
    assert place is not None and place["y"] + place["height"] <= card["y"]
    outline = slider.evaluate("(box) => getComputedStyle(box).outlineStyle")
    assert outline == "solid"


def test_the_way_on_is_in_sight_once_a_step_is_done(open_page: OpenPage) -> None:
    page = open_page("/?lesson=show-me-around:2")
    move_slider(page, "conv1_stride", 1)
    expect(page.locator(".st-key-lesson_card .lesson-done")).to_be_visible()
    card = page.locator(".st-key-lesson_card").bounding_box()
    on = page.locator(".st-key-lesson_next button").bounding_box()
    assert card is not None and on is not None
    assert on["y"] >= card["y"] and on["y"] + on["height"] <= card["y"] + card["height"]


def test_a_phone_scrolls_to_the_slider_that_a_step_is_about(open_page: OpenPage) -> None:
    page = open_page("/?lesson=show-me-around:1", viewport=PHONE)
    page.locator(".st-key-lesson_next button").click()
    expect(page.locator(".lesson-title")).to_have_text("Change the network")
    page.wait_for_function("""() => {
        const [slider, card] = ["conv1_stride", "lesson_card"].map((key) => document.querySelector(`.st-key-${key}`));
        const place = slider.getBoundingClientRect();
        return place.top > 60 && place.bottom < card.getBoundingClientRect().top;
    }""")


def test_no_entry_of_the_menu_stays_marked_after_a_lesson(open_page: OpenPage) -> None:
    page = open_page("/?lesson=show-me-around:5")
    marked = page.locator("[data-testid=stTopNavLink][data-lesson-menu]")
    for name, count in (("Microscope", 3), ("Shapes", 0), ("Microscope", 3)):
        visit(page, name)
        expect(marked).to_have_count(count)
    page.locator(".st-key-lesson_next button").click()
    expect(marked).to_have_count(0)


def test_back_leads_to_where_the_link_to_a_step_was(open_page: OpenPage) -> None:
    page = open_page("/?lesson=stride-padding-and-the-floor:3")
    assert "conv1_stride=2" in page.url  # the step's settings, which the link did not name
    page.go_back()
    assert page.url == NOWHERE


def test_a_drawing_on_reasons_does_the_step(open_page: OpenPage) -> None:
    page = open_page("/?lesson=why-this-answer:4")
    visit(page, "Reasons")
    expect(page.locator(".lesson-missing")).to_have_text("Draw on the board.")
    draw(page, example_strokes(4))
    drawn(page)
    expect(page.locator(".st-key-lesson_card .lesson-done")).to_be_visible()


def test_the_card_says_what_is_missing_after_a_stroke(open_page: OpenPage) -> None:
    page = open_page("/?lesson=how-far-to-trust-it:4")
    draw(page, example_strokes(7))
    drawn(page)
    expect(page.locator(".lesson-missing")).to_have_text("The answer has to be another digit than 7.")
