// What a cell is and what it reads, in one line of words. No DOM.

import { span } from "./numbers.js";
import { fieldOf, isMaps, windowOf } from "./windows.js";

/** What the line says while nothing is marked. isFinger: there is no mouse. */
export function hintOf({ opens, twice }, isFinger) {
  if (isFinger) return `Tap a cell to see what it reads; a second tap ${opens}.`;
  return (
    "Point at any cell to see what it reads. Arrow keys move, Page Up and Page Down change the map; " +
    `${twice ? "a double click" : "click"} or Enter ${opens}.`
  );
}

/** The parts of the line for a cell, each as [kinds, text]. value: of the cell, as text, or "" if it is not shown;
 * isBeforeShown: whether the layer before can be seen. */
export function wordsOf(layers, cell, value, isBeforeShown) {
  const [layer, before] = [layers[cell.index], layers[cell.index - 1]];
  const name = ["cell", `${layer.name} ${cellWords(layer, cell)}${value && ` = ${value}`}`];
  const window = windowOf(layers, cell.index, cell);
  if (!window) return [name];
  const field = cell.index === 1 ? null : ["field", fieldWords(layers[0], fieldOf(layers, cell.index, cell))];
  const title = field ? "window" : "window = receptive field";
  const [kind, rest] = isBeforeShown ? ["window", ""] : ["window hidden", " (not shown here)"];
  const parts = [name, [kind, `${title}: ${windowWords(layer, before, window)}${rest}`]];
  return field ? [...parts, field] : parts;
}

function cellWords(layer, { channel, row, column }) {
  if (isMaps(layer)) return `channel ${channel}, row ${row}, column ${column}`;
  return layer.kind === "softmax" || layer.name === "fc2" ? `digit ${channel}` : `unit ${channel}`;
}

function windowWords(layer, before, window) {
  if (window.units) {
    const [from, to] = window.units;
    return to - from === 1 ? `${before.name} unit ${from}` : `all ${to} values of ${before.name}`;
  }
  const { rows, columns } = window;
  const [, height, width] = before.shape;
  const isPadded = rows[0] < 0 || columns[0] < 0 || rows[1] > height || columns[1] > width;
  const zeros = isPadded ? " (dashed: padding)" : "";
  return `${before.name}, ${mapsWords(before, window)}${span("row", rows)}, ${span("column", columns)}${zeros}`;
}

function mapsWords(before, { channels }) {
  if (before.shape[0] === 1) return "";
  return channels.length > 1 ? `all ${channels.length} maps, ` : `map ${channels[0]}, `;
}

function fieldWords(input, field) {
  if (!field) return "receptive field: padding only";
  const { rows, columns } = field;
  const [, height, width] = input.shape;
  if (rows[1] - rows[0] === height && columns[1] - columns[0] === width) return "receptive field: the whole input";
  return `receptive field: ${span("row", rows)}, ${span("column", columns)}`;
}
