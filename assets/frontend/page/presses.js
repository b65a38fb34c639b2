// Holds back presses while the connection is lost: until the server has shown the page again, a restarted server or a new
// session would not know what a press is for. The last press is repeated then.

import { keyedBoxAround } from "../adapters/streamlit.js";

const LONGEST_WAIT = 15000; // milliseconds after which a press is let through anyway
const PRESSABLE = "button, a[href], [role=radio]";

let isHolding = false;
let pressed = null;
let giveUp = null;

export const areHeld = () => isHolding;

export const hold = () => (isHolding = true);

/** Let the last press through after `LONGEST_WAIT` at the latest. */
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

/** The element that was pressed, or the one that has replaced it. */
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
