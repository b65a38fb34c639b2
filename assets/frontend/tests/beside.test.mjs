// Passes beside the page: one at a time, only the last picture that waits, and the page itself where there is no worker.

import assert from "node:assert/strict";
import { test } from "node:test";

import { answer } from "../engine/worker.js";
import { Beside, isSlow } from "../live/beside.js";

class FakeWorker {
  sent = [];
  postMessage(message) {
    this.sent.push(message);
  }
}

function made() {
  const worker = new FakeWorker();
  const taken = [];
  const beside = new Beside(() => worker);
  const ask = (network, image) => beside.ask(network, image, (outputs) => taken.push([image, outputs]));
  return { worker, taken, beside, ask };
}

const NETWORK = { layers: ["layers"], weights: { a: 1 }, elsewhere: null };

test("a network is sent once, and pictures that wait are overtaken by newer ones", () => {
  const { worker, taken, ask } = made();
  for (const image of ["first", "second", "third"]) ask(NETWORK, image);
  assert.deepEqual(worker.sent, [{ id: 1, network: { layers: ["layers"], weights: { a: 1 }, elsewhere: null }, image: "first" }]);
  worker.onmessage({ data: { outputs: "outputs of the first" } });
  assert.deepEqual(worker.sent[1], { id: 1, network: null, image: "third" });
  worker.onmessage({ data: { outputs: "outputs of the third" } });
  assert.deepEqual(taken, [["first", "outputs of the first"], ["third", "outputs of the third"]]);
});

test("the same picture is not asked for twice", () => {
  const { worker, ask } = made();
  ask(NETWORK, "one");
  ask(NETWORK, "one");
  worker.onmessage({ data: { outputs: "outputs" } });
  assert.equal(worker.sent.length, 1);
});

test("what is asked for by the one that takes outputs gets its own", () => {
  const { worker, taken, beside, ask } = made();
  const other = { ...NETWORK };
  beside.ask(NETWORK, "first", () => [NETWORK, other].forEach((network) => ask(network, network === other ? "other" : "one")));
  ask(other, "first");
  worker.onmessage({ data: { outputs: "outputs of the first" } });
  assert.equal(worker.sent.length, 2); // one at a time
  worker.onmessage({ data: { outputs: "outputs of one" } });
  worker.onmessage({ data: { outputs: "outputs of the other" } });
  assert.deepEqual(taken, [["one", "outputs of one"], ["other", "outputs of the other"]]);
});

test("a network that the worker has dropped is sent again", () => {
  const { worker, taken, ask } = made();
  ask(NETWORK, "one");
  worker.onmessage({ data: { outputs: null } });
  assert.ok(worker.sent[1].network);
  worker.onmessage({ data: { outputs: "outputs" } });
  assert.deepEqual(taken, [["one", "outputs"]]);
});

test("a network that is sent again never answers for another one", async () => {
  const { worker, taken, ask } = made();
  const layers = [{ name: "input", kind: "input", output_shape: [1, 1, 1] }, { name: "fc2", kind: "linear", output_shape: [1] }];
  const weightsOf = (number) => ({ "fc2.weight": new Float32Array([number]), "fc2.bias": new Float32Array(1) });
  const networks = Array.from({ length: 14 }, (_, number) => ({ layers, weights: weightsOf(number) })); // the worker keeps 12
  const order = [...networks.keys(), 0, 13, 1, 12, 0];
  for (const number of order) {
    ask(networks[number], new Float32Array([1]));
    for (let done = taken.length; taken.length === done; ) worker.onmessage({ data: await answer(worker.sent.at(-1)) });
  }
  assert.deepEqual(taken.map(([, outputs]) => outputs.fc2[0]), order);
  const ids = worker.sent.filter(({ network }) => network).map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
});

test("a problem of one network is told, and the next one runs", () => {
  const { worker, beside, ask, taken } = made();
  const problems = [];
  beside.ask(NETWORK, "one", (outputs, problem) => problems.push([outputs, problem]));
  ask({ ...NETWORK }, "two");
  worker.onmessage({ data: { problem: "gone" } });
  worker.onmessage({ data: { outputs: "outputs" } });
  assert.deepEqual(problems, [[undefined, "gone"]]);
  assert.deepEqual(taken, [["two", "outputs"]]);
  assert.ok(!beside.hasFailed);
});

test("where the worker fails, the page is told to compute itself", () => {
  const { worker, taken, beside, ask } = made();
  ask(NETWORK, "one");
  worker.onerror();
  assert.deepEqual(taken, [["one", null]]);
  assert.ok(beside.hasFailed);
});

test("the textbook network is quick enough for a frame, eight times its work is not", () => {
  const conv = (channels, size) => ({ kind: "conv", input_shape: [16, size, size], output_shape: [channels, size, size], kernel_size: 5 });
  assert.ok(!isSlow({ layers: [conv(32, 14)] }));
  assert.ok(isSlow({ layers: [conv(64, 28)] }));
});
