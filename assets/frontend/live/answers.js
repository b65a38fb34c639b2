// The numbers on the cells of fc2 and the bars of softmax, as SVG over the figure of all layers: mirrors `_vector` and
// `_softmax_bars` in cnn/figures/network.py.

import { say } from "../text.js";
import { bestTwo, percent } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const THICK = 0.75; // of a bar, as a share of its place
const FITS = 0.55; // from this share on a bar's words are inside it
const LEAST = 0.001; // of a share that has words
const PADDING = 3; // pixels between a bar's end and its words

const made = (kind, name) => {
  const node = document.createElementNS(SVG, kind);
  node.setAttribute("class", name);
  if (kind === "text") node.append(""); // a text that `say` changes
  return node;
};

const set = (node, values) => Object.entries(values).forEach(([name, value]) => node.setAttribute(name, value));

export class Answers {
  constructor() {
    this.svg = made("svg", "figure-answers");
    this.rows = Array.from({ length: 10 }, () => ({ logit: made("text", "logit"), bar: made("rect", "bar"), share: made("text", "share") }));
    for (const row of this.rows) this.svg.append(row.bar, row.logit, row.share);
  }

  /** cells, bars: the panels of fc2 and softmax, in pixels. */
  place(cells, bars) {
    this.bars = bars;
    const step = bars.height / this.rows.length;
    for (const [digit, { logit, bar, share }] of this.rows.entries()) {
      set(logit, { x: cells.left + cells.width / 2, y: cells.top + ((digit + 0.5) * cells.height) / this.rows.length });
      const middle = bars.top + (digit + 0.5) * step;
      set(bar, { x: bars.left, y: middle - (THICK * step) / 2, height: THICK * step });
      share.setAttribute("y", middle);
    }
  }

  /** cells: text and colour of each logit; shares: of softmax, all zero where there is no answer. */
  show(cells, shares) {
    const [first] = bestTwo(shares);
    const { left: start, width: length } = this.bars;
    for (const [digit, { logit, bar, share }] of this.rows.entries()) {
      const [value, isFirst] = [shares[digit], digit === first && shares[digit] > 0];
      say(logit, cells[digit].text);
      logit.style.fill = cells[digit].colour;
      bar.setAttribute("width", value * length);
      bar.classList.toggle("first", isFirst);
      const isInside = value >= FITS;
      share.setAttribute("x", start + value * length + (isInside ? -PADDING : PADDING));
      share.classList.toggle("inside", isInside);
      share.classList.toggle("first", isFirst);
      say(share, value < LEAST ? "" : percent(value, true));
    }
  }
}
