"""Share: the link that carries everything, its QR code, the page as a file. Nothing is made before it is asked for."""

from __future__ import annotations

import base64
from datetime import date
from functools import lru_cache, partial
from urllib.parse import urlsplit, urlunsplit

import numpy as np
import streamlit as st

from cnn.digits.prepare import PreparedDigit, levels_of
from cnn.export.saved_page import SavedFigure, SavedPage, saved_page
from cnn.figures.flow import flow_figure
from cnn.figures.network import network_figure
from cnn.figures.numbers import sure
from cnn.lessons.places import VIEWS
from cnn.link.drawing import LONGEST, SHORT, drawing_to_text
from cnn.link.link import Link
from cnn.link.qr import LinkTooLongError, qr_code
from cnn.network.shapes import layer_shapes
from cnn.ui import drawing, models, prediction, state, teacher, views
from cnn.ui.board import Canvas
from cnn.ui.menu import NAME, PAGES
from cnn.ui.packed_drawing import PackedDrawing
from cnn.ui.parts import Explained
from cnn.ui.server import static_files
from cnn.ui.session import Session
from cnn.ui.words import notice

OPEN = "share_open"
"""Key of the popover: whether it is open."""

_HERE = ("localhost", "127.0.0.1", "::1")


def share() -> None:
    """The button at the end of the menu, and what is behind it."""
    with st.container(key="share"):
        _share()


@st.fragment  # opened and closed, the page does not run
def _share() -> None:
    shown = st.popover("Share", key=OPEN, on_change="rerun")
    if state.session().teaching.panel:
        st.rerun()
    if not shown.open:
        return
    with shown, st.container(key="share_card", gap="small"):
        now = state.session()
        link = address(now)
        st.html('<h2 class="section">Share what you see</h2>')
        st.caption("This link opens the same page with your drawing and your settings, on any device.")
        st.code(link, language=None, wrap_lines=True, height=104)
        for sentence in warnings(now, link):
            notice(sentence)
        with st.container(horizontal=True, gap="small"):
            which = "network B" if now.page.name == "compare" else "the network"
            st.download_button(
                f"Save {which}", data=partial(saved, now, link), file_name="simplecnn.html", mime="text/html",
                key="save_page", on_click="ignore", width="stretch",
                help=f"One file that any browser opens, also offline: the digit, and all layers of {which}.",
            )  # fmt: skip
            st.button(
                "Save a figure", key="save_one", width="stretch", help="Each as PNG, as SVG, or its numbers as CSV."
            )  # figures.js listens
            st.button("For teachers", key="for_teachers", on_click=_to_the_panel, width="stretch", help="Also: Shift+T")
        if st.toggle("QR code of the link", key="share_qr"):
            qr_picture(now)


def _to_the_panel() -> None:
    """Callback: close this and open the teacher's panel, which is for the run of a whole page."""
    state.seed(OPEN, False)
    teacher.open_panel()


def page_name(url: str) -> str:
    """The file of the page at an address."""
    last = urlsplit(url).path.rstrip("/").rpartition("/")[2]
    return last if last in PAGES else next(iter(PAGES))


def address(now: Session, most: int = LONGEST) -> str:
    """The link to all that the learner sees; most: characters for the drawing, which is left out if it needs more."""
    url = st.context.url or ""
    place = urlsplit(url)
    query = link_of(now, _view(page_name(url)), most).to_text()
    return urlunsplit((place.scheme, place.netloc, place.path or "/", query, ""))


def _view(page: str) -> str:
    """The view that the page shows; "" for the first one, and on a page without views."""
    shown = views.shown(page)
    return shown if shown in VIEWS.get(page, ())[1:] else ""


def link_of(now: Session, view: str = "", most: int = LONGEST) -> Link:
    """The session as a link; view: the one that the page shows. most: as in `address`."""
    kept = now.kept_link
    return Link(
        settings=now.network.wanted, drawing=_drawing(now.canvas, most), view=view, cell=now.microscope.cell,
        scope=now.page.scope, batch=now.page.batch, lesson=kept.lesson, step=kept.step, is_whole=bool(kept.lesson),
        quiz=now.quiz.text,
        hidden=kept.hidden, locked=kept.locked, pinned=kept.pinned, is_pinned_random=kept.is_pinned_random,
        target=now.explained.target, against=now.explained.against, channel=_channel(now.explained),
        change=now.experiments.change_text, prepared=now.experiments.handling.to_text(),
        off=now.experiments.lesion.to_text(), part_layer=now.experiments.layer, in_space=now.explained.in_space,
        occlusion=_occlusion(now.explained),
    )  # fmt: skip


