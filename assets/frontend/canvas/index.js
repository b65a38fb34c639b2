// Sends what is on the drawing canvas to the server: while the pen is down (at most five times a second, and never before
// the last drawing was answered) and at once when it is lifted. Reads the layers of the canvas element: the finished
// strokes (lower-canvas) and over them the stroke under the pen (upper-canvas). Draws nothing itself; stands behind
// pen.js. What it reads is kept in the browser's tab as well: see page/remember.js.

import {
  BOARD, canvasRoot, describe, dress, isOver, keyFor, leaveModes, liftPen, movesBetween, takeBackStroke, upperCanvas,
} from "./pen.js";

const SIZE = 140; // the drawing is sent at this size, cropped to its ink
const LIVE_INTERVAL = 180; // ms between two drawings while the pen is down
const ANSWER_TIMEOUT = 1500; // ms after which an unanswered drawing is given up
const LONGEST_WAIT = 12000; // ms between two attempts to send the last drawing

const scratch = document.createElement("canvas");
scratch.width = scratch.height = SIZE;
const brush = scratch.getContext("2d", { willReadFrequently: true });

let send = null; // the newest setTriggerValue: it changes with every run of the page
let now = { board: "", nonce: 0, answered: 0, undo: 0 }; // what the server said last: see cnn/ui/canvas.py
let sequence = 0;
let sentAt = 0;
let lastSent = "";
let unanswered = null; // the last drawing, until the server has answered it
let wait = ANSWER_TIMEOUT;
let undone = null;
let drawingOn = null; // the shadow root of the canvas under the pen, and its layers: they may leave the page
let pen = null; // the last event of the pen
let afterPenUp = false; // the pen is up, and the finished stroke has not been read yet
let timer = null;
let again = null;

const connected = () =>
  document.querySelector("[data-testid=stApp]")?.dataset.testConnectionState === "CONNECTED";

const base64 = (bytes) => {
  let text = "";
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return btoa(text);
};

const layersOf = (root) => [...root.querySelectorAll("canvas")];
const onPage = (layers) => layers.some((layer) => layer.isConnected);

function readInk(layers) {
  brush.fillStyle = "#000";
  brush.fillRect(0, 0, SIZE, SIZE);
  brush.imageSmoothingQuality = "high";
  for (const layer of layers) if (layer.width && layer.height) brush.drawImage(layer, 0, 0, SIZE, SIZE);
  const { data } = brush.getImageData(0, 0, SIZE, SIZE);
  let [top, left, bottom, right] = [SIZE, SIZE, 0, 0];
  for (let row = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++) {
      if (data[4 * (row * SIZE + column)] === 0) continue;
      top = Math.min(top, row);
      bottom = Math.max(bottom, row + 1);
      left = Math.min(left, column);
      right = Math.max(right, column + 1);
    }
  }
  if (bottom === 0) return { size: SIZE, top: 0, left: 0, height: 0, width: 0, ink: "" };
  const [height, width] = [bottom - top, right - left];
  const bytes = new Uint8Array(height * width);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      bytes[row * width + column] = data[4 * ((top + row) * SIZE + left + column)];
    }
  }
  return { size: SIZE, top, left, height, width, ink: base64(bytes) };
}

// Says on the page whether the server has answered the last stroke: data-ink is "open" or "answered".
function mark() {
  const open = drawingOn || afterPenUp || sequence > now.answered;
  document.querySelector(".st-key-ink")?.setAttribute("data-ink", open ? "open" : "answered");
}

function keep(drawing, gone = false) {
  const detail = { board: now.board, drawing, sequence, gone };
  document.dispatchEvent(new CustomEvent("explorer:ink", { detail }));
}

function sendInk(layers, live) {
  if (!send) return;
  if (live && sequence > now.answered && performance.now() - sentAt < ANSWER_TIMEOUT) return;
  const drawing = readInk(layers);
  const content = JSON.stringify(drawing);
  if (live && (content === lastSent || !drawing.ink)) return;
  lastSent = content;
  sentAt = performance.now();
  sequence += 1;
  wait = ANSWER_TIMEOUT;
  keep(drawing);
  unanswered = { ...drawing, board: now.board, sequence };
  trySending();
  mark();
}

