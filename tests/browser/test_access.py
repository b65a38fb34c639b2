"""Accessibility of every page in both themes: contrast, keyboard, screen reader."""

from __future__ import annotations

import base64
import json
from http.client import HTTPConnection

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from cnn.digits.handwriting import example_strokes
from cnn.figures.theme import DARK
from tests.browser import contrast, driver
from tests.browser.conftest import OpenPage


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
    driver.rested(page)
    box = cell.bounding_box()
    assert box
    page.mouse.dblclick(box["x"] + 40, box["y"] + 50)
    editor = page.locator("textarea.gdg-input")
    editor.fill(f"![]({HOST}/a.png)")
    editor.press("Enter")
    no_more_than_words(page, "A weight must be a number")
    driver.rested(page)


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