def _channel(explained: Explained) -> tuple[str, int] | None:
    """The channel that Reasons shows; None for the first."""
    channel = explained.layer, explained.channel
    return None if channel == (Explained.layer, Explained.channel) else channel


def _occlusion(explained: Explained) -> tuple[int, int] | None:
    """Patch and stride; None for the first ones."""
    sizes = explained.patch, explained.stride
    return None if sizes == (Explained.patch, Explained.stride) else sizes


def _drawing(canvas: Canvas, most: int) -> str:
    digit = canvas.digit
    if digit is None:
        return ""
    try:
        return drawing_to_text(digit, _shown(canvas, digit), most)
    except ValueError:
        return ""


def _shown(canvas: Canvas, digit: PreparedDigit) -> np.ndarray | None:
    """What the canvas shows, where that is not the drawing's own ink: after an upload."""
    if digit is not canvas.started or not canvas.objects:
        return None
    picture = drawing.start_of(canvas)
    if picture == {"picture": drawing.objects_of(PackedDrawing.of(digit))[0]["src"]}:
        return None
    ink = drawing.ink_in(picture)
    return None if ink is None else levels_of(ink)


def warnings(now: Session, link: str) -> list[str]:
    """What the learner has to know about this link."""
    said = []
    if now.network.own_here is not None:
        said.append(
            "The random weights of your network are not in the link: it opens with the app’s own."
            if now.network.own_here.origin == "untrained"
            else "Weights that you have trained or edited are not in the link: it opens with the app’s own."
        )
    if now.pinned.weights == "own":
        said.append("Network A of Compare has weights of your own, which are not in the link: its settings are.")
    return [*said, *address_warnings(link)]


def address_warnings(link: str) -> list[str]:
    """What to know about the address of a link, whatever it carries."""
    if urlsplit(link).hostname not in _HERE:
        return []
    return [
        "This address works on this computer only. For others, open the app by this computer’s address in the "
        "network, such as http://192.168.1.20:8501, and share from there."
    ]


def qr_picture(now: Session) -> None:
    """The QR code of the link, with a drawing of fewer shades where that makes it easier to read."""
    short = address(now, SHORT)
    link = short if "draw=" in short or now.canvas.digit is None else address(now)
    try:
        code = qr_code(link)
    except LinkTooLongError as error:
        notice(str(error))
        return
    picture = base64.b64encode(code.svg.encode()).decode("ascii")  # Streamlit removes the elements of an SVG
    st.html(f'<div class="qr"><img src="data:image/svg+xml;base64,{picture}" alt="QR code of this link"></div>')


def saved(now: Session, link: str) -> bytes:
    """The page as one HTML file: digit, settings, shapes, answer and all layers. Runs at the press, outside of the
    page, where `state` knows no session."""
    loaded, image = models.current(now), now.canvas.image
    if {"answer", "network"} & set(now.teaching.hidden):  # what a teacher hides is not in a file either
        image = None
    layers = layer_shapes(loaded.model.spec)
    trace = None if image is None else models.trace_of(loaded, image)
    figures = [SavedFigure("The shapes", flow_figure(layers, 1), models.words_of(layers))]
    if trace is not None:
        alt = prediction.figure_words(trace, layers)
        figures.insert(0, SavedFigure("All layers", network_figure(trace, now.page.scope), alt))
    made = SavedPage(
        NAME, f"{date.today():%d.%m.%Y}", loaded.model.spec, trace,
        sure(float(trace.probabilities.max())) if trace else "", prediction.worth_of(loaded), link, tuple(figures),
    )  # fmt: skip
    return saved_page(made, _plotly())


@lru_cache(maxsize=1)
def _plotly() -> str:
    return (static_files.PLOTLY / "plotly.min.js").read_text(encoding="utf-8")
