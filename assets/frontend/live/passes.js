// What the network makes of a picture, in the browser: networks are fetched once, and a pass is kept until the picture or
// the network is another one. No DOM.

import { forward } from "../engine/network.js";
import { readPackage } from "../engine/package.js";
import { Beside, isSlow } from "./beside.js";
import { fetcher } from "./fetched.js";

const MOST_NETWORKS = 12; // kept: a textbook network takes 0.9 MB

function read(buffer, address) {
  const { weights, metadata } = readPackage(buffer);
  return { weights, layers: JSON.parse(metadata.layers), elsewhere: metadata.elsewhere ? address : null };
}

/** The promise of the network at an address: { weights, layers, elsewhere }; elsewhere: the address where the outputs of
 * fc1 can be had, if its weights are too many for the browser. */
export const networkAt = fetcher(read, MOST_NETWORKS);

const NO_WORKER = "This browser has no worker for a network of this size.";
const WORKER = new URL("../engine/worker.js", import.meta.url);
const beside = new Beside(() => new Worker(WORKER, { type: "module" }));

/** The outputs of all layers, zero everywhere where there is no picture; the last pass of a network is kept.
 *
 * null where the network is slow: then it runs beside the page, and whenDone is called once `passOf` has its outputs, or
 * the network has a `problem` and never will. */
export function passOf(network, image, whenDone) {
  if (network.outputs && network.image === image) return network.outputs;
  if (!image) return keep(network, image, nothing(network.layers));
  const canWait = globalThis.Worker && !beside.hasFailed;
  if (network.elsewhere && !canWait) network.problem ??= NO_WORKER;
  if (network.problem) return null;
  if (!network.elsewhere && !(canWait && whenDone && isSlow(network))) {
    return keep(network, image, forward(network.layers, network.weights, image));
  }
  beside.ask(network, image, (outputs, problem) => {
    if (outputs) keep(network, image, outputs);
    if (problem) network.problem = problem;
    whenDone();
  });
  return null;
}

function keep(network, image, outputs) {
  Object.assign(network, { image, outputs });
  return outputs;
}

/** Zeros in every shape. */
export function nothing(layers) {
  const length = (shape) => shape.reduce((product, size) => product * size, 1);
  return Object.fromEntries(layers.map((layer) => [layer.name, new Float32Array(length(layer.output_shape))]));
}
