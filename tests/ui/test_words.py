"""Text from outside stays plain text everywhere; and no character on the page needs a font that may be missing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from cnn.network.kernels import KernelAddress, KernelError, kernel_at, typed_number
from cnn.network.model import SimpleCNN
from cnn.network.spec import SETTINGS, TEXTBOOK, SpecError
from cnn.paths import ROOT
from cnn.training.records import Phase, TrainingChoices, TrainingJob
from cnn.training.run import TrainingRun
from cnn.ui.models import current
from cnn.ui.parts import BorrowedNetwork, KernelTable, Microscope
from cnn.ui.session import Part, Session
from cnn.ui.state import OF_LINKS
from cnn.ui.training import runs as training_runs
from cnn.ui.words import LONGEST, as_html, marked_as_html, plain
from cnn.weights.load import LoadedModel

MARK = "z-q"

PAYLOADS = [
    "[z-q](http://z-q.example/)", "![z-q](http://z-q.example/a.png)", "http://z-q.example/%20x", "www.z-q.example",
    "z-q@z-q.example", "<http://z-q.example>", "<script>z-q()</script>", "<img src=//z-q.example/a onerror=z-q()>",
    "<a href=//z-q.example>z-q</a>", "</div></style><h1>z-q", "\" onmouseover='z-q()", "&lt;b&gt;z-q", "$z-q^2$ $$1$$",
    ":smile: z-q", ":material/z-q:", ":red[z-q] :blue-badge[z-q]", "`z-q` **z-q** ~~z-q~~ [z-q]: http://z-q.example",
    "z-q\n# z-q\n\n- z-q\r\n| z-q |\n|--|\u2028z-q\u0085z-q", "z-q\u202egnp.exe\u2066z-q\u200b\ufeff\x00\x1b[31mz-q",
    "z-q" + "x" * 10_000, "z-q " * 3000,
]  # fmt: skip


class Shown(HTMLParser):
    """What a browser makes of a piece of HTML: its words, and everything else."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.words, self.marks = "", ""
        self.feed(body)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.marks += f"{tag} {attrs}"

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        self.marks += data


