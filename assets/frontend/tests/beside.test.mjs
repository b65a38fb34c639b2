// Passes beside the page: one at a time, only the last picture that waits, and the page itself where there is no worker.

import assert from "node:assert/strict";
import { test } from "node:test";

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

const NETWORK = { layers: ["layers"], weights: { a: 1 } };

test("a network is sent once, and pictures that wait are overtaken by newer ones", () => {
  const { worker, taken, ask } = made();
  for (const image of ["first", "second", "third"]) ask(NETWORK, image);
  assert.deepEqual(worker.sent, [{ id: 1, network: { layers: ["layers"], weights: { a: 1 } }, image: "first" }]);
  worker.onmessage({ data: "outputs of the first" });
  assert.deepEqual(worker.sent[1], { id: 1, network: null, image: "third" });
  worker.onmessage({ data: "outputs of the third" });
  assert.deepEqual(taken, [["first", "outputs of the first"], ["third", "outputs of the third"]]);
});

test("the same picture is not asked for twice", () => {
  const { worker, ask } = made();
  ask(NETWORK, "one");
  ask(NETWORK, "one");
  worker.onmessage({ data: "outputs" });
  assert.equal(worker.sent.length, 1);
});

test("a network that the worker has dropped is sent again", () => {
  const { worker, taken, ask } = made();
  ask(NETWORK, "one");
  worker.onmessage({ data: null });
  assert.ok(worker.sent[1].network);
  worker.onmessage({ data: "outputs" });
  assert.deepEqual(taken, [["one", "outputs"]]);
});

test("where the worker fails, the page is told to compute itself", () => {
  const { worker, taken, beside, ask } = made();
  ask(NETWORK, "one");
  worker.onerror();
  assert.deepEqual(taken, [["one", null]]);
  assert.ok(beside.hasFailed);
});

test("the textbook network is quick enough for a frame, four times its work is not", () => {
  const conv = (channels, size) => ({ kind: "conv", input_shape: [16, size, size], output_shape: [channels, size, size], kernel_size: 5 });
  assert.ok(!isSlow({ layers: [conv(32, 14)] }));
  assert.ok(isSlow({ layers: [conv(32, 28)] }));
});
