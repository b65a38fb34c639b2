// All that this front end knows of plotly.js beyond its documented figures: class names, `_fullData` and `_fullLayout`,
// the axes' `_offset`, `_length`, `l2p` and `p2l`, and its events. If the library changes, repair it here.

export const PLOT = ".js-plotly-plot";

export const isPlot = (node) => node.matches(PLOT);

/** Whether plotly.js has laid a figure out. */
export const isLaidOut = (plot) => Boolean(plot._fullLayout && plot._fullData?.length);

/** Whether a figure can be seen in it: a subplot, or words. */
export const hasContent = (plot) =>
  plot.querySelector(".main-svg .cartesianlayer .subplot, .main-svg .infolayer .annotation") !== null;

/** The pictures that a figure is made of, the topmost last. */
export const layersOf = (plot) => plot.querySelectorAll(".main-svg");

/** Whether plotly.js has made a figure of this element, so that it sends events. */
export const tellsEvents = (plot) => Boolean(plot.on);

/** Call action whenever the figure was drawn. */
export const onDrawn = (plot, action) => plot.on?.("plotly_afterplot", action);

/** Call action whenever the figure was drawn or laid out again. */
export function onLaidOut(plot, action) {
  onDrawn(plot, action);
  plot.on?.("plotly_relayout", action);
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

/** An axis in pixels: its start in the figure and its length; from its start, the place of a cell, and the cell at a place. */
function axisOf(axis) {
  return {
    start: axis._offset,
    length: axis._length,
    pixelsAt: (cell) => axis.l2p(cell),
    cellAt: (pixels) => axis.p2l(pixels),
  };
}