def strings(message: Message, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in what is sent to the browser, and where it is."""
    for field, value in message.ListFields():
        here = f"{path}.{field.name}"
        for one in value if not isinstance(value, str | bytes | Message) and hasattr(value, "__iter__") else [value]:
            if isinstance(one, Message):
                yield from strings(one, here)
            elif isinstance(one, str):
                yield here, one


def sent(at: AppTest) -> list[tuple[str, str]]:
    """Of all elements and blocks of the page."""
    waiting, found = [at._tree], []
    while waiting:
        node = waiting.pop()
        waiting += getattr(node, "children", {}).values()
        if isinstance(proto := getattr(node, "proto", None), Message):
            found += [(type(proto).__name__ + path, text) for path, text in strings(proto)]
    return found


def check_words_alone(at: AppTest) -> None:
    """The marked words are on the page, as text of HTML and as nothing else."""
    assert not at.exception
    marked = [(path, text) for path, text in sent(at) if MARK in text]
    assert marked
    for path, text in marked:
        assert path == "Html.body", f"{path} holds {text[:80]!r}"
        shown = Shown(text)
        assert MARK in shown.words and MARK not in shown.marks, text[:200]
        assert len(shown.words) < LONGEST + 200
        assert not {unicodedata.category(sign) for sign in shown.words} & {"Cc", "Cf", "Zl", "Zp"}


def opened(page: str, view: str = "") -> AppTest:
    at = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60).run()
    if view:
        at.segmented_control(key="microscope_view").set_value(view).run()
    assert not at.exception
    return at


def refusing(now: Session, words: str) -> Microscope:
    """The table of the kernel that is shown, after something was typed that is no weight."""
    place = KernelAddress("conv1", 0, 0)
    return replace(now.microscope, table=KernelTable(9, place, kernel_at(current(now).model, place), words))


def borrowing(now: Session, words: str) -> Microscope:
    return replace(now.microscope, borrowed=BorrowedNetwork(LoadedModel(SimpleCNN().eval(), "untrained"), words))


PLACES: dict[str, tuple[str, str, Callable[[Session, str], Part]]] = {
    "a notice": ("explore", "", lambda now, words: replace(now.page, notice=words)),
    "a notice on Train": ("training", "", lambda now, words: replace(now.page, notice=words)),
    "an impossible setting": ("shapes", "", lambda now, words: replace(now.network, problem=SpecError(words))),
    "weights": ("training", "", lambda now, words: replace(now.uploaded_weights, notice=words)),
    "a training": ("training", "", lambda now, words: replace(now.training, notice=words)),
    "a borrowed network": ("microscope", "", borrowing),
    "a kernel": ("microscope", "A kernel of your own", refusing),
}  # fmt: skip
"""The page, the view of the microscope, and how a session comes to hold such words."""


@pytest.mark.parametrize("place", PLACES)
def test_text_from_outside_stays_plain_text(place: str) -> None:
    page, view, changes = PLACES[place]
    at = opened(page, view)
    for payload in PAYLOADS:
        session = at.session_state["explorer"]
        at.session_state["explorer"] = session.with_parts(changes(session, payload))
        check_words_alone(at.run())


def test_why_a_training_failed_is_words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    job = TrainingJob("", TEXTBOOK, TrainingChoices().options(), "generated", 200)
    run = TrainingRun(job, "", 1, phase=Phase("failed"))
    monkeypatch.setattr(training_runs, "runs", lambda: [run])
    at = opened("training")
    for run.failure in PAYLOADS:
        check_words_alone(at.run())


@pytest.mark.parametrize("key", ["hidden_units", "pool1_kind", "lesson", "cell", "draw"])
def test_text_from_a_damaged_link_is_not_shown_at_all(key: str) -> None:
    assert key in SETTINGS or key in OF_LINKS
    for payload in PAYLOADS:
        at = AppTest.from_file(str(ROOT / "pages" / "explore.py"), default_timeout=60)
        at.query_params[key] = MARK + payload
        at.run()
        assert not at.exception
        assert any("could not be read" in text for _, text in sent(at))
        assert not [text for _, text in sent(at) if MARK in text]


def test_a_typed_cell_is_words_alone() -> None:
    at = opened("microscope", "A kernel of your own")
    for payload in PAYLOADS:
        with pytest.raises(KernelError) as error:
            typed_number(MARK + payload)
        session = at.session_state["explorer"]
        at.session_state["explorer"] = session.with_parts(refusing(session, str(error.value)))
        check_words_alone(at.run())


@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_keep_what_can_be_read(payload: str) -> None:
    shown = Shown(f"<p title='{as_html(payload)}'>{as_html(payload)}</p>")
    assert shown.words == plain(payload) and shown.marks == f"p [('title', {plain(payload)!r})]"
    assert len(plain(payload)) <= LONGEST and "\n" not in plain(payload)
    assert plain("Größe 5 × 5, „größer“ – ٣ … 数") == "Größe 5 × 5, „größer“ – ٣ … 数"


def test_marks_of_code_and_of_strong_words_are_shown_and_nothing_else() -> None:
    assert (
        marked_as_html("`nn.Linear(32 * 7)`, **now** a*b") == "<code>nn.Linear(32 * 7)</code>, <strong>now</strong> a*b"
    )
    assert marked_as_html("`**kwargs` and one ` alone") == "<code>**kwargs</code> and one ` alone"
    for payload in PAYLOADS:
        for words in (payload, f"`{payload}`", f"**{payload}**"):
            marks = Shown(marked_as_html(words)).marks
            assert not marks.replace("code []", "").replace("strong []", ""), words


EMOJI = re.compile(
    "[\u231a\u231b\u23e9-\u23f3\u23f8-\u23fa\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b55"
    '\u3030\u303d\u3297\u3299\u200d\u20e3\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f]|:material/|\\bicon="'
)
"""Signs that come from an emoji font, which many computers in classrooms lack, and Streamlit's ways to name them."""

SHOWN = [
    path for folder in ("cnn", "pages", "assets", ".streamlit") for path in sorted((ROOT / folder).rglob("*.*"))
    if path.suffix in {".py", ".js", ".css", ".html", ".svg", ".md", ".toml", ".json"}
]  # fmt: skip


def test_no_sign_needs_an_emoji_font() -> None:
    assert EMOJI.search("\u26d4 \u270f\ufe0f") and not EMOJI.search("⌊5 / 2⌋ → 2 × · − … ◂ ▸ Σ ±")
    assert len(SHOWN) > 50
    for path in [*SHOWN, ROOT / "app.py"]:
        found = EMOJI.search(path.read_text(encoding="utf-8"))
        assert found is None, f"{path.relative_to(ROOT)} has {found.group()!r} at {found.start()}"
