// An element that shows layers, with the marks over it.

import { isLaidOut, isPlot, onLaidOut, PLOT, tracesNamed } from "../adapters/plotly.js";
import { floatsOf } from "../bytes.js";
import { BarPlace, PicturePlace, TracePlace } from "./places.js";

const SVG = "http://www.w3.org/2000/svg";
const KINDS = ["ring", "field", "window", "outside", "cell"]; // of marks, the topmost last

/** What can show layers: figures of Plotly, and pictures that say which cells they have. */
export const LINKED = [PLOT, "[data-cells]"];

/** The element that marks lie on: Plotly takes everything out of its own. */
export const hostOf = (node) => (isPlot(node) ? node.parentElement : node);

export const isReady = (node) => !isPlot(node) || isLaidOut(node);

/** `data-cells`: layer, first, count, columns, ring, and the values, float32 in base64. */
export function readCells(text) {
  if (!text) return null;
  const cells = JSON.parse(text);
  return { ...cells, values: floatsOf(cells.values) };
}

/** A box [left, top, right, bottom] as SVG, to tenths of a pixel. */
export function pathOf(box) {
  const [left, top, right, bottom] = box.map((edge) => Math.round(edge * 10) / 10);
  return `M${left} ${top}H${right}V${bottom}H${left}Z`;
}

let resizes = 0; // of the window: the figure's scale changes with it, and when Plotly lays the figure out again
globalThis.addEventListener?.("resize", () => (resizes += 1));

export class Surface {
  constructor(host) {
    this.host = host;
    this.drawn = {}; // SVG paths by kind
  }

  get box() {
    if (!this.measured) {
      this.measured = this.node.getBoundingClientRect(); // once a frame, because it makes the browser lay out the page
      requestAnimationFrame(() => (this.measured = null));
    }
    return this.measured;
  }

  /** How much the page enlarges the figure; marks are drawn on it in its own pixels, and enlarged with it. */
  get scale() {
    if (this.scaledFor !== resizes) {
      const width = this.host !== this.node && this.node.offsetWidth; // asked for rarely, for the same reason
      this.knownScale = width ? this.box.width / width : 1;
      if (width || this.host === this.node) this.scaledFor = resizes;
    }
    return this.knownScale;
  }

  /** Take another element; redrawn: called whenever Plotly has laid out the figure again. */
  adopt(node, hint, redrawn) {
    this.node = node;
    this.cells = null;
    this.moved();
    onLaidOut(node, redrawn);
    node.tabIndex = 0;
    node.setAttribute("role", "application");
    if (!node.hasAttribute("aria-label")) node.setAttribute("aria-label", `Values of layers. ${hint}`);
    node.dataset.linked = "";
  }

  /** Its place or size has changed. */
  moved() {
    this.measured = this.shift = this.scaledFor = null;
  }

  /** Where a layer is shown here. */
  places(layer) {
    return isPlot(this.node) ? this.tracePlaces(layer) : this.picturePlaces(layer);
  }

  tracePlaces(layer) {
    return tracesNamed(this.node, layer.name)
      .map((trace) => new (trace.isBars ? BarPlace : TracePlace)(this, layer, trace))
      .filter((place) => place.fits);
  }

  picturePlaces(layer) {
    const cells = this.node.cells ?? (this.cells ??= readCells(this.node.dataset.cells));
    return cells?.layer === layer.name ? [new PicturePlace(this, layer, cells)] : [];
  }

  /** The cell of one of `layers` at a point; null in a gap between cells, undefined where no layer is shown. */
  cellAt(layers, { clientX, clientY }) {
    const { box, scale } = this;
    const [left, top] = [(clientX - box.left) / scale, (clientY - box.top) / scale];
    for (const [index, layer] of layers.entries()) {
      for (const place of this.places(layer)) {
        const at = place.rowAndColumn(left, top);
        if (!at) continue;
        const cell = place.at(...at);
        return cell && { index, ...cell };
      }
    }
    return undefined;
  }

  /** Draw marks, as SVG paths by kind, instead of the old ones. */
  show(drawn, colours) {
    const [before, isEmpty] = [this.drawn, Object.keys(drawn).length === 0];
    this.drawn = drawn;
    if (isEmpty && Object.keys(before).length === 0) return;
    if (!this.overlay) this.makeOverlay(colours);
    if (!this.overlay.isConnected) {
      this.host.appendChild(this.overlay);
      this.host.dataset.marks = "";
    }
    if (!isEmpty) this.lay();
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
    setColours(this.overlay, colours);
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

/** The colours of the marks, as linked.css names them. */
export function setColours(element, colours) {
  for (const [name, colour] of Object.entries(colours)) element.style.setProperty(`--mark-${name}`, colour);
}
