// The forward pass beside the page: for networks that take longer than a frame, so that the pen is never held up.
//
// A message has a network's id, its layers and weights if it is new here, and a picture; the answer has the outputs.

import { forward } from "./network.js";

const MOST_NETWORKS = 12;
const networks = new Map(); // { layers, weights } by their ids

/** Keep a network, and drop the one that was kept first where there are too many. */
function keep(id, network) {
  networks.set(id, network);
  if (networks.size > MOST_NETWORKS) networks.delete(networks.keys().next().value);
}

/** The outputs for a message; null where its network is not here any more. */
export function answer({ id, network, image }) {
  if (network) keep(id, network);
  const known = networks.get(id);
  return known ? forward(known.layers, known.weights, image) : null;
}

globalThis.onmessage = ({ data }) => {
  const outputs = answer(data);
  globalThis.postMessage(outputs, outputs ? Object.values(outputs).map(({ buffer }) => buffer) : []);
};
