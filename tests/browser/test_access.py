"""Accessibility of every page in both themes: contrast, keyboard, screen reader."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPConnection
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from cnn.digits.handwriting import example_strokes
from cnn.figures.theme import DARK
from tests.browser import contrast, driver
from tests.browser.conftest import OpenPage

IMPOSSIBLE = "/?pool1_kernel_size=4&pool1_stride=4&conv2_kernel_size=7&conv2_padding=0"
VIEWS = {
    "Microscope": ("Sliding kernel", "Filters", "A kernel of your own", "Colour input", "The cell"),
    "Shapes": ("line by line", "parameters and work", "3D view", "fc1 shape error", "code", "Conv2d calculator"),
    "Reasons": (
        "What channels look for", "Among the digits", "Change the drawing", "Preparation", "Switch parts off",
        "Which pixels",
    ),
    "Compare": (),
    "Train": (),
}  # fmt: skip
WALKED = (
    "Explore",
    "Microscope, Sliding kernel",
    "Microscope, The cell",
    "Shapes, code",
    "Reasons, Which pixels",
    "Train",
)
"""Where Tab is pressed from end to end; together they have every kind of control."""

TALL = {"width": 1280, "height": 1500}

CONTROLS = {"button", "slider", "spinbutton", "textbox", "combobox", "checkbox", "switch", "radiogroup", "tab", "link"}
"""Roles of what is operated. The choices of a radio group are known by the name of their group."""

PICTURES = {"figure", "image", "img", "application", "graphics-document"}

_TOOLBAR = """() => [...document.querySelectorAll(".st-key-canvas *")].flatMap((node) =>
    [...(node.shadowRoot?.querySelectorAll("button") ?? [])].filter((button) => button.checkVisibility())
        .map((button) => ["button", button.ariaLabel]))"""
"""Buttons of the canvas package itself, which the page has its own for."""

_LOADED = "() => !document.querySelector('[data-testid=stSkeleton]')"


def rested(page: Page) -> None:
    """Wait until the page is whole: Streamlit loads some of its parts when they are first needed."""
    driver.settled(page)
    driver.wait_until(page, _LOADED)
    driver.settled(page)


def walk(page: Page) -> Iterator[str]:
    """Every page and every view of it, one after the other, with a digit drawn; the first has the card in sight."""
    driver.canvas_ready(page)
    rested(page)
    yield "an impossible setting"
    driver.press(page, "back")
    driver.press(page, "example7")
    driver.expect_prediction(page, 7)
    rested(page)
    yield "Explore"
    for link, views in VIEWS.items():
        page.get_by_role("link", name=link).first.click()
        page.locator("h1").get_by_text(link, exact=True).wait_for(state="attached")
        rested(page)
        yield link
        for view in views:
            page.get_by_role("radio", name=view, exact=True).click()
            rested(page)
            yield f"{link}, {view}"


def nodes(page: Page) -> list[tuple[str, str]]:
    """Role and name of all that a screen reader finds, according to Chromium."""
    session = page.context.new_cdp_session(page)
    tree: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        (node["role"]["value"], " ".join(str(node.get("name", {}).get("value", "")).split()))
        for node in tree
        if not node["ignored"]
    ]


def check_names(page: Page, name: str) -> None:
    """A title and one heading for the page, headings in order, and a name of its own for all that is operated."""
    assert page.title() == f"{name} – SimpleCNN Explorer"
    levels = page.evaluate(
        """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6, [role=heading]")]
            .map((node) => [Number(node.ariaLevel ?? node.tagName[1]), node.innerText || node.textContent])"""
    )
    assert [words for level, words in levels if level == 1] == [name]
    steps = [later - level for (level, _), (later, _) in pairwise(levels)]
    assert levels[0][0] == 1 and max(steps, default=1) <= 1, levels
    found = nodes(page)
    named = Counter(node for node in found if node[0] in CONTROLS)
    named -= Counter((role, name) for role, name in page.evaluate(_TOOLBAR))
    assert len(named) > 6
    assert not {node for node in named if not node[1]}, "without a name"
    assert not {node: count for node, count in named.items() if count > 1}, "the same name for several"
    assert {"main", "navigation"} <= {role for role, _ in found}
    boxes = page.locator(".js-plotly-plot:visible").count()
    assert len([words for role, words in found if role in PICTURES and words]) >= boxes
    assert page.evaluate("document.documentElement.lang") == "en"


def is_faint(text: contrast.Text) -> bool:
    """Whether a text has too little contrast; not for points of a scatter, which marks may cover."""
    return text.contrast < 4.5 and text.key != "among_flat_figure"


def test_the_light_theme_is_readable_and_everything_has_a_name(open_page: OpenPage) -> None:
    page = open_page(IMPOSSIBLE, viewport=TALL)
    offenders, faint, known = [], [], set[str]()
    for name in walk(page):
        offenders += [f"{name}: {text}" for text in contrast.texts(page) if is_faint(text)]
        check_names(page, name.partition(",")[0].replace("an impossible setting", "Explore"))
        if name in WALKED:
            faint += contrast.faint_focus(page, known)
    assert not offenders
    assert not faint
    assert len(known) > 12


def test_the_dark_theme_can_be_read(open_page: OpenPage) -> None:
    page = open_page(IMPOSSIBLE, viewport=TALL, color_scheme="dark")
    seen, offenders = 0, []
    for name in walk(page):
        texts = contrast.texts(page)
        seen += len(texts)
        offenders += [f"{name}: {text}" for text in texts if is_faint(text)]
    assert not offenders and seen > 1000


def test_the_measure_finds_faint_text(browser: Browser) -> None:
    assert contrast.ratio(np.array([255, 255, 255]), np.array([0xFF, 0x9D, 0x45])) == pytest.approx(2.07, abs=0.01)
    page = driver.new_page(browser)
    page.set_content(
        """<body style="background: #fff"><p style="color: #0006">faint</p><p style="opacity: .3">faint too</p>
        <div style="background: #ff9d45"><button style="all: unset; color: #fff">white</button></div><p>black</p>
        <button disabled>off</button><svg><text y="20" fill="#ccc">grey</text></svg><p style="font-size: 0">none</p>"""
    )
    found = {text.words: text.contrast for text in contrast.texts(page)}
    assert set(found) == {"faint", "faint too", "white", "black", "grey"}
    assert found["black"] == pytest.approx(21) and found["white"] == pytest.approx(2.07, abs=0.02)
    assert max(found[words] for words in ("faint", "faint too", "grey")) < 3
    assert contrast.faint_focus(page, set())  # a button without style
    page.context.close()


_SAID = """() => {
    window.said = [];
    new MutationObserver(() => window.said.push(document.getElementById("spoken").textContent))
        .observe(document.getElementById("spoken"), { childList: true });
}"""


def test_the_answer_is_announced_once_the_pen_is_up(open_page: OpenPage) -> None:
    page = open_page()
    driver.canvas_ready(page)
    page.evaluate(_SAID)  # it is there before there is an answer
    stroke = driver.thinned(example_strokes(7)[0], 40)
    driver.pen_down(page, stroke[:30])
    driver.wait_until(page, "() => /^[0-9]/.test(document.querySelector('.st-key-prediction').innerText.trim())")
    driver.go_on(page, stroke[30:])
    assert page.evaluate("window.said") == []
    page.mouse.up()
    driver.expect_prediction(page, 7)
    driver.wait_until(page, "() => window.said.length > 0")
    assert page.evaluate("window.said")[-1].startswith("7 ")
    driver.press(page, "clear")
    driver.wait_until(page, "() => window.said.at(-1)?.startsWith('Draw a digit')")
    assert len(page.evaluate("window.said")) <= 3


def test_a_page_that_turns_dark_changes_all_its_colours(open_page: OpenPage) -> None:
    page = open_page()
    page.emulate_media(color_scheme="dark")  # as an operating system may do in the evening
    style = "getComputedStyle(document.documentElement).getPropertyValue('--explorer-page')"
    driver.wait_until(page, f"(colour) => {style} === colour", DARK.page)
    text = "document.querySelector('.st-key-network .js-plotly-plot')?._fullLayout?.annotations[0].font.color"
    driver.wait_until(page, f"(colour) => {text} === colour", DARK.text)


HOST = "http://127.0.0.1:9"
"""A foreign address, where nobody answers."""


def no_more_than_words(page: Page, words: str) -> None:
    """They are on the page, and have not become a link or a picture."""
    page.get_by_text(words).first.wait_for()
    assert (
        page.locator("a[href*='127.0.0.1:9'], img[src*='127.0.0.1:9'], main a:not(.st-key-menu a), main iframe").count()
        == 0
    )


def test_text_from_outside_makes_no_link_and_no_request(open_page: OpenPage) -> None:
    page = open_page(f"/?hidden_units={HOST}/%20x")
    no_more_than_words(page, "Part of this link could not be read: the settings")
    driver.press(page, "notice_read")
    picker = page.locator(".st-key-upload input[type=file]")
    name = f"![zqx]({HOST.replace('/', ':')}:a.png) <img src={HOST.replace('/', ':')}> www.zqx.org.png"
    picker.set_input_files({"name": name, "mimeType": "image/png", "buffer": b"no picture"})
    no_more_than_words(page, "cannot be read as a picture")
    page.get_by_role("link", name="Microscope").first.click()
    page.get_by_role("radio", name="A kernel of your own").click()
    cell = page.locator(".st-key-own_kernel").get_by_test_id("stDataFrame")
    cell.wait_for()
    rested(page)
    box = cell.bounding_box()
    assert box
    page.mouse.dblclick(box["x"] + 40, box["y"] + 50)
    editor = page.locator("textarea.gdg-input")
    editor.fill(f"![]({HOST}/a.png)")
    editor.press("Enter")
    no_more_than_words(page, "A weight must be a number")
    rested(page)


def test_the_server_accepts_no_requests_from_other_sites(server_url: str) -> None:
    host = server_url.removeprefix("http://")

    def asked(path: str, **headers: str) -> tuple[int, str, str]:
        connection = HTTPConnection(host, timeout=30)
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        cookie = answer.getheader("Set-Cookie", "")
        body = "" if answer.status == 101 else answer.read().decode()
        connection.close()
        return answer.status, cookie, body

    assert json.loads(asked("/_stcore/host-config")[2])["allowedOrigins"] == []
    assert "SameSite=Strict" in asked("/_stcore/health")[1]
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}
    upgrade["Sec_WebSocket_Key"] = base64.b64encode(b"sixteen bytes...").decode()
    assert asked("/_stcore/stream", **upgrade, Origin=server_url)[0] == 101
    assert asked("/_stcore/stream", **upgrade, Origin="http://stranger.example")[0] == 403
