"""The saved page: well formed, whole without a network, safe for any text, its figures drawn from what was saved."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import subprocess
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import plotly
import pytest
from PIL import Image

from cnn.export.plotly_json import plain_figure
from cnn.export.saved_page import SavedFigure, SavedPage, saved_page
from cnn.figures.flow import flow_figure
from cnn.figures.network import network_drawing, network_figure
from cnn.network.shapes import layer_shapes
from cnn.network.spec import LAYER_NAMES, TEXTBOOK, SpecError
from tests.export.test_plotly_json import same
from tests.figures.samples import trace_for
from tests.node import path_of_node

HOSTILE = "</script><script>alert(1)</script><img src=http://evil.example/x onerror=\"alert('1')\">\0\u202e\ud800&amp;"
PLOTLY = 'window.Plotly = {}; const a = "</script>", b = "<!--";\r\n'
SPEC = TEXTBOOK.changed(conv1_out_channels=4, conv2_stride=2, pool2_kind="none", hidden_units=16)
VOID = {"meta", "img", "link", "br", "input"}


class Page(HTMLParser):
    """What a browser would make of a page: elements with attributes, scripts by their type, all text."""

    def __init__(self, source: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[tuple[dict[str, str], str]] = []
        self.text = ""
        self.feed(source.decode("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag == "script":
            self.scripts.append((self.elements[-1][1], ""))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            attributes, text = self.scripts[-1]
            self.scripts[-1] = (attributes, text + data)
        else:
            self.text += data

    def named(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def content(**changes: object) -> SavedPage:
    trace = trace_for(SPEC)
    figures = (
        SavedFigure("All layers", network_figure(trace), "Every layer of the network."),
        SavedFigure("As a drawing", network_drawing(trace), "The same."),
        SavedFigure(
            "Shapes", flow_figure(layer_shapes(SPEC), 1), "Blocks.", [("layer", "shape"), ("conv1", "4×28×28")]
        ),
    )
    values = {"title": "Explore", "made": "27 November 2026", "spec": SPEC, "trace": trace, "sure": "97.3 % sure"}
    return SavedPage(
        **(values | {"worth": "It reads 99 %.", "figures": figures, "link": "https://example.org/?a=1&b=2"} | changes)
    )  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def saved() -> bytes:
    return saved_page(content(), PLOTLY)


def test_it_is_well_formed_and_says_what_is_in_it() -> None:
    page = Page(saved())
    assert not page.open and saved().startswith(b'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">')
    trace = trace_for(SPEC)
    for words in (
        "Explore",
        "27 November 2026",
        "It reads 99 %.",
        "nn.Conv2d(in_channels=1, out_channels=4",
        "nn.Identity()",
    ):
        assert words in page.text
    assert all(name in page.text for name in LAYER_NAMES)
    assert f"{sum(layer.parameters for layer in layer_shapes(SPEC)):,}" in page.text
    assert all(f"{100 * share:.4f} %" in page.text for share in trace.probabilities.tolist())
    assert f"{trace.prediction} 97.3 % sure" in page.text
    assert len(page.named("figure")) == len(page.named("details")) == 3 and page.text.count("4×28×28") == 1
    assert len(page.named("h1")) == 1 and len(page.named("table")) == 5
    assert [plot["aria-label"] for plot in page.named("div") if plot.get("class") == "plot"] == [
        "Every layer of the network.", "The same.", "Blocks."
    ]  # fmt: skip
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(set(ids)) == len(ids)


def test_the_digit_is_the_picture_that_the_network_saw() -> None:
    (image,) = Page(saved()).named("img")
    png = base64.b64decode(image["src"].removeprefix("data:image/png;base64,"))
    pixels = np.asarray(Image.open(io.BytesIO(png)))
    np.testing.assert_array_equal(pixels, np.rint(trace_for(SPEC)["input"][0] * 255))
    assert image["alt"]


def test_it_loads_nothing() -> None:
    page = Page(saved())
    for tag, attributes in page.elements:
        for name in attributes.keys() & {"src", "href", "srcset", "action", "data", "poster", "background"}:
            assert tag == "a" or attributes[name].startswith("data:"), (tag, name)
        assert not any(name.startswith("on") for name in attributes)
    (style,) = re.findall(r"<style>(.*?)</style>", saved().decode(), re.DOTALL)
    assert "url(" not in style and "@import" not in style
    assert not page.named("link") and not page.named("iframe") and not page.named("base")


def test_the_policy_lets_its_two_scripts_run_and_nothing_else() -> None:
    page = Page(saved())
    (policy,) = [meta["content"] for meta in page.named("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    run = [text for attributes, text in page.scripts if attributes.get("type") != "application/json"]
    assert len(run) == 2 and "Plotly.newPlot" in run[1]
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in run]
    assert rules.pop("script-src") == " ".join(f"'sha256-{one}'" for one in hashes)
    assert rules.pop("default-src") == rules.pop("base-uri") == rules.pop("form-action") == "'none'"
    assert rules == {"style-src": "'unsafe-inline'", "img-src": "data: blob:"}
    assert "\r" not in run[0]  # a browser would read \n and find another hash


def test_figures_come_back() -> None:
    data = [
        json.loads(text) for attributes, text in Page(saved()).scripts if attributes.get("type") == "application/json"
    ]
    figures = [one.figure for one in content().figures]
    assert len(data) == 3
    assert all(same(plain_figure(figure), plain_figure(found)) for figure, found in zip(figures, data, strict=True))


def test_the_script_draws_every_figure() -> None:
    page = Page(saved())
    texts = {attributes["id"]: text for attributes, text in page.scripts if "id" in attributes}
    script = [text for attributes, text in page.scripts if not attributes][1]
    stage = """
        const [texts, script] = JSON.parse(require("fs").readFileSync(0, "utf8"));
        const drawn = [], places = Object.keys(texts).map((figure) => ({ dataset: { figure } }));
        globalThis.document = {
          querySelectorAll: (which) => (which === ".plot" ? places : []),
          getElementById: (id) => ({ textContent: texts[id] }),
        };
        const newPlot = (place, data, layout) => drawn.push([place.dataset.figure, data.length, layout.height]);
        globalThis.Plotly = { newPlot };
        require("vm").runInThisContext(script);
        console.log(JSON.stringify(drawn));
    """
    given = json.dumps([texts, script])
    done = subprocess.run([path_of_node(), "-e", stage], input=given, capture_output=True, encoding="utf-8", check=True)
    figures = [plain_figure(one.figure) for one in content().figures]
    assert json.loads(done.stdout) == [
        [f"figure-{number}", len(one["data"]), one["layout"]["height"]] for number, one in enumerate(figures)
    ]


def with_words(words: str) -> SavedPage:
    """A page that has the same words wherever it can have some."""
    figure = {"data": [{"type": "scatter", "name": words, "x": [1], "y": [2], "text": [words]}], "layout": {}}
    rows = [(words, "b"), (words, words)]
    figures = (SavedFigure(words, figure, words, rows), SavedFigure(words, figure, words))
    return content(title=words, made=words, worth=words, link="javascript:alert(1)", figures=figures)


def test_hostile_text_stays_text() -> None:
    made = saved_page(with_words(HOSTILE), PLOTLY)
    page, harmless = Page(made), Page(saved_page(with_words("words"), PLOTLY))
    assert [tag for tag, _ in page.elements] == [tag for tag, _ in harmless.elements]
    assert [attributes.keys() for _, attributes in page.elements] == [one.keys() for _, one in harmless.elements]
    assert not page.open and not page.named("a")
    assert (
        page.text.count("<script>alert(1)</script>") == harmless.text.count("words") - 2
    )  # markup in traces is removed
    assert not {"\0", "\u202e"} & set(made.decode("utf-8"))


def test_a_link_is_an_address() -> None:
    quoted = 'https://example.org/"><script>alert(1)</script>'
    page = Page(saved_page(content(link=quoted), PLOTLY))
    assert [link["href"] for link in page.named("a")] == [quoted] and len(page.scripts) == 5


def test_without_a_digit_and_for_an_impossible_network() -> None:
    page = Page(saved_page(content(trace=None, figures=()), PLOTLY))
    assert "There is no digit yet." in page.text and not page.named("img") and not page.open
    with pytest.raises(SpecError):
        saved_page(
            content(spec=TEXTBOOK.changed(conv1_stride=3, pool1_stride=4, conv2_kernel_size=7, conv2_padding=0)), PLOTLY
        )


def test_plotly_itself_is_in_it_once_and_unchanged() -> None:
    script = (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_text(encoding="utf-8")
    made = saved_page(content(), script).decode("utf-8")
    assert made.count(script) == 1 and len(made) < 8_000_000
