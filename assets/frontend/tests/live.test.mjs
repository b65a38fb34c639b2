// What the browser fills the figure of all layers with, against the same figure drawn in Python; and who may fill it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { follow, followerNow } from "../canvas/follower.js";
import { sharesOf, topOf } from "../live/colours.js";
import { networkAt, nothing, passOf } from "../live/passes.js";
import { PenFollower, pictureOf } from "../live/pen.js";
import { boxOf } from "../live/picture.js";
import { emptyRows, fillRows } from "../live/rows.js";
import { drawnUntil } from "../live/example.js";
import { bestColumns, bestGrid } from "../live/grid.js";
import { csvOf, csvOfAnswer, largeBars, largeFigure } from "../live/large_figure.js";
import { addressWith } from "../live/sliders.js";
import { bestTwo, endsOf, percent, secondLine, sure } from "../live/words.js";
import { cases, skip } from "./cases.mjs";

const isNear = (one, other) => Math.abs(one - other) <= 1e-6 * Math.max(1, Math.abs(other));

test("a share in per cent is written as in cnn.figures", { skip }, () => {
  for (const [share, long, short] of cases.answers.percent) {
    assert.deepEqual([percent(share), percent(share, true)], [long, short], `${share}`);
  }
});

test("the answer is said as in cnn.ui.prediction", { skip }, () => {
  const { lines, notes, must, unlike } = cases.answers;
  for (const { shares, finding, isFirst, isUnlike, first, second, sure: words } of lines) {
    assert.equal(bestTwo(shares)[0], first);
    assert.equal(secondLine(shares, { finding, notes, must, isFirst, isUnlike, unlike }), second);
    assert.equal(sure(shares[first]), words);
  }
  assert.deepEqual(bestTwo([0.1, 0.4, 0.4, 0.1]), [1, 2]); // of equal ones the lower
});

function check(figure, index, scope, expected) {
  const layer = figure.layers[index];
  const outputs = Object.fromEntries(Object.entries(figure.outputs).map(([name, values]) => [name, Float32Array.from(values)]));
  const values = outputs[layer.name];
  const top = topOf(layer, figure.layers, outputs, scope);
  const isShares = scope === "map" && layer.isMaps && layer.name !== "input";
  const rows = emptyRows(layer.tiles);
  fillRows(rows, isShares ? sharesOf(values, layer.tiles) : values, layer.tiles);
  assert.equal(endsOf(layer, scope, top), expected.ends, layer.name);
  assert.ok(isNear(isShares ? 1 : top, expected.high), layer.name);
  assert.deepEqual(rows.map((row) => row.length), expected.z.map((row) => row.length), layer.name);
  for (const [y, row] of rows.entries()) {
    const isRight = (value, x) => (expected.z[y][x] === null ? Number.isNaN(value) : isNear(value, expected.z[y][x]));
    assert.ok(row.every(isRight), `${layer.name}, row ${y}`);
  }
}

test("every layer is filled with the numbers, scales and ends of cnn.figures", { skip }, () => {
  let count = 0;
  for (const figure of cases.figures) {
    for (const [scope, expected] of Object.entries(figure.scopes)) {
      figure.keep.forEach((index, at) => check(figure, index, scope, expected[at]));
      count += figure.keep.length;
    }
  }
  assert.ok(count > 150, `${count}`);
});

test("maps are in the middle of their panel, with square cells; a vector fills its panel", () => {
  const layout = { height: 300, xaxis: { domain: [0.1, 0.3] }, yaxis: { domain: [0, 0.5] } };
  const tiles = { count: 4, height: 4, width: 4, columns: 2, gap: 1 };
  assert.deepEqual(boxOf({ trace: 0, tiles, isMaps: true }, layout, [1000, layout.height]), { left: 125, top: 150, width: 150, height: 150 });
  const vector = { count: 10, height: 1, width: 1, columns: 1, gap: 0 };
  assert.deepEqual(boxOf({ trace: 0, tiles: vector, isMaps: false }, layout, [1000, layout.height]), { left: 100, top: 150, width: 200, height: 150 });
});

const LAYERS = [
  { name: "input", kind: "input", output_shape: [1, 2, 2] },
  { name: "fc2", kind: "linear", output_shape: [3] },
];

test("a pass is computed once for a picture, and without one everything is zero", () => {
  const weights = { "fc2.weight": new Float32Array(12).fill(1), "fc2.bias": new Float32Array([0, 1, 2]) };
  const network = { layers: LAYERS, weights };
  const image = new Float32Array([1, 2, 3, 4]);
  const first = passOf(network, image);
  assert.deepEqual([...first.fc2], [10, 11, 12]);
  assert.equal(passOf(network, image), first);
  assert.deepEqual(passOf(network, null), nothing(LAYERS));
  assert.deepEqual([...nothing(LAYERS).input], [0, 0, 0, 0]);
});

test("a network whose fc1 is elsewhere has a problem where there is no worker", () => {
  const network = { layers: LAYERS, weights: {}, elsewhere: "http://here/network" };
  assert.deepEqual(passOf(network, null, () => {}), nothing(LAYERS));
  assert.equal(passOf(network, new Float32Array(4), () => {}), null);
  assert.match(network.problem, /no worker/);
});

test("a network that could not be fetched is fetched again when it is asked for again", async () => {
  const before = [globalThis.fetch, globalThis.document];
  let asked = 0;
  globalThis.document = { baseURI: "http://here/" };
  globalThis.fetch = async () => ({ ok: false, status: 500 + asked++ });
  try {
    await assert.rejects(networkAt("./a?b=1"), /500/);
    await assert.rejects(networkAt("./a?b=1"), /501/);
  } finally {
    [globalThis.fetch, globalThis.document] = before;
  }
});

