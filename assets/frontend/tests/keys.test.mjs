import assert from "node:assert/strict";
import { test } from "node:test";

import { cellAfter, isForPointedCell, isOpening, startingCell } from "../linked/keys.js";
import { TracePlace } from "../linked/places.js";
import { filled, heatmap } from "./fakes.mjs";
import { cellOf, TEXTBOOK } from "./networks.mjs";

/** One figure that shows all layers from the input to pool2, each with its tiles in four columns, and fc1. */
const surface = { places: (layer) => places.filter((place) => place.layer === layer) };
const tiled = (layer) => {
  const [count, height, width] = layer.shape;
  const columns = Math.min(4, count);
  return heatmap(filled(Math.ceil(count / columns) * (height + 1) - 1, columns * (width + 1) - 1));
};
const places = TEXTBOOK.slice(0, 7).map((layer) => new TracePlace(surface, layer, tiled(layer)));

const shown = {
  layers: TEXTBOOK,
  placeOf: (cell) => surface.places(TEXTBOOK[cell.index]).find((place) => place.has(cell.channel)),
};
const after = (key, ...cell) => cellAfter(key, cellOf(...cell), shown);

test("arrows go to the next cell", () => {
  assert.deepEqual(after("ArrowDown", "conv1", 3, 4, 5), cellOf("conv1", 3, 5, 5));
  assert.deepEqual(after("ArrowUp", "conv1", 3, 4, 5), cellOf("conv1", 3, 3, 5));
  assert.deepEqual(after("ArrowLeft", "conv1", 3, 4, 5), cellOf("conv1", 3, 4, 4));
  assert.deepEqual(after("ArrowRight", "conv1", 3, 4, 5), cellOf("conv1", 3, 4, 6));
});

test("arrows cross the gap to the next tile", () => {
  assert.deepEqual(after("ArrowRight", "conv1", 0, 4, 27), cellOf("conv1", 1, 4, 0));
  assert.deepEqual(after("ArrowDown", "conv1", 0, 27, 5), cellOf("conv1", 4, 0, 5));
});

test("at the side arrows go to the layer before and after, at the same height", () => {
  assert.deepEqual(after("ArrowRight", "conv1", 3, 4, 27), cellOf("relu1", 0, 4, 0));
  assert.deepEqual(after("ArrowLeft", "pool1", 0, 4, 0), cellOf("relu1", 3, 4, 27));
});

test("where there is no way the cell stays", () => {
  assert.deepEqual(after("ArrowUp", "conv1", 0, 0, 5), cellOf("conv1", 0, 0, 5));
  assert.deepEqual(after("ArrowLeft", "input", 0, 4, 0), cellOf("input", 0, 4, 0));
  assert.deepEqual(after("ArrowRight", "pool2", 3, 4, 6), cellOf("pool2", 3, 4, 6)); // flatten is not shown
  assert.deepEqual(after("ArrowRight", "fc1", 3), cellOf("fc1", 3)); // nor is fc1
});

test("pages change the map", () => {
  assert.deepEqual(after("PageDown", "pool1", 3, 4, 5), cellOf("pool1", 4, 4, 5));
  assert.deepEqual(after("PageUp", "pool1", 0, 4, 5), cellOf("pool1", 0, 4, 5));
  assert.deepEqual(after("PageDown", "pool1", 15, 4, 5), cellOf("pool1", 15, 4, 5));
});

test("Home goes to the input, Escape to nothing, other keys have no meaning", () => {
  assert.deepEqual(after("Home", "pool1", 3, 4, 5), cellOf("input", 0, 4, 5));
  assert.equal(after("Escape", "pool1", 3, 4, 5), null);
  assert.equal(after("a", "pool1", 3, 4, 5), undefined);
});

test("which keys open a cell, and which are for a cell that the mouse points at", () => {
  assert.deepEqual(["Enter", " ", "Escape", "a"].map(isOpening), [true, true, false, false]);
  assert.deepEqual(["ArrowUp", "Enter", " ", "PageDown"].map(isForPointedCell), [true, true, false, false]);
});

test("keys begin at the cell in the microscope, if it can be seen", () => {
  const cell = { layer: "pool1", channel: 3, row: 4, column: 50 };
  assert.deepEqual(startingCell(TEXTBOOK, { cell }, surface), cellOf("pool1", 3, 4, 13));
  assert.deepEqual(startingCell(TEXTBOOK, { cell: { ...cell, layer: "fc1" } }, surface), cellOf("conv1", 0, 14, 14));
  assert.deepEqual(startingCell(TEXTBOOK, { cell: { ...cell, layer: "fc1" }, pinned: true }, undefined), cellOf("fc1", 3));
});

test("keys begin in the middle of the first map otherwise, or of the input", () => {
  assert.deepEqual(startingCell(TEXTBOOK, { cell: null }, surface), cellOf("conv1", 0, 14, 14));
  assert.deepEqual(startingCell(TEXTBOOK, { cell: null }, undefined), cellOf("input", 0, 14, 14));
});
