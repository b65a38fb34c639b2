// The window of a convolution or a pooling slides over its input while the output fills up. Draws on three canvases of its
// own; the numbers come from the page, which has them from the network's own pass. Computes only products and their sums.

const BOX = 390; // nominal side of a panel, in CSS pixels
const FAINT = 0.4; // opacity of the window's outlines while another cell is pointed at
const SMOOTH_UP_TO = 12; // cells a second; faster, the window jumps from cell to cell
const players = new WeakMap(); // one for each place on the page that the script is mounted in

const numbers = (text) => new Float32Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
const shown = (value, digits = 2) => value.toFixed(digits).replace("-", "−").replace(/^−(0\.0*)$/, "$1");
// Two digits at least of what is small, so that a weight that is not zero is not printed as one.
const small = (value) => (value === 0 ? "0" : shown(value, Math.abs(value) < 0.0995 ? 3 : 2));
// The fewest decimals, from four on, with which two numbers and their sum, each rounded, still add up.
const placesThatAddUp = (one, other) => {
  let places = 4;
  const off = () => [one, other, -one - other].reduce((sum, number) => sum + Number(number.toFixed(places)), 0);
  while (places < 9 && Math.abs(off()) > 10 ** -places / 2) places++;
  return places;
};
const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

// WCAG's relative luminance of a colour, 0 to 1.
const luminance = (colour) => colour
  .map((value) => value / 255)
  .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  .reduce((sum, value, channel) => sum + value * [0.2126, 0.7152, 0.0722][channel], 0);

const sheet = (width, height) => Object.assign(document.createElement("canvas"), { width, height });

// A table of 256 colours from a list of [share, "#rrggbb"].
function palette(scale) {
  const stops = scale.map(([share, hex]) => [share, rgb(hex)]);
  return Array.from({ length: 256 }, (_, index) => {
    const share = index / 255;
    const next = Math.max(1, stops.findIndex(([stop]) => stop >= share));
    const [[low, from], [high, to]] = [stops[next - 1], stops[next]];
    return from.map((value, channel) => Math.round(value + ((share - low) / (high - low)) * (to[channel] - value)));
  });
}

const colourOf = (value, scale) => {
  const share = (value - scale.low) / (scale.high - scale.low || 1);
  return scale.colours[Math.max(0, Math.min(255, Math.round(share * 255)))];
};

// A map as a picture of one pixel for each cell.
function picture(values, height, width, scale) {
  const canvas = sheet(width, height);
  const pixels = new ImageData(width, height);
  for (let cell = 0; cell < values.length; cell++) {
    pixels.data.set([...colourOf(values[cell], scale), 255], 4 * cell);
  }
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  return canvas;
}

const hatchCache = new Map();
function hatch(brush, colour) {
  if (!hatchCache.has(colour)) {
    const tile = sheet(8, 8);
    const pen = tile.getContext("2d");
    pen.strokeStyle = colour;
    pen.lineWidth = 2;
    pen.beginPath();
    for (const shift of [-8, 0, 8]) { pen.moveTo(shift, 8); pen.lineTo(shift + 8, 0); }
    pen.stroke();
    hatchCache.set(colour, tile);
  }
  return brush.createPattern(hatchCache.get(colour), "repeat");
}

function prepare(data) {
  const scale = (name, top) => ({ colours: palette(data.scales[name]), low: name === "sequential" ? 0 : -top, high: top });
  const inputs = numbers(data.inputs);
  const [channels, height, width] = data.input_shape;
  const largest = (values) => values.reduce((top, value) => Math.max(top, Math.abs(value)), 0) || 1;
  const output = numbers(data.output);
  const weights = data.weights ? numbers(data.weights) : null;
  return {
    ...data, inputs, output, channels, height, width, weights_all: weights,
    maps: Array.from({ length: channels }, (_, c) => inputs.subarray(c * height * width, (c + 1) * height * width)),
    inputScale: scale(data.input_scale, largest(inputs)), outputScale: scale(data.output_scale, largest(output)),
    weightScale: weights ? scale("weights", largest(weights)) : null,
    side: height + 2 * data.padding, columns: Math.ceil(Math.sqrt(channels)),
  };
}

