// How far a picture's fc1 values are from those of digits: mirrors `KnownDigits` in cnn/explain/known_digits.py, which
// decides what is right (tests/test_engine.py).

import { readPackage } from "./package.js";

const TINY = 1e-6;

/** What a network knows of digits, from an ArrayBuffer: arrays by name, as `to_bytes` wrote them. */
export const readKnown = (buffer) => readPackage(buffer).weights;

/** The unit vector of fc1, less the centre. */
function offsetOf(fc1, centre) {
  let squares = 0;
  for (const value of fc1) squares += value * value;
  const length = Math.sqrt(squares) + TINY;
  return Float64Array.from(fc1, (value, unit) => value / length - centre[unit]);
}

/** Its part along each of the directions, which lie one after the other. */
function along(directions, offset) {
  const parts = new Float64Array(directions.length / offset.length);
  for (let row = 0, at = 0; row < parts.length; row++) {
    let sum = 0;
    for (let unit = 0; unit < offset.length; unit++, at++) sum += directions[at] * offset[unit];
    parts[row] = sum;
  }
  return parts;
}

const squared = (values) => values.reduce((sum, value) => sum + value * value, 0);

/** The squared length of a difference after a lower triangular matrix; start: where its numbers begin. */
function whitened(whitening, start, difference) {
  let total = 0;
  for (let row = 0, at = start; row < difference.length; row++) {
    let sum = 0;
    for (let column = 0; column <= row; column++, at++) sum += whitening[at] * difference[column];
    total += sum * sum;
  }
  return total;
}

/** The distance of a picture, by its fc1 values, to the digit that is nearest. */
export function distanceOf({ centre, directions, means, whitening, penalty, beyond }, fc1) {
  const offset = offsetOf(fc1, centre);
  const parts = along(directions, offset);
  const rest = Math.max(0, squared(offset) - squared(parts));
  const [count, size] = [parts.length, (parts.length * (parts.length + 1)) / 2];
  let nearest = Infinity;
  for (let digit = 0; digit < penalty.length; digit++) {
    const difference = parts.map((part, row) => part - means[digit * count + row]);
    const distance = whitened(whitening, digit * size, difference) + rest * beyond[digit] + penalty[digit];
    if (distance < nearest) nearest = distance;
  }
  return nearest;
}

/** Whether the picture is unlike any digit that the network knows. */
export const isUnlike = (known, fc1) => distanceOf(known, fc1) > known.threshold[0];
