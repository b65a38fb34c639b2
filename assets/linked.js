// Linked views: pointing at a cell of any layer in a figure marks that cell, its window on the layer before it and its
// receptive field on the input, and says so in one line, all in the browser. Mouse, arrow keys and touch do the same;
// a click, Enter, or a second tap opens the cell.
//
// Knows nothing about the network but what `data.layers` tells (name, kind, shape, kernel_size, stride, padding) and
// finds its traces by these names. Leans on Plotly's _fullLayout and _fullData: see tests/browser/test_linked.py.

const GAP = 1; // empty cells between two tiles: GAP in cnn/figures/montage.py
const SVG = "http://www.w3.org/2000/svg";
const BARS_LEFT = 20; // pixels left of the bars of softmax that still belong to them: the digits
const CLICK_REACH = 6; // pixels that a pointer may move between down and up and still click
const HINT =
  "Point at any cell to see what it reads. Arrow keys move, Page Up and Page Down change the map; click or Enter opens the microscope.";

const range = (from, to) => Array.from({ length: to - from }, (_, index) => from + index);
const same = (one, other) =>
  one === other || (one && other && ["index", "channel", "row", "column"].every((name) => one[name] === other[name]));
const clip = (value, low, high) => Math.min(Math.max(value, low), high);
const number = (value) => {
  const text = value === 0 ? "0" : String(Number(value.toPrecision(6)));
  return text.replace("-", "−");
};
const span = (name, [from, to]) =>
  to - from === 1 ? `${name} ${number(from)}` : `${name}s ${number(from)}…${number(to - 1)}`;

// ---------------------------------------------------------------- arithmetic of windows, in cells

const isMaps = (layer) => layer.shape.length === 3;

/** The rows (or columns) of the layer before that stand in the windows of `rows`, without those on padding. */
function rowsRead(layer, rows, size) {
  const read = new Set();
  for (const row of rows) {
    const start = row * layer.stride - layer.padding;
    for (let offset = 0; offset < layer.kernel_size; offset++) read.add(start + offset);
  }
  return [...read].filter((row) => row >= 0 && row < size);
}

/** What a cell reads on the layer before: channels "all" or a list, rows and columns as [from, to). */
function windowOf(layers, index, cell) {
  const [layer, before] = [layers[index], layers[index - 1]];
  if (!before) return null;
  if (layer.kind === "flatten") {
    const [, height, width] = before.shape;
    const [channel, rest] = [Math.floor(cell.channel / (height * width)), cell.channel % (height * width)];
    const [row, column] = [Math.floor(rest / width), rest % width];
    return { channels: [channel], rows: [row, row + 1], columns: [column, column + 1] };
  }
  if (!isMaps(before)) {
    const [from, to] = layer.kind === "relu" ? [cell.channel, cell.channel + 1] : [0, before.shape[0]];
    return { units: [from, to] };
  }
  const [top, left] = [cell.row, cell.column].map((place) => place * layer.stride - layer.padding);
  const channels = layer.kind === "conv" ? range(0, before.shape[0]) : [cell.channel];
  return { channels, rows: [top, top + layer.kernel_size], columns: [left, left + layer.kernel_size] };
}

/** The box of input pixels that a cell depends on, {rows, columns} as [from, to), or null where it sees none. */
function fieldOf(layers, index, cell) {
  const last = layers.findLastIndex(isMaps);
  let [rows, columns] = [[cell.row], [cell.column]];
  if (layers[index].kind === "flatten") {
    const source = windowOf(layers, index, cell);
    [rows, columns] = [[source.rows[0]], [source.columns[0]]];
  } else if (index > last) {
    rows = columns = range(0, layers[last].shape[1]);
  }
  for (let step = Math.min(index, last); step > 0; step--) {
    const [, height, width] = layers[step - 1].shape;
    rows = rowsRead(layers[step], rows, height);
    columns = rowsRead(layers[step], columns, width);
  }
  if (!rows.length || !columns.length) return null;
  const ends = (cells) => [Math.min(...cells), Math.max(...cells) + 1];
  return { rows: ends(rows), columns: ends(columns) };
}

// ---------------------------------------------------------------- where a layer stands in the figure

/** The trace of a layer in a plot, with its axes and how many columns its montage (or folded vector) has. */
function placeOf(plot, layer) {
  const trace = plot._fullData?.find((one) => one.name === layer.name);
  if (!trace) return null;
  const axis = (id) => plot._fullLayout[`${id[0]}axis${id.slice(1)}`];
  const [x, y] = [axis(trace.xaxis), axis(trace.yaxis)];
  const wide = trace.type === "bar" ? 1 : trace.z[0].length;
  const columns = isMaps(layer) ? (wide + GAP) / (layer.shape[2] + GAP) : wide;
  return { trace, x, y, columns, layer, bars: trace.type === "bar" };
}

