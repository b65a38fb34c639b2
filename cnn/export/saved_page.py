"""A page of the app as one HTML file that needs no network: digit, network, answer, and figures that can be explored.

Puts together what it is given; draws and computes nothing. Its template, style and script are in `assets/saved_page/`.
"""

from __future__ import annotations

import base64
import hashlib
import html
import io
import re
from dataclasses import dataclass
from string import Template

import numpy as np
from PIL import Image

from cnn.export.plotly_json import Drawing, figure_json
from cnn.export.source import modules
from cnn.export.tables import Table, answer_table, figure_table, layers_table
from cnn.network.spec import NetworkSpec
from cnn.network.trace import Trace
from cnn.paths import ASSETS

_PARTS = ASSETS / "saved_page"

_PICTURE = "The picture that the network sees: 28×28 pixels, white ink on black"
_SUM = "Softmax turns the ten logits into ten probabilities; their sum is 1, whatever was drawn."


@dataclass(frozen=True)
class SavedFigure:
    """A figure, drawn for a light page.

    title: its heading. alt: what it shows, in words. table: its numbers, the head first; by default `figure_table`.
    """

    title: str
    figure: Drawing
    alt: str
    table: Table | None = None


@dataclass(frozen=True)
class SavedPage:
    """What is saved.

    made: the date, in words. spec: a network that can be built. trace: the digit's forward pass, or None without one.
    sure: what the network claims of it, such as "97.3 % sure". worth: a sentence about how far the weights can be
    trusted. link: the address that opens the same page, or "".
    """

    title: str
    made: str
    spec: NetworkSpec
    trace: Trace | None = None
    sure: str = ""
    worth: str = ""
    link: str = ""
    figures: tuple[SavedFigure, ...] = ()


def saved_page(page: SavedPage, plotly_js: str) -> bytes:
    """The file, in UTF-8. plotly_js: the text of `plotly.min.js` as the package plotly has it, which is in it once.

    Its content-security policy lets run these two scripts alone and load nothing. Raises SpecError for a network that
    cannot be built.
    """
    script = (_PARTS / "page.js").read_text(encoding="utf-8")
    scripts = [_in_script(text) for text in (plotly_js, script)]
    filled = Template((_PARTS / "page.html").read_text(encoding="utf-8")).substitute(
        policy=html.escape(_policy(scripts)),
        title=_words(page.title),
        made=_words(page.made),
        style=(_PARTS / "page.css").read_text(encoding="utf-8"),
        sections="\n".join([_answer(page), _network(page.spec), *_figures(page.figures)]),
        figures="\n".join(_data(number, one.figure) for number, one in enumerate(page.figures)),
        plotly=scripts[0],
        script=scripts[1],
    )
    return filled.encode("utf-8", "replace")


def _policy(scripts: list[str]) -> str:
    hashes = (base64.b64encode(hashlib.sha256(text.encode("utf-8", "replace")).digest()).decode() for text in scripts)
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(f"'sha256-{one}'" for one in hashes),
        "style-src": "'unsafe-inline'",  # Plotly puts styles on its elements
        "img-src": "data: blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


def _in_script(text: str) -> str:
    """A script as it may stand in HTML: a browser reads lines that end in \\n, and what could end or open a script is
    in a string, where the backslash means nothing."""
    return re.sub(r"<(?=/script|script|!--)", r"\\x3c", text.replace("\r\n", "\n").replace("\r", "\n"), flags=re.I)


def _words(text: str) -> str:
    """Text as HTML, also within an attribute, without characters that cannot be seen."""
    return html.escape("".join(one if one.isprintable() else " " for one in text))


def _answer(page: SavedPage) -> str:
    """The digit beside what the network says of it."""
    link = f'<p><a href="{_words(page.link)}">Open this page in the app</a></p>' if _is_address(page.link) else ""
    worth = f"<p>{_words(page.worth)}</p>" if page.worth else ""
    if page.trace is None:
        return f"<section>\n<h2>The digit</h2>\n<p>There is no digit yet.</p>{worth}{link}\n</section>"
    trace = page.trace
    return (
        '<section>\n<h2>The digit, and the answer</h2>\n<div class="first">\n'
        f'<img class="picture" src="{_png(trace["input"][0])}" alt="{_PICTURE}">\n'
        f'<div><p class="prediction"><b>{trace.prediction}</b> {_words(page.sure)}</p>'
        f"{worth}{link}</div>\n{_table(answer_table(trace), _SUM)}\n"
        "</div>\n</section>"
    )


def _is_address(link: str) -> bool:
    return re.match(r"https?://", link) is not None


def _network(spec: NetworkSpec) -> str:
    lines = "\n".join(f"{name} = {made}" for name, made in modules(spec).items())
    about = "N, the batch dimension, is 1 here. Biases are not counted among the multiply-accumulates."
    return (
        f"<section>\n<h2>The network</h2>\n<pre><code>{_words_of_lines(lines)}</code></pre>\n"
        f"{_table(layers_table(spec), about)}\n</section>"
    )


def _words_of_lines(text: str) -> str:
    return "\n".join(map(_words, text.split("\n")))


def _figures(figures: tuple[SavedFigure, ...]) -> list[str]:
    return [
        f'<section>\n<h2>{_words(one.title)}</h2>\n<figure>\n'
        f'<div class="plot" role="group" aria-label="{_words(one.alt)}" data-figure="figure-{number}"></div>\n'
        f"<figcaption>{_words(one.alt)}</figcaption>\n<details><summary>The same in numbers</summary>\n"
        f"{_table(figure_table(one.figure) if one.table is None else one.table, one.title)}\n"
        "</details>\n</figure>\n</section>"
        for number, one in enumerate(figures)
    ]  # fmt: skip


def _data(number: int, figure: Drawing) -> str:
    """A figure for the script; a browser does not run JSON."""
    return f'<script type="application/json" id="figure-{number}">{figure_json(figure)}</script>'


def _table(rows: Table, caption: str) -> str:
    head, *body = rows
    heads = "".join(f'<th scope="col">{_words(cell)}</th>' for cell in head)
    lines = ("<tr>" + "".join(f"<td>{_words(cell)}</td>" for cell in row) + "</tr>" for row in body)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{_words(caption)}"><table>'
        f"<caption>{_words(caption)}</caption>\n<thead><tr>{heads}</tr></thead>\n"
        "<tbody>\n" + "\n".join(lines) + "\n</tbody></table></div>"
    )


def _png(picture: np.ndarray) -> str:
    """A picture, float (H, W) in [0, 1], as `data:image/png;base64,…`, ink white."""
    written = io.BytesIO()
    Image.fromarray((picture * 255).round().astype(np.uint8)).save(written, "PNG")
    return "data:image/png;base64," + base64.b64encode(written.getvalue()).decode("ascii")
