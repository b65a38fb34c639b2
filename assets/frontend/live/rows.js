// The values of a layer in the rows of a Plotly heatmap: mirrors `montage` and `folded` in cnn/figures/montage.py. No DOM.

import { sizeOf } from "../engine/pictures.js";

/** Rows for a layer, all zero, with NaN where no cell is. */
export function emptyRows(tiles) {
  const { height, width } = sizeOf(tiles);
  const rows = Array.from({ length: height }, () => new Float32Array(width).fill(NaN));
  fillRows(rows, new Float32Array(tiles.count * tiles.height * tiles.width), tiles);
  return rows;
}

/** Put a layer's values into their rows. */
export function fillRows(rows, values, { count, height, width, columns, gap }) {
  for (let tile = 0, at = 0; tile < count; tile++) {
    const [top, left] = [Math.floor(tile / columns) * (height + gap), (tile % columns) * (width + gap)];
    for (let y = top; y < top + height; y++) {
      const row = rows[y];
      for (let x = left; x < left + width; x++, at++) row[x] = values[at]; // quicker than `set` for rows as short as these
    }
  }
}
