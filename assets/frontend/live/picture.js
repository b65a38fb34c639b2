// The figure of all layers, filled in by the browser. Plotly lays it out and holds its values; the maps are painted on
// canvases over their places, and the numbers and bars of the answer drawn over theirs, in the frame that has them.

import { axesOf, setAnnotation } from "../adapters/plotly.js";
import { colourOf, palette, textOn } from "../colours.js";
import { paint, pixelTable, sizeOf } from "../engine/pictures.js";
import { Figure } from "../figure/figure.js";
import { withDecimals } from "../linked/numbers.js";
import { sharesOf, topOf } from "./colours.js";
import { emptyRows, fillRows } from "./rows.js";
import { endsOf } from "./words.js";
import { Answers } from "./answers.js";
import { showLarge } from "./large.js";

/** The canvas of one layer and its pixels. */
class Sheet {
  constructor(tiles) {
    const { width, height } = sizeOf(tiles);
    this.canvas = Object.assign(document.createElement("canvas"), { width, height });
    this.context = this.canvas.getContext("2d");
    this.image = new ImageData(width, height);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  place({ left, top, width, height }) {
    Object.assign(this.canvas.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
  }

  show() {
    this.context.putImageData(this.image, 0, 0);
  }
}

/** Where a layer's cells are, in pixels of a figure of this width: the middle of its panel, or all of it. */
export function boxOf({ trace, tiles, isMaps }, layout, width) {
  const number = trace ? trace + 1 : "";
  const [left, right] = layout[`xaxis${number}`].domain.map((share) => share * width);
  const [bottom, top] = layout[`yaxis${number}`].domain.map((share) => (1 - share) * layout.height);
  const cells = sizeOf(tiles);
  const side = Math.min((right - left) / cells.width, (bottom - top) / cells.height);
  const size = isMaps
    ? { width: side * cells.width, height: side * cells.height }
    : { width: right - left, height: bottom - top };
  return { left: (left + right - size.width) / 2, top: (top + bottom - size.height) / 2, ...size };
}

const REST = 250; // ms that a network stays before Plotly lays out its figure

const tableOf = (scale) => ({ pixels: pixelTable(scale), colours: palette(scale) });

const wordsOf = (drawing, number) => drawing.figure.layout.annotations[number].text;

export class NetworkPicture {
  /** box: the element that the figure fills. */
  constructor(box) {
    this.figure = new Figure(box);
    this.figure.drawn = () => this.laidOut();
    this.overlay = document.createElement("div");
    this.overlay.className = "figure-overlay";
    this.overlay.setAttribute("aria-hidden", "true");
    this.sentence = document.createElement("div");
    Object.assign(this.sentence, { className: "figure-sentence", hidden: true });
    this.names = document.createElement("div");
    this.names.className = "figure-names";
    box.append(this.overlay, this.names, this.sentence);
    this.answers = new Answers();
    this.drawing = null; // what is shown
    this.sheets = [];
  }

  /** Show another network, without values. drawing: see cnn/figures/unfilled.py. The first one waits for Plotly, and the
   * promise says whether it is on the page; Plotly lays out the later ones once they rest. */
  async lay(drawing, source) {
    if (drawing === this.drawing) return true;
    for (const { trace, tiles } of drawing.layers) {
      const rows = drawing.figure.data[trace]; // Plotly keeps these arrays: what is put into them later is in the figure
      rows.z ??= emptyRows(tiles);
      rows.customdata ??= emptyRows(tiles); // the values; z may be shares of a map's largest one
    }
    const isSame = this.drawing?.figure.layout.font.color === drawing.figure.layout.font.color;
    if (isSame && this.isLaidOut()) {
      this.begin(drawing);
      for (const layer of drawing.layers) setAnnotation(this.figure.node, layer.ends - 1, wordsOf(drawing, layer.ends - 1));
      this.layLater(drawing, source);
      return true;
    }
    this.next = drawing;
    return (await this.figure.draw(drawing.figure, source)) && this.drawing === drawing;
  }

  isLaidOut() {
    return this.figure.shown !== null && !this.figure.isBusy;
  }

  layLater(drawing, source) {
    clearTimeout(this.timer);
    this.figure.box.setAttribute("aria-busy", "true");
    this.next = drawing;
    this.timer = setTimeout(() => this.next === drawing && this.figure.draw(drawing.figure, source), REST);
  }

  /** Plotly has drawn: at another size, or another network. */
  laidOut() {
    const { next } = this;
    if (!next || this.figure.shown !== next.figure) return;
    if (this.drawing !== next) this.begin(next);
    this.place();
    this.answers.place((trace) => axesOf(this.figure.node, trace));
    if (this.last) this.answer(this.last);
  }

  /** Hide the figure behind a sentence; "": show it. */
  cover(words) {
    this.sentence.textContent = words;
    this.sentence.hidden = !words;
  }

  begin(drawing) {
    this.drawing = drawing;
    this.tables ??= Object.fromEntries(["sequential", "diverging"].map((name) => [name, tableOf(drawing.scales[name])]));
    this.sheets = drawing.layers.map((layer) => new Sheet(layer.tiles));
    this.overlay.replaceChildren(...this.sheets.map((sheet) => sheet.canvas), this.answers.svg);
    this.last = null;
    this.said = new Map(); // words of annotations, by their numbers
    this.place();
  }

  place() {
    const { layers, figure } = this.drawing;
    const width = this.figure.node.clientWidth;
    for (const [index, layer] of layers.entries()) this.sheets[index].place(boxOf(layer, figure.layout, width));
    if (!this.names.firstChild) this.names.append(...layers.map(({ name }) => this.nameOf(name)));
    for (const [index, layer] of layers.entries()) {
      const [left, right] = figure.layout[`xaxis${layer.trace ? layer.trace + 1 : ""}`].domain.map((share) => share * width);
      Object.assign(this.names.children[index].style, { left: `${left}px`, width: `${right - left}px` });
    }
  }

  /** The button over a layer's name. */
  nameOf(name) {
    const button = Object.assign(document.createElement("button"), { type: "button", title: `Enlarge ${name}` });
    button.setAttribute("aria-label", `Enlarge ${name}`);
    button.addEventListener("click", () => this.enlarge(name));
    return button;
  }

  /** Show a layer over the whole page. */
  enlarge(name) {
    if (!this.last) return;
    const { layers, figure, scales } = this.drawing;
    const layer = layers.find((one) => one.name === name);
    const shape = figure.layout.annotations[layer.ends - 1].text;
    const values = this.last[name];
    const isShares = layer.colours.isShares;
    showLarge(layer, `${name} · ${shape}`, {
      scale: scales[layer.isSigned ? "diverging" : "sequential"],
      drawn: isShares ? sharesOf(values, layer.tiles) : values,
      values,
      text: figure.layout.font.color,
    });
  }

  /** Show the outputs of all layers. scope: what shares a colour scale; see cnn/figures/scales.py. */
  fill(outputs, scope) {
    this.last = outputs;
    const { layers } = this.drawing;
    for (const [index, layer] of layers.entries()) {
      const top = topOf(layer, layers, outputs, scope);
      this.fillLayer(layer, this.sheets[index], outputs[layer.name], { top, scope });
      this.say(layer.ends, endsOf(layer, scope, top));
    }
    this.answer(outputs);
    this.figure.node.dispatchEvent(new CustomEvent("explorer:values", { bubbles: true }));
  }

  fillLayer(layer, sheet, values, { top, scope }) {
    const trace = this.drawing.figure.data[layer.trace];
    const isShared = scope !== "map" || !layer.isMaps || layer.name === "input";
    const [drawn, high] = isShared ? [values, top] : [sharesOf(values, layer.tiles), 1];
    const low = layer.isSigned ? -high : 0;
    fillRows(trace.z, drawn, layer.tiles);
    Object.assign(trace, { zmin: low, zmax: high });
    fillRows(trace.customdata, values, layer.tiles);
    const { pixels, colours } = this.tables[layer.isSigned ? "diverging" : "sequential"];
    paint(sheet.pixels, drawn, layer.tiles, { pixels, low, high });
    sheet.show();
    layer.colours = { colours, low, high, isShares: !isShared };
  }

  /** Change the words of an annotation. */
  say(number, words) {
    if (this.said.get(number) === words) return;
    this.said.set(number, words);
    this.drawing.figure.layout.annotations[number].text = words; // for Plotly, when it draws next
    setAnnotation(this.figure.node, number, words);
  }

  /** The numbers of fc2 in their cells, and the bars of softmax. */
  answer({ fc2, softmax }) {
    const { layers, figure, scales } = this.drawing;
    const isBlank = softmax.every((share) => share === 0);
    const { colours } = layers.at(-1);
    const cells = Array.from(fc2, (value) => ({
      text: isBlank ? "" : withDecimals(value, 1),
      colour: textOn(colourOf(value, colours), scales.on_tiles),
    }));
    figure.data[layers.length].x.splice(0, softmax.length, ...softmax);
    this.answers.show(cells, softmax);
  }

  remove() {
    clearTimeout(this.timer);
    this.figure.remove();
  }
}
