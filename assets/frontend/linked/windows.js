// Arithmetic of layers, in cells: what a cell reads on the layer before, and what it depends on in the input. No DOM.
//
// A layer is what cnn/ui/linked.py sends: name, kind, shape, kernel_size, stride, padding. A cell is its layer's
// index, and channel, row and column. All edges are [from, to). Tested against cnn/network with shared fixtures.

import { clip } from "./numbers.js";

export const range = (from, to) => Array.from({ length: to - from }, (_, index) => from + index);

export const isMaps = (layer) => layer.shape.length === 3;

export const isSameCell = (one, other) =>
  one === other || (one && other && ["index", "channel", "row", "column"].every((name) => one[name] === other[name]));

/** The cell of a layer nearest to a channel, row and column. */
export function nearestCell(layer, { channel, row, column }) {
  const [count, height = 1, width = 1] = layer.shape;
  return {
    channel: clip(channel, 0, count - 1),
    row: clip(row, 0, height - 1),
    column: clip(column, 0, width - 1),
  };
}

/** The rows (or columns) in the window of one row (or column); negative ones, and those from the size on, are padding. */
export function edgesOf({ kernel_size: size, stride, padding }, place) {
  const from = place * stride - padding;
  return [from, from + size];
}

/** The rows (or columns) of the layer before that the windows of `rows` read, without padding. */
export function rowsRead(layer, rows, size) {
  const read = new Set(rows.flatMap((row) => range(...edgesOf(layer, row))));
  return [...read].filter((row) => row >= 0 && row < size);
}

/** The cell of maps that became one value of flatten. */
function unflattened(index, [, height, width]) {
  const [channel, rest] = [Math.floor(index / (height * width)), index % (height * width)];
  return { channel, row: Math.floor(rest / width), column: rest % width };
}

/** What a cell reads on the layer before: a list of channels, rows and columns; or units, of a vector. */
export function windowOf(layers, index, cell) {
  const [layer, before] = [layers[index], layers[index - 1]];
  if (!before) return null;
  if (layer.kind === "flatten") {
    const { channel, row, column } = unflattened(cell.channel, before.shape);
    return { channels: [channel], rows: [row, row + 1], columns: [column, column + 1] };
  }
  if (!isMaps(before)) {
    return { units: layer.kind === "relu" ? [cell.channel, cell.channel + 1] : [0, before.shape[0]] };
  }
  const channels = layer.kind === "conv" ? range(0, before.shape[0]) : [cell.channel];
  return { channels, rows: edgesOf(layer, cell.row), columns: edgesOf(layer, cell.column) };
}

/** The rows and columns of the last maps that a cell depends on, or of its own. */
function startOfField(layers, index, cell) {
  if (layers[index].kind === "flatten") {
    const { row, column } = unflattened(cell.channel, layers[index - 1].shape);
    return [[row], [column]];
  }
  if (isMaps(layers[index])) return [[cell.row], [cell.column]];
  const [, height, width] = layers[layers.findLastIndex(isMaps)].shape;
  return [range(0, height), range(0, width)];
}

/** The smallest box of input pixels that holds all on which a cell depends: rows and columns; null if there are none. */
export function fieldOf(layers, index, cell) {
  let [rows, columns] = startOfField(layers, index, cell);
  for (let step = Math.min(index, layers.findLastIndex(isMaps)); step > 0; step--) {
    const [, height, width] = layers[step - 1].shape;
    rows = rowsRead(layers[step], rows, height);
    columns = rowsRead(layers[step], columns, width);
  }
  if (!rows.length || !columns.length) return null;
  const ends = (cells) => [Math.min(...cells), Math.max(...cells) + 1];
  return { rows: ends(rows), columns: ends(columns) };
}
