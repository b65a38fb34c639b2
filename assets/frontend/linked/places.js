// Where the cells of a layer are shown: from a cell to its pixels, and from a pixel to its cell. No DOM.

import { clip } from "./numbers.js";
import { isMaps } from "./windows.js";

export const GAP = 1; // empty cells between two tiles: GAP in cnn/figures/montage.py
const BARS_LEFT = 20; // pixels left of the bars of softmax that still belong to them: the digits

/** Some channels of a layer side by side, or a vector folded into rows. first, count: its channels; columns: of tiles, or
 * of a folded vector; ring: cells of padding that are drawn around each map. Rows and columns count cells of the picture. */
export class Place {
  constructor(surface, layer, { first = 0, count = layer.shape[0], columns, ring = 0 }) {
    Object.assign(this, { surface, layer, first, count, columns, ring });
    this.pitch = layer.shape.slice(1).map((size) => size + 2 * ring + GAP);
  }

  has(channel) {
    return channel >= this.first && channel < this.first + this.count;
  }

  /** Row and column at which a map begins. */
  tile(channel) {
    const [high, wide] = this.pitch;
    const index = channel - this.first;
    return [Math.floor(index / this.columns) * high + this.ring, (index % this.columns) * wide + this.ring];
  }

  /** Row and column of a cell. */
  grid(cell) {
    if (!isMaps(this.layer)) return [Math.floor(cell.channel / this.columns), cell.channel % this.columns];
    const [top, left] = this.tile(cell.channel);
    return [top + cell.row, left + cell.column];
  }

  /** The cell at a row and column, or null in gaps and padding. */
  at(row, column) {
    if (row < 0 || column < 0 || Number.isNaN(row + column)) return null;
    return isMaps(this.layer) ? this.cellOfMaps(row, column) : this.cellOfVector(row, column);
  }

  cellOfVector(row, column) {
    const channel = row * this.columns + column;
    return column < this.columns && channel < this.count ? { channel, row: 0, column: 0 } : null;
  }

  cellOfMaps(row, column) {
    const [high, wide] = this.pitch;
    const index = Math.floor(row / high) * this.columns + Math.floor(column / wide);
    const cell = { channel: this.first + index, row: (row % high) - this.ring, column: (column % wide) - this.ring };
    const [, height, width] = this.layer.shape;
    const isInside = cell.row >= 0 && cell.column >= 0 && cell.row < height && cell.column < width;
    return isInside && index < this.count && column < this.columns * wide ? cell : null;
  }
}

/** A heatmap of Plotly: all maps of its layer, or the one that it names. trace: see adapters/plotly.js. */
export class TracePlace extends Place {
  constructor(surface, layer, trace) {
    const columns = isMaps(layer) ? (trace.columns + GAP) / (layer.shape[2] + GAP) : trace.columns;
    super(surface, layer, trace.channel === undefined ? { columns } : { first: trace.channel, count: 1, columns });
    Object.assign(this, { trace, x: trace.x, y: trace.y });
  }

  /** Whether the figure is that of these layers: after a change one of the two is here first. */
  get fits() {
    if (!isMaps(this.layer)) return true;
    const rows = Math.ceil(this.count / this.columns);
    return Number.isInteger(this.columns) && this.trace.rows === rows * this.pitch[0] - GAP;
  }

  /** Pixels of the box rows × columns, [from, to): [left, top, right, bottom]. */
  pixels(rows, columns) {
    const x = (at) => this.x.start + this.x.pixelsAt(at - 0.5);
    const y = (at) => this.y.start + this.y.pixelsAt(at - 0.5);
    return [x(columns[0]), y(rows[0]), x(columns[1]), y(rows[1])];
  }

  /** Row and column at a point, in pixels; null outside. */
  rowAndColumn(left, top) {
    const [x, y] = [left - this.x.start, top - this.y.start];
    if (x < 0 || x > this.x.length || y < 0 || y > this.y.length) return null;
    return [Math.round(this.y.cellAt(y)), Math.round(this.x.cellAt(x))];
  }

  /** The cell nearest to a height, in pixels, in the leftmost column or the one at the right. */
  edge(height, atRight) {
    const row = Math.round(this.y.cellAt(clip(height - this.y.start, 0, this.y.length - 1)));
    const [from, inward] = atRight ? [this.trace.columns - 1, -1] : [0, 1];
    for (let shift = 0; shift < this.trace.columns + this.y.length; shift++) {
      const found = this.at(row - (shift % 2), from + inward * (shift >> 1));
      if (found) return found;
    }
    return { channel: this.first, row: 0, column: 0 };
  }

  value(cell) {
    const place = this.grid(cell);
    // Where colours show shares of a map's largest value, customdata has the value itself.
    const custom = isMaps(this.layer) ? this.trace.customAt(...place) : undefined;
    return custom ?? this.trace.drawnAt(...place);
  }
}

/** Bars of Plotly, one for each unit, from top to bottom. */
export class BarPlace extends TracePlace {
  pixels(rows) {
    const y = (at) => this.y.start + this.y.pixelsAt(at - 0.5);
    return [this.x.start - BARS_LEFT, y(rows[0]), this.x.start + this.x.length, y(rows[1])];
  }

  rowAndColumn(left, top) {
    const isNear = left >= this.x.start - BARS_LEFT;
    const at = isNear && super.rowAndColumn(Math.max(left, this.x.start), top);
    return at ? [at[0], 0] : null;
  }

  edge(height) {
    return super.edge(height, false);
  }

  value(cell) {
    return this.trace.drawnAt(cell.channel, 0);
  }
}

/** An element that fills its width with maps. */
export class PicturePlace extends Place {
  constructor(surface, layer, cells) {
    super(surface, layer, cells);
    this.values = cells.values;
  }

  /** Pixels of a cell's side. */
  get side() {
    return this.surface.box.width / (this.columns * this.pitch[1] - GAP);
  }

  pixels(rows, columns) {
    return [columns[0], rows[0], columns[1], rows[1]].map((at) => at * this.side);
  }

  rowAndColumn(left, top) {
    return [Math.floor(top / this.side), Math.floor(left / this.side)];
  }

  value(cell) {
    const [, height, width] = this.layer.shape;
    return this.values[((cell.channel - this.first) * height + cell.row) * width + cell.column];
  }
}
