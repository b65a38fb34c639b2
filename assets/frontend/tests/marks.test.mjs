import assert from "node:assert/strict";
import { test } from "node:test";

import { marksOf } from "../linked/marks.js";
import { TracePlace } from "../linked/places.js";
import { pathOf } from "../linked/surface.js";
import { filled, heatmap, montagePlace, picturePlace } from "./fakes.mjs";
import { cellOf, oneConv, TEXTBOOK } from "./networks.mjs";

const folded = (layer, columns) => new TracePlace(null, layer, heatmap(filled(Math.ceil(layer.shape[0] / columns), columns)));
const PLACES = TEXTBOOK.map((layer) => (layer.shape.length === 3 ? montagePlace(layer, 4 % (layer.shape[0] + 3) || 1) : folded(layer, 16)));
const placesOf = (layer) => PLACES.filter((place) => place.layer === layer);

/** Boxes by kind, in cells of ten pixels. */
function marked(layers, cell, places = placesOf) {
  const found = {};
  for (const { kind, box } of marksOf(layers, cell, places)) (found[kind] ??= []).push(box.map((edge) => edge / 10));
  return found;
}

test("a cell inside has its window on every map and its field on the input", () => {
  const { cell, window, field, outside, ring } = marked(TEXTBOOK, cellOf("conv2", 3, 5, 6));
  assert.deepEqual(cell, [[3 * 15 + 6, 5, 3 * 15 + 7, 6]]);
  assert.equal(window.length, 16);
  assert.deepEqual(window[0], [4, 3, 9, 8]);
  assert.deepEqual(window[5], [15 + 4, 15 + 3, 15 + 9, 15 + 8]);
  assert.deepEqual(field, [[6, 4, 20, 18]]);
  assert.ok(!outside && !ring);
});

test("a window over the edge is whole where it is dashed, and cut where it is not", () => {
  const { window, outside, ring, field } = marked(TEXTBOOK, cellOf("conv1", 0, 0, 5));
  assert.deepEqual(window, [[3, 0, 8, 3]]);
  assert.deepEqual(outside, [[3, -2, 8, 3]]);
  assert.deepEqual(ring, [[-2, -2, 30, 30], [0, 0, 28, 28]]);
  assert.ok(!field, "what reads the input itself has its field marked as its window");
});

test("there is no room for zeros between several maps", () => {
  const { outside, ring } = marked(TEXTBOOK, cellOf("conv2", 0, 0, 0));
  assert.equal(outside.length, 16);
  assert.ok(!ring);
});

test("a ring that is drawn already is not drawn again", () => {
  const layers = oneConv(3, [3, 1, 1], 3);
  const place = picturePlace(layers[0], { count: 1, columns: 1, ring: 1, values: [] }, 50);
  const found = marked(layers, { index: 1, channel: 0, row: 0, column: 0 }, (layer) => (layer === layers[0] ? [place] : []));
  assert.deepEqual(found, { window: [[1, 1, 3, 3]], outside: [[0, 0, 3, 3]] });
});

test("a window on padding alone is dashed only", () => {
  const layers = oneConv(5, [1, 1, 3], 11);
  const place = picturePlace(layers[0], { count: 1, columns: 1, ring: 3, values: [] }, 110);
  const found = marked(layers, { index: 1, channel: 0, row: 0, column: 4 }, (layer) => (layer === layers[0] ? [place] : []));
  assert.deepEqual(found, { outside: [[4, 0, 5, 1]] });
});

test("all units are marked by their rows, one unit alone, and a few as a part of their row", () => {
  assert.deepEqual(marked(TEXTBOOK, cellOf("fc1", 3)).window, [[0, 0, 16, 98]]);
  assert.deepEqual(marked(TEXTBOOK, cellOf("relu3", 18)).window, [[2, 1, 3, 2]]);
  assert.deepEqual(marked(TEXTBOOK, cellOf("softmax", 3)).window, [[0, 0, 10, 1]]);
});

test("flatten marks its one cell of pool2", () => {
  const { window } = marked(TEXTBOOK, cellOf("flatten", 5 * 49 + 7 * 2 + 3));
  assert.deepEqual(window, [[8 + 3, 8 + 2, 8 + 4, 8 + 3]]);
});

test("what is not shown is not marked", () => {
  assert.deepEqual(marksOf(TEXTBOOK, cellOf("conv2", 3, 5, 6), () => []), []);
});

test("a box is drawn to tenths of a pixel", () => {
  assert.equal(pathOf([1, 2.04, 3.06, -4]), "M1 2H3.1V-4H1Z");
});
