// Weighted sums of values, for all filters of a convolution or all units of a linear layer: nearly all of a forward pass.
// Two things make them quick. Values that are zero, which are most of them after ReLU and around a digit, are left out once
// for all filters; and every other value is read once for four of them. Sums are kept in 64 bits.

const TOGETHER = 4;

const checked = new WeakMap(); // arrays of weights, which are never written to

/** Whether zeros cannot be left out: zero times a weight that is not finite is not zero. */
export function zerosMatter(weight) {
  if (!checked.has(weight)) checked.set(weight, !weight.every(Number.isFinite));
  return checked.get(weight);
}

/** Room for at most so many values and the places of their weights; the first `count` are in use. */
export const gathering = (size) => ({ values: new Float64Array(size), places: new Int32Array(size), count: 0 });

/** Gather the values from `start` up to `end`, the first of which has its weight at `place`. */
export function gather(into, source, start, end, place, withZeros) {
  const { values, places } = into;
  let { count } = into;
  for (let from = start, at = place; from < end; from++, at++) {
    const value = source[from];
    if (value === 0 && !withZeros) continue;
    values[count] = value;
    places[count] = at;
    count++;
  }
  into.count = count;
}

/** The sums of TOGETHER filters from `first` on; those beyond the last filter are worked out again, and not kept. */
function addUpSome(sums, first, { values, places, count }, weight) {
  const size = weight.length / sums.length;
  const last = sums.length - 1;
  const start0 = first * size;
  const start1 = Math.min(first + 1, last) * size;
  const start2 = Math.min(first + 2, last) * size;
  const start3 = Math.min(first + 3, last) * size;
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  for (let index = 0; index < count; index++) {
    const value = values[index];
    const at = places[index];
    sum0 += weight[start0 + at] * value;
    sum1 += weight[start1 + at] * value;
    sum2 += weight[start2 + at] * value;
    sum3 += weight[start3 + at] * value;
  }
  sums[first] = sum0;
  if (first + 1 <= last) sums[first + 1] = sum1;
  if (first + 2 <= last) sums[first + 2] = sum2;
  if (first + 3 <= last) sums[first + 3] = sum3;
}

/** The sums of all filters over what was gathered, without biases. sums: Float64Array (filters); weight: (filters, inputs). */
export function addUp(sums, gathered, weight) {
  for (let first = 0; first < sums.length; first += TOGETHER) addUpSome(sums, first, gathered, weight);
}
