import assert from "node:assert/strict";
import { test } from "node:test";

import { isOver } from "../adapters/drawable_canvas.js";
import { base64Of, floatsOf } from "../bytes.js";
import { boxOfInk, bytesOf, cropped, runsOf } from "../canvas/ink.js";
import { keyFor, notePress } from "../canvas/keys.js";
import { eventOver } from "./fakes.mjs";

/** RGBA of a square picture with ink at some [row, column, value]. */
function pixelsWith(size, ink) {
  const pixels = new Uint8ClampedArray(4 * size * size);
  for (let at = 3; at < pixels.length; at += 4) pixels[at] = 255; // black is not ink
  for (const [row, column, value] of ink) pixels.fill(value, 4 * (row * size + column), 4 * (row * size + column) + 3);
  return pixels;
}

test("ink is cropped to its box", () => {
  const pixels = pixelsWith(6, [[1, 4, 255], [3, 2, 7], [2, 3, 128]]);
  assert.deepEqual(boxOfInk(pixels, 6), { top: 1, left: 2, bottom: 4, right: 5 });
  const { ink, ...box } = cropped(pixels, 6);
  assert.deepEqual(box, { size: 6, top: 1, left: 2, height: 3, width: 3, runs: true });
  assert.deepEqual([...Buffer.from(ink, "base64")], [2, 0, 1, 255, 1, 0, 1, 128, 1, 0, 1, 7, 2, 0]);
  assert.deepEqual([...bytesOf({ ink, ...box })], [0, 0, 255, 0, 128, 0, 7, 0, 0]);
});

test("runs of any length come back as they were", () => {
  for (const length of [1, 254, 255, 256, 511, 20000]) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at > 300 ? 255 : at % 3));
    assert.deepEqual(bytesOf({ height: 1, width: length, ink: base64Of(runsOf(bytes)) }), bytes);
    assert.ok(runsOf(new Uint8Array(length)).length === 2 * Math.ceil(length / 255));
  }
});

test("ink in the corners is not cut off", () => {
  const { top, left, height, width } = cropped(pixelsWith(5, [[0, 0, 1], [4, 4, 1]]), 5);
  assert.deepEqual([top, left, height, width], [0, 0, 5, 5]);
  assert.deepEqual(boxOfInk(pixelsWith(5, [[4, 0, 9]]), 5), { top: 4, left: 0, bottom: 5, right: 1 });
});

test("an empty board is sent as such", () => {
  assert.equal(boxOfInk(pixelsWith(4, []), 4), null);
  assert.deepEqual(cropped(pixelsWith(4, []), 4), { size: 4, top: 0, left: 0, height: 0, width: 0, ink: "", runs: true });
});

test("bytes and floats survive base64, however many there are", () => {
  const bytes = Uint8Array.from({ length: 20000 }, (_, at) => (at * 7) % 256);
  assert.deepEqual(new Uint8Array(Buffer.from(base64Of(bytes), "base64")), bytes);
  const floats = Float32Array.from([0, -1.5, 1e-30, Infinity]);
  assert.deepEqual(floatsOf(base64Of(new Uint8Array(floats.buffer))), floats);
});

const press = (key, selectors, rest = {}) => keyFor(eventOver(selectors, { key, ...rest }));
const BODY = ["body"];
const pointAt = (...selectors) => notePress(eventOver(selectors));

test("the board has its keys while the keyboard is on it", () => {
  pointAt("body");
  assert.deepEqual(["Delete", "Backspace", "Escape", "a", "z"].map((key) => press(key, [".st-key-canvas"])), ["clear", "clear", "leave", "", ""]);
  assert.equal(press("z", [".st-key-canvas"], { ctrlKey: true }), "undo");
  assert.equal(press("Z", [".st-key-canvas"], { metaKey: true }), "undo");
  assert.equal(press("Z", [".st-key-canvas"], { ctrlKey: true, shiftKey: true }), "");
  assert.equal(press("Delete", [".st-key-canvas"], { ctrlKey: true }), "");
  assert.equal(press("Delete", [".st-key-canvas"], { altKey: true }), "");
});

test("elsewhere keys are not for the board", () => {
  pointAt("body");
  assert.equal(press("Delete", BODY), "");
  assert.equal(press("z", BODY, { ctrlKey: true }), "");
});

test("after a press on the board or its buttons keys are for it, until Tab leaves it", () => {
  for (const place of [".st-key-canvas", ".st-key-canvas_buttons", ".st-key-examples"]) {
    pointAt("button", place);
    assert.equal(press("Delete", BODY), "clear", place);
  }
  assert.equal(press("Tab", BODY), "");
  assert.equal(press("Delete", BODY), "");
});

test("who types into a field does not clear the board", () => {
  pointAt(".st-key-canvas");
  assert.equal(press("Backspace", ["textarea"]), "");
  assert.equal(press("z", ["textarea"], { ctrlKey: true }), "");
  assert.equal(press("Backspace", BODY, { isComposing: true }), "");
});

test("a place is found through shadow roots", () => {
  assert.ok(isOver(eventOver(["canvas", ".st-key-canvas", "body"]), ".st-key-canvas, .st-key-examples"));
  assert.ok(!isOver({ composedPath: () => [{}, { matches: () => false }] }, ".st-key-canvas"));
});
