// The forward pass beside the page: for networks that take longer than a frame, so that the pen is never held up.
//
// A message has a network's id, the network if it is new here, and a picture; the answer has the outputs, or the problem.

import { outputsOf } from "./outputs.js";

const MOST_NETWORKS = 12;
const networks = new Map(); // { layers, weights } by their ids

/** Keep a network, and drop the one that was kept first where there are too many. */
function keep(id, network) {
  networks.set(id, network);
  if (networks.size > MOST_NETWORKS) networks.delete(networks.keys().next().value);
}

/** { outputs } for a message, or { problem }; without outputs where its network is not here any more. */
export async function answer({ id, network, image }) {
  if (network) keep(id, network);
  const known = networks.get(id);
  if (!known) return { outputs: null };
  return outputsOf(known, image).then((outputs) => ({ outputs }), (error) => ({ problem: String(error) }));
}

globalThis.onmessage = async ({ data }) => {
  const said = await answer(data);
  globalThis.postMessage(said, Object.values(said.outputs ?? {}).map(({ buffer }) => buffer));
};
