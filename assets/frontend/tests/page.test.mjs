import assert from "node:assert/strict";
import { test } from "node:test";

import { dropPassing, joinBareAddresses, settingsAreWritten } from "../page/address.js";
import { themeOf } from "../page/scheme.js";
import { sidesWithMore } from "../page/screen.js";
import { asksForList, KEYS } from "../page/shortcuts.js";
import { nameWith } from "../page/spoken.js";
import { isSideways } from "../page/swipe.js";
import { meaningOf } from "../page/teacher.js";

test("a finger drags a slider when it goes sideways, and scrolls when it does not", () => {
  assert.deepEqual([[3, 0], [4, 0], [-4, 3], [9, -10], [-9, 9]].map((way) => isSideways(...way)), [false, true, true, false, true]);
});

test("a page is dark by its colour", () => {
  assert.deepEqual(["rgb(20, 22, 27)", "rgb(251, 250, 248)", "rgba(0, 0, 0, 1)"].map(themeOf), ["dark", "light", "dark"]);
});

test("a box says on which sides there is more", () => {
  const box = (scrollLeft) => ({ scrollLeft, clientWidth: 100, scrollWidth: 150 });
  assert.deepEqual([0, 2, 25, 48, 50].map((left) => sidesWithMore(box(left))), ["right", "right", "left right", "left", "left"]);
  assert.equal(sidesWithMore({ scrollLeft: 0, clientWidth: 100, scrollWidth: 102 }), "");
});

test("a button of a field has its label in its name, once", () => {
  assert.equal(nameWith("Increment", "kernel_size"), "Increment: kernel_size");
  assert.equal(nameWith("Increment: kernel_size", "kernel_size"), "Increment: kernel_size");
  assert.equal(nameWith("", "kernel_size"), "kernel_size");
});

test("a URL without settings gets no entry of its own in the history", () => {
  const entries = [];
  globalThis.location = new URL("http://here/explore?a=1");
  const go = (url) => (globalThis.location = new URL(url, globalThis.location));
  globalThis.history = {
    pushState: (state, title, url) => entries.push(go(url).href),
    replaceState: (state, title, url) => entries.splice(-1, 1, go(url).href),
  };
  joinBareAddresses();
  entries.push(location.href);
  history.pushState(null, "", "/explore?a=3"); // the settings of a step that a link has opened
  assert.deepEqual(entries, ["http://here/explore?a=3"]);
  settingsAreWritten();
  entries.pop();
  history.pushState(null, "", "/shapes"); // chosen in the menu
  history.pushState(null, "", "/shapes?a=1"); // its settings
  assert.deepEqual(entries, ["http://here/shapes?a=1"]);
  history.pushState(null, "", "/shapes?a=2"); // a setting was changed
  assert.equal(entries.length, 2);
  history.pushState(null, "", "/train");
  settingsAreWritten();
  history.pushState(null, "", "/train?a=3");
  assert.equal(entries.length, 4);
  history.pushState(null, "", "/train?a=3&lesson=stride:2"); // nothing that Back would bring back
  assert.deepEqual(entries.slice(3), ["http://here/train?a=3&lesson=stride:2"]);
  delete globalThis.history;
  delete globalThis.location;
});

test("the drawing of a link leaves the URL once it is opened, and the settings stay", () => {
  const replaced = [];
  globalThis.location = new URL("http://here/base/shapes?conv1_stride=2&view=3D+view&hide=upload&draw=abc&x=%20y#top");
  globalThis.history = { state: { page: 1 }, replaceState: (state, title, url) => replaced.push([state, url]) };
  dropPassing();
  assert.deepEqual(replaced, [[{ page: 1 }, "/base/shapes?conv1_stride=2&hide=upload&x=+y#top"]]);
  globalThis.location = new URL("http://here/shapes?x=%20y");
  dropPassing();
  assert.equal(replaced.length, 1);
  delete globalThis.history;
  delete globalThis.location;
});

test("the teacher's keys mean something only where nothing is typed", () => {
  const meaning = (key, isOpen, isTyping = false, more = {}) => meaningOf({ key, shiftKey: true, ...more }, isOpen, isTyping);
  assert.deepEqual([meaning("T", false), meaning("R", true)], ["panel", "reset"]);
  assert.deepEqual([meaning("T", true), meaning("R", false), meaning("T", false, true), meaning("X", true)], [null, null, null, null]);
  assert.deepEqual(["ctrlKey", "altKey", "metaKey"].map((name) => meaning("T", false, false, { [name]: true })), [null, null, null]);
  assert.equal(meaningOf({ key: "T", shiftKey: false }, false, false), null);
});

test("a question mark asks for the list of keys, unless it is typed", () => {
  assert.ok(asksForList({ key: "?" }, false));
  for (const event of [{ key: "/" }, { key: "?", ctrlKey: true }, { key: "?", repeat: true }]) assert.ok(!asksForList(event, false));
  assert.ok(!asksForList({ key: "?" }, true));
  assert.ok(KEYS.every(([where, keys]) => where && keys.every(([key, meaning]) => key && meaning)));
});
