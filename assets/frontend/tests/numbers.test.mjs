import assert from "node:assert/strict";
import { test } from "node:test";

import { clip, decimalsThatAddUp, exact, short, span, withDecimals } from "../linked/numbers.js";

test("clip keeps a value between two ends", () => {
  assert.deepEqual([-3, 0, 2, 5, 9].map((value) => clip(value, 0, 5)), [0, 0, 2, 5, 5]);
});

test("a value has six digits and a true minus", () => {
  assert.equal(exact(1 / 3), "0.333333");
  assert.equal(exact(-12.3456789), "−12.3457");
  assert.equal(exact(-1e-9), "−1e−9");
  assert.equal(exact(250), "250");
});

test("zero has no sign", () => {
  assert.equal(exact(0), "0");
  assert.equal(exact(-0), "0");
  assert.equal(withDecimals(-0.00001, 4), "0.0000");
  assert.equal(withDecimals(-0.4, 0), "0");
});

test("a number in the middle is rounded to the even one", () => {
  assert.deepEqual([0.125, 0.375, -0.125, 0.135, 2.5, 3.5].map((value) => withDecimals(value, value > 1 ? 0 : 2)), ["0.12", "0.38", "−0.12", "0.14", "2", "4"]);
  assert.deepEqual([1234.125, 1234.375, 0.015].map(exact), ["1234.12", "1234.38", "0.015"]);
});

test("a probability below one is never written as one", () => {
  assert.equal(exact(0.9999999), "over 0.999999");
  assert.equal(exact(0.999999), "0.999999");
  assert.equal(exact(1), "1");
});

test("a span of one row is one row", () => {
  assert.equal(span("row", [4, 5]), "row 4");
  assert.equal(span("column", [-2, 3]), "columns −2…2");
});

test("a small weight does not look like zero", () => {
  assert.deepEqual([0, 0.004, -0.0996, 1, -12.34, 123.4].map(short), ["0", "0.004", "−0.10", "1.00", "−12.3", "123"]);
});

test("what is rounded still adds up", () => {
  for (const [one, other] of [[0.12345, 0.00005], [1.00005, 2.00005], [-3.14159, 2.71828], [0, 0]]) {
    const decimals = decimalsThatAddUp(one, other);
    const [a, b, sum] = [one, other, one + other].map((value) => Number(value.toFixed(decimals)));
    assert.ok(Math.abs(a + b - sum) < 1e-9, `${one} + ${other} with ${decimals} decimals`);
  }
  assert.equal(decimalsThatAddUp(0.25, 0.5), 4);
  assert.equal(decimalsThatAddUp(1.00004, 2.00004), 5);
});
