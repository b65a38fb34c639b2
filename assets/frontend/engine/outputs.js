// The outputs of a network whose fc1 may have stayed on the server, because its weights are too many to be sent: then fc1's
// outputs are asked for at the address of the network, with the picture (cnn/ui/server/networks.py), and the rest runs here.

import { forward } from "./network.js";

const TRIES = 3;
const PAUSE = 400; // milliseconds before another try

const pause = () => new Promise((done) => setTimeout(done, PAUSE));

/** The outputs of fc1 for a picture, from the server; tries: how often it is asked. */
async function fromServer(address, image, tries) {
  try {
    const answer = await fetch(address, { method: "POST", body: image });
    if (!answer.ok) throw new Error(`The server answered ${answer.status} for ${address}.`);
    return new Float32Array(await answer.arrayBuffer());
  } catch (error) {
    if (tries === 1) throw error;
    await pause();
    return fromServer(address, image, tries - 1);
  }
}

/** The outputs of all layers by name. network: layers and weights as `forward` has them; and, where fc1 stayed on the
 * server, `elsewhere`, the address there. Fails where the server does not answer. */
export async function outputsOf({ layers, weights, elsewhere }, image) {
  if (!elsewhere) return forward(layers, weights, image);
  const asked = fromServer(elsewhere, image, TRIES);
  const upTo = layers.findIndex(({ name }) => name === "fc1");
  const before = forward(layers.slice(0, upTo), weights, image);
  return forward(layers, weights, image, { ...before, fc1: await asked });
}
