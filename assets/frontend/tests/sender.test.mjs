import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { ANSWER_TIMEOUT, Sender } from "../canvas/sender.js";

let page, sender, sent, kept, ink, now;

/** What the server says of a board. */
const told = (changes = {}) => ({ board: "abc-1", nonce: 0, answered: 0, undo: 0, ...changes });

beforeEach(() => {
  mock.restoreAll();
  [sent, kept, ink, now] = [[], [], "one", 0];
  mock.method(performance, "now", () => now);
  mock.method(globalThis, "setTimeout", () => 0);
  page = {
    read: () => ({ ink }),
    keep: (detail) => kept.push(detail),
    isShown: () => true,
    isConnected: () => true,
    isFollowed: () => true,
    changed: () => {},
  };
  sender = new Sender(page);
  sender.hear(told(), (name, value) => sent.push([name, value]));
});

test("a drawing is sent with its board and number, and kept", () => {
  sender.sendInk([], false);
  assert.deepEqual(sent, [["drawing", { ink: "one", board: "abc-1", sequence: 1, followed: true }]]);
  assert.deepEqual(kept, [{ board: "abc-1", drawing: { ink: "one" }, sequence: 1, gone: false }]);
  assert.ok(sender.isOpen);
  sender.hear(told({ answered: 1 }), sender.send);
  assert.ok(!sender.isOpen && sender.unanswered === null);
});

test("while the pen is down nothing new is sent before an answer, or for a while", () => {
  sender.sendInk([], true);
  ink = "two";
  now = ANSWER_TIMEOUT - 1;
  sender.sendInk([], true);
  assert.equal(sent.length, 1);
  now = ANSWER_TIMEOUT;
  sender.sendInk([], true);
  assert.equal(sent.length, 2);
  sender.hear(told({ answered: 2 }), sender.send);
  sender.sendInk([], true);
  assert.equal(sent.length, 2, "the same drawing again");
  ink = "";
  sender.sendInk([], true);
  assert.equal(sent.length, 2, "no ink yet");
});

test("what was drawn to the end is sent at once", () => {
  sender.sendInk([], true);
  sender.sendInk([], false);
  assert.deepEqual(sent.map(([, { sequence }]) => sequence), [1, 2]);
});

test("the last drawing is sent until it is answered, with longer and longer waits", () => {
  page.isConnected = () => false;
  sender.sendInk([], false);
  for (let again = 0; again < 6; again++) sender.trySending();
  assert.equal(sent.length, 0);
  assert.deepEqual(globalThis.setTimeout.mock.calls.map(({ arguments: [, wait] }) => wait), [1500, 3000, 6000, 12000, 12000, 12000, 12000]);
  page.isConnected = () => true;
  sender.trySending();
  assert.equal(sent.length, 1);
});

test("a page without a board sends nothing", () => {
  page.isShown = () => false;
  sender.sendInk([], false);
  assert.equal(sent.length, 0);
});

test("a board that was cleared or filled has no use for the drawing before", () => {
  sender.sendInk([], false);
  assert.equal(sender.hear(told({ board: "abc-2" }), sender.send), true);
  assert.equal(sender.unanswered, null);
  assert.equal(sender.hear(told({ board: "abc-2", nonce: 1 }), sender.send), true);
  assert.equal(sender.hear(told({ board: "abc-2", nonce: 1 }), sender.send), false);
});

test("a new session starts counting again", () => {
  sender.sendInk([], false);
  sender.hear(told({ board: "xyz-0", answered: 7 }), sender.send);
  assert.equal(sender.sequence, 7);
});

test("the end of a stroke that left the page goes to the tab", () => {
  sender.leave([]);
  assert.deepEqual(kept, [{ board: "abc-1", drawing: { ink: "one" }, sequence: 1, gone: true }]);
  assert.equal(sent.length, 0);
});
