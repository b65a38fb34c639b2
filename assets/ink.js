// Sends what is on the drawing canvas to the server: while the pen is down (at most five times a second, and never before
// the last drawing was answered) and at once when it is lifted. Reads the layers of the canvas element: the finished
// strokes (lower-canvas) and over them the stroke under the pen (upper-canvas). Draws nothing itself.

const SIZE = 140; // the drawing is sent at this size, cropped to its ink
const LIVE_INTERVAL = 180; // ms between two drawings while the pen is down
const ANSWER_TIMEOUT = 1500; // ms after which an unanswered drawing is given up

const scratch = document.createElement("canvas");
scratch.width = scratch.height = SIZE;
const brush = scratch.getContext("2d", { willReadFrequently: true });

let send = null; // the newest setTriggerValue: it changes with every run of the page
let sequence = 0;
let answered = 0;
let sentAt = 0;
let lastSent = "";
let undone = null;
let drawingOn = null; // the shadow root of the canvas under the pen
let afterPenUp = false; // the pen is up, and the finished stroke has not been read yet
let timer = null;

const canvasRoot = () => {
  const host = document.querySelector(".st-key-canvas");
  if (!host) return null;
  for (const element of host.querySelectorAll("*")) {
    if (element.shadowRoot?.querySelector("canvas.lower-canvas")) return element.shadowRoot;
  }
  return host.querySelector("canvas.lower-canvas") ? host : null;
};

const base64 = (bytes) => {
  let text = "";
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return btoa(text);
};

function readInk(root) {
  brush.fillStyle = "#000";
  brush.fillRect(0, 0, SIZE, SIZE);
  brush.imageSmoothingQuality = "high";
  for (const layer of root.querySelectorAll("canvas")) brush.drawImage(layer, 0, 0, SIZE, SIZE);
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
  if (bottom === 0) return { top: 0, left: 0, height: 0, width: 0, ink: "" };
  const [height, width] = [bottom - top, right - left];
  const bytes = new Uint8Array(height * width);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      bytes[row * width + column] = data[4 * ((top + row) * SIZE + left + column)];
    }
  }
  return { top, left, height, width, ink: base64(bytes) };
}

// Says on the page whether the server has answered the last stroke: data-ink is "open" or "answered".
function mark() {
  const open = drawingOn || afterPenUp || sequence > answered;
  document.querySelector(".st-key-ink")?.setAttribute("data-ink", open ? "open" : "answered");
}

function sendInk(root, live) {
  if (!root || !send) return;
  if (live && sequence > answered && performance.now() - sentAt < ANSWER_TIMEOUT) return;
  const drawing = readInk(root);
  const content = JSON.stringify(drawing);
  if (live && (content === lastSent || !drawing.ink)) return;
  lastSent = content;
  sentAt = performance.now();
  sequence += 1;
  send("drawing", { ...drawing, size: SIZE, sequence });
  mark();
}

// The canvas asks for a frame to draw a finished stroke on its lower layer, once this event is over: read it after that.
const afterNextFrame = (action) => setTimeout(() => requestAnimationFrame(action));

function penDown(event) {
  const path = event.composedPath();
  const canvas = path.find((element) => element.tagName === "CANVAS");
  if (!canvas || !path.some((element) => element.classList?.contains("st-key-canvas"))) return;
  drawingOn = canvas.getRootNode();
  clearInterval(timer);
  timer = setInterval(() => sendInk(drawingOn, true), LIVE_INTERVAL);
  mark();
}

function penUp() {
  if (!drawingOn) return;
  const root = drawingOn;
  drawingOn = null;
  clearInterval(timer);
  afterPenUp = true;
  afterNextFrame(() => {
    afterPenUp = false;
    sendInk(root, false);
  });
}

document.addEventListener("pointerdown", penDown, true);
for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, penUp, true);

// Its buttons show on hover alone, and the page has its own. The canvas may be mounted after this script.
function hideToolbar() {
  const root = canvasRoot();
  if (!root) return void setTimeout(hideToolbar, 50);
  if (root.querySelector("style[data-explorer]")) return;
  const style = document.createElement("style");
  style.dataset.explorer = "";
  style.textContent = ".dc-toolbar { display: none } .dc-canvas, canvas { border-radius: 8px; touch-action: none }";
  root.appendChild(style);
}

function undo(count) {
  if (undone !== null && count > undone) {
    const root = canvasRoot();
    const button = root?.querySelector('button[aria-label="Undo"]');
    if (button && !button.disabled) {
      button.click();
      afterNextFrame(() => afterNextFrame(() => sendInk(root, false)));
    } else send("nothing", count); // no stroke since the canvas started anew: what it showed before comes back
  }
  undone = count;
}

export default function ({ data, setTriggerValue }) {
  send = setTriggerValue;
  answered = data.answered;
  hideToolbar();
  undo(data.undo);
  mark();
}
