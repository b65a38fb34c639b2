// The figure of all layers, filled in by the browser. Plotly lays it out and holds its values; the maps are painted on
// canvases over their places, and the numbers and bars of the answer drawn over theirs, in the frame that has them.

import { setAnnotation } from "../adapters/plotly.js";
import { colourOf, palette, textOn } from "../colours.js";
import { paint, pixelTable, sizeOf } from "../engine/pictures.js";
import { Figure } from "../figure/figure.js";
import { painted } from "../frames.js";
import { withDecimals } from "../linked/numbers.js";
import { sharesOf } from "./colours.js";
import { emptyRows, fillRows } from "./rows.js";
import { endsOf } from "./words.js";
import { Answers } from "./answers.js";
import { showLarge } from "./large.js";
import { sketchWords } from "./sketch.js";
import { csvOf, csvOfAnswer, largeBars, largeFigure } from "./large_figure.js";

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

/** The panel of a layer in a figure of [width, height] pixels. */
function panelOf({ trace }, layout, [wide, high]) {
  const number = trace ? trace + 1 : "";
  const [left, right] = layout[`xaxis${number}`].domain.map((share) => share * wide);
  const [bottom, top] = layout[`yaxis${number}`].domain.map((share) => (1 - share) * high);
  return { left, top, width: right - left, height: bottom - top };
}

/** Where a layer's cells are in a figure of [width, height] pixels: the middle of its panel, or all of it. */
export function boxOf(layer, layout, size) {
  const panel = panelOf(layer, layout, size);
  if (!layer.isMaps) return panel;
  const cells = sizeOf(layer.tiles);
  const side = Math.min(panel.width / cells.width, panel.height / cells.height);
  const [width, height] = [side * cells.width, side * cells.height];
  return { left: panel.left + (panel.width - width) / 2, top: panel.top + (panel.height - height) / 2, width, height };
}

const UNDER = 20; // pixels under the cells of a layer that belong to it: its colours
const REST = 250; // ms that a network stays before Plotly lays out its figure

const tableOf = (scale) => ({ pixels: pixelTable(scale), colours: palette(scale) });

/** Whether two drawings have the same theme and arrangement. */
const isAlike = (one, other) =>
  one?.figure.layout.font.color === other.figure.layout.font.color && one.height === other.height;

const wordsOf = (drawing, number) => drawing.figure.layout.annotations[number].text;

export class NetworkPicture {
  /** box: the element that the figure fills. view: the network's name where the page has two, or "". */
  constructor(box, view = "") {
    this.whose = view && ` of network ${view.toUpperCase()}`;
    this.figure = new Figure(box);
    this.figure.drawn = () => this.laidOut();
    this.overlay = document.createElement("div");
    this.overlay.className = "figure-overlay";
    this.overlay.setAttribute("aria-hidden", "true");
    this.sentence = document.createElement("div");
    Object.assign(this.sentence, { className: "figure-sentence", hidden: true });
    this.names = document.createElement("div");
    this.names.className = "figure-names";
    this.sketch = document.createElement("div");
    Object.assign(this.sketch, { className: "figure-sketch", ariaHidden: "true" });
    box.append(this.overlay, this.names, this.sketch, this.sentence);
    this.answers = new Answers();
    this.drawing = null; // what is shown
    this.sheets = [];
    this.sizes = new ResizeObserver(() => this.drawing && this.placeAll());
    this.sizes.observe(this.overlay);
  }

  /** Show another network, without values. drawing: see cnn/figures/unfilled.py. Plotly lays it out afterwards: the first
   * one at once, and the promise says whether it has; the later ones once they rest. */
  async lay(drawing, source) {
    if (drawing === this.drawing) return true;
    for (const { trace, tiles } of drawing.layers) {
      const rows = drawing.figure.data[trace]; // Plotly keeps these arrays: what is put into them later is in the figure
      rows.z ??= emptyRows(tiles);
      rows.customdata ??= emptyRows(tiles); // the values; z may be shares of a map's largest one
    }
    if (isAlike(this.drawing, drawing) && this.isLaidOut()) {
      this.begin(drawing);
      for (const layer of drawing.layers) setAnnotation(this.figure.node, layer.ends - 1, wordsOf(drawing, layer.ends - 1));
      this.layLater(drawing, source);
      return true;
    }
    this.next = drawing;
    this.figure.hold(drawing.figure);
    this.begin(drawing);
    if (!this.figure.shown) {
      sketchWords(this.sketch, drawing.figure.layout);
      await painted(); // Plotly takes a second to load: what can be seen without it is there first
    }
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
    this.sketch.replaceChildren();
    this.placeAll();
  }

  /** Everything is where it belongs, at the width that the page has now. */
  placeAll() {
    this.place();
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
    const { layers, figure, above, size, height } = this.drawing; // Plotly removes the layout's own height at times
    const box = [this.overlay.clientWidth, height];
    for (const [index, layer] of layers.entries()) this.sheets[index].place(boxOf(layer, figure.layout, box));
    const named = [...layers, { name: "softmax", trace: layers.length }];
    if (!this.names.firstChild) this.names.append(...named.map(({ name }) => this.nameOf(name)));
    for (const [index, layer] of named.entries()) {
      const { left, top, width: wide, height: high } = panelOf(layer, figure.layout, box);
      const place = { left: `${left}px`, top: `${top - above}px`, width: `${wide}px`, height: `${above}px` };
      Object.assign(this.names.children[index].style, place);
      this.names.children[index].style.setProperty("--column", `${above + high + UNDER}px`);
    }
    this.answers.svg.style.fontSize = `${size}px`;
    this.answers.place(...["fc2", "softmax"].map((name) => panelOf(named.find((layer) => layer.name === name), figure.layout, box)));
  }

  /** The button over a layer's name. */
  nameOf(name) {
    const button = Object.assign(document.createElement("button"), { type: "button", title: `Enlarge ${name}${this.whose}` });
    button.setAttribute("aria-label", button.title);
    button.dataset.layer = name;
    button.addEventListener("click", () => this.enlarge(name));
    return button;
  }

  /** Show a layer over the whole page. */
  enlarge(name) {
    if (!this.last) return;
    const { layers, figure, scales, colours } = this.drawing;
    const [{ last }, text] = [this, figure.layout.font.color];
    const layer = layers.find((one) => one.name === name);
    if (!layer) {
      const figureIn = ([, height]) => largeBars(last, { text, ...colours }, height);
      showLarge(name, "softmax · 10", { figureIn, csv: () => csvOfAnswer(last) });
      return;
    }
    const scale = scales[layer.isSigned ? "diverging" : "sequential"];
    const drawn = layer.colours.isShares ? sharesOf(last[name], layer.tiles) : last[name];
    showLarge(name, `${name} · ${figure.layout.annotations[layer.ends - 1].text}`, {
      figureIn: (box) => largeFigure(layer, { scale, drawn, values: last[name], text, box }),
      csv: () => csvOf(layer, last[name]),
    });
  }

  /** Show the outputs of all layers. scope: what shares a colour scale; see cnn/figures/scales.py. tops: the value of the
   * strongest colour of each layer, by its name. */
  fill(outputs, scope, tops) {
    this.last = outputs;
    const { layers } = this.drawing;
    for (const [index, layer] of layers.entries()) {
      const top = tops[layer.name];
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
    this.sizes.disconnect();
    this.figure.remove();
  }
}
