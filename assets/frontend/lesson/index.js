// Brings what a step of a lesson is about into sight, and marks entries of the menu: the component behind
// cnn/ui/lessons/marks.py.

import { boxOf, isAtRest, main, markMenu } from "../adapters/streamlit.js";

const SETTLED = 400; // ms after which a page at rest has its layout
const PATIENCE = 20; // times that long, in which a page comes to rest
const MENU = 60; // pixels that the menu takes
const AROUND = 12; // pixels of an outline and some room

const GROWTH = 100; // pixels that a card grows by when its step is done

let shown = null;
let marking = null; // the element whose entries of the menu are marked

/**
 * How far to scroll down, so that the first of some places is in sight, and as many of those after it as fit with it.
 * Of what does not fit as much as can be. area: from where to where the window shows the page. Zero if they are in
 * sight, or the first fills the area.
 */
export function wayTo(places, area) {
  const room = area.bottom - area.top;
  let { top, bottom } = places[0];
  for (const one of places.slice(1)) {
    const [above, below] = [Math.min(top, one.top), Math.max(bottom, one.bottom)];
    if (below - above <= room) [top, bottom] = [above, below];
  }
  if (top >= area.top && bottom <= area.bottom) return 0;
  if (bottom - top > room) {
    const seen = Math.min(bottom, area.bottom) - Math.max(top, area.top);
    return seen > 0.7 * room ? 0 : top - area.top;
  }
  const spare = Math.min(GROWTH, room - bottom + top);
  if (places.some((one) => one.top < top)) return bottom - area.bottom + spare;
  if (places.some((one) => one.bottom > bottom)) return top - area.top;
  return (top + bottom - area.top - area.bottom) / 2;
}

/** The part of the window in which the page can be seen, below the menu and beside a card that stays where it is. */
function freeArea() {
  const area = { top: MENU, bottom: innerHeight };
  const card = boxOf("lesson_card");
  if (!card) return area;
  const { top, bottom, width } = card.getBoundingClientRect();
  if (getComputedStyle(card).position === "fixed" && width > 0.9 * innerWidth) return { ...area, bottom: top };
  const isSticky = getComputedStyle(boxOf("lesson").parentElement).position === "sticky";
  return isSticky ? { ...area, top: bottom } : area;
}

/** How far the page may be scrolled down before a card that scrolls with it leaves the window. */
function mostDown() {
  const card = boxOf("lesson_card");
  const stays = (one) => /fixed|sticky/.test(getComputedStyle(one).position);
  if (!card || stays(card) || stays(boxOf("lesson").parentElement)) return Infinity;
  return card.getBoundingClientRect().top - MENU;
}

/** Where some selectors are in the window; the places that ::after gives an element reach as far down as that. */
function placesOf(selectors) {
  const found = selectors.map((selector) => {
    const [own, after] = selector.split("::");
    const element = document.querySelector(own);
    if (!element?.getClientRects().length) return null;
    const { top, bottom } = element.getBoundingClientRect();
    const height = after ? parseFloat(getComputedStyle(element, "::after").height) || 0 : 0;
    return { top: top - AROUND, bottom: Math.max(bottom, top + height) + AROUND };
  });
  return found.filter(Boolean);
}

function bringIntoSight(selectors) {
  const places = placesOf(selectors);
  const needed = places.length && main() ? wayTo(places, freeArea()) : 0;
  const way = needed && Math.min(needed, mostDown());
  if (!way) return;
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  main().scrollBy({ top: way, behavior: isStill ? "auto" : "smooth" });
}

/** Bring the places into sight once the page is there and its pictures are drawn, unless there is another step then. */
function soon(step, selectors, tries = PATIENCE) {
  setTimeout(() => {
    if (step !== shown) return;
    const isDrawn = isAtRest() && !main()?.querySelector('[aria-busy="true"]');
    if (isDrawn || !tries) bringIntoSight(selectors);
    else soon(step, selectors, tries - 1);
  }, SETTLED);
}

export default function ({ data: { step, places, menu }, parentElement }) {
  markMenu(menu);
  marking = parentElement;
  if (step !== shown) {
    shown = step;
    boxOf("lesson_card")?.scrollTo(0, 0); // a long card may have been scrolled
    soon(step, places);
  }
  return () => {
    if (marking === parentElement) markMenu([]); // the lesson is over; otherwise another page has marked its own
  };
}
