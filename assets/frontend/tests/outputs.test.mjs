import assert from "node:assert/strict";
import { test } from "node:test";

import { forward } from "../engine/network.js";
import { outputsOf } from "../engine/outputs.js";

const vector = (name, kind, input, output) => ({ name, kind, input_shape: [input], output_shape: [output] });
const LAYERS = [vector("input", "input", 2, 2), vector("flatten", "flatten", 2, 2), vector("fc1", "linear", 2, 1), vector("relu3", "relu", 1, 1), vector("fc2", "linear", 1, 1)];
const FC1 = { "fc1.weight": Float32Array.of(3, -1), "fc1.bias": Float32Array.of(0.5) };
const FC2 = { "fc2.weight": Float32Array.of(2), "fc2.bias": Float32Array.of(1) };
const IMAGE = Float32Array.of(1, 0.25);

/** Runs with a server that answers with these statuses, one after the other, and notes what it was sent. */
async function withServer(statuses, run) {
  const [before, asked] = [globalThis.fetch, []];
  globalThis.fetch = async (address, { method, body }) => {
    asked.push([address, method, [...body]]);
    const status = statuses[asked.length - 1];
    if (!status) throw new TypeError("no connection");
    return { ok: status === 200, status, arrayBuffer: async () => Float32Array.of(3.25).buffer };
  };
  try {
    await run(asked);
  } finally {
    globalThis.fetch = before;
  }
}

const apart = (context) => context.mock.timers.enable({ apis: ["setTimeout"] });

/** Lets the time pass until a promise is settled. */
async function passed(context, promise) {
  let isDone = false;
  const end = () => (isDone = true);
  promise.then(end, end);
  for (let turn = 0; turn < 100 && !isDone; turn++) {
    context.mock.timers.tick(100);
    await new Promise((done) => setImmediate(done));
  }
  return promise;
}

test("a network with all its weights runs by itself", async () => {
  await withServer([], async (asked) => {
    const found = await outputsOf({ layers: LAYERS, weights: { ...FC1, ...FC2 }, elsewhere: null }, IMAGE);
    assert.deepEqual(found, forward(LAYERS, { ...FC1, ...FC2 }, IMAGE));
    assert.equal(asked.length, 0);
  });
});

test("fc1 that stayed on the server is asked for there, with the picture", async () => {
  await withServer([200], async (asked) => {
    const found = await outputsOf({ layers: LAYERS, weights: FC2, elsewhere: "http://here/network" }, IMAGE);
    assert.deepEqual(found, forward(LAYERS, { ...FC1, ...FC2 }, IMAGE));
    assert.deepEqual(asked, [["http://here/network", "POST", [1, 0.25]]]);
  });
});

test("a server that does not answer is asked three times", async (context) => {
  apart(context);
  const network = { layers: LAYERS, weights: FC2, elsewhere: "http://here/network" };
  await withServer([0, 503, 200], async (asked) => {
    const found = await passed(context, outputsOf(network, IMAGE));
    assert.deepEqual([...found.fc2, asked.length], [7.5, 3]);
  });
  await withServer([0, 500, 404], async (asked) => {
    await assert.rejects(passed(context, outputsOf(network, IMAGE)), /answered 404/);
    assert.equal(asked.length, 3);
  });
});
