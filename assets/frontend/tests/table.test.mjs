// A figure's numbers as a table.

import assert from "node:assert/strict";
import { test } from "node:test";

import { tableOf } from "../figure/table.js";
import { nameOf } from "../page/figures.js";

test("cells, points and bars are lines, gaps and legends are not", () => {
  const heatmap = { type: "heatmap", name: "conv1", z: [Float32Array.of(0.5, NaN), Float32Array.of(-1, 2)] };
  const bars = { type: "bar", name: "softmax", x: [0.25, 0.75], y: [0, 1], text: ["25 %", "<b>75 %</b>"] };
  const legend = { type: "heatmap", z: [[0, 1]], hoverinfo: "skip" };
  assert.deepEqual(tableOf([heatmap, bars, legend]).trimEnd().split("\n"), [
    "trace,name,x,y,z,text", "0,conv1,0,0,0.5,", "0,conv1,0,1,-1,", "0,conv1,1,1,2,",
    "1,softmax,0.25,0,,25 %", "1,softmax,0.75,1,,75 %",
  ]);
});

test("a text cannot become a formula, and a comma is quoted", () => {
  const lines = tableOf([{ name: "=SUM(A1)", x: [1], y: [-2], text: ['a, "b"'] }]).split("\n");
  assert.equal(lines[1], `0,'=SUM(A1),1,-2,,"a, ""b"""`);
});

test("a long description is cut at a word", () => {
  assert.equal(nameOf("", 3), "Figure 3");
  assert.equal(nameOf("short", 1), "short");
  assert.ok(nameOf("word ".repeat(60), 1).length < 95 && nameOf("word ".repeat(60), 1).endsWith("word …"));
});
