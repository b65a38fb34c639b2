// The example on a board that nobody has touched: it draws itself once, and the first touch of the board takes it away.

import { BOARD, isOver } from "../adapters/drawable_canvas.js";
import { boxOf } from "../adapters/streamlit.js";
import { INK_SIZE, readPixels } from "../canvas/ink.js";
import { pictureOf } from "./pen.js";

const SIDE = 280; // of the board, in pixels
const LASTS = 2200; // ms
const SEEN = "explorer.example"; // in this tab: "drawn", or "touched", after which it does not come again

const lengthOf = ([x, y], [toX, toY]) => Math.hypot(toX - x, toY - y);

/** The parts of some strokes that are drawn when so much of their whole length, 0 to 1, is. */
export function drawnUntil(strokes, share) {
  const lengths = strokes.map((stroke) => stroke.slice(1).reduce((sum, point, index) => sum + lengthOf(stroke[index], point), 0));
  let left = share * lengths.reduce((sum, length) => sum + length, 0);
  const parts = [];
  for (const stroke of strokes) {
    if (left <= 0 && share < 1) break;
    const part = [stroke[0]];
    for (const [index, point] of stroke.slice(1).entries()) {
      const step = lengthOf(stroke[index], point);
      if (step > left && share < 1) {
        const [x, y] = stroke[index];
        if (left > 0) part.push([x + ((point[0] - x) * left) / step, y + ((point[1] - y) * left) / step]);
        left = 0;
        break;
      }
      left -= step;
      part.push(point);
    }
    parts.push(part);
  }
  return parts;
}

export class Example {
  /** view: see view.js. */
  constructor(view) {
    this.view = view;
    this.box = null; // what lies over the board
  }

  listen() {
    const touched = (event) => this.box && isOver(event, BOARD) && this.end();
    for (const kind of ["pointerdown", "touchstart"]) document.addEventListener(kind, touched, { capture: true, passive: true });
  }

  get isShown() {
    return Boolean(this.box?.isConnected);
  }

  /** strokes: lists of points [x, y] from 0 to 1; brush: width of the pen in pixels; label: what is said on the board. */
  begin({ strokes, brush, label }) {
    if (this.box?.isConnected || sessionStorage.getItem(SEEN) === "touched" || !boxOf("canvas")) return;
    this.make(label);
    this.context.lineWidth = brush;
    const isStill = sessionStorage.getItem(SEEN) === "drawn" || matchMedia("(prefers-reduced-motion: reduce)").matches;
    let start = null;
    const step = (now) => {
      if (!this.box) return;
      start ??= this.view.isReady() ? now : null; // it waits for the maps that follow it
      const share = isStill ? 1 : Math.min(1, (now - (start ?? now)) / LASTS);
      this.draw(drawnUntil(strokes, share));
      if (share < 1 || start === null) requestAnimationFrame(step);
      else sessionStorage.setItem(SEEN, "drawn");
    };
    requestAnimationFrame(step);
  }

  make(label) {
    this.box = document.createElement("div");
    this.box.className = "board-example";
    this.box.setAttribute("aria-hidden", "true");
    this.canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
    const words = Object.assign(document.createElement("span"), { textContent: label });
    this.box.append(this.canvas, words);
    boxOf("canvas").appendChild(this.box);
    this.context = this.canvas.getContext("2d", { willReadFrequently: true });
    Object.assign(this.context, { lineCap: "round", lineJoin: "round", strokeStyle: "#fff" });
  }

  draw(strokes) {
    const { context } = this;
    context.clearRect(0, 0, SIDE, SIDE);
    for (const stroke of strokes) {
      context.beginPath();
      for (const [x, y] of [stroke[0], ...stroke]) context.lineTo(x * SIDE, y * SIDE);
      context.stroke();
    }
    this.view.useExample(pictureOf(readPixels([this.canvas]), INK_SIZE, INK_SIZE));
  }

  /** The board is the learner's. */
  end() {
    if (!this.box) return;
    sessionStorage.setItem(SEEN, "touched");
    this.box.remove();
    this.box = null;
    this.view.usePicture(null);
  }
}