const tileOf = (place, channel) => {
  const [, height, width] = place.layer.shape;
  return [Math.floor(channel / place.columns) * (height + GAP), (channel % place.columns) * (width + GAP)];
};

/** Row and column of a cell in the picture of its layer. */
function gridOf(place, cell) {
  if (!isMaps(place.layer)) return [Math.floor(cell.channel / place.columns), cell.channel % place.columns];
  const [top, left] = tileOf(place, cell.channel);
  return [top + cell.row, left + cell.column];
}

/** The cell at a row and column of the picture of a layer, or null in the gaps. */
function cellAt(place, row, column) {
  const [count, height, width] = place.layer.shape;
  if (row < 0 || column < 0 || Number.isNaN(row + column)) return null;
  if (!isMaps(place.layer)) {
    const channel = row * place.columns + column;
    return column < place.columns && channel < count ? { channel, row: 0, column: 0 } : null;
  }
  const [high, wide] = [height + GAP, width + GAP];
  const channel = Math.floor(row / high) * place.columns + Math.floor(column / wide);
  const cell = { channel, row: row % high, column: column % wide };
  const inside = column < place.columns * wide && channel < count && cell.row < height && cell.column < width;
  return inside ? cell : null;
}

function valueOf(place, cell) {
  if (place.bars) return place.trace.x[cell.channel];
  const [row, column] = gridOf(place, cell);
  const told = isMaps(place.layer) ? place.trace.customdata?.[row]?.[column] : undefined;
  // Where colours show shares of a map's largest value, customdata has the value itself: see nameCells.
  return (Array.isArray(told) ? told[3] : told) ?? place.trace.z[row][column];
}

const positions = new Map(); // channel, row and column of every cell of a montage, by its sizes

/** Rows of [channel, row, column] for every cell of a layer's picture: the same objects for the same sizes. */
function positionsOf(place, rows) {
  const key = String([place.layer.shape, place.columns, rows]);
  if (!positions.has(key)) {
    const cell = (row, column) => {
      const found = cellAt(place, row, column);
      return found ? [found.channel, found.row, found.column] : []; // nobody can point at a gap
    };
    const across = range(0, place.columns * (place.layer.shape[2] + GAP) - GAP);
    if (positions.size > 100) positions.clear();
    positions.set(key, range(0, rows).map((row) => across.map((column) => cell(row, column))));
  }
  return positions.get(key);
}

/** Give every map's cells their channel, row, column (and value) as customdata, which Plotly's hover labels name.
 *
 * The figure comes without them, for they are a third of its bytes; see network_drawing in cnn/figures/network.py. */
function nameCells(plot, layers) {
  for (const layer of layers.filter(isMaps)) {
    const place = placeOf(plot, layer);
    if (!place || place.trace.cellsNamed) continue;
    const { trace } = place;
    const values = trace.customdata;
    const cells = positionsOf(place, trace.z.length);
    trace.customdata = values ? cells.map((row, y) => row.map((cell, x) => [...cell, values[y][x]])) : cells;
    if (!trace._arrayAttrs.includes("customdata")) trace._arrayAttrs.push("customdata");
    trace.cellsNamed = true;
  }
}

/** Pixels of the box rows × columns (in cells of the picture, [from, to)): [left, top, right, bottom]. */
function pixels(place, rows, columns) {
  if (place.bars) {
    const y = (at) => place.y._offset + place.y.l2p(at - 0.5);
    return [place.x._offset - BARS_LEFT, y(rows[0]), place.x._offset + place.x._length, y(rows[1])];
  }
  const x = (at) => place.x._offset + place.x.l2p(at - 0.5);
  const y = (at) => place.y._offset + place.y.l2p(at - 0.5);
  return [x(columns[0]), y(rows[0]), x(columns[1]), y(rows[1])];
}

const rectangle = ([left, top, right, bottom]) => {
  const [l, t, r, b] = [left, top, right, bottom].map((edge) => Math.round(edge * 10) / 10);
  return `M${l} ${t}H${r}V${b}H${l}Z`;
};

// ---------------------------------------------------------------- one figure and the line under it

