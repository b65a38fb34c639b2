"""How well text and focus can be seen on a page, measured on its pixels: WCAG 2.2, 1.4.3 and 1.4.11.

The colour of a text comes from its style, the colour behind it from a picture of the page without any text.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image
from playwright.sync_api import Page

_TEXTS = """() => {
    const found = [];
    const parent = (node) => node.parentElement ?? node.getRootNode().host;
    const off = (node) => {
        for (let at = node; at; at = parent(at)) {
            if (at.matches?.("[disabled], [aria-disabled=true], [data-disabled]")) return true;
            if (at.matches?.("[data-testid=stSlider], [data-testid=stNumberInput], [data-testid=stSelectbox]"))
                return at.querySelector("input")?.disabled === true;
        }
        return false;
    };
    const opacity = (node) => {
        let share = 1;
        for (let at = node; at; at = parent(at)) share *= Number(getComputedStyle(at).opacity);
        return share;
    };
    const where = (node) => {
        let at = node;
        while (at && !/st-key-/.test(at.className?.baseVal ?? at.className)) at = parent(at);
        return at ? String(at.className).match(/st-key-([\\w-]+)/)[1] : node.tagName;
    };
    const keep = (node, text, boxes, colour) => {
        if (!node.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || off(node)) return;
        for (const { left, top, width, height } of boxes) {
            const [x, y] = [left + width / 2, top + height / 2];
            if (width < 2 || height < 4 || x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) continue;
            const hit = node.getRootNode().elementFromPoint(x, y);
            const whole = node.closest(".js-plotly-plot, [data-testid=stSlider]") ?? node; // the pointer goes through
            if (!hit || !(hit.contains(node) || whole.contains(hit))) continue; // something covers it
            found.push({ text: text.trim().slice(0, 40), key: where(node), colour, opacity: opacity(node),
                         box: [left, top, width, height] });
        }
    };
    const walk = (root) => {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            if (node.shadowRoot) walk(node.shadowRoot);
            if (node.tagName === "INPUT" && ["text", "number", "search"].includes(node.type)) {
                const style = getComputedStyle(node, node.value ? null : "::placeholder");
                keep(node, node.value || node.placeholder, [node.getBoundingClientRect()], style.color);
            }
            if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) continue;
            const element = node.parentElement;
            if (!element || ["STYLE", "SCRIPT", "TEMPLATE", "TITLE"].includes(element.tagName)) continue;
            const range = document.createRange();
            range.selectNodeContents(node);
            const style = getComputedStyle(element);
            const svg = element.namespaceURI.endsWith("svg");
            keep(element, node.data, [...range.getClientRects()], svg ? style.fill : style.color);
        }
    };
    walk(document.body);
    return found;
}"""

_WITHOUT_TEXT = """(off) => {
    const rule = `*, *::before, *::after, ::placeholder { color: transparent !important; transition: none !important;
        -webkit-text-fill-color: transparent !important; caret-color: transparent !important; }
        text, tspan { fill: transparent !important; stroke: none !important; }`;
    const roots = [document];
    const walk = (root) => root.querySelectorAll("*").forEach((node) => {
        if (node.shadowRoot) { roots.push(node.shadowRoot); walk(node.shadowRoot); }
    });
    walk(document);
    for (const root of roots) {
        if (off) {
            const style = document.createElement("style");
            style.dataset.bare = "";
            style.textContent = rule;
            (root.head ?? root).appendChild(style);
        } else root.querySelectorAll("style[data-bare]").forEach((style) => style.remove());
    }
}"""


@dataclass(frozen=True)
class Text:
    """A piece of text on the page: where it is and how well it can be read."""

    words: str
    key: str
    contrast: float

    def __str__(self) -> str:
        return f"{self.contrast:.2f}:1 “{self.words}” in {self.key}"


def luminance(colour: np.ndarray) -> np.ndarray:
    """Of sRGB colours (…, 3), 0–255: WCAG's relative luminance, 0–1."""
    share = np.asarray(colour, np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def ratio(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """WCAG's contrast of two colours, or of many, 1–21."""
    dark, light = np.sort([luminance(one), luminance(other)], axis=0)
    return (light + 0.05) / (dark + 0.05)


def picture(page: Page) -> np.ndarray:
    """What the window shows once all that fades has faded: uint8 (height, width, 3)."""
    return np.asarray(Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB"))


def texts(page: Page) -> list[Text]:
    """Every text in the window but that of controls which are switched off, the least readable first."""
    found = page.evaluate(_TEXTS)
    page.evaluate(_WITHOUT_TEXT, True)
    behind = picture(page)
    page.evaluate(_WITHOUT_TEXT, False)
    read = []
    for one in found:
        left, top, width, height = (round(value) for value in one["box"])
        area = behind[max(0, top) : top + height, max(0, left) : left + width].reshape(-1, 3)
        if not len(area):
            continue
        below = np.median(area, axis=0)
        *colour, alpha = _rgba(page, one["colour"])
        share = alpha * one["opacity"]
        seen = share * np.array(colour) + (1 - share) * below
        read.append(Text(one["text"], one["key"], float(ratio(seen, below))))
    return sorted(read, key=lambda text: text.contrast)


def _rgba(page: Page, colour: str) -> tuple[float, ...]:
    """A computed colour as numbers, the three of sRGB 0–255 and alpha 0–1."""
    if not colour.startswith("rgb"):
        colour = page.evaluate(
            """(colour) => {
                const pen = Object.assign(new OffscreenCanvas(1, 1).getContext("2d"), { fillStyle: colour });
                pen.fillRect(0, 0, 1, 1);
                const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
                return `rgba(${r}, ${g}, ${b}, ${a / 255})`;
            }""",
            colour,
        )
    values = [float(value) for value in colour[colour.index("(") + 1 : -1].replace(",", " ").replace("/", " ").split()]
    return (*values[:3], values[3] if len(values) > 3 else 1.0)


_FOCUSED = """() => {
    const node = document.activeElement;
    if (!node || node === document.body) return null;
    const { left, top, width, height } = node.getBoundingClientRect();
    const names = ["role", "kind", "data-testid", "type", "data-variant"].map((name) => node.getAttribute(name) ?? "");
    const inside = node.closest("[data-testid^=st]")?.dataset.testid ?? "";
    return { kind: [node.tagName, ...names, inside].join(" "), words: node.getAttribute("aria-label") ?? node.innerText,
             shadow: node.shadowRoot !== null, box: [left, top, width, height] };
}"""

_AROUND = 22
"""Pixels around what has the focus that are looked at: the knob of a slider is larger than its input."""


def faint_focus(page: Page, known: set[str]) -> list[str]:
    """Walk the page with Tab; the kinds of controls whose focus changes too few pixels by 3:1 or more.

    known: kinds that were looked at already, and those of this page from now on.
    """
    faint, first = [], None
    page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0); }")
    while True:
        page.keyboard.press("Tab")
        now = page.evaluate(_FOCUSED)
        if now is None or (first is not None and (now["words"], now["box"]) == first):
            return faint
        first = first or (now["words"], now["box"])
        if now["kind"] in known or now["shadow"] or "gridcell" in now["kind"]:  # a table draws its own ring
            continue
        known.add(now["kind"])
        pixels = _focus_pixels(page, now["box"])
        needed = max(40, now["box"][2] + now["box"][3])  # half its outline, one pixel wide
        if pixels < needed:
            faint.append(f"{pixels} of {needed:.0f} pixels: {now['kind']} “{(now['words'] or '')[:40]}”")


def _focus_pixels(page: Page, box: list[float]) -> int:
    """How many pixels in and around what has the focus change by 3:1 or more when it leaves."""
    left, top, width, height = (round(value) for value in box)
    rows = slice(max(0, top - _AROUND), top + height + _AROUND)
    columns = slice(max(0, left - _AROUND), left + width + _AROUND)
    with_focus = picture(page)[rows, columns]
    page.evaluate("() => { window.was = document.activeElement; window.was.blur(); }")
    without = picture(page)[rows, columns]
    page.evaluate("() => window.was.focus({ preventScroll: true, focusVisible: true })")
    return int((ratio(with_focus, without) >= 3).sum())
