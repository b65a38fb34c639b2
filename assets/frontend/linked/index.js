// Linked views: pointing at a cell of any layer marks that cell, its window on the layer before it and its receptive field
// on the input, wherever they are shown, and says so in one line, all in the browser. Mouse, arrow keys and touch do the
// same; a click, Enter, or a second tap opens the cell.
//
// Knows nothing about the network but what `data.layers` tells (name, kind, shape, kernel_size, stride, padding). A layer
// is found as the trace of its name in a figure of Plotly, and as a picture: any element with the attribute `data-cells`
// (see cnn/ui/linked.py) or, with that attribute empty, the property `cells`. Leans on Plotly's _fullLayout and _fullData:
// see tests/browser/test_linked.py.

const GAP = 1; // empty cells between two tiles: GAP in cnn/figures/montage.py
const SVG = "http://www.w3.org/2000/svg";
const BARS_LEFT = 20; // pixels left of the bars of softmax that still belong to them: the digits
const CLICK_REACH = 6; // pixels that a pointer may move between down and up and still click
const KINDS = ["ring", "field", "window", "outside", "cell"]; // of marks, the topmost last
const PATIENCE = 60; // frames that a figure may take to be drawn anew
const BLOCK = '[data-testid="stVerticalBlock"]'; // what a figure of Plotly is drawn anew in

const range = (from, to) => Array.from({ length: to - from }, (_, index) => from + index);
const same = (one, other) =>
  one === other || (one && other && ["index", "channel", "row", "column"].every((name) => one[name] === other[name]));
