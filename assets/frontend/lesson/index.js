// Brings what a step of a lesson is about into sight, and marks entries of the menu: the component behind
// cnn/ui/lessons/marks.py.

import { main, markMenu } from "../adapters/streamlit.js";

const SETTLED = 400; // ms after which the page of a new step has its layout

let shown = null;

/** Whether a place is within what can be seen. */
export const isInSight = ({ top, bottom }, height) => bottom > 48 && top < height && (top >= 0 || bottom <= height);

/** The elements of some selectors; ::after has none of its own. */
const elementsOf = (places) => places.map((place) => document.querySelector(place.split("::")[0])).filter(Boolean);

function bringIntoSight(places) {
  const found = elementsOf(places);
  if (!found.length || !main()) return;
  if (found.some((one) => isInSight(one.getBoundingClientRect(), innerHeight))) return;
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  found[0].scrollIntoView({ block: "center", behavior: isStill ? "auto" : "smooth" });
}

export default function ({ data: { step, places, menu } }) {
  markMenu(menu);
  if (step === shown) return;
  shown = step;
  setTimeout(() => step === shown && bringIntoSight(places), SETTLED);
}
