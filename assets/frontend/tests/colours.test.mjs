import assert from "node:assert/strict";
import { test } from "node:test";

import { colourOf, luminance, palette, textOn } from "../colours.js";

const GREY = [[0, "#000000"], [0.5, "#808080"], [1, "#ffffff"]];

test("a palette passes through its stops", () => {
  const colours = palette(GREY);
  assert.equal(colours.length, 256);
  assert.deepEqual([colours[0], colours[255]], [[0, 0, 0], [255, 255, 255]]);
  assert.deepEqual(palette([[0, "#102030"], [1, "#112131"]])[0], [16, 32, 48]);
  for (let index = 1; index < 256; index++) assert.ok(colours[index][0] >= colours[index - 1][0]);
});

test("values beyond the ends have the colours of the ends", () => {
  const scale = { colours: palette(GREY), low: -2, high: 2 };
  assert.deepEqual(colourOf(-5, scale), [0, 0, 0]);
  assert.deepEqual(colourOf(5, scale), [255, 255, 255]);
  assert.deepEqual(colourOf(0, scale), scale.colours[128]);
});

test("a scale without any length does not divide by zero", () => {
  assert.deepEqual(colourOf(0, { colours: palette(GREY), low: 0, high: 0 }), [0, 0, 0]);
});

test("text on a colour is the one that can be read", () => {
  assert.equal(luminance([0, 0, 0]), 0);
  assert.ok(Math.abs(luminance([255, 255, 255]) - 1) < 1e-12);
  assert.equal(textOn([12, 15, 22], ["#ffffff", "#000000"]), "#ffffff");
  assert.equal(textOn([255, 154, 61], ["#ffffff", "#000000"]), "#000000");
});
