// Announces changes to screen readers: the text of elements with `data-spoken`, once it has stopped changing and the pen is
// up. The live region exists from the start, because one that is added together with its first text is often not read.
// Also gives distinct names to the small buttons that Streamlit adds to many fields.

import { ANY_KEYED, buttonsOfFields } from "../adapters/streamlit.js";

const REST = 500; // milliseconds that a text must stay: what changes while a slider is dragged is not announced

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

/** Texts that are on a page when it is opened are not announced: the reader can read them. */
function meet() {
  if (page !== location.pathname) said.clear();
  page = location.pathname;
  for (const element of document.querySelectorAll("[data-spoken]")) {
    if (!said.has(element.dataset.spoken)) said.set(element.dataset.spoken, words(element));
  }
}

/** The texts that differ from what was announced last, and have not changed since the last look. */
function news() {
  const fresh = [];
  for (const element of document.querySelectorAll("[data-spoken]")) {
    if (!element.checkVisibility({ visibilityProperty: true })) continue; // a teacher has hidden it
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
  for (const heading of document.querySelectorAll("[data-names-button]")) {
    const button = heading.closest(ANY_KEYED)?.querySelector("button"); // of a row of a list
    const name = button && `${button.textContent}: ${heading.textContent}`;
    if (button && button.getAttribute("aria-label") !== name) button.setAttribute("aria-label", name);
  }
}

function look() {
  timer = null;
  if (drawing()) return; // the observer notices when it ends
  const fresh = news();
  if (fresh) region().textContent = fresh;
}

function changed(changes) {
  const own = document.getElementById("spoken");
  if (changes.every((change) => change.target === own)) return;
  meet();
  if (!drawing()) nameButtons(); // the observer notices when it ends
  lookSoon();
}

function lookSoon() {
  timer ??= setTimeout(look, REST); // not restarted, so that a page that changes all the time is checked too
}

/** Watch the page, once. */
export function speakChanges() {
  region();
  meet();
  nameButtons();
  const what = { childList: true, subtree: true, characterData: true, attributeFilter: ["data-ink"] };
  new MutationObserver(changed).observe(document.body, what);
}
