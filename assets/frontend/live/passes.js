// What the network makes of a picture, in the browser: networks are fetched once, and a pass is kept until the picture or
// the network is another one. No DOM.

import { forward } from "../engine/network.js";
import { readPackage } from "../engine/package.js";

const MOST_NETWORKS = 12; // kept: a textbook network takes 0.9 MB

const networks = new Map(); // promises, and what they became, by address; the one used last is the last

async function fetched(address) {
  const answer = await fetch(new URL(address, document.baseURI));
  if (!answer.ok) throw new Error(`The server answered ${answer.status} for ${address}.`);
  const { weights, metadata } = readPackage(await answer.arrayBuffer());
  return { weights, layers: JSON.parse(metadata.layers) };
}

/** The network at an address: { weights, layers }, or a promise of it. */
export function networkAt(address) {
  const known = networks.get(address);
  networks.delete(address);
  const found = known ?? fetched(address);
  networks.set(address, found);
  if (!known) {
    found.then(
      (network) => networks.has(address) && networks.set(address, network),
      () => networks.delete(address),
    );
  }
  while (networks.size > MOST_NETWORKS) networks.delete(networks.keys().next().value);
  return found;
}

/** The outputs of all layers, zero everywhere where there is no picture; the last pass of a network is kept. */
export function passOf(network, image) {
  if (!network.outputs || network.image !== image) {
    network.image = image;
    network.outputs = image ? forward(network.layers, network.weights, image) : nothing(network.layers);
  }
  return network.outputs;
}

/** Zeros in every shape. */
export function nothing(layers) {
  const length = (shape) => shape.reduce((product, size) => product * size, 1);
  return Object.fromEntries(layers.map((layer) => [layer.name, new Float32Array(length(layer.output_shape))]));
}
