// The drawing board for the keyboard and for screen readers.

import { addStyle, hideLayers, upperCanvas } from "../adapters/drawable_canvas.js";

const HOW_TO =
  "Draw a digit with a mouse, a finger or a pen. Without one, take an example: ten buttons below. " +
  "Control Z takes back the last stroke, Delete clears the board, Escape leaves it.";

/** isInked: whether a digit is on it. */
export function describe(root, isInked) {
  addStyle(root);
  hideLayers(root);
  const board = upperCanvas(root);
  board.setAttribute("aria-label", `Drawing board, ${isInked ? "with your digit on it" : "empty"}`);
  if (board.tabIndex === 0) return;
  board.tabIndex = 0;
  board.setAttribute("role", "application"); // the keys are the board's own
  board.setAttribute("aria-description", HOW_TO);
}
