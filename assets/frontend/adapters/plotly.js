// All that this front end knows of plotly.js beyond its documented figures: class names, `_fullData` and `_fullLayout`,
// the axes' `_offset`, `_length`, `l2p` and `p2l`, and its events. If the library changes, repair it here.

import { say } from "../text.js";

export const PLOT = ".js-plotly-plot";

let loading = null; // the promise of plotly.js

/** Load plotly.js from an address, once. */
export function loadPlotly(source) {
  loading ??= new Promise((done, fail) => {
    const script = Object.assign(document.createElement("script"), { src: new URL(source, document.baseURI).href });
    Object.assign(script, { onload: done, onerror: () => fail(new Error(`${source} cannot be loaded.`)) });
    document.head.appendChild(script);
  }).catch((error) => {
    loading = null; // asked for again by the next figure
    throw error;
  });
  return loading;
}

/** Draw a figure, { data, layout }, in an element, or change the one in it to this. */
export const drawInPlace = (node, { data, layout }, settings) => globalThis.Plotly.react(node, data, layout, settings);

/** Whether a figure was laid out for another width than its element has now. */
export const isMisfit = (node) => Boolean(node._fullLayout && Math.abs(node._fullLayout.width - node.clientWidth) > 1);

/** Lay a figure out again for the width that its element has now. */
export const refit = (node) => globalThis.Plotly.Plots.resize(node);

/** Let the browser save a figure as a picture, "png" or "svg", twice as fine as on the page. */
export const saveAs = (node, format, filename) => globalThis.Plotly.downloadImage(node, { format, filename, scale: 2 });

const TAP = 700; // milliseconds in which a browser makes a click of a tap: Plotly tells that click after the tap itself

/** Call action with the number of a point that was pressed. */
export function onPointPressed(node, action) {
  let tapped = -Infinity;
  node.on("plotly_click", ({ points: [{ pointNumber }], event }) => {
    const isTap = event.type.startsWith("touch");
    if (!isTap && performance.now() - tapped < TAP) return;
    if (isTap) tapped = performance.now();
    action(pointNumber);
  });
}

export const isPlot = (node) => node.matches(PLOT);

/** Whether plotly.js has laid a figure out. */
export const isLaidOut = (plot) => Boolean(plot._fullLayout && plot._fullData?.length);

/** Call action whenever the figure was drawn or laid out again. */
export function onLaidOut(plot, action) {
  for (const kind of ["plotly_afterplot", "plotly_relayout"]) plot.on?.(kind, action);
}

/** The traces of a name, each with where it is drawn. */
export function tracesNamed(plot, name) {
  const { _fullData: traces, _fullLayout: layout } = plot;
  return (traces ?? []).filter((trace) => trace.name === name).map((trace) => describe(trace, layout));
}

/** channel: the one that the trace shows alone, if its `meta` names it. rows, columns: of cells. */
function describe(trace, layout) {
  const [x, y] = [trace.xaxis, trace.yaxis].map((id) => axisOf(layout[`${id[0]}axis${id.slice(1)}`]));
  const isBars = trace.type === "bar";
  return {
    isBars, x, y,
    channel: trace.meta?.channel,
    rows: isBars ? trace.x.length : trace.z.length,
    columns: isBars ? 1 : trace.z[0].length,
    /** The number that a cell is coloured by, or the length of a bar. */
    drawnAt: (row, column) => (isBars ? trace.x[row] : trace.z[row][column]),
    /** What `customdata` has for a cell. */
    customAt: (row, column) => trace.customdata?.[row]?.[column],
  };
}

/** Change the words of an annotation, by its number, where they are drawn. */
export function setAnnotation(plot, number, words) {
  const drawn = plot.querySelector(`.annotation[data-index="${number}"] text`);
  if (drawn) say(drawn, words);
}

/** An axis in pixels: its start in the figure and its length; from its start, the place of a cell, and the cell at a place. */
function axisOf(axis) {
  return {
    start: axis._offset,
    length: axis._length,
    pixelsAt: (cell) => axis.l2p(cell),
    cellAt: (pixels) => axis.p2l(pixels),
  };
}
