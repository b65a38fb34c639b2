import assert from "node:assert/strict";
import { test } from "node:test";

import { addUp, gather, gathering, zerosMatter } from "../engine/sums.js";

const filled = (values, place = 0, withZeros = false) => {
  const into = gathering(values.length);
  gather(into, values, 0, values.length, place, withZeros);
  return into;
};

test("values are gathered with the places of their weights, zeros only where they count", () => {
  const { values, places, count } = filled([5, 0, -0, 7], 10);
  assert.equal(count, 2);
  assert.deepEqual([...values.subarray(0, count), ...places.subarray(0, count)], [5, 7, 10, 13]);
  assert.equal(filled([5, 0, -0, NaN], 0, true).count, 4);
  assert.equal(filled([NaN, 0]).count, 1);
});

test("what is gathered is added to what was gathered before", () => {
  const into = gathering(4);
  gather(into, [9, 1, 2, 9], 1, 3, 0, false);
  gather(into, [3, 9], 0, 1, 3, false);
  assert.deepEqual([...into.values.subarray(0, into.count)], [1, 2, 3]);
  assert.deepEqual([...into.places.subarray(0, into.count)], [0, 1, 3]);
});

test("the sums of any number of filters are those of the definition", () => {
  const values = [1, 0, -2, 0.5];
  for (let filters = 1; filters <= 9; filters++) {
    const weight = Float32Array.from({ length: 4 * filters }, (_, at) => ((at * 7) % 11) - 5);
    const sums = new Float64Array(filters);
    addUp(sums, filled(values), weight);
    const wanted = Array.from(sums, (_, filter) => values.reduce((sum, value, at) => sum + value * weight[4 * filter + at], 0));
    assert.deepEqual([...sums], wanted);
  }
});

test("zeros count where a weight is not finite", () => {
  assert.equal(zerosMatter(Float32Array.of(1, 2)), false);
  const weight = Float32Array.of(1, Infinity);
  assert.equal(zerosMatter(weight), true);
  const sums = new Float64Array(1);
  addUp(sums, filled([1, 0], 0, zerosMatter(weight)), weight);
  assert.ok(Number.isNaN(sums[0]));
});
