// Keeps the name of the learner's trainings and the drawing in the browser's tab, so that they survive a reload, a restart
// of the server and a lost connection. Neither is in the URL, because learners share that. A new session is given both.
// Each tab has its own copy. Shows nothing.

import { boxOf, isAtRest, isConnected, onStateChange } from "../adapters/streamlit.js";
import { sessionOf } from "../board.js";
import { settingsAreWritten } from "./address.js";
import { afterServer, hasHeard } from "./tab_memory.js";
import * as presses from "./presses.js";
import { setCookie } from "./training_cookie.js";

const KEY = "simplecnn-board";
let told = null; // what the server sent last: see cnn/ui/tab_memory.py
let toldBeforeLoss = null; // the same, when the connection was lost
let send = null; // the newest setTriggerValue
let toGive = null; // what is sent to the server as soon as no run is in progress
let wasConnected = true;

// Storage can fail (forbidden by the browser's settings, or full): then a reload starts with an empty canvas.
function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function write(kept) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // as above
  }
}

function give(kept) {
  toGive = kept;
  whenAtRest();
}

// Every message carries the values of all widgets. While a new session is still sending its own values, these would be
// those of the session before: the page would show the new values and the server would have the old ones.
function whenAtRest() {
  if (!isAtRest()) return;
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (isAtRest()) atRest();
    }),
  );
}

function atRest() {
  if (toGive) {
    send("found", toGive);
    toGive = null;
  } else if (presses.areHeld() && isKnownAgain()) {
    presses.release();
  }
}

/** Whether the server has shown the page since the connection was lost, and has received what the tab kept. */
const isKnownAgain = () => hasHeard(told, toldBeforeLoss) && boxOf("keep")?.dataset.board === "known";

/** canvas/index.js reports what is on the canvas; gone: its canvas has left the page, so it cannot send that itself. */
function keepInk({ detail: { board, drawing, sequence, gone } }) {
  const kept = { ...read(), board, drawing, sequence };
  write(kept);
  if (gone && send) give(kept);
}

// After a reconnect Streamlit sends nothing by itself: a restarted server would not know this page until something is
// pressed, and then would not know what. So the page sends "hello".
function watchConnection() {
  if (!isConnected() && wasConnected && told) {
    presses.hold();
    toldBeforeLoss = told;
  }
  if (isConnected() && !wasConnected) {
    presses.releaseInTime();
    send?.("hello", performance.now());
    document.dispatchEvent(new CustomEvent("explorer:connected"));
  }
  wasConnected = isConnected();
  whenAtRest();
}

/** Listen to the canvas, to presses and to the connection, once. */
export function listen() {
  document.addEventListener("explorer:ink", keepInk);
  presses.listen();
  onStateChange(watchConnection);
}

/** Mark on the page what the server knows, for the tests and for `isKnownAgain`. */
function mark(kept) {
  const isKnown = sessionOf(kept.board) === sessionOf(told.board);
  boxOf("keep")?.setAttribute("data-session", sessionOf(told.board));
  boxOf("keep")?.setAttribute("data-training", told.name ? "known" : "");
  boxOf("keep")?.setAttribute("data-board", isKnown ? "known" : "asked");
}

export function remember({ data, setTriggerValue }) {
  told = data;
  send = setTriggerValue;
  settingsAreWritten();
  setCookie(data);
  const { kept, given } = afterServer(read(), told);
  if (given) give(given);
  write(kept);
  mark(kept);
  if (presses.areHeld() || toGive) whenAtRest();
}
