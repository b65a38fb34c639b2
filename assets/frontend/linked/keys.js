// What keys do with the marked cell. No DOM.
//
// shown: `layers`, and `placeOf(cell)`, the place that shows a cell (see places.js).

import { GAP } from "./places.js";
import { isMaps, nearestCell } from "./windows.js";

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const MAPS = { PageDown: 1, PageUp: -1 };
const MIDDLE = { channel: 0, row: 14, column: 14 }; // of the input

/** Whether a key opens the marked cell. */
export const isOpening = (key) => key === "Enter" || key === " ";

/** Whether a key is meant for the cell that the mouse points at, although no picture has the focus. */
export const isForPointedCell = (key) => key in STEPS || key === "Enter";

/** The cell that is marked after a key: null for none, undefined if the key has no meaning. */
export function cellAfter(key, cell, shown) {
  if (key in STEPS) return nextCell(cell, STEPS[key], shown) ?? cell;
  if (key in MAPS) return cellOnOtherMap(cell, MAPS[key], shown);
  if (key === "Home") return cellIn(0, cell, shown.layers);
  return key === "Escape" ? null : undefined;
}

const cellIn = (index, cell, layers) => ({ index, ...nearestCell(layers[index], cell) });

/** The next cell in a direction: over the gap to the next tile, at the left and right end to the next layer. */
function nextCell(cell, [down, right], shown) {
  const place = shown.placeOf(cell);
  if (!place) return null;
  let [row, column] = place.grid(cell);
  for (let step = 0; step <= GAP + 2 * place.ring; step++) {
    [row, column] = [row + down, column + right];
    const next = place.at(row, column);
    if (next) return { index: cell.index, ...next };
  }
  return right ? cellInNextLayer(cell, right, place, shown.layers) : null;
}

/** The cell at the same height in the picture of the layer before or after, which shows the same map if there are several. */
function cellInNextLayer(cell, right, place, layers) {
  const index = cell.index + right;
  const others = layers[index] ? place.surface.places(layers[index]) : [];
  const other = others.find((one) => one.has(cell.channel)) ?? others[0];
  if (!other?.edge) return null;
  const [row] = place.grid(cell);
  const [, top, , bottom] = place.pixels([row, row + 1], [0, 1]);
  return { index, ...other.edge((top + bottom) / 2, right < 0) };
}

/** The same cell of the map before or after, as far as there is one that is shown. */
function cellOnOtherMap(cell, by, shown) {
  const other = cellIn(cell.index, { ...cell, channel: cell.channel + by }, shown.layers);
  return shown.placeOf(other) ? other : cell;
}

/** Where the arrow keys begin: the cell in the microscope, or the middle of the first map.
 *
 * `cell`: the one in the microscope; `pinned`: whether it stays marked; surface: the one pointed at last. */
export function startingCell(layers, { cell, pinned }, surface) {
  const known = layers.findIndex((layer) => layer.name === cell?.layer);
  if (known >= 0) {
    const wanted = cellIn(known, cell, layers);
    if (pinned || surface?.places(layers[known]).some((place) => place.has(wanted.channel))) return wanted;
  }
  const index = layers.findIndex((layer, at) => at > 0 && isMaps(layer) && surface?.places(layer).length);
  if (index < 0) return cellIn(0, MIDDLE, layers);
  const half = layers[index].shape[1] >> 1;
  return { index, channel: surface.places(layers[index])[0].first, row: half, column: half };
}
