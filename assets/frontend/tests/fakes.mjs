// Fakes of what the modules take from a page.

import { PicturePlace, TracePlace } from "../linked/places.js";

/** An axis of `cells` cells, `side` pixels each, from `start` on: see adapters/plotly.js. */
export const axis = (cells, side, start = 0) => ({
  start,
  length: cells * side,
  pixelsAt: (cell) => (cell + 0.5) * side,
  cellAt: (pixels) => pixels / side - 0.5,
});

/** A heatmap of rows of numbers, with square cells. */
export const heatmap = (values, side = 10, [left, top] = [0, 0]) => ({
  isBars: false,
  channel: undefined,
  rows: values.length,
  columns: values[0].length,
  x: axis(values[0].length, side, left),
  y: axis(values.length, side, top),
  drawnAt: (row, column) => values[row][column],
  customAt: () => undefined,
});

/** Rows and columns of numbers, the same one everywhere. */
export const filled = (rows, columns, value = 0) => Array.from({ length: rows }, () => Array(columns).fill(value));

/** The montage of a layer's maps as a place, its surface itself. columns: of tiles. */
export function montagePlace(layer, columns, options = {}) {
  const [count, height, width] = layer.shape;
  const values = filled(Math.ceil(count / columns) * (height + 1) - 1, columns * (width + 1) - 1);
  const surface = { places: (asked) => (asked === layer ? [place] : []) };
  const place = new TracePlace(surface, layer, { ...heatmap(values, options.side, options.corner), ...options.trace });
  return place;
}

/** A picture of some maps of a layer, as wide as `width` pixels. */
export const picturePlace = (layer, cells, width) => new PicturePlace({ box: { width } }, layer, cells);

/** An event at elements that match the selectors, inner ones first. */
export const eventOver = (selectors, rest = {}) => ({
  composedPath: () => selectors.map((own) => ({ matches: (asked) => asked.split(",").some((one) => one.trim() === own) })),
  ...rest,
});
