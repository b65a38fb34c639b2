// From a lost connection until the server has shown the page again, it may be another server, or another session, which
// does not know yet what a press is for: the last one waits until then.

import { keyedBoxAround } from "../adapters/streamlit.js";

const LONGEST_WAIT = 15000; // milliseconds after which a press is let through in any case
const PRESSABLE = "button, a[href], [role=radio]";

let isHolding = false;
let pressed = null;
let giveUp = null;

export const areHeld = () => isHolding;

export const hold = () => (isHolding = true);

/** Let the last press through at the latest after a while. */
export function releaseInTime() {
  clearTimeout(giveUp);
  giveUp = setTimeout(release, LONGEST_WAIT);
}

/** Let the last press through. */
export function release() {
  const press = pressed;
  isHolding = false;
  pressed = null;
  clearTimeout(giveUp);
  if (press) sameElement(press)?.click();
}

/** The element that was pressed, or the one that the page shows in its place now. */
function sameElement({ element, around, text }) {
  if (element.isConnected) return element;
  const all = [...document.querySelectorAll(around ? `${around} :is(${PRESSABLE})` : PRESSABLE)];
  return all.find((one) => one.textContent === text && one.checkVisibility());
}

function press(event) {
  const element = isHolding && event.composedPath().find((one) => one.matches?.(PRESSABLE));
  if (!element || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  pressed = { element, around: keyedBoxAround(element), text: element.textContent };
}

export const listen = () => document.addEventListener("click", press, true);