class Player {
  constructor(root) {
    this.root = root;
    this.at = 0; // the window's place: whole numbers are cells of the output, row by row
    this.channel = 0; // the input map whose products are shown
    this.playing = false;
    this.find = (name) => root.querySelector(name);
    this.scrub = this.find("input");
    this.find(".play").onclick = () => this.play(!this.playing);
    this.find(".back").onclick = () => this.step(-1);
    this.find(".forward").onclick = () => this.step(1);
    this.scrub.oninput = () => this.go(Number(this.scrub.value));
    this.find(".out canvas").onclick = (event) => this.goTo(event);
    this.find(".in canvas").onclick = (event) => this.choose(event);
    for (const cells of root.querySelectorAll("[data-cells]")) {
      for (const kind of ["pointerenter", "pointerleave"]) cells.addEventListener(kind, () => this.pointAt(kind === "pointerenter"));
    }
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.watcher = new ResizeObserver(() => this.resize());
    this.watcher.observe(this.find(".panels"));
    root.dataset.frames = 0;
  }

  load(data) {
    const content = JSON.stringify(data);
    if (content === this.content) return;
    this.content = content;
    this.slide = prepare(data);
    this.last = this.slide.output_size ** 2 - 1;
    this.at = Math.min(Math.floor(this.at), this.last);
    this.channel = Math.min(this.channel, this.slide.channels - 1);
    this.scrub.max = this.last;
    for (const [name, colour] of Object.entries(data.theme)) this.root.style.setProperty(`--slide-${name}`, colour);
    this.find(".in figcaption").innerHTML = data.words.input;
    this.find(".sum figcaption").innerHTML = data.words.sum;
    this.find(".out figcaption").innerHTML = data.words.output;
    this.find(".in [data-cells]").setAttribute("aria-label", data.words.input_alt);
    this.find(".sum canvas").setAttribute("aria-label", data.words.sum_alt);
    this.find(".out [data-cells]").setAttribute("aria-label", data.words.output_alt);
    this.link();
    this.outputPicture = picture(this.slide.output, this.slide.output_size, this.slide.output_size, this.slide.outputScale);
    this.resize();
  }

  // What linked.js needs to know of the two pictures.
  link() {
    const { slide } = this;
    this.find(".in [data-cells]").cells = {
      layer: slide.source, first: slide.weights ? 0 : slide.channel, count: slide.channels, columns: slide.columns,
      ring: slide.padding, values: slide.inputs,
    };
    this.find(".out [data-cells]").cells = {
      layer: slide.layer, first: slide.channel, count: 1, columns: 1, ring: 0, values: slide.output,
    };
  }

  resize() {
    if (!this.slide) return;
    this.ratio = Math.min(2, devicePixelRatio || 1);
    for (const canvas of this.root.querySelectorAll("canvas")) {
      canvas.width = canvas.height = Math.round(Math.min(BOX, canvas.parentElement.clientWidth || BOX) * this.ratio);
      canvas.style.maxWidth = `${BOX}px`;
    }
    this.drawInputs();
    this.summed = -1;
    this.draw();
  }

  // While another cell is pointed at, which linked.js marks in the same colours, the window's own outlines are faint.
  pointAt(on) {
    this.faint = on;
    if (this.slide && !this.playing) this.draw();
  }

  play(on) {
    this.playing = on;
    this.find(".play").textContent = on ? "Pause" : "Play";
    this.find(".sentence").setAttribute("aria-live", on ? "off" : "polite");
    this.before = null;
    if (on && this.at >= this.last) this.at = 0;
    cancelAnimationFrame(this.request); // of a play that was paused in this very frame: two would run side by side
    if (on) this.request = requestAnimationFrame((now) => this.frame(now));
  }

