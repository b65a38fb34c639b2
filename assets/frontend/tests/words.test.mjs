import assert from "node:assert/strict";
import { test } from "node:test";

import { hintOf, wordsOf } from "../linked/words.js";
import { cellOf, oneConv, TEXTBOOK } from "./networks.mjs";

const line = (cell, value = "0.5", isBeforeShown = true) =>
  wordsOf(TEXTBOOK, cell, value, isBeforeShown).map(([, text]) => text).join(" | ");

test("a cell, its window and its receptive field", () => {
  assert.equal(
    line(cellOf("conv2", 3, 5, 6)),
    "conv2 channel 3, row 5, column 6 = 0.5 | window: pool1, all 16 maps, rows 3…7, columns 4…8 | " +
      "receptive field: rows 4…17, columns 6…19",
  );
});

test("what reads the input has one box for both", () => {
  assert.equal(
    line(cellOf("conv1", 0, 0, 3), ""),
    "conv1 channel 0, row 0, column 3 | window = receptive field: input, rows −2…2, columns 1…5 (dashed: padding)",
  );
});

test("a pooling names its one map", () => {
  assert.match(line(cellOf("pool1", 7, 3, 4)), /window: relu1, map 7, rows 6…7, columns 8…9 \|/);
});

test("units of a vector", () => {
  assert.match(line(cellOf("fc1", 7)), /^fc1 unit 7 = 0.5 \| window: all 1568 values of flatten \| receptive field: the whole input$/);
  assert.match(line(cellOf("relu3", 7)), /window: fc1 unit 7 \|/);
  assert.match(line(cellOf("softmax", 7)), /^softmax digit 7 = 0.5 \| window: all 10 values of fc2/);
});

test("the input reads nothing", () => {
  assert.equal(line(cellOf("input", 0, 3, 4)), "input channel 0, row 3, column 4 = 0.5");
});

test("what is not on the page says so, and looks so", () => {
  const [, window] = wordsOf(TEXTBOOK, cellOf("relu2", 1, 2, 3), "", false);
  assert.equal(window[0], "window hidden");
  assert.match(window[1], /\(not shown here\)$/);
});

test("a cell that sees padding alone says so", () => {
  const layers = [...oneConv(5, [1, 1, 3], 11), { name: "relu1", kind: "relu", shape: [2, 11, 11], kernel_size: 1, stride: 1, padding: 0 }];
  const parts = wordsOf(layers, { index: 2, channel: 0, row: 0, column: 0 }, "", true);
  assert.deepEqual(parts.at(-1), ["field", "receptive field: padding only"]);
});

test("the hint is for a mouse or for a finger", () => {
  assert.match(hintOf({ opens: "opens the microscope" }, false), /click or Enter opens the microscope\.$/);
  assert.match(hintOf({ opens: "opens that cell", twice: true }, false), /a double click or Enter opens that cell\.$/);
  assert.match(hintOf({ opens: "opens that cell" }, true), /^Tap a cell .* a second tap opens that cell\.$/);
});
