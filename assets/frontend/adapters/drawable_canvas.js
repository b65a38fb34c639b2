// All that this front end knows of the package streamlit-drawable-canvas and of Fabric.js in it: its shadow root, class
// names and buttons, and that Fabric hears `mousemove` and `touchmove`. If the library changes, repair it here.

import { keyed } from "./streamlit.js";

export const BOARD = keyed("canvas");

export const upperCanvas = (root) => root?.querySelector("canvas.upper-canvas");

/** The shadow root that holds the canvas; null if it is not on the page. */
export function canvasRoot() {
  const host = document.querySelector(BOARD);
  if (!host) return null;
  for (const element of host.querySelectorAll("*")) {
    if (element.shadowRoot?.querySelector("canvas.lower-canvas")) return element.shadowRoot;
  }
  return host.querySelector("canvas.lower-canvas") ? host : null;
}

/** The root that a press on a canvas of the board happened in, or null. */
export function rootOfPress(event) {
  const canvas = event.composedPath().find((element) => element.tagName === "CANVAS");
  return canvas && isOver(event, BOARD) ? canvas.getRootNode() : null;
}

/** Whether an event happened in one of the places, through shadow roots as well. */
export const isOver = (event, places) => event.composedPath().some((element) => element.matches?.(places));

/** The layers of ink: the finished strokes, and over them the stroke under the pen. */
export const layersOf = (root) => [...root.querySelectorAll("canvas")];

/** Hide every layer but the board itself from screen readers. */
export function hideLayers(root) {
  for (const canvas of root.querySelectorAll("canvas:not(.upper-canvas)")) canvas.setAttribute("aria-hidden", "true");
}

// The canvas's own buttons show on hover only, and the page has others. They are hidden, so that the keyboard does not
// reach them, and pressed by this script. The package sets their display itself, hence !important.
const STYLE = `
  .dc-toolbar { display: none !important }
  .dc-scroll { overflow: hidden !important }
  .dc-canvas, canvas { border-radius: 8px; touch-action: none }
  canvas.upper-canvas:focus-visible { outline: 3px solid var(--explorer-accent); outline-offset: -3px }`;

/** Put our style into the shadow root, once. */
export function addStyle(root) {
  if (root.querySelector("style[data-explorer]")) return;
  const style = document.createElement("style");
  style.dataset.explorer = "";
  style.textContent = STYLE;
  root.appendChild(style);
}

/** Leave every mode of the canvas but drawing. */
export function leaveModes(root) {
  for (const button of root?.querySelectorAll('.dc-toolbar button[aria-pressed="true"]') ?? []) button.click();
}

/** Undo the last stroke; returns whether there was one since the canvas started. */
export function takeBackStroke(root) {
  const button = root?.querySelector('button[aria-label="Undo"]');
  if (!button || button.disabled) return false;
  button.click();
  return true;
}

const OUTWARD = { bubbles: true, composed: true, cancelable: true };

const mouse = (kind, clientX, clientY) => new MouseEvent(kind, { ...OUTWARD, clientX, clientY });

let finger = 0; // the identifier of the touch that draws

/** Remember which finger draws. */
export function watchFinger() {
  const take = ({ touches }) => {
    if (touches.length === 1) finger = touches[0].identifier;
  };
  document.addEventListener("touchstart", take, { capture: true, passive: true });
}

/** As Fabric reads a touch event: not every browser lets a script make a real one. */
function touch(kind, clientX, clientY) {
  const place = { clientX, clientY, identifier: finger };
  const touches = kind === "touchend" ? [] : [place];
  return Object.assign(new Event(kind, OUTWARD), { touches, changedTouches: [place] });
}

/** Move the pen to some places one after the other. */
export function movePen(root, pointerType, places) {
  const [kind, make] = pointerType === "touch" ? ["touchmove", touch] : ["mousemove", mouse];
  for (const { clientX, clientY } of places) upperCanvas(root)?.dispatchEvent(make(kind, clientX, clientY));
}

/** End the stroke under the pen where it is. */
export function liftPen(root, { pointerType, clientX, clientY }) {
  const [kind, make] = pointerType === "touch" ? ["touchend", touch] : ["mouseup", mouse];
  upperCanvas(root)?.dispatchEvent(make(kind, clientX, clientY));
}
