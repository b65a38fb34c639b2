// Steady figures: when a figure changes, Streamlit hides it or takes it off the page, and the new one is drawn some time
// later. Until then a copy of the old one stands in its place, so that figures that change all the time do not blink.
// Knows nothing of what is drawn.

import { hasContent, layersOf, onDrawn, PLOT, tellsEvents } from "../adapters/plotly.js";
import { boxOf, STALE } from "../adapters/streamlit.js";

const LONGEST = 3000; // milliseconds that a copy may stand: a figure that has gone for good must not stay on the page

const isVisible = (plot) => plot.checkVisibility?.() ?? true; // asks for styles alone: the page is not laid out anew

const known = new WeakSet(); // plots that were seen
const whole = new WeakSet(); // plots that were drawn to the end at least once

/** Watches one container; the copy is taken while the figure is whole, for a figure that leaves is emptied first. */
class Steady {
  constructor(box) {
    this.box = box;
    this.copy = null;
    this.observer = new MutationObserver(() => this.look());
    this.observer.observe(box, { childList: true, subtree: true, attributeFilter: [STALE] });
    this.look();
  }

  /** The plot that can be seen, whole: while one is replaced, the old one may still be there, hidden. */
  get plot() {
    const plots = [...this.box.querySelectorAll(PLOT)];
    plots.forEach((plot) => this.meet(plot));
    return plots.find((plot) => whole.has(plot) && hasContent(plot) && isVisible(plot));
  }

  meet(plot) {
    if (known.has(plot) || !tellsEvents(plot)) return;
    known.add(plot);
    if (hasContent(plot)) whole.add(plot); // it was here before this script
    onDrawn(plot, () => {
      whole.add(plot);
      this.look();
    });
  }

  look() {
    if (this.plot) {
      this.retire();
      this.waiting ??= requestAnimationFrame(() => setTimeout(() => this.take())); // once the new figure is painted
    } else if (this.box.isConnected && this.copy && !this.copy.isConnected) {
      this.show(this.copy);
    }
  }

  /** Show a copy; it stays at hand until there is a newer one, as the next figure may be replaced before it is taken. */
  show(copy) {
    this.box.appendChild(copy);
    clearTimeout(this.end);
    this.end = setTimeout(() => {
      if (this.copy === copy) this.copy = null;
      copy.remove();
    }, LONGEST);
  }

  /** Take a copy of the figure as it stands now, and the old copy away. */
  take() {
    this.waiting = null;
    const { plot } = this;
    if (!plot) return;
    const [inside, outside] = [plot.getBoundingClientRect(), this.box.getBoundingClientRect()];
    this.copy = document.createElement("div");
    this.copy.className = "steady-copy";
    this.copy.setAttribute("aria-hidden", "true");
    this.copy.style.left = `${inside.left - outside.left + this.box.scrollLeft}px`;
    this.copy.style.top = `${inside.top - outside.top}px`;
    for (const layer of layersOf(plot)) this.copy.appendChild(layer.cloneNode(true));
  }

  /** Take the copies away that stand now, two frames on: what was drawn anew is not painted in the very next one. */
  retire() {
    const old = this.box.querySelectorAll(":scope > .steady-copy");
    const leave = () => this.plot && old.forEach((copy) => copy.remove()); // or it is hidden again already
    if (old.length) requestAnimationFrame(() => requestAnimationFrame(leave));
  }

  remove() {
    this.box.querySelectorAll(":scope > .steady-copy").forEach((copy) => copy.remove());
  }

  stop() {
    this.observer.disconnect();
    cancelAnimationFrame(this.waiting);
    this.remove();
  }
}

const watched = new Map();

export default function ({ data }) {
  for (const key of data.figures) {
    const box = boxOf(key);
    if (watched.get(key)?.box === box) continue;
    watched.get(key)?.stop();
    watched.delete(key);
    if (box) watched.set(key, new Steady(box));
  }
}
