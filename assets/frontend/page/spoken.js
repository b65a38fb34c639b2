// Says aloud, for screen readers, what changes on the page: the text of the elements that carry `data-spoken`, once it
// rests and the pen is up. The region that speaks is there before there is anything to say: one that comes with its
// first words is often not read. Also names the small buttons that Streamlit gives to many fields in the same words.

import { buttonsOfFields } from "../adapters/streamlit.js";

const REST = 500; // milliseconds that words must stay: what comes and goes while a knob is dragged is not said

const said = new Map(); // by the name in `data-spoken`
const seen = new Map(); // at the last look
let page = "";
let timer = null;

function region() {
  let found = document.getElementById("spoken");
  if (!found) {
    found = document.createElement("div");
    found.id = "spoken";
    found.setAttribute("role", "status");
    found.setAttribute("aria-live", "polite");
    document.body.appendChild(found);
  }
  return found;
}

const drawing = () => document.querySelector("[data-ink=open]") !== null;

/** The texts in an element, one after the other. */
function words(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode.textContent.trim());
  return texts.filter(Boolean).join(" ");
}

/** What stands on a page when it is opened is read by who wants to: it is known at once, and not said. */
function meet() {
  if (page !== location.pathname) said.clear();
  page = location.pathname;
  for (const element of document.querySelectorAll("[data-spoken]")) {
    if (!said.has(element.dataset.spoken)) said.set(element.dataset.spoken, words(element));
  }
}

/** What has changed since it was said last, and rests since the last look. */
function news() {
  const fresh = [];
  for (const element of document.querySelectorAll("[data-spoken]")) {
    const [name, text] = [element.dataset.spoken, words(element)];
    const rests = seen.get(name) === text;
    seen.set(name, text);
    if (said.get(name) === text) continue;
    if (rests) {
      fresh.push(text);
      said.set(name, text);
    } else lookSoon();
  }
  return fresh.join(". ");
}

/** A button's name with its field's label in it. */
export const nameWith = (name, label) => (name.endsWith(label) ? name : `${name}: ${label}`.replace(/^: /, ""));

function nameButtons() {
  for (const [button, label] of buttonsOfFields()) {
    const name = button.getAttribute("aria-label") ?? "";
    if (!name.endsWith(label)) button.setAttribute("aria-label", nameWith(name, label));
  }
}

function look() {
  timer = null;
  if (drawing()) return; // its end is seen by the observer
  const fresh = news();
  if (fresh) region().textContent = fresh;
}

function changed(changes) {
  const own = document.getElementById("spoken");
  if (changes.every((change) => change.target === own)) return;
  meet();
  nameButtons();
  lookSoon();
}

function lookSoon() {
  timer ??= setTimeout(look, REST); // a page that changes all the time is looked at all the same
}

/** Watch the page, once. */
export function speakChanges() {
  region();
  meet();
  nameButtons();
  const what = { childList: true, subtree: true, characterData: true, attributeFilter: ["data-ink"] };
  new MutationObserver(changed).observe(document.body, what);
}
