// Small and large screens. A box that is too narrow for its content is marked on the sides where there is more (`data-more`,
// which layout.css draws) and can be scrolled by keyboard. Shows nothing.

import { ANY_KEYED, boxOf, keyAround, main, SLIDER, TEXT } from "../adapters/streamlit.js";

const REST = 150; // milliseconds without changes before the page is checked
const MARGIN = 2; // pixels of overflow that are ignored
const BOXES = [ANY_KEYED, TEXT, '[role="radiogroup"]', "pre"].join();
const WIDER = "Wider than the screen: arrow keys scroll sideways";
const HIGHER = "Longer than its box: arrow keys scroll";

/** On which sides of a box there is more: "left", "right", both or neither. */
export function sidesWithMore({ scrollLeft, clientWidth, scrollWidth }) {
  const left = scrollLeft > MARGIN;
  const right = scrollLeft + clientWidth < scrollWidth - MARGIN;
  return `${left ? "left" : ""} ${right ? "right" : ""}`.trim();
}

const mark = (box) => (box.dataset.more = sidesWithMore(box));

/** Make a box focusable, so that arrow keys scroll it. */
function reach(box, name) {
  if (box.hasAttribute("role") && !box.dataset.wider) return; // it handles keys itself
  box.dataset.wider = "true";
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", name);
}

function leave(box) {
  delete box.dataset.more;
  if (!box.dataset.wider) return;
  for (const name of ["data-wider", "tabindex", "role", "aria-label"]) box.removeAttribute(name);
}

const isWider = (box) =>
  box.scrollWidth > box.clientWidth + MARGIN && box.clientWidth > 0 && /auto|scroll/.test(getComputedStyle(box).overflowX);

const isHigher = (box) =>
  box.matches("pre") && box.scrollHeight > box.clientHeight + MARGIN && /auto|scroll/.test(getComputedStyle(box).overflowY);

function look() {
  for (const box of main()?.querySelectorAll(BOXES) ?? []) {
    if (isWider(box)) {
      mark(box);
      reach(box, WIDER);
    } else if (isHigher(box)) reach(box, HIGHER);
    else if (box.dataset.more !== undefined || box.dataset.wider) leave(box);
  }
  uncover();
  uncoverAgain();
}

let moved = null; // the key of the slider that was touched last: its element may be replaced

function sliderKey(target) {
  const slider = target.closest?.(SLIDER);
  return slider ? keyAround(slider) : null;
}

/** If a card covers the slider that was moved last, scroll the page so that both can be seen. */
function uncover() {
  const slider = moved && boxOf(moved)?.getBoundingClientRect();
  const card = boxOf("problem_card")?.getBoundingClientRect();
  if (!slider || !card) return;
  const under = slider.bottom - card.top;
  if (under <= 0 || slider.top >= card.bottom) return; // nothing is covered, or not yet
  main().scrollBy(0, under);
}

const AGAIN = 300; // milliseconds between two looks at a card, and how many there are: the page may still move under it
const LOOKS = 12;

/** Look at the card again while the page comes to rest. */
function uncoverAgain(left = LOOKS) {
  clearTimeout(again);
  if (!left || !moved || !boxOf("problem_card")) return;
  again = setTimeout(() => {
    if (!isTouched) uncover();
    uncoverAgain(left - 1);
  }, AGAIN);
}

let [timer, again] = [null, null];
let isTouched = false; // a finger or a mouse button is down: nothing may move under it

function lookLater() {
  clearTimeout(timer);
  timer = setTimeout(() => (isTouched ? lookLater() : look()), REST);
}

/** Watch the page and its boxes, once. */
export function watchScreen() {
  document.addEventListener("scroll", ({ target }) => target.dataset?.more !== undefined && mark(target), true);
  window.addEventListener("resize", lookLater);
  window.addEventListener("pointerdown", ({ target }) => (moved = sliderKey(target)), true);
  window.addEventListener("wheel", () => (moved = null), { passive: true });
  for (const kind of ["pointerdown", "pointerup", "pointercancel"]) {
    window.addEventListener(kind, () => (isTouched = kind === "pointerdown"), true);
  }
  new MutationObserver(lookLater).observe(document.body, { childList: true, subtree: true });
  lookLater();
}