const clip = (value, low, high) => Math.min(Math.max(value, low), high);
const number = (value) => {
  if (value < 1 && Number(value.toPrecision(6)) === 1) return "over 0.999999"; // softmax never gives 1
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

// ---------------------------------------------------------------- where a layer is shown

/** Some channels of a layer side by side, or a vector folded into rows. first, count: its channels; columns: of tiles, or
 * of a folded vector; ring: cells of padding that are drawn around each map. Rows and columns count cells of the picture. */
class Place {
  constructor(surface, layer, { first = 0, count = layer.shape[0], columns, ring = 0 }) {
    Object.assign(this, { surface, layer, first, count, columns, ring });
    this.pitch = layer.shape.slice(1).map((size) => size + 2 * ring + GAP);
  }

  has(channel) {
    return channel >= this.first && channel < this.first + this.count;
  }

  /** Where a map begins. */
  tile(channel) {
    const [high, wide] = this.pitch;
    const index = channel - this.first;
    return [Math.floor(index / this.columns) * high + this.ring, (index % this.columns) * wide + this.ring];
  }

  grid(cell) {
    if (!isMaps(this.layer)) return [Math.floor(cell.channel / this.columns), cell.channel % this.columns];
    const [top, left] = this.tile(cell.channel);
    return [top + cell.row, left + cell.column];
  }

  /** The cell at a row and column, or null in gaps and padding. */
  at(row, column) {
    if (row < 0 || column < 0 || Number.isNaN(row + column)) return null;
    if (!isMaps(this.layer)) {
      const channel = row * this.columns + column;
      return column < this.columns && channel < this.count ? { channel, row: 0, column: 0 } : null;
    }
    const [high, wide] = this.pitch;
    const index = Math.floor(row / high) * this.columns + Math.floor(column / wide);
    const cell = { channel: this.first + index, row: (row % high) - this.ring, column: (column % wide) - this.ring };
    const [, height, width] = this.layer.shape;
    const inside = cell.row >= 0 && cell.column >= 0 && cell.row < height && cell.column < width;
    return inside && index < this.count && column < this.columns * wide ? cell : null;
  }
}

/** A heatmap of Plotly: all maps of its layer, or the one that its `meta` names. */
class TracePlace extends Place {
  constructor(surface, layer, trace, [x, y]) {
    const wide = trace.type === "bar" ? 1 : trace.z[0].length;
    const columns = isMaps(layer) ? (wide + GAP) / (layer.shape[2] + GAP) : wide;
    super(surface, layer, trace.meta ? { first: trace.meta.channel, count: 1, columns } : { columns });
    Object.assign(this, { trace, x, y, wide });
  }

  /** Whether the figure is that of these layers: after a change one of the two is here first. */
  get fits() {
    if (!isMaps(this.layer)) return true;
    const rows = Math.ceil(this.count / this.columns);
    return Number.isInteger(this.columns) && this.trace.z.length === rows * this.pitch[0] - GAP;
  }

  /** Pixels of the box rows × columns, [from, to): [left, top, right, bottom]. */
  pixels(rows, columns) {
    const x = (at) => this.x._offset + this.x.l2p(at - 0.5);
    const y = (at) => this.y._offset + this.y.l2p(at - 0.5);
    return [x(columns[0]), y(rows[0]), x(columns[1]), y(rows[1])];
  }

  /** Row and column at a point, in pixels; null outside. */
  rowAndColumn(left, top) {
    const [x, y] = [left - this.x._offset, top - this.y._offset];
    if (x < 0 || x > this.x._length || y < 0 || y > this.y._length) return null;
    return [Math.round(this.y.p2l(y)), Math.round(this.x.p2l(x))];
  }

  /** The cell nearest to a height, in pixels, in the leftmost column or the one at the right. */
  edge(height, atRight) {
    const row = Math.round(this.y.p2l(clip(height - this.y._offset, 0, this.y._length - 1)));
    const [from, inward] = atRight ? [this.wide - 1, -1] : [0, 1];
    for (let shift = 0; shift < this.wide + this.y._length; shift++) {
      const found = this.at(row - (shift % 2), from + inward * (shift >> 1));
      if (found) return found;
    }
    return { channel: this.first, row: 0, column: 0 };
  }

  value(cell) {
    const [row, column] = this.grid(cell);
    // Where colours show shares of a map's largest value, customdata has the value itself.
    const told = isMaps(this.layer) ? this.trace.customdata?.[row]?.[column] : undefined;
    return told ?? this.trace.z[row][column];
  }
}

/** Bars of Plotly, one for each unit, from top to bottom. */
class BarPlace extends TracePlace {
  pixels(rows) {
    const y = (at) => this.y._offset + this.y.l2p(at - 0.5);
    return [this.x._offset - BARS_LEFT, y(rows[0]), this.x._offset + this.x._length, y(rows[1])];
  }

  rowAndColumn(left, top) {
    const near = left >= this.x._offset - BARS_LEFT;
    const at = near && super.rowAndColumn(Math.max(left, this.x._offset), top);
    return at ? [at[0], 0] : null;
  }

  edge(height) {
    return super.edge(height, false);
  }

  value(cell) {
    return this.trace.x[cell.channel];
  }
}

/** An element that fills its width with maps. */
class PicturePlace extends Place {
  constructor(surface, layer, cells) {
    super(surface, layer, cells);
    this.values = cells.values;
  }

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

const rectangle = ([left, top, right, bottom]) => {
  const [l, t, r, b] = [left, top, right, bottom].map((edge) => Math.round(edge * 10) / 10);
  return `M${l} ${t}H${r}V${b}H${l}Z`;
};

let resizes = 0; // of the window: the figure's scale changes with it alone
addEventListener("resize", () => { resizes += 1; });

/** An element that shows layers, with the marks over it. A figure of Plotly is another element after each change: the
 * marks lie on its block, which stays. */
class Surface {
  constructor(host) {
    this.host = host;
    this.drawn = {};
  }

  static hostOf(node) {
    return node.matches(".js-plotly-plot") ? node.closest(BLOCK) : node;
  }

  static isReady(node) {
    return !node.matches(".js-plotly-plot") || Boolean(node._fullLayout && node._fullData?.length);
  }

  get box() {
    if (!this.measured) {
      this.measured = this.node.getBoundingClientRect(); // once a frame: after a change it would lay the page out anew
      requestAnimationFrame(() => (this.measured = null));
    }
    return this.measured;
  }

  /** How much the page enlarges the figure; marks are drawn on it in its own pixels, and enlarged with it. */
  get scale() {
    if (this.scaledFor !== resizes) {
      const width = this.host !== this.node && this.node.offsetWidth; // asked for seldom: it lays the page out
      this.known = width ? this.box.width / width : 1;
      if (width || this.host === this.node) this.scaledFor = resizes;
    }
    return this.known;
  }

  /** redrawn: called whenever Plotly has laid the figure out anew. */
  adopt(node, hint, redrawn) {
    this.node = node;
    this.measured = this.cells = null;
    this.shift = null;
    for (const kind of ["plotly_afterplot", "plotly_relayout"]) node.on?.(kind, redrawn);
    node.tabIndex = 0;
    node.setAttribute("role", "application");
    if (!node.hasAttribute("aria-label")) node.setAttribute("aria-label", `Values of layers. ${hint}`);
    node.dataset.linked = "";
  }

  /** Where a layer is shown here. */
  places(layer) {
    return this.node.matches(".js-plotly-plot") ? this.tracePlaces(layer) : this.picturePlaces(layer);
  }

  tracePlaces(layer) {
    const { _fullData: traces, _fullLayout: layout } = this.node;
    return (traces ?? [])
      .filter((trace) => trace.name === layer.name)
      .map((trace) => {
        const axes = [trace.xaxis, trace.yaxis].map((id) => layout[`${id[0]}axis${id.slice(1)}`]);
        return new (trace.type === "bar" ? BarPlace : TracePlace)(this, layer, trace, axes);
      })
      .filter((place) => place.fits);
  }

  picturePlaces(layer) {
    const cells = this.node.cells ?? (this.cells ??= readCells(this.node.dataset.cells));
    return cells?.layer === layer.name ? [new PicturePlace(this, layer, cells)] : [];
  }

  /** Draw marks, as SVG paths by kind; those before go. */
  show(drawn, colours) {
    const [old, empty] = [this.drawn, Object.keys(drawn).length === 0];
    this.drawn = drawn;
    if (empty && Object.keys(old).length === 0) return;
    if (!this.overlay) this.makeOverlay(colours);
    if (!this.overlay.isConnected) this.host.appendChild(this.overlay);
    if (!empty) this.lay();
    for (const [kind, paths] of Object.entries(this.paths)) {
      for (const path of paths) path.setAttribute("d", drawn[kind] ?? "");
    }
  }

  makeOverlay(colours) {
    this.overlay = document.createElementNS(SVG, "svg");
    this.overlay.setAttribute("class", "linked-marks");
    this.paths = {};
    for (const kind of KINDS) {
      for (const part of kind === "ring" ? ["zero", "line"] : ["halo", "line"]) {
        const path = document.createElementNS(SVG, "path");
        path.setAttribute("class", `${kind} ${part}`);
        this.overlay.appendChild(path);
        (this.paths[kind] ??= []).push(path);
      }
    }
    for (const [name, colour] of Object.entries(colours)) this.overlay.style.setProperty(`--mark-${name}`, colour);
  }

  /** Put the marks where the figure is in its block. */
  lay() {
    if (this.shift || this.host === this.node || !this.box.width) return;
    const outer = this.host.getBoundingClientRect();
    this.shift = [this.box.left - outer.left + this.host.scrollLeft, this.box.top - outer.top + this.host.scrollTop];
    [this.overlay.style.left, this.overlay.style.top] = this.shift.map((at) => `${at}px`);
    this.overlay.style.transform = `scale(${this.scale})`;
    this.overlay.style.width = this.overlay.style.height = `${100 / this.scale}%`;
  }
}

/** `data-cells`: layer, first, count, columns, ring, and the values, float32 in base64. */
function readCells(text) {
  if (!text) return null;
  const cells = JSON.parse(text);
  const bytes = Uint8Array.from(atob(cells.values), (letter) => letter.charCodeAt(0));
  return { ...cells, values: new Float32Array(bytes.buffer) };
}

// ---------------------------------------------------------------- all that is shown, and the line of words

class View {
  constructor(root) {
    this.line = root.querySelector(".linked-line");
    this.cell = undefined; // what is marked: { index, channel, row, column }, or null for nothing
    this.resting = true; // nobody points at anything
    this.surfaces = new Map(); // by their hosts
    this.active = null; // the surface that was pointed at last
    this.focus = null; // the surface with the keyboard
    this.changes = 0; // counts what is shown anew
    this.late = {}; // frames asked for by events that wait, by name
    this.stop = new AbortController();
    const listen = (kind, action) =>
      document.addEventListener(kind, action, { capture: true, signal: this.stop.signal });
    listen("pointermove", (event) => this.moved(event));
    listen("pointerdown", (event) => this.down(event));
    listen("pointerup", (event) => this.up(event));
    listen("pointercancel", () => (this.pressed = null));
    listen("dblclick", (event) => this.twice(event));
    listen("keydown", (event) => this.key(event));
    listen("focusin", (event) => this.focused(event));
    // A figure that is drawn anew stands under the one that goes for a moment, or is hidden: marks follow before a frame.
    this.sizes = new ResizeObserver((changes) => this.laidOut(changes.map(({ target }) => this.surfaces.get(target))));
    this.watch = new MutationObserver(() => this.prepare()); // of the whole page: figures may come after this line
    this.watch.observe(document.body, { childList: true, subtree: true });
  }

  update(data, send) {
    if (JSON.stringify(this.layers) !== JSON.stringify(data.layers)) this.changes++;
    Object.assign(this, { data, send, layers: data.layers });
    this.selector = [".js-plotly-plot", "[data-cells]"].map((kind) => `.st-key-${data.figure} ${kind}`).join();
    this.hint = matchMedia("(pointer: coarse)").matches
      ? `Tap a cell to see what it reads; a second tap ${data.opens}.`
      : "Point at any cell to see what it reads. Arrow keys move, Page Up and Page Down change the map; " +
        `${data.twice ? "a double click" : "click"} or Enter ${data.opens}.`;
    for (const [name, colour] of Object.entries(data.colours)) this.line.style.setProperty(`--mark-${name}`, colour);
    this.mark(this.resting ? null : this.cell);
    this.prepare();
  }

  remove() {
    this.stop.abort();
    this.watch.disconnect();
    this.sizes.disconnect();
    for (const { overlay } of this.surfaces.values()) overlay?.remove();
  }

  /** The host of what stands at a target, also while its figure is drawn anew; null where nothing is linked. */
  hostAt(target) {
    const node = target?.closest?.(this.selector);
    const host = node ? Surface.hostOf(node) : target?.closest?.(BLOCK);
    return this.surfaces.has(host) ? host : null;
  }

  surfaceAt(target) {
    const node = target?.closest?.(this.selector);
    const surface = node && this.surfaces.get(Surface.hostOf(node));
    return surface?.node === node ? surface : null;
  }

  /** Make all that is shown ready for keys and marks; a figure is a new element after each of its changes. */
  prepare() {
    if (!this.data) return;
    const found = new Map();
    for (const node of document.querySelectorAll(this.selector)) {
      const host = Surface.hostOf(node);
      if (host && Surface.isReady(node) && !found.has(host)) found.set(host, node);
    }
    for (const [host, surface] of this.surfaces) {
      if (host.isConnected) continue;
      this.surfaces.delete(host);
      this.sizes.unobserve(host);
      if (this.active === surface) this.active = null;
      if (this.focus === surface) this.focus = null;
    }
    const { changes } = this;
    for (const [host, node] of found) {
      let surface = this.surfaces.get(host);
      if (!surface) {
        this.surfaces.set(host, (surface = new Surface(host)));
        this.sizes.observe(host);
      }
      if (surface.node === node) continue;
      surface.adopt(node, this.hint, () => this.laidOut([surface]));
      if (surface === this.focus && document.activeElement === document.body) node.focus({ preventScroll: true });
      this.changes++;
    }
    if (this.changes !== changes && this.cell) this.mark(this.resting ? null : this.cell);
  }

  /** All places of a layer, those that are being pointed at first. */
  places(layer) {
    if (!layer) return [];
    const surfaces = [...this.surfaces.values()].sort((one, other) => (other === this.active) - (one === this.active));
    return surfaces.flatMap((surface) => surface.places(layer));
  }

  placeOf(cell) {
    return this.places(this.layers[cell.index]).find((place) => place.has(cell.channel));
  }

  // -------- events

  /** The cell; null in a gap between cells, undefined where no layer is shown. */
  cellUnder(surface, event) {
    const { box, scale } = surface;
    const [left, top] = [(event.clientX - box.left) / scale, (event.clientY - box.top) / scale];
    for (const [index, layer] of this.layers.entries()) {
      for (const place of surface.places(layer)) {
        const at = place.rowAndColumn(left, top);
        if (!at) continue;
        const cell = place.at(...at);
        return cell && { index, ...cell };
      }
    }
    return undefined;
  }

  /** Let act have the surface at a point, or null; where a figure is being drawn anew, as soon as it is there again. A
   * later call with the same name takes the place of one that waits. */
  whenThere(name, { target, clientX, clientY }, act, frames = PATIENCE) {
    cancelAnimationFrame(this.late[name]);
    const surface = this.surfaceAt(target);
    const waits = !surface && frames > 0 && this.hostAt(target);
    if (!waits) return act(surface);
    this.late[name] = requestAnimationFrame(() => {
      if (this.stop.signal.aborted) return;
      this.whenThere(name, { target: document.elementFromPoint(clientX, clientY), clientX, clientY }, act, frames - 1);
    });
  }

  moved(event) {
    if (event.pointerType !== "touch") this.whenThere("move", event, (surface) => this.pointed(surface, event));
  }

  pointed(surface, event) {
    const cell = surface ? this.cellUnder(surface, event) : undefined;
    const byKeys = this.focus?.node.matches(":focus-visible"); // and not by a click, which leaves the focus as well
    if (cell === undefined && !this.resting && !byKeys) this.mark(null);
    if (!cell) return; // in a gap the last one stays: nothing flickers on the way from tile to tile
    this.active = surface;
    this.mark(cell);
  }

  down(event) {
    const { target, clientX: x, clientY: y } = event;
    const host = this.hostAt(target);
    this.pressed = host && event.isPrimary && event.button === 0 ? { host, target, x, y } : null;
    if (host) return;
    if ((event.pointerType === "touch" || this.focus) && !this.resting) this.mark(null);
    this.focus = null; // not when it is lost to a figure that is drawn anew, which gives it back
  }

  up(event) {
    const { pressed } = this;
    this.pressed = null;
    if (!pressed || Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > CLICK_REACH) return;
    const target = pressed.target.isConnected ? pressed.target : pressed.host; // Plotly covers the page while it is pressed
    this.whenThere("click", { target, clientX: event.clientX, clientY: event.clientY }, (surface) => {
      if (surface?.host === pressed.host) this.clicked(surface, event);
    });
  }

  clicked(surface, event) {
    const cell = this.cellUnder(surface, event);
    if (!cell) return;
    const known = same(cell, this.cell);
    this.active = surface;
    this.mark(cell);
    if (event.pointerType === "touch" ? known : !this.data.twice) this.open();
  }

  twice(event) {
    const surface = this.data?.twice && this.surfaceAt(event.target);
    const cell = surface && this.cellUnder(surface, event);
    if (!cell) return;
    this.mark(cell);
    this.open();
  }

  focused(event) {
    const [surface, before] = [this.surfaceAt(event.target), this.focus];
    this.focus = surface?.node === event.target ? surface : null;
    if (before && !this.focus) this.mark(null);
    if (!this.focus) return;
    this.active = surface;
    // A picture that the keyboard comes to begins anew, whatever the mouse or another one had marked.
    if ((this.resting || before !== surface) && event.target.matches(":focus-visible")) this.mark(this.start());
  }

  /** What is shown has another size or place now. */
  laidOut(surfaces) {
    if (this.stop.signal.aborted) return;
    for (const surface of surfaces) surface.measured = surface.shift = null;
    this.changes++;
    if (this.cell) this.mark(this.resting ? null : this.cell);
  }

  /** Where the arrow keys begin: the cell in the microscope, or the middle of the first map. */
  start() {
    const { cell, pinned } = this.data;
    const surface = this.active ?? this.surfaces.values().next().value;
    const known = this.layers.findIndex((layer) => layer.name === cell?.layer);
    if (known >= 0) {
      const wanted = { index: known, ...this.clipped(known, cell) };
      if (pinned || surface?.places(this.layers[known]).some((place) => place.has(wanted.channel))) return wanted;
    }
    const index = this.layers.findIndex((layer, at) => at > 0 && isMaps(layer) && surface?.places(layer).length);
    if (index < 0) return { index: 0, ...this.clipped(0, { channel: 0, row: 14, column: 14 }) };
    const size = this.layers[index].shape[1];
    return { index, channel: surface.places(this.layers[index])[0].first, row: size >> 1, column: size >> 1 };
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const onPage = event.target === document.body; // also while the figure with the keyboard is drawn anew
    const pointing = onPage && !this.resting && /^Arrow|^Enter$/.test(event.key);
    const focused = this.focus && (event.target === this.focus.node || (onPage && !this.focus.node.isConnected));
    if (!pointing && !focused) return;
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
    if (this.focus) this.follow();
  }

  /** Let the keyboard go with the mark, where that is on another picture now. */
  follow() {
    const surface = this.cell && !this.resting && this.placeOf(this.cell)?.surface;
    if (!surface || surface === this.focus) return;
    this.active = this.focus = surface;
    surface.node.focus();
  }

  /** The next cell in a direction: over the gap to the next tile, at the left and right end to the next layer. */
  stepped(cell, down, right) {
    const place = this.placeOf(cell);
    if (!place) return null;
    let [row, column] = place.grid(cell);
    for (let step = 0; step <= GAP + 2 * place.ring; step++) {
      [row, column] = [row + down, column + right];
      const next = place.at(row, column);
      if (next) return { index: cell.index, ...next };
    }
    const index = cell.index + right;
    const others = right && this.layers[index] ? place.surface.places(this.layers[index]) : [];
    const other = others.find((one) => one.has(cell.channel)) ?? others[0];
    if (!other?.edge) return null;
    const [top] = place.grid(cell);
    const [, from, , to] = place.pixels([top, top + 1], [0, 1]);
    return { index, ...other.edge((from + to) / 2, right < 0) };
  }

  clipped(index, cell) {
    const [count, height = 1, width = 1] = this.layers[index].shape;
    return {
      channel: clip(cell.channel, 0, count - 1),
      row: clip(cell.row, 0, height - 1),
      column: clip(cell.column, 0, width - 1),
    };
  }

  /** The same cell of the map before or after, as far as there is one that is shown. */
  otherMap(cell, key) {
    const channel = cell.channel + (key === "PageDown" ? 1 : -1);
    const other = { index: cell.index, ...this.clipped(cell.index, { ...cell, channel }) };
    return this.placeOf(other) ? other : cell;
  }

  open() {
    const { index, channel, row, column } = this.cell;
    if (!this.data.pinned) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
    this.send("open", { layer: this.layers[index].name, channel, row, column });
  }

  // -------- marks

  /** Mark a cell; for null the one that `data.cell` names where it is pinned, or nothing. */
  mark(cell) {
    this.resting = !cell;
    if (!cell && this.data.pinned) cell = this.start();
    if (cell) cell = { index: cell.index, ...this.clipped(cell.index, cell) }; // the settings may be others by now
    if (same(cell, this.cell) && this.shown === this.changes) return;
    [this.cell, this.shown] = [cell, this.changes];
    this.say(cell);
    const drawn = new Map();
    const draw = (place, kind, box) => {
      if (!drawn.has(place.surface)) drawn.set(place.surface, {});
      const paths = drawn.get(place.surface);
      paths[kind] = (paths[kind] ?? "") + rectangle(box);
    };
    if (cell) this.drawCell(cell, draw);
    for (const surface of this.surfaces.values()) surface.show(drawn.get(surface) ?? {}, this.data.colours);
  }

  drawCell(cell, draw) {
    const [input, before, layer] = [this.layers[0], this.layers[cell.index - 1], this.layers[cell.index]];
    const [window, field] = [windowOf(this.layers, cell.index, cell), fieldOf(this.layers, cell.index, cell)];
    if (field && cell.index > 1) {
      for (const place of this.places(input)) draw(place, "field", place.pixels(field.rows, field.columns));
    }
    if (window) for (const place of this.places(before)) this.drawWindow(draw, place, window, layer);
    for (const place of this.places(layer).filter((one) => one.has(cell.channel))) {
      const [row, column] = place.grid(cell);
      draw(place, "cell", place.pixels([row, row + 1], [column, column + 1]));
    }
  }

  drawWindow(draw, place, window, layer) {
    if (window.units) {
      const [from, to] = window.units.map((unit) => unit / place.columns);
      const one = to - from < 1;
      const column = one ? window.units[0] % place.columns : 0;
      const rows = [Math.floor(from), Math.ceil(to)];
      draw(place, "window", place.pixels(rows, one ? [column, column + 1] : [0, place.columns]));
      return;
    }
    const [, height, width] = place.layer.shape;
    const inside = (edges, size) => [clip(edges[0], 0, size), clip(edges[1], 0, size)];
    const [rows, columns] = [inside(window.rows, height), inside(window.columns, width)];
    const hangsOver = String([rows, columns]) !== String([window.rows, window.columns]);
    for (const channel of window.channels.filter((one) => place.has(one))) {
      const [top, left] = place.tile(channel);
      const box = (r, c) => place.pixels(r.map((at) => at + top), c.map((at) => at + left));
      if (rows[0] < rows[1] && columns[0] < columns[1]) draw(place, "window", box(rows, columns));
      if (!hangsOver) continue;
      const ring = layer.padding;
      // Zeros have room around a single map only, and are there already where a ring is drawn; else the dashes must do.
      if (place.layer.shape[0] === 1 && !place.ring) {
        for (const edge of [ring, 0]) draw(place, "ring", box([-edge, height + edge], [-edge, width + edge]));
      }
      draw(place, "outside", box(window.rows, window.columns));
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
        return [part, " "];
      }).flat(),
    );
    if (!cell) this.line.textContent = this.hint;
    this.line.classList.toggle("hint", !cell);
  }

  wordsFor(cell) {
    const layer = this.layers[cell.index];
    const place = this.placeOf(cell);
    const value = place && !this.data.blank ? ` = ${number(place.value(cell))}` : "";
    const one = layer.kind === "softmax" || layer.name === "fc2" ? `digit ${cell.channel}` : `unit ${cell.channel}`;
    const where = isMaps(layer) ? `channel ${cell.channel}, row ${cell.row}, column ${cell.column}` : one;
    const parts = [["cell", `${layer.name} ${where}${value}`]];
    const [window, before] = [windowOf(this.layers, cell.index, cell), this.layers[cell.index - 1]];
    if (!window) return parts;
    const hidden = this.places(before).length ? "" : " hidden";
    parts.push([`window${hidden}`, this.windowWords(layer, before, window) + (hidden && " (not shown here)")]);
    if (cell.index === 1) parts.at(-1)[1] = parts.at(-1)[1].replace("window", "window = receptive field");
    else parts.push(["field", this.fieldWords(fieldOf(this.layers, cell.index, cell))]);
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
