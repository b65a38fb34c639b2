// Several networks on one page: the same picture for all, one colour scale for each layer, one mark for each painting.

import assert from "node:assert/strict";
import { test } from "node:test";

import { answer } from "../engine/worker.js";
import { commonTops, topOf } from "../live/colours.js";
import { showVerdict, verdictOf } from "../live/verdict.js";
import { Views } from "../live/views.js";
import { cases, skip } from "./cases.mjs";

const LAYERS = [{ name: "input" }, { name: "conv1" }, { name: "fc2" }];
const outputsOf = (conv1, fc2) => ({ input: [1, 0.5], conv1, fc2, softmax: [0.5, 0.5] });

test("two networks share the larger top of each layer", () => {
  const figures = [
    { layers: LAYERS, outputs: outputsOf([-3, 1], [2]), scope: "layer" },
    { layers: LAYERS, outputs: outputsOf([2], [-7, 1]), scope: "layer" },
  ];
  assert.deepEqual(commonTops(figures), { input: 1, conv1: 3, fc2: 7 });
  assert.deepEqual(commonTops([figures[0]]), Object.fromEntries(LAYERS.map((layer) => [layer.name, topOf(layer, LAYERS, figures[0].outputs, "layer")])));
  const network = figures.map((figure) => ({ ...figure, scope: "network" }));
  assert.deepEqual(commonTops(network), { input: 1, conv1: 7, fc2: 7 });
});

/** A view of a page that notes what it is told. */
function fakeView(views, name, outputs) {
  const view = Object.assign(views.named(name), { scope: "layer", shown: { described: { layers: LAYERS }, network: {} }, tops: [] });
  return Object.assign(view, {
    isLaidOut: () => true,
    isFollowing: () => true,
    outputs: () => outputs.now,
    show: (painted, tops) => view.tops.push(tops),
  });
}

test("every view gets the picture, also one that is made later", () => {
  const views = new Views();
  const one = views.named("a");
  const image = new Float32Array(4);
  views.usePicture(image, "several");
  assert.deepEqual([one.image, one.finding, one.isExample], [image, "several", false]);
  assert.equal(views.named("b").image, image);
  views.useExample(image);
  assert.equal(one.isExample, true);
  assert.equal(views.named("a"), one);
});

test("nothing is painted before all outputs are there, and then all on one scale", async () => {
  const before = globalThis.requestAnimationFrame;
  const asked = [];
  globalThis.requestAnimationFrame = (action) => asked.push(action);
  try {
    const views = new Views();
    const late = { now: null };
    const one = fakeView(views, "a", { now: outputsOf([1], [1]) });
    const other = fakeView(views, "b", late);
    const gone = fakeView(views, "", { now: outputsOf([100], [100]) }); // of another page
    views.names = ["a", "b"];
    views.paint();
    assert.deepEqual([one.tops, other.tops], [[], []]);
    late.now = outputsOf([-4], [0.5]);
    views.paint();
    assert.deepEqual(one.tops, [{ input: 1, conv1: 4, fc2: 1 }]);
    assert.deepEqual(other.tops, one.tops);
    assert.deepEqual(gone.tops, []);
    assert.equal(asked.length, 1); // one mark for both
    asked[0](); // the frame
    while (!performance.getEntriesByName("explorer:maps").length) await new Promise((done) => setTimeout(done));
    assert.equal(performance.getEntriesByName("explorer:maps").length, 1);
  } finally {
    globalThis.requestAnimationFrame = before;
  }
});

const CELL = { kind: "linear", input_shape: [1], output_shape: [1] };
const QUICK = [{ name: "input", kind: "input", output_shape: [1] }, ...["conv1", "fc2"].map((name) => ({ ...CELL, name })), { name: "softmax", kind: "softmax", output_shape: [1] }];
const SLOW = QUICK.map((layer) => (layer.name === "conv1" ? { ...layer, input_shape: [2e7] } : layer)); // by its shape

const networkOf = (layers) => {
  const weights = ["conv1", "fc2"].flatMap((name) => [[`${name}.weight`, [1]], [`${name}.bias`, [0]]]);
  return { layers, weights: Object.fromEntries(weights) };
};

class SlowWorker {
  static sent = []; // pictures that were sent, by their numbers
  constructor() {
    SlowWorker.now = this;
  }
  postMessage({ id, network, image }) {
    SlowWorker.sent.push(image[0]);
    this.answer = async () => this.onmessage({ data: await answer({ id, network, image }) });
  }
}

