// What the browser's tab keeps, so that a reload, a restart of the server or a lost connection takes nothing from the
// learner: the name of their trainings and the drawing on the board. Neither is in the address, which learners pass on.
// A session that is new is given both; each tab has its own. Shows nothing.

import { boxOf, isAtRest, isConnected, onStateChange } from "../adapters/streamlit.js";
import { sessionOf } from "../board.js";
import { settingsAreWritten } from "./address.js";
import { afterServer, hasHeard } from "./tab_memory.js";
import * as presses from "./presses.js";
import { setCookie } from "./training_cookie.js";

const KEY = "simplecnn-board";
let told = null; // what the server said last: see cnn/ui/tab_memory.py
let toldBeforeLoss = null; // the same, when the connection was lost
let send = null; // the newest setTriggerValue
let toGive = null; // what the server gets as soon as the page rests
let wasConnected = true;

// A browser that keeps nothing (its settings forbid it, or there is no room): a reload then starts anew.
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

// What is sent brings the values of all widgets along. While a new session still says which ones it has, those of the
// session before would go with it: the page would show the ones and the server would have the others.
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

/** Whether the server has shown the page since the connection was lost, and has what the tab had kept. */
const isKnownAgain = () => hasHeard(told, toldBeforeLoss) && boxOf("keep")?.dataset.board === "known";

/** canvas/index.js says what is on the board, and whether its canvas has gone, so that it cannot send it itself. */
function keepInk({ detail: { board, drawing, sequence, gone } }) {
  const kept = { ...read(), board, drawing, sequence };
  write(kept);
  if (gone && send) give(kept);
}

// After a lost connection Streamlit asks for nothing: a server that was restarted would hear of this page only when
// something is pressed, and would not know what.
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

/** Listen to the board, to presses and to the connection, once. */
export function listen() {
  document.addEventListener("explorer:ink", keepInk);
  presses.listen();
  onStateChange(watchConnection);
}

/** Say on the page what the server has, for the tests and for `isKnownAgain`. */
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