test("a slider changes one setting in the address of the figure", () => {
  const address = "./explorer/drawings/1?conv1_kernel_size=5&conv1_stride=1&theme=dark";
  assert.equal(addressWith(address, "conv1_stride", "2"), address.replace("stride=1", "stride=2"));
  assert.equal(addressWith(address, "conv1_stride", "1"), address);
});

test("a drawing without ink is no picture", () => {
  assert.equal(pictureOf(new Uint8Array(100), 10, 10), null);
  assert.ok(pictureOf(new Uint8Array(100).fill(255), 10, 10).some((value) => value === 1));
});

function followed() {
  const shown = [];
  const view = { isFollowing: () => true, usePicture: (image) => shown.push(image) };
  return { pen: new PenFollower(view), shown };
}

const drawn = (sequence, board = "a.1") => {
  const ink = btoa(String.fromCharCode(16, 255)); // a run of 16
  return { board, sequence, drawing: { size: 140, top: 3, left: 3, height: 4, width: 4, ink, runs: true } };
};

test("what is drawn here is newer than what the server says of an earlier drawing", () => {
  const { pen, shown } = followed();
  assert.equal(pen.has({ board: "a.1", answered: 2 }), false);
  pen.inked(drawn(2));
  assert.equal(shown.length, 1);
  assert.equal(pen.isAhead({ board: "a.1", answered: 1 }), true);
  assert.equal(pen.isAhead({ board: "a.1", answered: 2 }), false);
  assert.equal(pen.has({ board: "a.1", answered: 2 }), true);
  assert.equal(pen.isAhead({ board: "a.2", answered: 2 }), false); // the board was cleared or filled
  assert.equal(pen.has({ board: "a.2", answered: 2 }), false);
});

test("nobody follows the pen where the figure is not on the page", () => {
  follow({ isFollowing: () => false });
  assert.equal(followerNow(), null);
  const one = { isFollowing: () => true };
  follow(one);
  assert.equal(followerNow(), one);
  follow(null);
  assert.equal(followerNow(), null);
});

test("an example is drawn stroke by stroke, as long as it lasts", () => {
  const strokes = [[[0, 0], [1, 0]], [[0, 1], [0, 0.5], [0, 0]]]; // two strokes of the same length
  assert.deepEqual(drawnUntil(strokes, 0.25), [[[0, 0], [0.5, 0]]]);
  assert.deepEqual(drawnUntil(strokes, 0.75), [strokes[0], [[0, 1], [0, 0.5]]]);
  assert.deepEqual(drawnUntil(strokes, 1), strokes);
  assert.deepEqual(drawnUntil([[[0.5, 0.5]]], 1), [[[0.5, 0.5]]]); // a dot
});

test("tiles are as large as in cnn.figures.montage", { skip }, () => {
  for (const { shape, box, grid, columns } of cases.best) {
    assert.equal(bestGrid(shape, box), grid, `${shape} in ${box}`);
    assert.equal(bestColumns(4 * shape[0], box), columns, `${shape[0]} in ${box}`);
  }
});

const MAPS = { name: "conv1", isMaps: true, tiles: { count: 3, height: 2, width: 2, columns: 1, gap: 1 }, colours: { low: -9, high: 9 } };

test("a large layer has every value at its place, and a number on every map", () => {
  const values = Float32Array.from({ length: 12 }, (_, at) => at);
  const { data: [trace], layout } = largeFigure(MAPS, { scale: [], drawn: values.map((value) => value / 2), values, text: "#000", box: [900, 200] });
  const cells = trace.customdata.flat().filter(Boolean);
  assert.equal(cells.length, 12);
  for (const [channel, row, column, value] of cells) assert.equal(value, channel * 4 + row * 2 + column);
  for (const [y, row] of trace.customdata.entries()) {
    for (const [x, cell] of row.entries()) assert.ok(cell ? trace.z[y][x] === cell[3] / 2 : Number.isNaN(trace.z[y][x]));
  }
  assert.deepEqual(layout.annotations.map(({ text }) => text), ["0", "1", "2"]);
});

test("a layer's numbers are a table", () => {
  assert.equal(csvOf({ isMaps: true, tiles: { count: 1, height: 1, width: 2 } }, [0.5, -1]), "channel,row,column,value\n0,0,0,0.5\n0,0,1,-1\n");
  assert.equal(csvOf({ isMaps: false, tiles: { count: 2, height: 1, width: 1 } }, [3, 4]), "unit,value\n0,3\n1,4\n");
});

test("softmax is ten bars, the tallest in another colour, and a table", () => {
  const outputs = { softmax: Float32Array.of(0.25, 0.5, 0.25), fc2: Float32Array.of(-1, 0.5, -1) };
  const { data: [trace], layout } = largeBars(outputs, { text: "#000", quiet: "#888", accent: "#f00" }, 300);
  assert.deepEqual(trace.y, [0.25, 0.5, 0.25]);
  assert.deepEqual(trace.marker.color, ["#888", "#f00", "#888"]);
  assert.deepEqual(trace.customdata, [-1, 0.5, -1]);
  assert.equal(layout.height, 300);
  assert.equal(csvOfAnswer(outputs), "digit,logit,probability\n0,-1,0.25\n1,0.5,0.5\n2,-1,0.25\n");
});
