"""The server in a real Chromium: its policy lets through all that the pages do, and its own error is one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from cnn.digits.handwriting import example_strokes
from tests.browser.driver import (
    PATIENCE,
    ROOT,
    Server,
    Watch,
    canvas_ready,
    draw,
    drawn,
    expect_prediction,
    move_slider,
    new_page,
    press,
    running_app,
    settled,
    visit,
)

BASE = "/class"

_COUNT = """() => document.addEventListener("securitypolicyviolation", (event) =>
    console.error(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`))"""


@pytest.fixture(scope="module")
def server(browser: Browser) -> Iterator[Server]:
    """The app as behind a proxy for several apps: everything under a path of its own."""
    with running_app(STREAMLIT_SERVER_BASE_URL_PATH=BASE) as running:
        yield running


def choose(page: Page, switch: str, name: str) -> None:
    page.locator(f".st-key-{switch}").get_by_text(name, exact=True).click()
    settled(page)


def download(page: Page, key: str, folder: Path) -> Path:
    with page.expect_download() as found:
        press(page, key)
    saved = folder / found.value.suggested_filename
    found.value.save_as(saved)
    assert saved.stat().st_size > 500
    return saved


def test_every_page_can_be_used_under_the_policy(browser: Browser, server: Server, tmp_path: Path) -> None:
    page, watch = new_page(browser), Watch(server.url)
    watch.attach(page)
    page.add_init_script(f"({_COUNT})()")
    page.goto(server.url + "/explore?conv1_kernel_size=4")
    settled(page)
    assert page.url.endswith(f"{BASE}/?conv1_kernel_size=4")
    use_explore(page, tmp_path)
    use_microscope(page)
    use_shapes(page, tmp_path)
    use_training(page, tmp_path)
    page.goto(server.url + "/nowhere")
    expect(page.get_by_text("There is no page at this address.")).to_be_visible()
    assert [error for error in watch.errors if "status of 404" not in error] == []
    assert watch.strangers == []
    page.get_by_role("link", name="Microscope").click()
    settled(page)
    expect(page.locator(".st-key-microscope")).to_be_visible()
    assert "Traceback" not in server.output()
    page.context.close()


def use_explore(page: Page, folder: Path) -> None:
    canvas_ready(page)
    draw(page, example_strokes(7))
    drawn(page)
    expect_prediction(page, 7)
    picture = folder / "four.png"
    Image.new("L", (60, 60), 255).save(picture)
    page.locator(".st-key-upload input[type=file]").set_input_files(picture)
    expect(page.locator(".st-key-problem_card")).to_be_visible()
    press(page, "undo")
    expect_prediction(page, 7)
    settled(page)


def use_microscope(page: Page) -> None:
    press(page, "to_microscope")
    expect(page.locator(".st-key-microscope")).to_be_visible()
    settled(page)
    for view in ("Sliding kernel", "Filters", "Colour input", "A kernel of your own"):
        choose(page, "microscope_view", view)
    press(page, "filter_switch")
    expect(page.locator(".st-key-put_back button")).to_be_enabled()
    settled(page)


def use_shapes(page: Page, folder: Path) -> None:
    visit(page, "Shapes")
    for view in ("line by line", "parameters and work", "3D view", "fc1 shape error", "Conv2d calculator", "code"):
        choose(page, "shapes_view", view)
    for key in ("download_source", "download_onnx"):
        download(page, key, folder)


def use_training(page: Page, folder: Path) -> None:
    visit(page, "Train")
    move_slider(page, "training_digits", -3)
    settled(page)
    press(page, "start_training")
    expect(page.locator(".training-state")).to_contain_text("images/s")  # before that there are no weights to use
    press(page, "stop_training")
    expect(page.locator(".st-key-use_weights button")).to_be_visible()
    settled(page)
    press(page, "use_weights")
    weights = download(page, "training_download", folder)
    with page.expect_response("**/upload_file/**") as sent:
        page.locator(".st-key-training_upload input[type=file]").set_input_files(weights)
    assert sent.value.ok
    settled(page)
    cookies = {one["name"]: one for one in page.context.cookies()}
    assert cookies["simplecnn-training"]["httpOnly"] and cookies["simplecnn-training"]["path"] == f"{BASE}/"
    assert "simplecnn-training" not in page.evaluate("() => document.cookie")
    page.reload()
    expect(page.locator(".st-key-use_weights button")).to_be_visible()  # the training is found again


class Lesson(BaseHTTPRequestHandler):
    """Another site's page, which shows the app that the query names in a frame."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f'<iframe src="{self.path.partition("?")[2]}/" width="1200" height="700"></iframe>'.encode())

    def log_message(self, *_words: object) -> None:
        """Nothing on the test's output."""


def test_only_a_site_that_is_named_shows_the_app_in_a_frame(browser: Browser, server: Server) -> None:
    other = ThreadingHTTPServer(("127.0.0.1", 0), Lesson)
    Thread(target=other.serve_forever, daemon=True).start()
    site = f"http://localhost:{other.server_port}"  # not 127.0.0.1: another site than the app
    page = new_page(browser)
    with running_app(SIMPLECNN_FRAME_ANCESTORS=site) as named:
        page.goto(f"{site}/?{named.url}")
        expect(page.frame_locator("iframe").locator(".st-key-prediction")).to_be_visible()
    with page.expect_console_message(lambda message: "frame-ancestors 'self'" in message.text):
        page.goto(f"{site}/?{server.url}")
    page.context.close()
    other.shutdown()
    other.server_close()


SCRIPT = """import sys
sys.path.insert(0, {root!r})
import streamlit as st
from cnn.ui.server import script_errors, start as server
from cnn.ui import page

def fail():
    raise RuntimeError("in a callback")

@st.fragment
def part():
    st.button("part", key="part")
    if st.session_state.get("part"):
        raise RuntimeError("in a part")

if server.is_running_a_page():
    page.begin()
    st.text("all is well")
    st.button("callback", key="callback", on_click=fail)
    part()
else:
    app = st.App(
        __file__, lifespan=server.lifespan, middleware=server.middleware(), routes=server.routes(),
        on_script_error=script_errors.show,
    )
"""


def test_what_the_app_did_wrong_is_one_sentence_with_an_id_that_is_in_the_log(browser: Browser, tmp_path: Path) -> None:
    script = tmp_path / "wrong.py"
    script.write_text(SCRIPT.format(root=str(ROOT)), encoding="utf-8")
    with running_app(str(script)) as server:
        page = new_page(browser)
        page.goto(server.url)
        settled(page)
        numbers = set()
        for key in ("callback", "part"):
            press(page, key)
            box = page.locator("[class*=st-key-script_error_] [role=alert]")
            expect(box).to_contain_text("Something went wrong here. Your drawing and your settings are kept.")
            number = box.inner_text().rpartition("error id ")[2][:8]
            numbers.add(number)
            assert number in server.output() and f"in a {key}" in server.output()
            expect(page.get_by_test_id("stException")).to_have_count(0)
            settled(page)
            press(page, "script_error_again")
            expect(page.locator("[class*=st-key-script_error_]")).to_have_count(0, timeout=PATIENCE)
            expect(page.get_by_text("all is well")).to_be_visible()
            settled(page)
        assert len(numbers) == 2
        page.context.close()


def test_a_page_without_app_py_has_its_style_and_its_scripts(browser: Browser) -> None:
    with running_app("pages/explore.py") as server:
        watch, page = Watch(server.url), new_page(browser)
        watch.attach(page)
        page.goto(server.url)
        canvas_ready(page)
        draw(page, example_strokes(3))
        expect_prediction(page, 3)
        drawn(page)
        expect(page.locator(".linked-line")).to_contain_text("Point at any cell")
        assert not watch.errors and not watch.strangers and "Traceback" not in server.output()
        page.context.close()
