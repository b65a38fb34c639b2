// From a drawing to the 28×28 picture that the network sees: mirrors `prepare_steps` in cnn/digits/prepare.py, and
// Pillow's `resize` with BILINEAR on float pictures, as far as it is used there (tests/test_engine.py).

import { boxWhere } from "../box.js";

const INPUT_SIZE = 28;
const BOX = 20; // a digit is scaled to fit into so many pixels
const INK_THRESHOLD = Math.fround(0.1);
const GREY = Math.fround(0.75);

/** As Python rounds: halves go to the even number. */
function roundHalfToEven(value) {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** The box of the ink: see `boxWhere`. */
const inkBox = (ink, height, width) => boxWhere(height, width, (index) => ink[index] > INK_THRESHOLD);

/** For every pixel of a line that is scaled from `size` to `wanted` pixels: the first one it reads, and their weights.
 * A triangle as wide as two pixels of the result, so that shrinking is antialiased. */
function triangles(size, wanted) {
  const scale = size / wanted;
  const support = Math.max(1, scale);
  const narrower = 1 / support;
  return Array.from({ length: wanted }, (_, index) => {
    const centre = (index + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const last = Math.min(size, Math.trunc(centre + support + 0.5));
    const weights = Array.from({ length: last - first }, (_, offset) =>
      Math.max(0, 1 - Math.abs((offset + first - centre + 0.5) * narrower)),
    );
    const share = 1 / weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => weight * share) };
  });
}

/** Scale a picture, { values, height, width }, to another width; its rows one after the other. */
function resizedAcross({ values, height, width }, wanted) {
  if (wanted === width) return { values, height, width };
  const result = new Float32Array(height * wanted);
  const reads = triangles(width, wanted);
  for (let row = 0, at = 0; row < height; row++) {
    for (const { first, weights } of reads) {
      let sum = 0;
      for (let offset = 0; offset < weights.length; offset++) sum += weights[offset] * values[row * width + first + offset];
      result[at++] = sum;
    }
  }
  return { values: result, height, width: wanted };
}

/** Rows become columns. */
function turned({ values, height, width }) {
  const result = new Float32Array(values.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) result[column * height + row] = values[row * width + column];
  }
  return { values: result, height: width, width: height };
}

/** Pillow scales across first, then down. */
const resized = (picture, height, width) => turned(resizedAcross(turned(resizedAcross(picture, width)), height));

function cropped(ink, width, box) {
  const [high, wide] = [box.bottom - box.top, box.right - box.left];
  const values = new Float32Array(high * wide);
  for (let row = 0; row < high; row++) {
    const start = (box.top + row) * width + box.left;
    values.set(ink.subarray(start, start + wide), row * wide);
  }
  return { values, height: high, width: wide };
}

/** Scaled so that the longer side has BOX pixels; with its strongest ink at 1 where all of it is grey. */
function shrunk(picture) {
  const factor = BOX / Math.max(picture.height, picture.width);
  const [height, width] = [picture.height, picture.width].map((side) => Math.max(1, roundHalfToEven(side * factor)));
  const scaled = resized(picture, height, width);
  let values = scaled.values.map((value) => Math.min(1, Math.max(0, value)));
  const strongest = values.reduce((most, value) => Math.max(most, value), 0);
  if (strongest < GREY) values = values.map((value) => value / strongest);
  return { values, height, width };
}

/** Where the centre of mass is, in rows and columns. */
function centreOfMass({ values, height, width }) {
  let [mass, row, column] = [0, 0, 0];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      mass += values[at];
      row += y * values[at];
      column += x * values[at];
    }
  }
  return [row / mass, column / mass];
}

/** On an empty picture of 28×28, the centre of mass as near to the middle as it fits. */
function placed(scaled) {
  const [row, column] = centreOfMass(scaled);
  const fit = (centre, size) => Math.min(Math.max(roundHalfToEven(INPUT_SIZE / 2 - centre), 0), INPUT_SIZE - size);
  const [top, left] = [fit(row, scaled.height), fit(column, scaled.width)];
  const image = new Float32Array(INPUT_SIZE * INPUT_SIZE);
  for (let y = 0; y < scaled.height; y++) {
    image.set(scaled.values.subarray(y * scaled.width, (y + 1) * scaled.width), (top + y) * INPUT_SIZE + left);
  }
  return image;
}

/** The picture of 28×28 that the network sees, Float32Array; all zeros if there is no ink.
 *
 * ink: Float32Array of height × width values from 0 to 1, row by row. */
export function prepareDigit(ink, height, width) {
  const box = inkBox(ink, height, width);
  return box ? placed(shrunk(cropped(ink, width, box))) : new Float32Array(INPUT_SIZE * INPUT_SIZE);
}
