import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Pointer } from "../linked/pointer.js";
import { cellOf } from "./networks.mjs";

const CELL = cellOf("conv1", 3, 4, 5);
const TARGET = { isConnected: true };
let view, pointer, frames;

globalThis.requestAnimationFrame = (action) => frames.push(action);
globalThis.cancelAnimationFrame = (number) => delete frames[number - 1];
globalThis.document ??= { elementFromPoint: () => TARGET };

/** A view with one surface, which shows one cell everywhere. */
function fakeView() {
  const surface = { host: {} };
  return {
    surface, cell: null, isResting: true, focus: null, active: null, data: {}, opened: 0, under: CELL, isThere: true,
    hostAt: (target) => (target === TARGET ? surface.host : null),
    surfaceAt(target) { return target === TARGET && this.isThere ? surface : null; },
    cellUnder() { return this.under; },
    isWithKeyboard: () => false,
    mark(cell) { [this.cell, this.isResting] = [cell, !cell]; },
    open() { this.opened += 1; },
  };
}

const event = (rest = {}) => ({ target: TARGET, clientX: 10, clientY: 10, pointerType: "mouse", isPrimary: true, button: 0, ...rest });

function click(down = {}, up = {}) {
  pointer.down(event(down));
  pointer.up(event({ ...down, ...up }));
}

beforeEach(() => {
  frames = [];
  view = fakeView();
  pointer = new Pointer(view, { aborted: false });
});

test("a mouse marks the cell under it, keeps it in a gap and leaves it outside", () => {
  pointer.move(event());
  assert.deepEqual([view.cell, view.active], [CELL, view.surface]);
  view.under = null;
  pointer.move(event());
  assert.equal(view.cell, CELL);
  pointer.move(event({ target: {} }));
  assert.equal(view.cell, null);
});

test("a mark that the keyboard set stays when the mouse goes by", () => {
  view.mark(CELL);
  view.isWithKeyboard = () => true;
  pointer.move(event({ target: {} }));
  assert.equal(view.cell, CELL);
});

test("a click opens, a pointer that was drawn away does not", () => {
  click();
  assert.equal(view.opened, 1);
  click({}, { clientX: 17 });
  click({ button: 2 });
  click({ isPrimary: false });
  assert.equal(view.opened, 1);
});

test("the first tap marks and the second opens; a finger that moves marks nothing", () => {
  pointer.move(event({ pointerType: "touch" }));
  assert.equal(view.cell, null);
  click({ pointerType: "touch" });
  assert.deepEqual([view.cell, view.opened], [CELL, 0]);
  click({ pointerType: "touch" });
  assert.equal(view.opened, 1);
});

test("if a click means something else, a double click opens", () => {
  view.data = { twice: true };
  click();
  assert.equal(view.opened, 0);
  pointer.doubleClick(event());
  assert.equal(view.opened, 1);
});

test("a tap elsewhere takes the mark and the keyboard away", () => {
  view.mark(CELL);
  view.focus = view.surface;
  pointer.down(event({ target: {}, pointerType: "touch" }));
  assert.deepEqual([view.cell, view.focus], [null, null]);
});

test("a click on a figure that is being redrawn counts as soon as it is ready", () => {
  view.isThere = false;
  click();
  assert.deepEqual([view.opened, frames.length], [0, 1]);
  view.isThere = true;
  frames.pop()();
  assert.equal(view.opened, 1);
});

test("a figure that never comes back is not waited for, nor one whose page has gone", () => {
  view.isThere = false;
  click();
  let waits = 0;
  for (let action = frames.pop(); action && waits < 200; action = frames.pop()) {
    action();
    waits += 1;
  }
  assert.ok(waits > 10 && waits < 200, `${waits} frames`);
  assert.equal(view.opened, 0);
  pointer.signal = { aborted: true };
  click();
  const asked = frames.length;
  frames.at(-1)?.();
  assert.equal(frames.length, asked);
});
