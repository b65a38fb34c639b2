// Values as small pictures, a pixel for each cell: mirrors `montage` and `folded` in cnn/figures/montage.py and `coloured`
// in png.py (tests/test_engine.py). How the maps of a layer are tiled is told, not worked out.

import { palette } from "../colours.js";

const STEPS = 1024; // colours in a table
const OPAQUE = 0xff000000;

/** A table of pixels, from a scale of [share, "#rrggbb"]. */
export const pixelTable = (scale) =>
  Uint32Array.from(palette(scale, STEPS), ([red, green, blue]) => (OPAQUE | (blue << 16) | (green << 8) | red) >>> 0);

/** How large the picture of a layer is: { width, height } in cells, gaps included. */
export function sizeOf({ count, height, width, columns, gap }) {
  const rows = Math.ceil(count / columns);
  return { height: rows * (height + gap) - gap, width: columns * (width + gap) - gap };
}

/** Paint a layer's values into pixels, a Uint32Array of the size of its picture; what has no value stays clear.
 *
 * tiles: count, height and width in cells, columns, gap between two. colours: { pixels, low, high }, a table for
 * values from `low` to `high`. */
export function paint(pixels, values, tiles, { pixels: table, low, high }) {
  const { count, height, width, columns, gap } = tiles;
  const across = sizeOf(tiles).width;
  const scale = (STEPS - 1) / (high - low || 1);
  for (let tile = 0, at = 0; tile < count; tile++) {
    const [down, right] = [Math.floor(tile / columns) * (height + gap), (tile % columns) * (width + gap)];
    for (let row = 0; row < height; row++) {
      let to = (down + row) * across + right;
      for (let column = 0; column < width; column++, at++, to++) {
        const step = Math.round((values[at] - low) * scale);
        pixels[to] = table[step < 0 ? 0 : step >= STEPS ? STEPS - 1 : step];
      }
    }
  }
}
