"""Every page and view, one after the other: contrast, focus, names, axe-core, and no page that scrolls sideways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page, ViewportSize
from playwright.sync_api import TimeoutError as TooLate

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
    "Learn": (),
    "Quiz": (),
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

TALL: ViewportSize = {"width": 1280, "height": 1500}

NARROWER = (1024, 768)

CONTROLS = {"button", "slider", "spinbutton", "textbox", "combobox", "checkbox", "switch", "radiogroup", "tab", "link"}
"""Roles of what is operated. The choices of a radio group are known by the name of their group."""

PICTURES = {"figure", "image", "img", "application", "graphics-document"}

_TOOLBAR = """() => [...document.querySelectorAll(".st-key-canvas *")].flatMap((node) =>
    [...(node.shadowRoot?.querySelectorAll("button") ?? [])].filter((button) => button.checkVisibility())
        .map((button) => ["button", button.ariaLabel]))"""
"""Buttons of the canvas package itself, which the page has its own for."""


def walk(page: Page) -> Iterator[str]:
    """Every page and every view of it, one after the other, with a digit drawn; the first has the card in sight."""
    driver.canvas_ready(page)
    driver.rested(page)
    yield "an impossible setting"
    driver.press(page, "back")
    driver.press(page, "example7")
    driver.expect_prediction(page, 7)
    driver.rested(page)
    yield "Explore"
    for link, views in VIEWS.items():
        page.get_by_role("link", name=link).first.click()
        page.locator("h1").get_by_text(link, exact=True).wait_for(state="attached")
        driver.rested(page)
        yield link
        for view in views:
            page.get_by_role("radio", name=view, exact=True).click()
            driver.rested(page)
            yield f"{link}, {view}"
    page.get_by_role("link", name="Learn").first.click()
    driver.settled(page)
    driver.press(page, "start_relu")
    driver.rested(page)
    yield f"{page.title().partition(' – ')[0]}, a lesson"


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


AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"

STREAMLITS_OWN: set[str] = set()
"""Rules that parts of Streamlit itself break, which this app cannot repair: none at present."""

_RUN = """async () => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))]);
}"""

_REST = 300
"""Milliseconds after which boxes that scroll have been made focusable (see assets/frontend/page/screen.js) and figures
are painted; on a busy machine it takes longer, so what is found is looked at again."""


def lasting(page: Page, look: Callable[[], list[Any]], looks: int = 10) -> list[Any]:
    """What is found at every look: as long as there is something, it is looked at again."""
    found: list[Any] = []
    for _ in range(looks):
        found = look()
        if not found:
            break
        page.wait_for_timeout(_REST)
    return found


def axe_violations(page: Page, looks: int = 10) -> list[Any]:
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return lasting(page, lambda: [one for one in page.evaluate(_RUN) if one[0] not in STREAMLITS_OWN], looks)


def faint_texts(page: Page) -> tuple[int, list[str]]:
    """How many texts the page has, and those with too little contrast."""
    count = 0

    def look() -> list[str]:
        nonlocal count
        texts = contrast.texts(page)
        count = len(texts)
        return [str(text) for text in texts if is_faint(text)]

    found = lasting(page, look)
    return count, found


_FITS = "(width) => document.querySelector('[data-testid=stMain]').scrollWidth <= width"


def fits(page: Page, width: int) -> bool:
    """Whether nothing runs out of a page of this width, once its figures have followed: none grows after that."""
    page.set_viewport_size(driver.PHONE | {"width": width})
    try:
        page.wait_for_function(_FITS, arg=width, timeout=10_000)
    except TooLate:
        return False
    return True


def resize(page: Page, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    driver.settled(page)


def test_in_the_light_theme(open_page: OpenPage) -> None:
    """Texts, focus and names on a tall projector; axe there, and on a phone for every page; what fits in between."""
    page = open_page(IMPOSSIBLE, viewport=TALL)
    offenders, faint, violations, wide, known = [], [], {}, [], set[str]()
    for name in walk(page):
        offenders += [f"{name}: {text}" for text in faint_texts(page)[1]]
        check_names(page, name.partition(",")[0].replace("an impossible setting", "Explore"))
        if name in WALKED:
            faint += contrast.faint_focus(page, known)
        violations[name] = axe_violations(page)
        wide += [(name, width) for width in NARROWER if not fits(page, width)]
        if "," not in name:
            resize(page, driver.PHONE)
            violations[f"{name}, on a phone"] = axe_violations(page)
        resize(page, TALL)
    assert not offenders
    assert not faint
    assert not wide
    assert not {place: found for place, found in violations.items() if found}
    assert len(known) > 12 and len(violations) > 30


def test_in_the_dark_theme(open_page: OpenPage) -> None:
    """Texts on a tall projector; what fits a phone; axe there, and for every page on the projector."""
    page = open_page(IMPOSSIBLE, viewport=TALL, color_scheme="dark")
    seen, offenders, violations, wide = 0, [], {}, []
    for name in walk(page):
        count, found = faint_texts(page)
        seen += count
        offenders += [f"{name}: {text}" for text in found]
        if "," not in name:
            violations[name] = axe_violations(page)
        resize(page, driver.PHONE)
        violations[f"{name}, on a phone"] = axe_violations(page)
        wide += [] if fits(page, driver.PHONE["width"]) else [name]
        resize(page, TALL)
    assert not offenders and seen > 1000 and not wide
    assert not {place: found for place, found in violations.items() if found}


def test_axe_finds_what_is_wrong(open_page: OpenPage) -> None:
    page = open_page()
    page.evaluate("() => document.body.insertAdjacentHTML('beforeend', '<button></button><img src=\"data:,\">')")
    assert {rule for rule, _ in axe_violations(page, 1)} >= {"button-name", "image-alt"}