/** A page with a network on each side, and what is painted of it: lists of the number of the picture on each side. */
function paced(...sides) {
  const [views, painted] = [new Views(), []];
  views.names = sides.map((_, at) => "ab"[at]);
  for (const [at, layers] of sides.entries()) {
    const view = views.named("ab"[at]);
    view.shown = { described: { layers: LAYERS }, network: networkOf(layers) };
    const show = ({ fc2 }) => {
      if (at === 0) painted.push([]);
      painted.at(-1).push(view.finding === `of ${fc2[0]}` ? fc2[0] : "words of another picture");
    };
    Object.assign(view, { isLaidOut: () => true, show });
  }
  const draw = (number) => views.usePicture(number ? new Float32Array([number]) : null, `of ${number}`);
  return { draw, painted, views };
}

/** Run a test with a worker that answers when it is told to. */
function withSlowWorker(name, run) {
  test(name, async () => {
    const before = globalThis.Worker;
    globalThis.Worker = SlowWorker;
    SlowWorker.sent.length = 0;
    try {
      await run(() => SlowWorker.now.answer());
    } finally {
      globalThis.Worker = before;
    }
  });
}

withSlowWorker("every finished pass of a slow network is painted while the pen moves, and the last picture stays", async (answerNow) => {
  const { draw, painted } = paced(SLOW);
  for (const number of [1, 2, 3]) draw(number);
  await answerNow();
  assert.deepEqual(painted, [[1]]);
  assert.deepEqual(SlowWorker.sent, [1, 3]); // at once the newest
  for (const number of [4, 5]) draw(number);
  await answerNow();
  await answerNow();
  assert.deepEqual(painted, [[1], [3], [5]]);
  assert.deepEqual(SlowWorker.sent, [1, 3, 5]);
});

withSlowWorker("both sides show the same picture where one or both are slow", async (answerNow) => {
  for (const sides of [[QUICK, SLOW], [SLOW, QUICK], [SLOW, SLOW]]) {
    const { draw, painted } = paced(...sides);
    const slow = sides.filter((layers) => layers === SLOW).length;
    for (let number = 1; number <= 3; number++) {
      draw(number);
      for (let pass = 1; pass <= slow; pass++) {
        draw(number + 0.5);
        await answerNow();
      }
    }
    for (let pass = 1; pass <= slow; pass++) await answerNow();
    assert.deepEqual(painted, [1, 1.5, 2.5, 3.5].map((number) => [number, number]));
  }
});

withSlowWorker("a board that is cleared is empty at once, also while a slow network is at work", async (answerNow) => {
  const { draw, painted, views } = paced(QUICK, SLOW);
  draw(1);
  views.usePicture(views.image, "of 1"); // what the server found in it, while it is under way
  draw(0);
  assert.deepEqual(painted, [[0, 0]]);
  draw(2);
  await answerNow(); // of a picture that is gone
  assert.deepEqual(painted, [[0, 0]]);
  await answerNow();
  assert.deepEqual(painted, [[0, 0], [2, 2]]);
});

withSlowWorker("a network that cannot run here is given up, once for each picture, and asked for no more", async (answerNow) => {
  const { draw, painted, views } = paced(QUICK);
  const given = [];
  const view = views.named("a");
  view.giveUp = (problem) => given.push(problem);
  view.shown.network.elsewhere = "nowhere"; // not an address
  draw(1);
  await answerNow();
  assert.deepEqual(painted, []);
  assert.match(given[0], /URL/);
  draw(2);
  assert.deepEqual(SlowWorker.sent, [1]);
  draw(0);
  assert.deepEqual(painted, [[0]]);
});

test("a page follows the pen where every network on it runs in the browser", () => {
  const views = new Views();
  assert.equal(views.isFollowing(), false);
  const [one, other] = ["a", "b"].map((name) => fakeView(views, name, {}));
  views.names = ["a", "b"];
  assert.equal(views.isFollowing(), true);
  other.isFollowing = () => false;
  assert.equal(views.isFollowing(), false);
  views.names = ["a"];
  assert.equal(views.isFollowing(), one.isFollowing());
});

test("what two answers have in common is said as in cnn.ui.compare.words", { skip }, () => {
  assert.ok(cases.verdicts.some(({ said }) => said.startsWith("They")) && cases.verdicts.some(({ said }) => said.includes("is surer")));
  for (const { one, other, said } of cases.verdicts) assert.equal(verdictOf(one, other), said);
});

test("nothing is said of answers that are not there", () => {
  const box = { textContent: "before" };
  showVerdict(box, [null, [1]]);
  assert.equal(box.textContent, "");
});
