import assert from "node:assert/strict";
import { test } from "node:test";

import { isLaidOut, onLaidOut, onPointPressed, tracesNamed } from "../adapters/plotly.js";

const axis = (side) => ({ _offset: 5, _length: 40, l2p: (cell) => (cell + 0.5) * side, p2l: (pixels) => pixels / side - 0.5 });
const PLOT = {
  _fullData: [
    { name: "conv1", type: "heatmap", z: [[1, 2, 3], [4, 5, 6]], xaxis: "x", yaxis: "y" },
    { name: "pool1", type: "heatmap", z: [[7]], customdata: [[70]], meta: { channel: 4 }, xaxis: "x2", yaxis: "y2" },
    { name: "softmax", type: "bar", x: [0.25, 0.75], y: [0, 1], xaxis: "x2", yaxis: "y" },
  ],
  _fullLayout: { xaxis: axis(10), yaxis: axis(20), xaxis2: axis(30), yaxis2: axis(40) },
};

test("a trace is found by its name, with its own axes", () => {
  const [trace, ...rest] = tracesNamed(PLOT, "conv1");
  assert.equal(rest.length, 0);
  assert.deepEqual([trace.isBars, trace.channel, trace.rows, trace.columns], [false, undefined, 2, 3]);
  assert.deepEqual([trace.drawnAt(1, 2), trace.customAt(1, 2)], [6, undefined]);
  assert.deepEqual([trace.x.start, trace.x.length, trace.x.pixelsAt(1), trace.y.pixelsAt(1), trace.y.cellAt(30)], [5, 40, 15, 30, 1]);
  assert.equal(tracesNamed(PLOT, "pool1")[0].x.pixelsAt(0), 15);
  assert.deepEqual(tracesNamed(PLOT, "relu1"), []);
});

test("a trace says which channel it shows, and which values its colours stand for", () => {
  const [trace] = tracesNamed(PLOT, "pool1");
  assert.deepEqual([trace.channel, trace.customAt(0, 0)], [4, 70]);
});

test("bars are one column of lengths", () => {
  const [trace] = tracesNamed(PLOT, "softmax");
  assert.deepEqual([trace.isBars, trace.rows, trace.columns, trace.drawnAt(1, 0)], [true, 2, 1, 0.75]);
});

test("a figure that is not drawn yet has no traces", () => {
  assert.deepEqual(tracesNamed({}, "conv1"), []);
  assert.deepEqual([{}, { _fullLayout: {}, _fullData: [] }, PLOT].map(isLaidOut), [false, false, true]);
});

test("events of a figure are heard if it sends any", () => {
  const heard = [];
  const plot = { on: (kind) => heard.push(kind) };
  onLaidOut(plot, () => {});
  onLaidOut({}, () => {});
  assert.deepEqual(heard, ["plotly_afterplot", "plotly_relayout"]);
});

test("a tap presses a point once, though Plotly tells it twice; every tap and every click counts", (context) => {
  let [heard, now] = [null, 1000];
  context.mock.method(performance, "now", () => now);
  const pressed = [];
  onPointPressed({ on: (name, action) => (heard = name === "plotly_click" ? action : null) }, (point) => pressed.push(point));
  const tell = (type, pointNumber, later) => {
    now += later;
    heard({ points: [{ pointNumber }], event: { type } });
  };
  tell("mousedown", 2, 0);
  tell("mousedown", 2, 100);
  tell("touchstart", 2, 100);
  tell("mousedown", 2, 30); // the click that the browser makes of the tap
  tell("touchstart", 3, 100);
  tell("mousedown", 3, 300); // as well, where a double tap zooms
  tell("mousedown", 2, 1000);
  assert.deepEqual(pressed, [2, 2, 2, 3, 2]);
});
