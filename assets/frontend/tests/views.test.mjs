// Several networks on one page: the same picture for all, one colour scale for each layer, one mark for each painting.

import assert from "node:assert/strict";
import { test } from "node:test";

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
