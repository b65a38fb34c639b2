// Runs the engine over cases that Python has written, and says as JSON how far it is from PyTorch and Pillow:
// node engine_cases.mjs FOLDER. See tests/test_engine.py.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { prepareDigit } from "../engine/digit.js";
import { distanceOf } from "../engine/known.js";
import { forward } from "../engine/network.js";
import { readPackage } from "../engine/package.js";
import { paint, pixelTable, sizeOf } from "../engine/pictures.js";

const [folder] = process.argv.slice(2);

const largest = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const difference = (one, other) => {
  if (one.length !== other.length) return Infinity;
  return largest(Float64Array.from(one, (value, index) => value - other[index]));
};
const winner = (values) => values.indexOf(values.reduce((most, value) => Math.max(most, value)));

/** The largest difference of any layer, as a share of that layer's largest value, and whether the answer is the same. */
function networkCase({ weights, metadata }) {
  const layers = JSON.parse(metadata.layers);
  const outputs = forward(layers, weights, weights.image);
  const shares = layers.map(({ name }) => {
    const wanted = weights[`layer.${name}`];
    return difference(outputs[name], wanted) / (largest(wanted) || 1);
  });
  return { worst: Math.max(...shares), agrees: winner(outputs.softmax) === winner(weights["layer.softmax"]) };
}

function digitCase({ weights, metadata }) {
  const image = prepareDigit(weights.ink, Number(metadata.height), Number(metadata.width));
  return { worst: difference(image, weights.image), agrees: true };
}

/** The largest difference of any channel of any pixel, 0 to 255. */
function pictureCase({ weights, metadata }) {
  const { tiles, scale, low, high } = JSON.parse(metadata.picture);
  const { height, width } = sizeOf(tiles);
  const pixels = new Uint32Array(height * width);
  paint(pixels, weights.values, tiles, { pixels: pixelTable(scale), low, high });
  return { worst: difference(new Uint8Array(pixels.buffer), weights.image), agrees: true };
}

/** The largest difference of any distance, as a share of it, and whether the same pictures are unlike any digit. */
function knownCase({ weights, metadata }) {
  const { fc1, wanted, ...known } = weights;
  const size = Number(metadata.units);
  const found = Array.from(wanted, (_, at) => distanceOf(known, fc1.subarray(at * size, (at + 1) * size)));
  const isUnlike = (distance) => distance > known.threshold[0];
  return {
    worst: Math.max(...found.map((distance, at) => Math.abs(distance / wanted[at] - 1))),
    agrees: found.every((distance, at) => isUnlike(distance) === isUnlike(wanted[at])),
  };
}

const kinds = { layers: networkCase, height: digitCase, picture: pictureCase, units: knownCase };

const results = readdirSync(folder).map((file) => {
  const { buffer, byteOffset, byteLength } = readFileSync(join(folder, file));
  const found = readPackage(buffer.slice(byteOffset, byteOffset + byteLength));
  const kind = Object.keys(kinds).find((name) => name in found.metadata);
  return { file, ...kinds[kind](found) };
});
console.log(JSON.stringify(results));
