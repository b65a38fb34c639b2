// The drawing board for hands and ears: every point of a quick stroke, the keys, and what a screen reader is told. Put
// in front of index.js. Leans on the canvas package's class names and on Fabric.js hearing mousemove and touchmove.

export const BOARD = ".st-key-canvas";
const NEAR_BOARD = `${BOARD}, .st-key-canvas_buttons, .st-key-examples`;
const HOW_TO =
  "Draw a digit with a mouse, a finger or a pen. Without one, take an example: ten buttons below. " +
  "Control Z takes back the last stroke, Delete clears the board, Escape leaves it.";

export const upperCanvas = (root) => root?.querySelector("canvas.upper-canvas");

export const canvasRoot = () => {
  const host = document.querySelector(BOARD);
  if (!host) return null;
  for (const element of host.querySelectorAll("*")) {
    if (element.shadowRoot?.querySelector("canvas.lower-canvas")) return element.shadowRoot;
  }
  return host.querySelector("canvas.lower-canvas") ? host : null;
};

export const isOver = (event, places) => event.composedPath().some((element) => element.matches?.(places));

// Its own buttons show on hover alone, and the page has its own: they are taken off the page, so that no key comes to
// them, and pressed from here. The package sets their display itself, hence !important.
const STYLE = `
  .dc-toolbar { display: none !important }
  .dc-scroll { overflow: hidden !important }
  .dc-canvas, canvas { border-radius: 8px; touch-action: none }
  canvas.upper-canvas:focus-visible { outline: 3px solid var(--explorer-accent); outline-offset: -3px }`;

export function dress(root) {
  if (!root.querySelector("style[data-explorer]")) {
    const style = document.createElement("style");
    style.dataset.explorer = "";
    style.textContent = STYLE;
    root.appendChild(style);
  }
  for (const canvas of root.querySelectorAll("canvas:not(.upper-canvas)")) canvas.setAttribute("aria-hidden", "true");
  const board = upperCanvas(root);
  if (!board || board.tabIndex === 0) return;
  board.tabIndex = 0;
  board.setAttribute("role", "application"); // the keys are the board's own
  board.setAttribute("aria-description", HOW_TO);
}

export function describe(root, inked) {
  upperCanvas(root)?.setAttribute("aria-label", `Drawing board, ${inked ? "with your digit on it" : "empty"}`);
}

/** Leave every mode of the canvas but drawing. */
export function leaveModes(root) {
  for (const button of root?.querySelectorAll('.dc-toolbar button[aria-pressed="true"]') ?? []) button.click();
}

/** Take back the last stroke; whether there was one since the canvas started anew. */
export function takeBackStroke(root) {
  const button = root?.querySelector('button[aria-label="Undo"]');
  if (!button || button.disabled) return false;
  button.click();
  return true;
}

// The browser gathers the moves of a pointer until the page has time for them, and then tells the last place alone. The
// places between are handed to Fabric one by one, before the browser's own event.
export function movesBetween(event, root) {
  const between = (event.getCoalescedEvents?.() ?? []).slice(0, -1);
  for (const { clientX, clientY } of between) {
    upperCanvas(root)?.dispatchEvent(
      event.pointerType === "touch" ? touch("touchmove", clientX, clientY) : mouse("mousemove", clientX, clientY),
    );
  }
}

const OUTWARD = { bubbles: true, composed: true, cancelable: true };

const mouse = (kind, clientX, clientY) => new MouseEvent(kind, { ...OUTWARD, clientX, clientY });

let finger = 0; // the identifier of the touch that draws

/** As Fabric reads a touch event: not every browser lets a script make a real one. */
function touch(kind, clientX, clientY) {
  const [place] = [{ clientX, clientY, identifier: finger }];
  const touches = kind === "touchend" ? [] : [place];
  return Object.assign(new Event(kind, OUTWARD), { touches, changedTouches: [place] });
}

document.addEventListener(
  "touchstart",
  (event) => {
    if (event.touches.length === 1) finger = event.touches[0].identifier;
  },
  { capture: true, passive: true },
);

/** End the stroke under the pen where it is. */
export function liftPen(root, { pointerType, clientX, clientY }) {
  const [kind, make] = pointerType === "touch" ? ["touchend", touch] : ["mouseup", mouse];
  upperCanvas(root)?.dispatchEvent(make(kind, clientX, clientY));
}

const TYPING = 'input:not([type="range"], [type="checkbox"], [type="radio"], [type="button"]), textarea, select, [contenteditable="true"]';
let pointedAtBoard = false; // the last press of a pointer was on the board or its buttons, and no Tab has left it since

document.addEventListener("pointerdown", (event) => (pointedAtBoard = isOver(event, NEAR_BOARD)), true);

/** What a key asks of the board: "undo", "clear", "leave", or "" where it is not for the board. */
export function keyFor(event) {
  if (event.key === "Tab") pointedAtBoard = false;
  const isTyped = isOver(event, TYPING) || event.altKey || event.isComposing;
  if (isTyped || !(pointedAtBoard || isOver(event, BOARD))) return "";
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand) return event.key.toLowerCase() === "z" && !event.shiftKey ? "undo" : "";
  return { Delete: "clear", Backspace: "clear", Escape: "leave" }[event.key] ?? "";
}
