import assert from "node:assert/strict";
import { test } from "node:test";

import { BarPlace, Place, TracePlace } from "../linked/places.js";
import { axis, filled, heatmap, montagePlace, picturePlace } from "./fakes.mjs";
import { indexOf, TEXTBOOK } from "./networks.mjs";

const layer = (name) => TEXTBOOK[indexOf(name)];

test("every cell of a montage is found where it is shown, with and without a ring", () => {
  for (const ring of [0, 2]) {
    const place = new Place(null, { shape: [5, 3, 4] }, { columns: 2, ring });
    for (const [channel, row, column] of [[0, 0, 0], [1, 2, 3], [4, 1, 2]]) {
      assert.deepEqual(place.at(...place.grid({ channel, row, column })), { channel, row, column });
    }
  }
});

test("gaps, padding and the end of the montage hold no cell", () => {
  const place = new Place(null, { shape: [3, 3, 3] }, { columns: 2 });
  assert.deepEqual(place.at(0, 0), { channel: 0, row: 0, column: 0 });
  for (const [row, column] of [[3, 0], [0, 3], [4, 4], [0, 8], [-1, 0], [0, -1], [NaN, 0]]) {
    assert.equal(place.at(row, column), null, `row ${row}, column ${column}`);
  }
  const ringed = new Place(null, { shape: [1, 3, 3] }, { columns: 1, ring: 1 });
  assert.equal(ringed.at(0, 1), null);
  assert.deepEqual(ringed.at(1, 1), { channel: 0, row: 0, column: 0 });
});

test("a vector is folded row by row", () => {
  const place = new Place(null, { shape: [10] }, { columns: 4 });
  assert.deepEqual(place.grid({ channel: 7 }), [1, 3]);
  assert.deepEqual(place.at(1, 3), { channel: 7, row: 0, column: 0 });
  assert.equal(place.at(2, 2), null);
  assert.equal(place.at(0, 4), null);
});

test("some channels only", () => {
  const place = new Place(null, { shape: [16, 3, 3] }, { first: 4, count: 2, columns: 2 });
  assert.deepEqual([3, 4, 5, 6].map((channel) => place.has(channel)), [false, true, true, false]);
  assert.deepEqual(place.tile(5), [0, 4]);
  assert.deepEqual(place.at(1, 5), { channel: 5, row: 1, column: 1 });
});

test("a heatmap counts its own tiles, and fits no other layer", () => {
  const place = montagePlace(layer("pool1"), 4);
  assert.equal(place.columns, 4);
  assert.ok(place.fits);
  assert.ok(!new TracePlace(null, layer("conv1"), place.trace).fits);
  assert.ok(!new TracePlace(null, layer("pool2"), place.trace).fits);
  assert.ok(new TracePlace(null, layer("fc1"), heatmap(filled(8, 16))).fits);
});

test("a heatmap of one map names its channel", () => {
  const trace = { ...heatmap(filled(14, 14)), channel: 9 };
  const place = new TracePlace(null, layer("pool1"), trace);
  assert.ok(place.fits && place.has(9) && !place.has(0));
  assert.deepEqual(place.at(3, 4), { channel: 9, row: 3, column: 4 });
});

test("pixels and cells are each other's inverse", () => {
  const place = montagePlace(layer("pool1"), 4, { side: 3, corner: [40, 7] });
  assert.deepEqual(place.pixels([2, 4], [0, 1]), [40, 13, 43, 19]);
  assert.deepEqual(place.rowAndColumn(42, 15), [2, 0]);
  assert.equal(place.rowAndColumn(39, 14), null);
  assert.equal(place.rowAndColumn(41, 7 + 59 * 3 + 1), null);
});

test("the cell at the edge is the nearest one that is no gap", () => {
  const place = montagePlace(layer("pool1"), 4);
  assert.deepEqual(place.edge(6, false), { channel: 0, row: 0, column: 0 });
  assert.deepEqual(place.edge(145, true), { channel: 3, row: 13, column: 13 }); // in the gap under the first tiles
  assert.deepEqual(place.edge(1e6, false), { channel: 12, row: 13, column: 0 });
});

test("a heatmap gives the value, not the share that its colours show", () => {
  const trace = { ...heatmap(filled(14, 14, 0.5)), channel: 0, customAt: (row, column) => 10 * row + column };
  assert.equal(new TracePlace(null, layer("pool1"), trace).value({ channel: 0, row: 3, column: 4 }), 34);
  const plain = montagePlace(layer("pool1"), 4);
  assert.equal(plain.value({ channel: 5, row: 3, column: 4 }), 0);
});

test("bars reach to the digits at their left", () => {
  const lengths = [0.1, 0.9, 0, 0, 0, 0, 0, 0, 0, 0];
  const trace = { isBars: true, rows: 10, columns: 1, x: axis(1, 100, 50), y: axis(10, 12), drawnAt: (row) => lengths[row] };
  const place = new BarPlace(null, layer("softmax"), trace);
  assert.deepEqual(place.rowAndColumn(31, 13), [1, 0]);
  assert.equal(place.rowAndColumn(29, 13), null);
  assert.deepEqual(place.pixels([1, 2], [0, 1]), [30, 12, 150, 24]);
  assert.deepEqual(place.edge(30, true), { channel: 2, row: 0, column: 0 });
  assert.equal(place.value({ channel: 1, row: 0, column: 0 }), 0.9);
});

test("a picture fills its width", () => {
  const values = Float32Array.from({ length: 2 * 9 }, (_, index) => index);
  const place = picturePlace({ shape: [4, 3, 3] }, { first: 2, count: 2, columns: 2, ring: 0, values }, 70);
  assert.equal(place.side, 10);
  assert.deepEqual(place.rowAndColumn(45, 25), [2, 4]);
  assert.deepEqual(place.at(2, 4), { channel: 3, row: 2, column: 0 });
  assert.deepEqual(place.pixels([2, 3], [4, 5]), [40, 20, 50, 30]);
  assert.equal(place.value({ channel: 3, row: 2, column: 0 }), 9 + 6);
});
