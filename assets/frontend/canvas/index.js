// Sends what is on the drawing canvas to the server: while the pen is down (at most five times a second, and never before
// the last drawing was answered) and at once when it is lifted. Draws nothing itself. What it reads is kept in the
// browser's tab as well: see page/remember.js.

import { BOARD, canvasRoot, isOver, layersOf, leaveModes, takeBackStroke, upperCanvas, watchFinger } from "../adapters/drawable_canvas.js";
import { boxOf, isConnected } from "../adapters/streamlit.js";
import { describe } from "./describe.js";
import { followerNow } from "./follower.js";
import { readInk } from "./ink.js";
import { keyFor, watchPointer } from "./keys.js";
import { afterNextFrame, Pen } from "./pen.js";
import { Sender } from "./sender.js";
// What the modules above need, imported at once: a browser alone finds it level by level, with a wait for each.
import "../board.js";
import "../box.js";
import "../bytes.js";
import "../frames.js";

const UNTIL_MOUNTED = 50; // ms between two looks for the canvas, which may be mounted after this script

const sender = new Sender({
  read: readInk,
  keep(detail) {
    document.dispatchEvent(new CustomEvent("explorer:ink", { detail }));
    if (!detail.gone) followerNow()?.inked(detail);
  },
  isShown: () => boxOf("ink") !== null,
  isFollowed: () => followerNow() !== null,
  isConnected,
  changed: mark,
});
const pen = new Pen(sender, mark);

let undone = null; // how many strokes the button has taken back

/** Say on the page whether the server has answered the last stroke: data-ink is "open" or "answered". */
function mark() {
  boxOf("ink")?.setAttribute("data-ink", pen.isOpen || sender.isOpen ? "open" : "answered");
}

function takeBack(root) {
  if (takeBackStroke(root)) afterNextFrame(() => afterNextFrame(() => sender.sendInk(layersOf(root), false)));
  else sender.ask("nothing"); // no stroke since the canvas started anew: what it showed before comes back
}

/** Give up the stroke under the pen. */
function dropStroke() {
  const root = pen.drop();
  setTimeout(() => takeBack(root)); // the canvas counts a stroke when this event is over
}

/** Do what a key asks of the board; whether it was the board's. */
function act(asked, event) {
  const root = canvasRoot();
  if (asked === "leave") {
    if (pen.isDrawing) dropStroke();
    else if (isOver(event, BOARD)) upperCanvas(root)?.blur();
    else return false;
  } else if (!pen.isDrawing) {
    if (asked === "undo") takeBack(root);
    else sender.ask("clear");
  }
  return true;
}

function key(event) {
  const asked = pen.isDrawing && event.key === "Escape" ? "leave" : keyFor(event);
  if (!asked || !sender.send || !canvasRoot() || !act(asked, event)) return;
  event.preventDefault();
  event.stopPropagation();
}

function prepare(isInked) {
  const root = canvasRoot();
  if (upperCanvas(root)) describe(root, isInked);
  else setTimeout(prepare, UNTIL_MOUNTED, isInked);
}

watchFinger();
watchPointer();
pen.listen();
document.addEventListener("keydown", key, true);
document.addEventListener("explorer:connected", () => sender.trySending());

export default function ({ data, setTriggerValue }) {
  pen.isLive = data.live;
  if (sender.hear(data, setTriggerValue)) leaveModes(canvasRoot());
  followerNow()?.answered(data);
  prepare(data.inked);
  if (undone !== null && data.undo > undone) takeBack(canvasRoot());
  undone = data.undo;
  mark();
}