// What is sent while there is no connection is lost, so the last drawing is sent until it has been answered.
function trySending() {
  clearTimeout(again);
  if (!unanswered || !document.querySelector(".st-key-ink")) return;
  if (connected()) send("drawing", unanswered);
  again = setTimeout(trySending, wait);
  wait = Math.min(2 * wait, LONGEST_WAIT);
}

document.addEventListener("explorer:connected", trySending);

// The canvas asks for a frame to draw a finished stroke on its lower layer, once this event is over: read it after that.
const afterNextFrame = (action) => setTimeout(() => requestAnimationFrame(action));

function penDown(event) {
  const path = event.composedPath();
  const canvas = path.find((element) => element.tagName === "CANVAS");
  if (!canvas || !isOver(event, BOARD) || event.button !== 0) return;
  const root = canvas.getRootNode();
  drawingOn = { root, layers: layersOf(root) };
  pen = event;
  clearInterval(timer);
  timer = setInterval(() => onPage(drawingOn.layers) && sendInk(drawingOn.layers, true), LIVE_INTERVAL);
  mark();
}

function penMoves(event) {
  if (!drawingOn || event.pointerId !== pen.pointerId) return;
  pen = event;
  movesBetween(event, drawingOn.root);
}

function penUp(event) {
  if (!drawingOn || event.pointerId !== pen.pointerId) return;
  const { root, layers } = drawingOn;
  drawingOn = null;
  clearInterval(timer);
  if (!onPage(layers)) {
    sequence += 1;
    keep(readInk(layers), true); // the page was left in the middle of the stroke
    return;
  }
  afterPenUp = true;
  afterNextFrame(() => {
    afterPenUp = false;
    sendInk(layersOf(root), false);
  });
}

document.addEventListener("pointerdown", penDown, true);
document.addEventListener("pointermove", penMoves, true);
for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, penUp, true);
window.addEventListener("pagehide", () => drawingOn && keep(readInk(drawingOn.layers)));

function takeBack(root) {
  if (takeBackStroke(root)) afterNextFrame(() => afterNextFrame(() => sendInk(layersOf(root), false)));
  else send("nothing", performance.now()); // no stroke since the canvas started anew: what it showed before comes back
}

/** Give the stroke under the pen up. */
function dropStroke() {
  const { root } = drawingOn;
  drawingOn = null;
  clearInterval(timer);
  liftPen(root, pen);
  setTimeout(() => takeBack(root)); // the canvas counts a stroke when this event is over
}

function act(key, event) {
  const root = canvasRoot();
  if (key === "leave") {
    if (drawingOn) dropStroke();
    else if (isOver(event, BOARD)) upperCanvas(root)?.blur();
    else return;
  } else if (!drawingOn) {
    if (key === "undo") takeBack(root);
    else send("clear", performance.now());
  }
  event.preventDefault();
  event.stopPropagation();
}

document.addEventListener(
  "keydown",
  (event) => {
    const key = drawingOn && event.key === "Escape" ? "leave" : keyFor(event);
    if (key && send && canvasRoot()) act(key, event);
  },
  true,
);

// The canvas may be mounted after this script.
function prepare(inked) {
  const root = canvasRoot();
  if (!upperCanvas(root)) return void setTimeout(() => prepare(inked), 50);
  dress(root);
  describe(root, inked);
}

function startAnew() {
  unanswered = null;
  leaveModes(canvasRoot());
}

export default function ({ data, setTriggerValue }) {
  send = setTriggerValue;
  const before = now;
  now = data;
  if (data.board.split("-")[0] !== before.board.split("-")[0]) sequence = data.answered; // a new session counts anew
  if (data.board !== before.board || data.nonce !== before.nonce) startAnew();
  if (unanswered && data.answered >= unanswered.sequence) unanswered = null;
  prepare(data.inked);
  if (undone !== null && data.undo > undone) takeBack(canvasRoot());
  undone = data.undo;
  mark();
}
