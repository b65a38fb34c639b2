import assert from "node:assert/strict";
import { test } from "node:test";

import * as arithmetic from "../slide/arithmetic.js";
import { sentence } from "../slide/words.js";
import { conv, pool } from "./slides.mjs";

const { cellAt, inputCells, mapAt, outputCells, placeAt, sumsOf, tileOf, total, windowValues, winnerOf } = arithmetic;

test("the page's arrays become maps and kernels", () => {
  const slide = conv();
  assert.deepEqual([...slide.maps[0]], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual([...slide.kernels[1]], [0.5, 0.5, 0.5, 0.5]);
  assert.equal(pool("max").kernels, null);
  assert.deepEqual([slide.side, slide.columns, slide.last], [5, 2, 15]);
});

test("scales hold the largest value, and are centred where there are signs", () => {
  const { inputScale, outputScale, weightScale } = conv();
  assert.deepEqual([inputScale.low, inputScale.high], [0, 9]);
  assert.deepEqual([outputScale.low, outputScale.high], [-15, 15]);
  assert.deepEqual([weightScale.low, weightScale.high], [-1, 1]);
  assert.equal(pool("max").weightScale, null);
});

test("the window has nothing on padding", () => {
  const slide = conv();
  assert.deepEqual(windowValues(slide, 0, 0, 0), [null, null, null, 1]);
  assert.deepEqual(windowValues(slide, 0, 1, 1), [1, 2, 4, 5]);
  assert.deepEqual(windowValues(slide, 1, 3, 3), [0, null, null, null]);
  assert.deepEqual(windowValues(pool("max"), 0, 1, 0), [5, 4, 1, 1]);
});

test("products are summed map by map, and padding adds nothing", () => {
  const slide = conv();
  assert.deepEqual(sumsOf(slide, 1, 1), [1 - 5, -0.5]);
  assert.deepEqual(sumsOf(slide, 0, 0), [-1, 0]);
  assert.deepEqual(sumsOf(pool("max"), 0, 0), []);
  assert.equal(total([1, 2.5]), 3.5);
});

test("of equal values the first one wins", () => {
  assert.equal(winnerOf([1, 3, 3, 2]), 1);
});

test("the window rests, glides, and jumps to the next row", () => {
  assert.deepEqual(placeAt(5, 4, true), { cell: 5, row: 1, column: 1, shown: 1 });
  assert.equal(placeAt(5.5, 4, true).shown, 1);
  assert.equal(placeAt(5.75, 4, true).shown, 1.5);
  assert.equal(placeAt(5.75, 4, false).shown, 1);
  assert.equal(placeAt(7.9, 4, true).shown, 3);
  assert.ok(placeAt(5.999, 4, true).shown > 1.99);
});

test("tiles fill their picture", () => {
  const slide = conv();
  const [left, top, cell] = tileOf(slide, 1, 110.01);
  assert.ok(Math.abs(cell - 10) < 1e-9);
  assert.deepEqual([left, top], [6 * cell, 0]);
  assert.deepEqual(tileOf({ side: 5, columns: 2 }, 3, 110.01), [6 * cell, 6 * cell, cell]);
});

test("a point is in a cell of the output, and in a map of the input", () => {
  assert.deepEqual([[0, 0], [0.3, 0.9], [1, 1], [-0.1, 0]].map((point) => cellAt(point, 4)), [0, 13, 15, 0]);
  const slide = { columns: 2, channels: 3 };
  assert.deepEqual([[0, 0], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9]].map((point) => mapAt(point, slide)), [0, 1, 2, undefined]);
});

test("the linked views receive the cells of the two pictures", () => {
  const { values, ...cells } = inputCells(conv());
  assert.deepEqual(cells, { layer: "pool1", first: 0, count: 2, columns: 2, ring: 1 });
  assert.equal(values.length, 18);
  assert.equal(inputCells(pool("max")).first, 3);
  assert.deepEqual({ ...outputCells(conv()), values: null }, { layer: "conv2", first: 3, count: 1, columns: 1, ring: 0, values: null });
});

const said = (slide, cell, channel = 0) => sentence(slide, channel, placeAt(cell, slide.output_size, false));

test("the sentence of a convolution has all sums", () => {
  assert.equal(
    said(conv(), 5),
    "Row 1, column 1: the 4 products of map 0 add up to −4.0000, and those of all 2 maps to −4.5000. " +
      "−4.5000 + bias (0.2500) = −4.2500.",
  );
  assert.match(said(conv(), 5, 1), /products of map 1 add up to −0.5000/);
});

test("the sentence of a pooling says what is done with its values", () => {
  assert.equal(said(pool("max"), 2), "Row 1, column 0: the largest of 4 values is 5.0000.");
  assert.equal(said(pool("max"), 1), "Row 0, column 1: the largest of 4 values (2 are equal: PyTorch takes the first) is 3.0000.");
  assert.equal(said(pool("avg"), 3), "Row 1, column 1: the mean of 4 values is 0.5000.");
  assert.equal(said(pool("none", { kernel_size: 1, stride: 1 }), 3), "Row 1, column 1: the value passes unchanged: 0.5000.");
});
