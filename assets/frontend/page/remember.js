// What the browser's tab keeps, so that a reload, a restart of the server or a lost connection takes nothing from the
// learner: the name of their trainings and the drawing on the board. Neither is in the address, which learners pass on.
// A session that is new is given both; each tab has its own. A cookie brings the newest training's name along at once.
// Shows nothing.

const KEY = "simplecnn-board";
let now = null; // what the server said last: see cnn/ui/kept.py
let tell = null; // the newest setTriggerValue
let remembered = ""; // the training that the browser's cookie names

const app = () => document.querySelector("[data-testid=stApp]");
const connected = () => app()?.dataset.testConnectionState === "CONNECTED";
const sessionOf = (board) => board.split("-")[0];
const versionOf = (board) => Number(board.split("-")[1]);

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

const isResting = () => connected() && app().dataset.testScriptState === "notRunning";

let toGive = null;

function give(kept) {
  toGive = kept;
  atRest();
}

// What is told brings the values of all widgets along. While a new session still says which ones it has, those of the
// session before would go with it: the page would show the ones and the server would have the others.
function atRest() {
  if (!isResting()) return;
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (!isResting()) return;
      if (toGive) {
        tell("found", toGive);
        toGive = null;
      } else if (isStrange && isHeard()) {
        welcome();
      }
    }),
  );
}

const isEmpty = (kept) => !kept.drawing?.ink && !kept.drawing?.picture && !kept.weights && !kept.name;

/** What is kept from now on, after what the server has said; something of it is given to the server where it lacks. */
function keep(kept) {
  const { name, weights, page } = now;
  const fresh = { board: now.board, drawing: now.start, sequence: now.answered, name, weights, page };
  if (!kept?.board) return fresh;
  if (sessionOf(kept.board) !== sessionOf(now.board)) {
    const isTaken = now.restored === sessionOf(kept.board);
    if (isEmpty(kept) || (isTaken && versionOf(now.board) > 0)) return fresh; // or the learner was quicker
    if (isTaken) return { ...fresh, drawing: kept.drawing };
    give(kept);
    return kept; // until the server says that it has it
  }
  if (versionOf(now.board) > versionOf(kept.board)) return fresh;
  if (kept.board === now.board && kept.sequence > now.answered && kept.page !== page) give(kept);
  return { ...kept, name, weights, page };
}

// canvas/index.js says what is on the board, and whether its canvas has gone, so that it cannot send it itself.
document.addEventListener("explorer:ink", ({ detail: { board, drawing, sequence, gone } }) => {
  const kept = { ...read(), board, drawing, sequence };
  write(kept);
  if (gone && tell) give(kept);
});

// From a lost connection until the server has shown the page again, it may be another server, or another session, which
// does not know yet what a press is for: the last one waits until then, at most for so many milliseconds.
const LONGEST_WAIT_FOR_PRESS = 15000;
let isStrange = false;
let atLoss = null; // what the server had said last when the connection was lost
let pressed = null;
let giveUp = null;

const isHeard = () =>
  (now.board !== atLoss.board || now.heard !== atLoss.heard) &&
  document.querySelector(".st-key-keep")?.dataset.board === "known";

function welcome() {
  const press = pressed;
  isStrange = false;
  pressed = null;
  clearTimeout(giveUp);
  if (press) sameElement(press)?.click();
}

/** The element that was pressed, or the one that the page shows in its place now. */
function sameElement({ element, box, text }) {
  if (element.isConnected) return element;
  const all = [...document.querySelectorAll(box ? `.${box} :is(${PRESSABLE})` : PRESSABLE)];
  return all.find((one) => one.textContent === text && one.checkVisibility());
}

const PRESSABLE = "button, a[href], [role=radio]";

document.addEventListener(
  "click",
  (event) => {
    const element = isStrange && event.composedPath().find((one) => one.matches?.(PRESSABLE));
    if (!element || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    const box = element.closest("[class*=st-key-]")?.className.match(/st-key-[\w-]+/)?.[0];
    pressed = { element, box, text: element.textContent };
  },
  true,
);

// After a lost connection Streamlit asks for nothing: a server that was restarted would hear of this page only when
// something is pressed, and would not know what.
let wasConnected = true;
function watchConnection() {
  if (!connected() && wasConnected && now) {
    isStrange = true;
    atLoss = now;
  }
  if (connected() && !wasConnected) {
    clearTimeout(giveUp);
    giveUp = setTimeout(welcome, LONGEST_WAIT_FOR_PRESS);
    tell?.("hello", performance.now());
    document.dispatchEvent(new CustomEvent("explorer:connected"));
  }
  wasConnected = connected();
  atRest();
}
new MutationObserver(watchConnection).observe(document.body, {
  subtree: true,
  attributeFilter: ["data-test-connection-state", "data-test-script-state"],
});

// A page that was chosen in the menu has an address without settings for a moment. That is no entry of its own in the
// history: Back would come to it, and find the settings of the textbook.
let isBare = false;
const push = history.pushState.bind(history);
history.pushState = (state, title, url) => {
  const isSamePage = new URL(url, location.href).pathname === location.pathname;
  if (isBare && isSamePage) history.replaceState(state, title, url);
  else push(state, title, url);
  isBare = !isSamePage;
};

// A cookie that no script can read, this one neither: see cnn/ui/server/training_cookie.py. It lasts until the browser is closed.
function setCookie({ name, cookie }) {
  if (!name || !cookie || name === remembered) return;
  remembered = name;
  const address = new URL(cookie, document.baseURI); // every page is one level deep
  fetch(address, { method: "POST", body: name, headers: { "X-Explorer": "1" }, keepalive: true }).catch(() => {
    remembered = "";
  });
}

export function remember({ data, setTriggerValue }) {
  now = data;
  tell = setTriggerValue;
  isBare = false; // the server has written its settings by now
  setCookie(data);
  const kept = keep(read());
  write(kept);
  const box = document.querySelector(".st-key-keep");
  box?.setAttribute("data-session", sessionOf(data.board));
  box?.setAttribute("data-training", data.name ? "known" : "");
  box?.setAttribute("data-board", sessionOf(kept.board) === sessionOf(data.board) ? "known" : "asked");
  if (isStrange || toGive) atRest();
}