class View {
  constructor(root) {
    this.root = root;
    this.line = root.querySelector(".linked-line");
    this.cell = undefined; // what is marked: { index, channel, row, column }, or null for nothing
    this.resting = true; // nobody points at anything
    this.seen = null; // the plot node that was prepared last
    this.stop = new AbortController();
    const listen = (kind, action) =>
      document.addEventListener(kind, action, { capture: true, signal: this.stop.signal });
    listen("pointermove", (event) => this.moved(event));
    listen("pointerdown", (event) => this.down(event));
    listen("pointerup", (event) => this.up(event));
    listen("pointercancel", () => (this.pressed = null));
    listen("keydown", (event) => this.key(event));
    listen("focusin", (event) => this.focused(event));
    listen("focusout", (event) => event.target === this.seen && this.mark(null));
    this.watch = new MutationObserver(() => this.prepare()); // of the whole page: the figure may come after this line
    this.watch.observe(document.body, { childList: true, subtree: true });
  }

  update(data, send) {
    Object.assign(this, { data, send, layers: data.layers });
    if (!this.cell || this.resting) this.mark(null);
    this.prepare();
  }

  remove() {
    this.stop.abort();
    this.watch.disconnect();
    this.overlay?.remove();
  }

  plotAt(target) {
    return target?.closest?.(`.st-key-${this.data?.figure} .js-plotly-plot`);
  }

  /** Make a plot node, which is a new one after each change of the figure, ready for keys and marks. */
  prepare() {
    const plot = this.data && document.querySelector(`.st-key-${this.data.figure} .js-plotly-plot`);
    if (!plot?._fullLayout || !plot._fullData?.length) return;
    if (plot === this.seen && this.overlay?.parentNode === plot) return;
    const focus = this.seen !== null && this.hadFocus && document.activeElement === document.body;
    this.seen = plot;
    plot.tabIndex = 0;
    plot.setAttribute("role", "application");
    plot.setAttribute("aria-label", `Every layer's values. ${HINT}`);
    plot.dataset.linked = "";
    this.overlay = document.createElementNS(SVG, "svg");
    this.overlay.setAttribute("class", "linked-marks");
    this.paths = {};
    for (const kind of ["ring", "field", "window", "outside", "cell"]) {
      for (const part of kind === "ring" ? ["zero"] : ["halo", "line"]) {
        const path = document.createElementNS(SVG, "path");
        path.setAttribute("class", `${kind} ${part}`);
        this.overlay.appendChild(path);
        (this.paths[kind] ??= []).push(path);
      }
    }
    for (const [name, colour] of Object.entries(this.data.colours)) {
      for (const element of [this.overlay, this.line]) element.style.setProperty(`--mark-${name}`, colour);
    }
    plot.appendChild(this.overlay);
    if (focus) plot.focus({ preventScroll: true });
    if (this.cell) this.mark(this.resting ? null : this.cell);
  }

  // -------- events

  cellUnder(plot, event) {
    if (!this.box) {
      this.box = plot.getBoundingClientRect(); // once a frame: asking again after a change would lay the page out anew
      requestAnimationFrame(() => (this.box = null));
    }
    const [left, top] = [event.clientX - this.box.left, event.clientY - this.box.top];
    for (const [index, layer] of this.layers.entries()) {
      const place = placeOf(plot, layer);
      if (!place) continue;
      const [x, y] = [left - place.x._offset, top - place.y._offset];
      if (x < (place.bars ? -BARS_LEFT : 0) || x > place.x._length || y < 0 || y > place.y._length) continue;
      const column = place.bars ? 0 : Math.round(place.x.p2l(x));
      const cell = cellAt(place, Math.round(place.y.p2l(y)), column);
      return cell && { index, ...cell };
    }
    return null;
  }

  moved(event) {
    if (event.pointerType === "touch") return;
    const plot = this.plotAt(event.target);
    if (!plot) {
      if (!this.resting && !this.hadFocus) this.mark(null);
      return;
    }
    if (plot !== this.seen) this.prepare();
    nameCells(plot, this.layers); // before Plotly hears of the move: its mouse events follow the pointer's
    const cell = this.cellUnder(plot, event);
    if (cell) this.mark(cell); // in a gap the last one stays: nothing flickers on the way from tile to tile
  }

  down(event) {
    const plot = this.plotAt(event.target);
    if (plot) nameCells(plot, this.layers);
    this.pressed = plot && event.isPrimary && event.button === 0 ? { plot, x: event.clientX, y: event.clientY } : null;
    if (!plot && event.pointerType === "touch" && !this.resting) this.mark(null);
  }

