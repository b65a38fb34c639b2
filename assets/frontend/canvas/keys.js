// The keys of the drawing board.

import { BOARD, isOver } from "../adapters/drawable_canvas.js";
import { keyed } from "../adapters/streamlit.js";

const NEAR_BOARD = [BOARD, keyed("canvas_buttons"), keyed("examples")].join();
const TYPING = 'input:not([type="range"], [type="checkbox"], [type="radio"], [type="button"]), textarea, select, [contenteditable="true"]';
const ASKED = { Delete: "clear", Backspace: "clear", Escape: "leave" };

let isPointedAt = false; // the last press of a pointer was on the board or its buttons, and no Tab has left it since

export function watchPointer() {
  document.addEventListener("pointerdown", notePress, true);
}

export const notePress = (event) => (isPointedAt = isOver(event, NEAR_BOARD));

/** What a key asks of the board: "undo", "clear", "leave", or "" where it is not for the board. */
export function keyFor(event) {
  if (event.key === "Tab") isPointedAt = false;
  const isTyped = isOver(event, TYPING) || event.altKey || event.isComposing;
  if (isTyped || !(isPointedAt || isOver(event, BOARD))) return "";
  if (event.ctrlKey || event.metaKey) return event.key.toLowerCase() === "z" && !event.shiftKey ? "undo" : "";
  return ASKED[event.key] ?? "";
}
