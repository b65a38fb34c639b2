// A figure of Plotly that stays the same element through all its changes: nothing blinks, and no event of a pointer is lost.

import { drawInPlace, isMisfit, loadPlotly, onLaidOut, onPointPressed, refit } from "../adapters/plotly.js";

const SETTINGS = { displayModeBar: false, doubleClick: false, scrollZoom: false };

export class Figure {
  /** box: the element that the figure fills; its height comes from the layout. */
  constructor(box) {
    this.box = box;
    this.box.classList.add("figure-box");
    this.node = document.createElement("div");
    this.box.appendChild(this.node);
    this.wanted = null; // the newest drawing that has not been begun
    this.isBusy = false;
    this.pressed = null; // called with the number of a point that was pressed
    this.drawn = null; // called whenever Plotly has drawn it
    this.shown = null; // the drawing on the page
    this.sizes = new ResizeObserver(() => this.fit());
    this.sizes.observe(box);
  }

  /** Make room for a drawing that comes later. */
  hold({ layout }) {
    this.box.style.setProperty("--figure-height", `${layout.height}px`);
    this.box.setAttribute("aria-busy", true);
  }

  /** Draw data and layout; of several that come while one is being drawn, the last one alone. source: the address of
   * plotly.js. The promise says whether this drawing is the one on the page. */
  async draw(drawing, source) {
    this.hold(drawing);
    this.wanted = drawing;
    if (this.isBusy) return false;
    this.setBusy(true);
    try {
      await loadPlotly(source);
      while (this.wanted && this.box.isConnected) {
        [this.shown, this.wanted] = [this.wanted, null];
        await drawInPlace(this.node, this.shown, SETTINGS);
        this.hear();
      }
      return this.shown !== null;
    } finally {
      this.setBusy(false);
      this.fit(); // to a width that it was given meanwhile
    }
  }

  setBusy(isBusy) {
    this.isBusy = isBusy;
    this.box.setAttribute("aria-busy", isBusy);
  }

  /** Words for those who do not see it. */
  describe(alt) {
    if (!this.node.dataset.linked && !this.node.hasAttribute("role")) this.node.setAttribute("role", "img");
    this.node.setAttribute("aria-label", alt);
  }

  hear() {
    if (this.isHearing) return;
    this.isHearing = true;
    onPointPressed(this.node, (point) => this.pressed?.(point));
    onLaidOut(this.node, () => this.drawn?.());
    this.drawn?.(); // what was drawn before it was heard
  }

  /** Follow the width of the page. */
  async fit() {
    if (this.isBusy || !this.box.offsetWidth || !isMisfit(this.node)) return;
    this.setBusy(true);
    try {
      await refit(this.node);
    } finally {
      this.setBusy(false);
    }
  }

  remove() {
    this.sizes.disconnect();
  }
}
