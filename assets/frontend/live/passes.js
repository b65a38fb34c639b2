// What the network makes of a picture, in the browser: networks are fetched once, and a pass is kept until the picture or
// the network is another one. No DOM.

import { forward } from "../engine/network.js";
import { readPackage } from "../engine/package.js";
import { Beside, isSlow } from "./beside.js";
import { fetcher } from "./fetched.js";

const MOST_NETWORKS = 12; // kept: a textbook network takes 0.9 MB

function read(buffer) {
  const { weights, metadata } = readPackage(buffer);
  return { weights, layers: JSON.parse(metadata.layers) };
}

/** The promise of the network at an address: { weights, layers }. */
export const networkAt = fetcher(read, MOST_NETWORKS);

const WORKER = new URL("../engine/worker.js", import.meta.url);
const beside = new Beside(() => new Worker(WORKER, { type: "module" }));

/** The outputs of all layers, zero everywhere where there is no picture; the last pass of a network is kept.
 *
 * null where the network is slow: then it runs beside the page, and whenDone is called once `passOf` has its outputs. */
export function passOf(network, image, whenDone) {
  if (network.outputs && network.image === image) return network.outputs;
  const isBeside = image && whenDone && isSlow(network) && globalThis.Worker && !beside.hasFailed;
  if (!isBeside) return keep(network, image, image ? forward(network.layers, network.weights, image) : nothing(network.layers));
  beside.ask(network, image, (outputs) => {
    if (outputs) keep(network, image, outputs);
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
