// What a step of a lesson is about comes into sight: as little as is needed is scrolled.

import assert from "node:assert/strict";
import { test } from "node:test";

import { wayTo } from "../lesson/index.js";

const AREA = { top: 60, bottom: 600 };
const place = (top, height) => ({ top, bottom: top + height });

test("what is in sight stays where it is", () => {
  assert.equal(wayTo([place(60, 540)], AREA), 0);
  assert.equal(wayTo([place(100, 20), place(500, 40)], AREA), 0);
});

test("the first place comes into sight, although another one is there", () => {
  assert.equal(wayTo([place(1000, 40)], AREA), 1020 - 330);
  assert.equal(wayTo([place(1000, 40), place(100, 40)], AREA), 1040 - 500, "with room for a card that grows");
  assert.equal(wayTo([place(1000, 40), place(2000, 40)], AREA), 1000 - 60);
});

test("what the card covers is not in sight", () => {
  assert.equal(wayTo([place(580, 100)], AREA), 630 - 330);
  assert.equal(wayTo([place(20, 100)], AREA), 70 - 330);
});

test("places that fit together come together, in any order", () => {
  assert.equal(wayTo([place(700, 40), place(900, 300)], AREA), 950 - 330);
  assert.equal(wayTo([place(700, 40), place(300, 200)], AREA), 520 - 330);
});

test("a place larger than the area comes to its top, unless it fills most of the area", () => {
  assert.equal(wayTo([place(400, 900)], AREA), 340);
  assert.equal(wayTo([place(-200, 900)], AREA), 0);
});
