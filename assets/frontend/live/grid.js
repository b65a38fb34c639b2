// How many columns of tiles give the largest cells in a box: mirrors `best_grid` and `best_columns` in cnn/figures/montage.py
// (tests/frontend_fixtures.py). No DOM.

import { GAP } from "../linked/places.js";

/** For maps of a shape [count, height, width] in a box of [width, height] pixels. */
export function bestGrid([count, height, width], [wide, high]) {
  let [best, side] = [1, 0];
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const size = Math.min(wide / (columns * (width + GAP) - GAP), high / (rows * (height + GAP) - GAP));
    if (size > side) [best, side] = [columns, size];
  }
  return best;
}

/** For a vector: a few fewer than would be square where that divides its length. */
export function bestColumns(count, [wide, high]) {
  const ideal = Math.max(1, Math.round(Math.sqrt((count * wide) / high)));
  for (let columns = ideal; columns >= Math.max(1, Math.floor((ideal * 2) / 3)); columns--) {
    if (count % columns === 0) return columns;
  }
  return Math.min(ideal, count);
}
