// Sliders and help texts on touch screens. A slider of Streamlit takes a new value as soon as a finger touches it, so a swipe
// that should scroll the page would change a setting. Here a touch is held until its direction is known: for a vertical one
// the browser scrolls (`touch-action: pan-y` in layout.css); a horizontal one is passed on to the slider from where it began;
// a tap reaches the slider as the mouse click that the browser makes of it.
// Streamlit shows help on hover and focus only; here a tap shows it, and the next tap anywhere hides it.

import { HELP, TRACK } from "../adapters/streamlit.js";

const SIDEWAYS = 4; // pixels from which a touch is a drag

let held = null; // the pointerdown of a touch whose direction is not known yet

function down(event) {
  held = null;
  const waits = event.isTrusted && event.pointerType === "touch" && event.isPrimary && event.target.closest?.(TRACK);
  if (!waits) return;
  held = event;
  event.stopImmediatePropagation();
}

/** Whether a finger that has moved so far drags a slider, and does not scroll the page. */
export const isSideways = (across, along) => Math.abs(across) >= Math.max(SIDEWAYS, Math.abs(along));

function move(event) {
  if (event.pointerId !== held?.pointerId) return;
  if (!isSideways(event.clientX - held.clientX, event.clientY - held.clientY)) return;
  const { target, pointerId, pointerType, clientX, clientY, pageX, pageY, screenX, screenY } = held;
  held = null;
  const place = { clientX, clientY, pageX, pageY, screenX, screenY };
  const how = { pointerId, pointerType, isPrimary: true, button: 0, buttons: 1 };
  target.dispatchEvent(new PointerEvent("pointerdown", { ...place, ...how, bubbles: true, cancelable: true, composed: true }));
}

const over = (event) => {
  if (event.pointerId === held?.pointerId) held = null;
};

/** Sliders listen to touches as well as to pointers. */
const touched = (event) => event.target.closest?.(TRACK) && event.stopImmediatePropagation();

let helped = null; // the button whose help is shown

/** Imitate a mouse that enters an element ("over") or leaves it ("out"). */
const mouse = (element, way) => {
  element.dispatchEvent(new PointerEvent(`pointer${way}`, { pointerType: "mouse", bubbles: true }));
  element.dispatchEvent(new MouseEvent(`mouse${way}`, { bubbles: true }));
};

function tapped(event) {
  if (event.pointerType !== "touch") return;
  if (helped) mouse(helped, "out");
  const button = event.target.closest?.(HELP);
  helped = button === helped ? null : button;
  if (helped) setTimeout(mouse, 0, helped, "over"); // later, because a press closes what is open
}

/** Listen to fingers, once. */
export function watchFingers() {
  const first = { capture: true, passive: true };
  window.addEventListener("pointerdown", down, first);
  window.addEventListener("pointermove", move, first);
  for (const kind of ["pointerup", "pointercancel"]) window.addEventListener(kind, over, first);
  window.addEventListener("touchstart", touched, first);
  window.addEventListener("click", tapped, first);
}
