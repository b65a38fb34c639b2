// Which boxes are marked for a cell: the cell, its window, and its receptive field on the input. No DOM.

import { clip } from "./numbers.js";
import { fieldOf, windowOf } from "./windows.js";

/** The marks of a cell, each with its place, kind and box in pixels. placesOf: the places that show a layer. */
export function marksOf(layers, cell, placesOf) {
  const [layer, before] = [layers[cell.index], layers[cell.index - 1]];
  const window = windowOf(layers, cell.index, cell);
  return [
    ...fieldMarks(layers, cell, placesOf),
    ...(window ? placesOf(before).flatMap((place) => windowMarks(place, window, layer.padding)) : []),
    ...placesOf(layer).filter((place) => place.has(cell.channel)).map((place) => cellMark(place, cell)),
  ];
}

/** The field of a cell that reads the input itself is its window. */
function fieldMarks(layers, cell, placesOf) {
  const field = cell.index > 1 ? fieldOf(layers, cell.index, cell) : null;
  if (!field) return [];
  return placesOf(layers[0]).map((place) => ({ place, kind: "field", box: place.pixels(field.rows, field.columns) }));
}

function cellMark(place, cell) {
  const [row, column] = place.grid(cell);
  return { place, kind: "cell", box: place.pixels([row, row + 1], [column, column + 1]) };
}

function windowMarks(place, window, padding) {
  if (window.units) return [{ place, kind: "window", box: unitsBox(place, window.units) }];
  const channels = window.channels.filter((channel) => place.has(channel));
  return channels.flatMap((channel) => mapMarks(place, channel, window, padding));
}

/** The box of units [from, to) in a folded vector: a part of one row, or all rows that hold some of them. */
function unitsBox(place, [from, to]) {
  const rows = [Math.floor(from / place.columns), Math.ceil(to / place.columns)];
  const column = from % place.columns;
  return place.pixels(rows, to - from < place.columns ? [column, column + to - from] : [0, place.columns]);
}

/** The window on one map: the part on the map, and the whole window, dashed, if it reaches over the edge. */
function mapMarks(place, channel, window, padding) {
  const [count, height, width] = place.layer.shape;
  const [top, left] = place.tile(channel);
  const mark = (kind, rows, columns) => {
    const box = place.pixels(rows.map((row) => row + top), columns.map((column) => column + left));
    return { place, kind, box };
  };
  const inside = (edges, size) => edges.map((edge) => clip(edge, 0, size));
  const [rows, columns] = [inside(window.rows, height), inside(window.columns, width)];
  const marks = rows[0] < rows[1] && columns[0] < columns[1] ? [mark("window", rows, columns)] : [];
  if (String([rows, columns]) === String([window.rows, window.columns])) return marks;
  // There is room for the zeros of the padding around a single map only, unless a ring is drawn; else the dashes show it.
  const edges = count === 1 && !place.ring ? [padding, 0] : [];
  const ring = edges.map((edge) => mark("ring", [-edge, height + edge], [-edge, width + edge]));
  return [...marks, ...ring, mark("outside", window.rows, window.columns)];
}