  up(event) {
    const { pressed } = this;
    this.pressed = null;
    if (!pressed?.plot.isConnected) return;
    if (Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > CLICK_REACH) return;
    this.prepare();
    const cell = this.cellUnder(pressed.plot, event);
    if (!cell) return;
    const known = same(cell, this.cell);
    this.mark(cell);
    if (known || event.pointerType !== "touch") this.open();
  }

  focused(event) {
    this.hadFocus = event.target === this.seen && event.target !== null;
    if (this.hadFocus && this.resting && event.target.matches(":focus-visible")) this.mark(this.start());
  }

  /** Where the arrow keys begin: the cell in the microscope, or the middle of the first convolution. */
  start() {
    const { cell } = this.data;
    const index = this.layers.findIndex((layer) => layer.name === cell?.layer);
    if (index >= 0) return { index, ...this.clipped(index, cell) };
    const size = this.layers[1].shape[1];
    return { index: 1, channel: 0, row: size >> 1, column: size >> 1 };
  }

  key(event) {
    if (event.target !== this.seen || event.ctrlKey || event.metaKey || event.altKey) return;
    const cell = this.cell ?? this.start();
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (event.key in steps) this.mark(this.stepped(cell, ...steps[event.key]) ?? cell);
    else if (event.key === "PageDown" || event.key === "PageUp") this.mark(this.otherMap(cell, event.key));
    else if (event.key === "Home") this.mark({ index: 0, ...this.clipped(0, cell) });
    else if (event.key === "Enter" || event.key === " ") {
      this.mark(cell);
      this.open();
    } else if (event.key === "Escape") this.mark(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The next cell in a direction: over the gap to the next tile, at the left and right end to the next layer. */
  stepped(cell, down, right) {
    const place = placeOf(this.seen, this.layers[cell.index]);
    if (!place) return null;
    let [row, column] = gridOf(place, cell);
    for (let step = 0; step <= GAP; step++) {
      [row, column] = [row + down, column + right];
      const next = cellAt(place, row, column);
      if (next) return { index: cell.index, ...next };
    }
    const index = cell.index + right;
    const other = right && this.layers[index] && placeOf(this.seen, this.layers[index]);
    if (!other) return null;
    const [, top, , bottom] = pixels(place, [gridOf(place, cell)[0], gridOf(place, cell)[0] + 1], [0, 1]);
    const height = clip((top + bottom) / 2 - other.y._offset, 0, other.y._length - 1);
    const cells = other.bars ? 1 : other.trace.z[0].length;
    const [edge, inward] = right > 0 ? [0, 1] : [cells - 1, -1];
    for (let shift = 0; shift < cells + other.trace._length; shift++) {
      const found = cellAt(other, Math.round(other.y.p2l(height)) - (shift % 2), edge + inward * (shift >> 1));
      if (found) return { index, ...found };
    }
    return { index, channel: 0, row: 0, column: 0 };
  }

  clipped(index, cell) {
    const [count, height = 1, width = 1] = this.layers[index].shape;
    return {
      channel: clip(cell.channel, 0, count - 1),
      row: clip(cell.row, 0, height - 1),
      column: clip(cell.column, 0, width - 1),
    };
  }

  otherMap(cell, key) {
    const channel = cell.channel + (key === "PageDown" ? 1 : -1);
    return { index: cell.index, ...this.clipped(cell.index, { ...cell, channel }) };
  }

  open() {
    const { index, channel, row, column } = this.cell;
    this.send("open", { layer: this.layers[index].name, channel, row, column });
  }

  // -------- marks

  /** Mark a cell; for null the one that `data.cell` names where it is pinned, or nothing. */
  mark(cell) {
    this.resting = !cell;
    if (!cell && this.data.pinned) cell = this.start();
    if (same(cell, this.cell) && this.marked === this.overlay) return;
    [this.cell, this.marked] = [cell, this.overlay];
    this.say(cell);
    if (!this.overlay) return;
    const drawn = cell ? this.shapesOf(cell) : {};
    for (const [kind, paths] of Object.entries(this.paths)) {
      for (const path of paths) path.setAttribute("d", drawn[kind] ?? "");
    }
  }

  /** What to draw for a cell, as SVG paths by kind. */
  shapesOf(cell) {
    const places = this.layers.map((layer) => placeOf(this.seen, layer));
    const drawn = { ring: "", field: "", window: "", outside: "", cell: "" };
    const [own, before] = [places[cell.index], places[cell.index - 1]];
    const [window, field] = [windowOf(this.layers, cell.index, cell), fieldOf(this.layers, cell.index, cell)];
    if (own) {
      const [row, column] = gridOf(own, cell);
      drawn.cell = rectangle(pixels(own, [row, row + 1], [column, column + 1]));
    }
    if (before && window) this.drawWindow(drawn, before, window, this.layers[cell.index]);
    if (places[0] && field && cell.index > 1) drawn.field = rectangle(pixels(places[0], field.rows, field.columns));
    return drawn;
  }

  drawWindow(drawn, place, window, layer) {
    if (window.units) {
      const [from, to] = window.units.map((unit) => unit / place.columns);
      const one = to - from < 1;
      const column = one ? window.units[0] % place.columns : 0;
      const rows = [Math.floor(from), Math.ceil(to)];
      drawn.window = rectangle(pixels(place, rows, one ? [column, column + 1] : [0, place.columns]));
      return;
    }
    const [, height, width] = place.layer.shape;
    const inside = (edges, size) => [clip(edges[0], 0, size), clip(edges[1], 0, size)];
    const [rows, columns] = [inside(window.rows, height), inside(window.columns, width)];
    const hangsOver = String([rows, columns]) !== String([window.rows, window.columns]);
    for (const channel of window.channels) {
      const [top, left] = tileOf(place, channel);
      const box = (r, c) => rectangle(pixels(place, r.map((at) => at + top), c.map((at) => at + left)));
      if (rows[0] < rows[1] && columns[0] < columns[1]) drawn.window += box(rows, columns);
      if (!hangsOver) continue;
      const ring = layer.padding;
      if (place.layer.shape[0] === 1) { // zeros have room around a single map only; on others the dashes must do
        drawn.ring = box([-ring, height + ring], [-ring, width + ring]) + box([0, height], [0, width]);
      }
      drawn.outside += box(window.rows, window.columns);
    }
  }

  // -------- words

  say(cell) {
    const parts = cell ? this.wordsFor(cell) : [];
    this.line.replaceChildren(
      ...parts.map(([kind, text]) => {
        const part = document.createElement("span");
        part.className = kind;
        part.textContent = text;
        return part;
      }),
    );
    if (!cell) this.line.textContent = HINT;
    this.line.classList.toggle("hint", !cell);
  }

  wordsFor(cell) {
    const layer = this.layers[cell.index];
    const place = this.seen && placeOf(this.seen, layer);
    const value = place && !this.data.blank ? ` = ${number(valueOf(place, cell))}` : "";
    const one = layer.kind === "softmax" || layer.name === "fc2" ? `digit ${cell.channel}` : `unit ${cell.channel}`;
    const where = isMaps(layer) ? `channel ${cell.channel}, row ${cell.row}, column ${cell.column}` : one;
    const parts = [["cell", `${layer.name} ${where}${value}`]];
    const window = windowOf(this.layers, cell.index, cell);
    if (window) parts.push(["window", this.windowWords(layer, this.layers[cell.index - 1], window)]);
    if (window) parts.push(["field", this.fieldWords(fieldOf(this.layers, cell.index, cell))]);
    return parts;
  }

  windowWords(layer, before, window) {
    if (window.units) {
      const [from, to] = window.units;
      return to - from === 1 ? `window: ${before.name} unit ${from}` : `window: all ${to} values of ${before.name}`;
    }
    const [, height, width] = before.shape;
    const { rows, columns, channels } = window;
    const maps = before.shape[0] === 1 ? "" : channels.length > 1 ? `all ${channels.length} maps, ` : `map ${channels[0]}, `;
    const padded = rows[0] < 0 || columns[0] < 0 || rows[1] > height || columns[1] > width;
    const zeros = padded ? " (dashed: padding)" : "";
    return `window: ${before.name}, ${maps}${span("row", rows)}, ${span("column", columns)}${zeros}`;
  }

  fieldWords(field) {
    if (!field) return "receptive field: padding only";
    const { rows, columns } = field;
    const [, height, width] = this.layers[0].shape;
    if (rows[1] - rows[0] === height && columns[1] - columns[0] === width) return "receptive field: the whole input";
    return `receptive field: ${span("row", rows)}, ${span("column", columns)}`;
  }
}

const views = new WeakMap();

export default function ({ data, setTriggerValue, parentElement }) {
  let view = views.get(parentElement);
  if (!view) views.set(parentElement, (view = new View(parentElement)));
  view.update(data, setTriggerValue);
  return () => {
    view.remove();
    views.delete(parentElement);
  };
}
