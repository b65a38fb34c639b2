// Mouse and fingers over what shows layers: pointing marks a cell, a click or a second tap opens it.

import { isSameCell } from "./windows.js";

const CLICK_REACH = 6; // pixels that a pointer may move between down and up and still click
const MOST_FRAMES = 60; // the most frames to wait for a figure that is being redrawn

export class Pointer {
  /** view: see view.js; signal: aborted when the view goes. */
  constructor(view, signal) {
    this.view = view;
    this.signal = signal;
    this.pressed = null; // where the pointer went down
    this.waiting = {}; // frames asked for by events that wait, by name
  }

  listen(listen) {
    listen("pointermove", (event) => this.move(event));
    listen("pointerdown", (event) => this.down(event));
    listen("pointerup", (event) => this.up(event));
    listen("pointercancel", () => (this.pressed = null));
    listen("dblclick", (event) => this.doubleClick(event));
  }

  /** Call act with the surface at a point, or null; if a figure is being redrawn, as soon as it is ready. A later call
   * with the same name replaces one that waits. */
  whenDrawn(name, { target, clientX, clientY }, act, frames = MOST_FRAMES) {
    cancelAnimationFrame(this.waiting[name]);
    const surface = this.view.surfaceAt(target);
    const waits = !surface && frames > 0 && this.view.hostAt(target);
    if (!waits) return act(surface);
    this.waiting[name] = requestAnimationFrame(() => {
      if (this.signal.aborted) return;
      this.whenDrawn(name, { target: document.elementFromPoint(clientX, clientY), clientX, clientY }, act, frames - 1);
    });
  }

  move(event) {
    if (event.pointerType !== "touch") this.whenDrawn("move", event, (surface) => this.pointAt(surface, event));
  }

  pointAt(surface, event) {
    const { view } = this;
    const cell = surface ? view.cellUnder(surface, event) : undefined;
    if (cell === undefined && !view.isResting && !view.isWithKeyboard()) view.mark(null);
    if (!cell) return; // in a gap the last mark stays, so that nothing flickers between tiles
    view.active = surface;
    view.mark(cell);
  }

  down(event) {
    const { view } = this;
    const { target, clientX: x, clientY: y } = event;
    const host = view.hostAt(target);
    this.pressed = host && event.isPrimary && event.button === 0 ? { host, target, x, y } : null;
    if (host) return;
    if ((event.pointerType === "touch" || view.focus) && !view.isResting) view.mark(null);
    view.focus = null; // (when a figure is redrawn, the focus is lost and given back: then this stays)
  }

  up(event) {
    const { pressed } = this;
    this.pressed = null;
    if (!pressed || Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > CLICK_REACH) return;
    const target = pressed.target.isConnected ? pressed.target : pressed.host; // Plotly covers the page while it is pressed
    this.whenDrawn("click", { target, clientX: event.clientX, clientY: event.clientY }, (surface) => {
      if (surface?.host === pressed.host) this.click(surface, event);
    });
  }

  click(surface, event) {
    const { view } = this;
    const cell = view.cellUnder(surface, event);
    if (!cell) return;
    const wasMarked = isSameCell(cell, view.cell);
    view.active = surface;
    view.mark(cell);
    if (event.pointerType === "touch" ? wasMarked : !view.data.twice) view.open();
  }

  doubleClick(event) {
    const { view } = this;
    const surface = view.data?.twice && view.surfaceAt(event.target);
    const cell = surface && view.cellUnder(surface, event);
    if (!cell) return;
    view.mark(cell);
    view.open();
  }
}