  frame(now) {
    if (!this.playing || !this.root.isConnected) return;
    const speed = Number(this.find("select").value);
    // After a pause of the browser (another tab in front) go on from here.
    if (this.before !== null) this.at += Math.min(100, now - this.before) / 1000 * speed;
    this.before = now;
    if (this.at >= this.last) { this.at = this.last; this.play(false); }
    this.draw();
    this.root.dataset.frames = Number(this.root.dataset.frames) + 1;
    if (this.playing) this.request = requestAnimationFrame((next) => this.frame(next));
  }

  go(cell) { this.at = Math.max(0, Math.min(this.last, cell)); this.draw(); }
  step(by) { this.play(false); this.go(Math.floor(this.at) + by); }

  goTo(event) {
    const size = this.slide.output_size;
    const [column, row] = this.pointed(event).map((share) => Math.min(size - 1, Math.floor(share * size)));
    this.step(row * size + column - Math.floor(this.at));
  }

  choose(event) {
    const { columns, channels } = this.slide;
    const [column, row] = this.pointed(event).map((share) => Math.floor(share * columns));
    if (row * columns + column < channels) this.channel = row * columns + column;
    this.summed = -1;
    this.draw();
  }

  pointed(event) {
    const box = event.target.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  // Where a tile of the input begins, and how large a cell is, in pixels of the canvas.
  tile(channel) {
    const { side, columns } = this.slide;
    const pixels = this.find(".in canvas").width;
    const cell = pixels / (columns * (side + 1) - 1 + 0.001);
    return [channel % columns * (side + 1) * cell, Math.floor(channel / columns) * (side + 1) * cell, cell];
  }

  // All that does not move: maps, ring of zeros, cells that are never read, the places where windows begin.
  drawInputs() {
    const { slide } = this;
    const canvas = this.find(".in canvas");
    this.base = sheet(canvas.width, canvas.height);
    const brush = this.base.getContext("2d");
    brush.imageSmoothingEnabled = false;
    const zero = `rgb(${colourOf(0, slide.inputScale)})`;
    slide.maps.forEach((map, channel) => {
      const [x, y, cell] = this.tile(channel);
      const [edge, span] = [slide.padding * cell, slide.side * cell];
      brush.fillStyle = zero;
      brush.fillRect(x, y, span, span);
      brush.drawImage(picture(map, slide.height, slide.width, slide.inputScale), x + edge, y + edge, slide.width * cell, slide.height * cell);
      if (slide.padding) this.drawRing(brush, x, y, cell);
      brush.fillStyle = hatch(brush, slide.theme.accent);
      for (const [first, end] of slide.unread) {
        brush.fillRect(x + first * cell, y, (end - first) * cell, span);
        brush.fillRect(x, y + first * cell, span, (end - first) * cell);
      }
      if (slide.channels > 1) return;
      brush.fillStyle = slide.marks.window;
      for (let window = 0; window < slide.output_size; window++) {
        const from = (window * slide.stride + slide.kernel_size / 2) * cell;
        brush.fillRect(x + from - this.ratio, y, 2 * this.ratio, 5 * this.ratio);
        brush.fillRect(x, y + from - this.ratio, 5 * this.ratio, 2 * this.ratio);
      }
    });
  }

  drawRing(brush, x, y, cell) {
    const { padding, side, height, marks } = this.slide;
    brush.fillStyle = this.slide.faint;
    brush.font = `${Math.round(cell * 0.7)}px sans-serif`;
    brush.textAlign = "center";
    brush.textBaseline = "middle";
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const inside = (at) => at >= padding && at < padding + height;
        if (inside(row) && inside(column)) continue;
        if (cell >= 9) brush.fillText("0", x + (column + 0.5) * cell, y + (row + 0.55) * cell);
        else brush.fillRect(x + (column + 0.4) * cell, y + (row + 0.4) * cell, cell * 0.2, cell * 0.2);
      }
    }
    brush.strokeStyle = marks.cell;
    brush.lineWidth = this.ratio;
    brush.setLineDash([3 * this.ratio, 3 * this.ratio]);
    brush.strokeRect(x + padding * cell, y + padding * cell, height * cell, height * cell);
    brush.setLineDash([]);
  }

  // Row and column of the window, in cells of the output; between two cells of a row while it glides.
  place() {
    const size = this.slide.output_size;
    const cell = Math.floor(this.at);
    const [row, column] = [Math.floor(cell / size), cell % size];
    const smooth = this.playing && !this.still.matches && Number(this.find("select").value) <= SMOOTH_UP_TO;
    const glide = Math.max(0, (this.at - cell) * 2 - 1); // it rests for half of the time
    return { cell, row, column, shown: smooth && column < size - 1 ? column + glide * glide * (3 - 2 * glide) : column };
  }

  draw() {
    const place = this.place();
    this.drawWindows(place);
    this.drawOutput(place);
    if (place.cell !== this.summed) {
      this.summed = place.cell;
      this.drawSum(place);
      this.scrub.value = place.cell;
      this.root.dataset.cell = place.cell;
      this.find(".place").textContent = `${place.cell + 1} of ${this.last + 1}`;
    }
  }

  drawWindows({ row, shown: column }) {
    const { slide } = this;
    const brush = this.find(".in canvas").getContext("2d");
    brush.clearRect(0, 0, brush.canvas.width, brush.canvas.height);
    brush.drawImage(this.base, 0, 0);
    for (let channel = 0; channel < slide.channels; channel++) {
      const [x, y, cell] = this.tile(channel);
      const side = slide.kernel_size * cell;
      const at = [x + column * slide.stride * cell, y + row * slide.stride * cell, side, side];
      const chosen = slide.channels === 1 || channel === this.channel;
      this.outline(brush, at, slide.marks.window, chosen ? 3 : 1.5);
    }
  }

  outline(brush, at, colour, width) {
    brush.globalAlpha = this.faint ? FAINT : 1;
    brush.strokeStyle = this.slide.marks.halo;
    brush.lineWidth = (width + 2) * this.ratio;
    brush.strokeRect(...at);
    brush.strokeStyle = colour;
    brush.lineWidth = width * this.ratio;
    brush.strokeRect(...at);
    brush.globalAlpha = 1;
  }

  drawOutput({ row, column, cell: index }) {
    const size = this.slide.output_size;
    const brush = this.find(".out canvas").getContext("2d");
    const pixels = brush.canvas.width;
    const cell = pixels / size;
    brush.clearRect(0, 0, pixels, pixels);
    brush.fillStyle = hatch(brush, this.slide.theme.line);
    brush.fillRect(0, 0, pixels, pixels);
    brush.imageSmoothingEnabled = false;
    if (row) brush.drawImage(this.outputPicture, 0, 0, size, row, 0, 0, pixels, row * cell);
    brush.drawImage(this.outputPicture, 0, row, column + 1, 1, 0, row * cell, (column + 1) * cell, cell);
    this.outline(brush, [column * cell, row * cell, cell, cell], this.slide.marks.cell, 2.5);
    this.root.dataset.value = this.slide.output[index];
  }

  // The numbers in the window of one input map, at the place of output cell (row, column).
  window(channel, row, column) {
    const { kernel_size: size, stride, padding, height, width, maps } = this.slide;
    return Array.from({ length: size * size }, (_, at) => {
      const [y, x] = [row * stride - padding + Math.floor(at / size), column * stride - padding + at % size];
      return y < 0 || x < 0 || y >= height || x >= width ? null : maps[channel][y * width + x]; // null: padding
    });
  }

  kernel(channel) {
    const cells = this.slide.kernel_size ** 2;
    return this.slide.weights_all.subarray(channel * cells, (channel + 1) * cells);
  }

  drawSum({ row, column, cell: index }) {
    const { slide, channel } = this;
    const values = this.window(channel, row, column);
    const sums = slide.weights_all
      ? slide.maps.map((_, c) => this.window(c, row, column).reduce((sum, value, at) => sum + value * this.kernel(c)[at], 0))
      : [];
    this.find(".sentence").textContent = this.sentence(row, column, values, sums, slide.output[index]);
    this.root.dataset.sum = sums.length ? sums.reduce((a, b) => a + b, slide.bias) : "";
    // Of equal values PyTorch takes the first.
    this.drawCells(values, slide.kind === "max" ? values.indexOf(Math.max(...values)) : -1);
  }

  sentence(row, column, values, sums, result) {
    const { slide, channel } = this;
    const where = `Row ${row}, column ${column}: `;
    if (slide.kind === "max") {
      const equal = values.filter((value) => value === Math.max(...values)).length;
      const tie = equal > 1 ? ` (a tie of ${equal}: the first is taken, any would do)` : "";
      return `${where}the largest of ${values.length} values${tie} is ${shown(result, 4)}.`;
    }
    if (slide.kind === "avg") return `${where}the mean of ${values.length} values is ${shown(result, 4)}.`;
    if (slide.kind === "none") return `${where}the value passes unchanged: ${shown(result, 4)}.`;
    const total = sums.reduce((a, b) => a + b, 0);
    const places = placesThatAddUp(total, slide.bias);
    const [sum, bias, value] = [total, slide.bias, total + slide.bias].map((number) => shown(number, places));
    const products = slide.channels > 1
      ? `the ${values.length} products of map ${channel} add up to ${shown(sums[channel], places)}, ` +
        `and those of all ${slide.channels} maps to ${sum}`
      : `the ${values.length} products add up to ${sum}`;
    return `${where}${products}. ${sum} + bias (${bias}) = ${value}.`;
  }

  drawCells(values, winner) {
    const { slide } = this;
    const size = slide.kernel_size;
    const brush = this.find(".sum canvas").getContext("2d");
    const side = brush.canvas.width / size;
    brush.clearRect(0, 0, brush.canvas.width, brush.canvas.height);
    brush.textAlign = "center";
    brush.textBaseline = "middle";
    values.forEach((value, at) => {
      const [x, y] = [at % size * side, Math.floor(at / size) * side];
      const weight = slide.weights_all ? this.kernel(this.channel)[at] : null;
      const wide = side - this.ratio;
      const rows = weight === null ? 1 : 3;
      const back = [[colourOf(value ?? 0, slide.inputScale), small(value ?? 0)]];
      if (weight !== null) {
        back.push([colourOf(weight, slide.weightScale), `× ${small(weight)}`]);
        back.push([null, `= ${small((value ?? 0) * weight)}`]);
      }
      back.forEach(([colour, text], line) => {
        const top = y + line * wide / rows;
        brush.fillStyle = colour ? `rgb(${colour})` : slide.theme.page;
        brush.fillRect(x, top, wide, wide / rows);
        brush.fillStyle = colour ? slide.on_tiles[luminance(colour) > 0.179 ? 1 : 0] : slide.theme.text;
        if (value === null && line === 0) brush.fillStyle = slide.faint;
        const font = Math.min(wide / rows * 0.72, wide / 3.6, 34 * this.ratio) * Math.min(1, 7 / text.length);
        brush.font = `${line === 2 ? "600 " : ""}${font}px "Source Sans", sans-serif`;
        brush.fillText(text, x + wide / 2, top + wide / rows / 2);
      });
      if (at === winner) this.outline(brush, [x + 4, y + 4, wide - 8, wide - 8], slide.marks.window, 4);
    });
  }
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".slide");
  if (!root || !data) return;
  if (players.get(parentElement)?.root !== root) players.set(parentElement, new Player(root));
  const player = players.get(parentElement);
  player.load(data);
  return () => { player.play(false); player.watcher.disconnect(); players.delete(parentElement); };
}
