import assert from "node:assert/strict";
import { test } from "node:test";

import { edgesOf, fieldOf, isSameCell, nearestCell, range, rowsRead, windowOf } from "../linked/windows.js";
import { cellOf, indexOf, oneConv, TEXTBOOK } from "./networks.mjs";

const window = (...cell) => windowOf(TEXTBOOK, indexOf(cell[0]), cellOf(...cell));
const field = (...cell) => fieldOf(TEXTBOOK, indexOf(cell[0]), cellOf(...cell));

test("a convolution reads all maps, and padding at the edge", () => {
  assert.deepEqual(window("conv1", 3, 0, 27), { channels: [0], rows: [-2, 3], columns: [25, 30] });
  assert.deepEqual(window("conv2", 3, 5, 6), { channels: range(0, 16), rows: [3, 8], columns: [4, 9] });
});

test("a pooling and a ReLU read their own map", () => {
  assert.deepEqual(window("pool1", 7, 3, 4), { channels: [7], rows: [6, 8], columns: [8, 10] });
  assert.deepEqual(window("relu1", 7, 3, 4), { channels: [7], rows: [3, 4], columns: [4, 5] });
});

test("flatten reads one cell, a linear layer all values, relu3 one", () => {
  assert.deepEqual(window("flatten", 49 + 7 * 2 + 3), { channels: [1], rows: [2, 3], columns: [3, 4] });
  assert.deepEqual(window("fc1", 5), { units: [0, 1568] });
  assert.deepEqual(window("relu3", 5), { units: [5, 6] });
  assert.deepEqual(window("softmax", 5), { units: [0, 10] });
});

test("the input reads nothing, and its field is its own pixel", () => {
  assert.equal(window("input", 0, 3, 4), null);
  assert.deepEqual(field("input", 0, 3, 4), { rows: [3, 4], columns: [4, 5] });
});

test("a receptive field grows from layer to layer, and ends at the edge of the input", () => {
  assert.deepEqual(field("conv1", 0, 14, 0), { rows: [12, 17], columns: [0, 3] });
  assert.deepEqual(field("pool1", 0, 7, 7), { rows: [12, 18], columns: [12, 18] });
  assert.deepEqual(field("conv2", 0, 7, 0), { rows: [8, 22], columns: [0, 8] });
  assert.deepEqual(field("fc2", 4), { rows: [0, 28], columns: [0, 28] });
  assert.deepEqual(field("flatten", 49), field("pool2", 1, 0, 0));
});

test("a window on padding alone sees nothing of the input", () => {
  const layers = oneConv(5, [1, 1, 3], 11);
  assert.equal(fieldOf(layers, 1, { channel: 0, row: 0, column: 5 }), null);
  assert.deepEqual(fieldOf(layers, 1, { channel: 0, row: 3, column: 7 }), { rows: [0, 1], columns: [4, 5] });
});

test("windows that are further apart than they are long leave rows out", () => {
  const layer = { kernel_size: 2, stride: 3, padding: 1 };
  assert.deepEqual(edgesOf(layer, 1), [2, 4]);
  assert.deepEqual(rowsRead(layer, [0, 1, 2], 6), [0, 2, 3, 5]);
});

test("the nearest cell is inside the layer", () => {
  assert.deepEqual(nearestCell(TEXTBOOK[3], { channel: 40, row: -1, column: 14 }), { channel: 15, row: 0, column: 13 });
  assert.deepEqual(nearestCell(TEXTBOOK[10], { channel: 40, row: 3, column: 3 }), { channel: 9, row: 0, column: 0 });
});

test("cells are the same in all four numbers, and nothing is the same as nothing", () => {
  assert.ok(isSameCell(cellOf("conv1", 1, 2, 3), cellOf("conv1", 1, 2, 3)));
  assert.ok(!isSameCell(cellOf("conv1", 1, 2, 3), cellOf("relu1", 1, 2, 3)));
  assert.ok(isSameCell(null, null));
  assert.ok(!isSameCell(null, cellOf("conv1", 1, 2, 3)));
});
