import assert from "node:assert/strict";
import { test } from "node:test";

import { layersOf, leaveModes, liftPen, movePen, rootOfPress, takeBackStroke } from "../adapters/drawable_canvas.js";

globalThis.MouseEvent ??= class extends Event {
  constructor(kind, { clientX, clientY, ...rest }) {
    super(kind, rest);
    Object.assign(this, { clientX, clientY });
  }
};

/** The root of a canvas that keeps what it hears; found: what selectors find in it. */
function rootWith(found = {}) {
  const heard = [];
  const board = { dispatchEvent: (event) => heard.push(event) };
  const all = { "canvas.upper-canvas": [board], ...found };
  return { heard, querySelector: (selector) => all[selector]?.[0] ?? null, querySelectorAll: (selector) => all[selector] ?? [] };
}

/** A button that counts its clicks. */
const button = (rest = {}) => ({ clicks: 0, click() { this.clicks += 1; }, ...rest });

test("the pen moves by mouse from place to place, seen through the shadow root", () => {
  const root = rootWith();
  movePen(root, "pen", [{ clientX: 1, clientY: 2 }, { clientX: 3, clientY: 4 }]);
  assert.deepEqual(root.heard.map(({ type, clientX, clientY }) => [type, clientX, clientY]), [["mousemove", 1, 2], ["mousemove", 3, 4]]);
  assert.ok(root.heard.every(({ bubbles, composed, cancelable }) => bubbles && composed && cancelable));
});

test("a finger moves and is lifted as Fabric reads touches", () => {
  const root = rootWith();
  movePen(root, "touch", [{ clientX: 1, clientY: 2 }]);
  liftPen(root, { pointerType: "touch", clientX: 5, clientY: 6 });
  const [move, end] = root.heard;
  assert.deepEqual([move.type, move.touches.length, move.touches[0].clientX], ["touchmove", 1, 1]);
  assert.deepEqual([end.type, end.touches.length, end.changedTouches[0].clientY], ["touchend", 0, 6]);
  liftPen(root, { pointerType: "mouse", clientX: 5, clientY: 6 });
  assert.equal(root.heard.at(-1).type, "mouseup");
});

test("a stroke is undone if there is one", () => {
  const undo = button();
  assert.ok(takeBackStroke(rootWith({ 'button[aria-label="Undo"]': [undo] })));
  assert.equal(undo.clicks, 1);
  assert.ok(!takeBackStroke(rootWith({ 'button[aria-label="Undo"]': [button({ disabled: true })] })));
  assert.ok(!takeBackStroke(rootWith()) && !takeBackStroke(null));
});

test("every mode that is on is left", () => {
  const modes = [button(), button()];
  leaveModes(rootWith({ '.dc-toolbar button[aria-pressed="true"]': modes }));
  assert.deepEqual(modes.map(({ clicks }) => clicks), [1, 1]);
  leaveModes(null);
});

test("a press is on the board where it is on a canvas of it", () => {
  const root = {};
  const canvas = { tagName: "CANVAS", getRootNode: () => root };
  const board = { matches: (selector) => selector === ".st-key-canvas" };
  const press = (...path) => rootOfPress({ composedPath: () => path });
  assert.equal(press(canvas, root, board), root);
  assert.equal(press(canvas, root), null);
  assert.equal(press({ tagName: "BUTTON" }, root, board), null);
});

test("all layers of ink are read", () => {
  const layers = [{}, {}];
  assert.deepEqual(layersOf(rootWith({ canvas: layers })), layers);
});
