// What is said of a picture that is unlike any digit: of the network that is shown alone, and only once it is known.

import assert from "node:assert/strict";
import { test } from "node:test";

import { distanceOf, isUnlike } from "../engine/known.js";
import { Knowledge } from "../live/knowledge.js";
import { View } from "../live/view.js";

/** Two digits at right angles in two dimensions, each as wide as long. */
const KNOWN = {
  centre: Float32Array.of(0, 0),
  directions: Float32Array.of(1, 0, 0, 1),
  means: Float32Array.of(1, 0, 0, 1),
  whitening: Float32Array.of(1, 0, 1, 2, 0, 2),
  penalty: Float32Array.of(0, 0.5),
  beyond: Float32Array.of(7, 7),
  threshold: Float32Array.of(1),
};

test("the distance is to the nearest digit, of a vector of length 1", () => {
  const isNear = (one, other) => assert.ok(Math.abs(one - other) < 1e-4, `${one} ${other}`);
  isNear(distanceOf(KNOWN, Float32Array.of(5, 0)), 0);
  isNear(distanceOf(KNOWN, Float32Array.of(0, 3)), 0.5); // at the second, with its penalty
  isNear(distanceOf(KNOWN, Float32Array.of(-2, 0)), 4);
  isNear(distanceOf({ ...KNOWN, directions: Float32Array.of(1, 0), means: Float32Array.of(1, 0), whitening: Float32Array.of(1, 2) }, Float32Array.of(0, 3)), 7.5); // the rest counts by its length
  assert.deepEqual([isUnlike(KNOWN, Float32Array.of(1, 0)), isUnlike(KNOWN, Float32Array.of(-1, 0))], [false, true]);
  assert.ok(Number.isFinite(distanceOf(KNOWN, Float32Array.of(0, 0))));
});

/** With a server that answers as `answers` says, in this order, once it is let go. */
async function asked(answers, act) {
  const before = [globalThis.fetch, globalThis.document];
  globalThis.document = { baseURI: "http://here/" };
  globalThis.fetch = async () => answers.shift();
  try {
    return await act();
  } finally {
    [globalThis.fetch, globalThis.document] = before;
  }
}

/** A file as Python writes it. */
function packed(known) {
  const header = {};
  let end = 0;
  for (const [name, { length }] of Object.entries(known)) header[name] = { dtype: "F32", shape: [length], data_offsets: [end, (end += 4 * length)] };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const buffer = new ArrayBuffer(8 + text.length + end);
  new DataView(buffer).setBigUint64(0, BigInt(text.length), true);
  new Uint8Array(buffer).set(text, 8);
  let at = 8 + text.length;
  for (const values of Object.values(known)) {
    new Uint8Array(buffer).set(new Uint8Array(values.buffer), at);
    at += 4 * values.length;
  }
  return buffer;
}

const found = { ok: true, arrayBuffer: async () => packed(KNOWN) };
const STRANGE = Float32Array.of(-1, 0);

test("it is said of the network it belongs to, and of no other", () =>
  asked([found], async () => {
    let changes = 0;
    const knowledge = new Knowledge(() => changes++);
    assert.equal(knowledge.isUnlike({ drawing: "a", network: null }, STRANGE), false);
    const asking = knowledge.use("a", null, "./known?1");
    assert.equal(knowledge.isUnlike({ drawing: "a", network: null }, STRANGE), false); // it is on its way
    await asking;
    assert.equal(changes, 1);
    assert.equal(knowledge.isUnlike({ drawing: "a", network: null }, STRANGE), true);
    assert.equal(knowledge.isUnlike({ drawing: "a", network: null }, Float32Array.of(1, 0)), false);
    assert.equal(knowledge.isUnlike({ drawing: "b", network: null }, STRANGE), false); // under a slider
    await knowledge.use("a", null, "./known?1"); // at each stroke
    assert.equal(changes, 1);
    await knowledge.use("b", null, null); // nothing is known of this one
    assert.equal(knowledge.isUnlike({ drawing: "b", network: null }, STRANGE), false);
  }));

test("what cannot be had is asked for again, and nothing is said meanwhile", () =>
  asked([{ ok: false, status: 404 }, found], async () => {
    const knowledge = new Knowledge(() => {});
    await knowledge.use("a", null, "./known?2");
    assert.equal(knowledge.isUnlike({ drawing: "a", network: null }, STRANGE), false);
    await knowledge.use("a", null, "./known?2");
    assert.equal(knowledge.isUnlike({ drawing: "a", network: null }, STRANGE), true);
  }));

test("a network that was slow to come does not hide what the server has found out meanwhile", () =>
  asked([found], async () => {
    const view = new View(() => {});
    const said = [{ drawing: "a", network: null, known: null }, { drawing: "a", network: null, known: "./known?3" }];
    const laid = [];
    view.useNetwork = () => new Promise((done) => laid.push(done));
    const shown = said.map((official) => view.useOfficial(Object.assign(view, { official })));
    laid[1]();
    await shown[1];
    laid[0](); // as where Plotly is still on its way at the first time, and is not waited for at the second
    await shown[0];
    assert.equal(view.knowledge.isUnlike({ drawing: "a", network: null }, STRANGE), true);
  }));
