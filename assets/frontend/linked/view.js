// All surfaces that show some layers, and the line below them: which cell is marked, by mouse, finger or keyboard.

import { main, keyed } from "../adapters/streamlit.js";
import { cellAfter, isForPointedCell, isOpening, startingCell } from "./keys.js";
import { marksOf } from "./marks.js";
import { exact } from "./numbers.js";
import { Pointer } from "./pointer.js";
import { hostOf, isReady, LINKED, pathOf, setColours, Surface } from "./surface.js";
import { isSameCell, nearestCell } from "./windows.js";
import { hintOf, wordsOf } from "./words.js";

export class View {
  constructor(root) {
    this.line = root.querySelector(".linked-line");
    this.cell = undefined; // what is marked: { index, channel, row, column }, or null for nothing
    this.isResting = true; // nobody points at anything
    this.surfaces = new Map(); // by their hosts
    this.active = null; // the surface that was pointed at last
    this.focus = null; // the surface with the keyboard
    this.changes = 0; // counts changes of what is shown
    this.markedAt = -1; // the count at the last mark
    this.stop = new AbortController();
    this.listen();
    this.watch();
  }

  listen() {
    const { signal } = this.stop;
    const listen = (kind, action) => document.addEventListener(kind, action, { capture: true, signal });
    new Pointer(this, signal).listen(listen);
    listen("keydown", (event) => this.key(event));
    listen("focusin", (event) => this.focused(event));
    listen("explorer:values", ({ target }) => this.surfaceAt(target) && this.revalued());
  }

  watch() {
    this.sizes = new ResizeObserver((changes) => this.laidOut(changes.map(({ target }) => this.surfaces.get(target))));
    this.page = new MutationObserver(() => this.prepare()); // of the whole page: figures may be added later
    this.page.observe(document.body, { childList: true, subtree: true });
  }

  /** data: see cnn/ui/linked.py; send: sends a cell that is opened to the server. */
  update(data, send) {
    if (JSON.stringify(this.layers) !== JSON.stringify(data.layers)) this.changes++;
    Object.assign(this, { data, send, layers: data.layers });
    this.selector = LINKED.map((kind) => `${keyed(data.figure)} ${kind}`).join();
    this.hint = hintOf(data, matchMedia("(pointer: coarse)").matches);
    setColours(this.line, data.colours);
    this.markAgain();
    this.prepare();
  }

  remove() {
    this.stop.abort();
    this.page.disconnect();
    this.sizes.disconnect();
    for (const { overlay } of this.surfaces.values()) overlay?.remove();
  }

  // ---------------------------------------------------------------- what is shown

  /** The host of what is at a target; null where nothing is linked. */
  hostAt(target) {
    const node = target?.closest?.(this.selector);
    const host = node && hostOf(node);
    return this.surfaces.has(host) ? host : null;
  }

  surfaceAt(target) {
    const node = target?.closest?.(this.selector);
    const surface = node && this.surfaces.get(hostOf(node));
    return surface?.node === node ? surface : null;
  }

  /** Make all that is shown ready for keys and marks; a figure is a new element after each of its changes. */
  prepare() {
    if (!this.data) return;
    const found = new Map();
    for (const node of document.querySelectorAll(this.selector)) {
      const host = hostOf(node);
      if (host && isReady(node) && !found.has(host)) found.set(host, node);
    }
    this.forgetThoseGone();
    const { changes } = this;
    for (const [host, node] of found) this.adopt(host, node);
    if (this.changes !== changes && this.cell) this.markAgain();
  }

  forgetThoseGone() {
    for (const [host, surface] of this.surfaces) {
      if (host.isConnected) continue;
      this.surfaces.delete(host);
      this.sizes.unobserve(host);
      if (this.active === surface) this.active = null;
      if (this.focus === surface) this.focus = null;
    }
  }

  adopt(host, node) {
    let surface = this.surfaces.get(host);
    if (!surface) {
      this.surfaces.set(host, (surface = new Surface(host)));
      this.sizes.observe(host);
    }
    if (surface.node === node) return;
    surface.adopt(node, this.hint, () => this.laidOut([surface]));
    if (surface === this.focus && document.activeElement === document.body) node.focus({ preventScroll: true });
    this.changes++;
  }

  /** What is shown has another size or place now. */
  laidOut(surfaces) {
    if (this.stop.signal.aborted) return;
    for (const surface of surfaces) surface.moved();
    this.changes++;
    if (this.cell) this.markAgain();
  }

  /** A figure has other values in the same places. */
  revalued() {
    this.changes++;
    if (this.cell) this.markAgain();
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

  /** The cell; null in a gap between cells, undefined where no layer is shown. */
  cellUnder(surface, event) {
    return surface.cellAt(this.layers, event);
  }

  start() {
    return startingCell(this.layers, this.data, this.active ?? this.surfaces.values().next().value);
  }

  // ---------------------------------------------------------------- the keyboard

  /** Whether a picture got the focus by the keyboard, not by a click. */
  isWithKeyboard() {
    return this.focus?.node.matches(":focus-visible");
  }

  focused(event) {
    const [surface, before] = [this.surfaceAt(event.target), this.focus];
    this.focus = surface?.node === event.target ? surface : null;
    if (before && !this.focus) this.mark(null);
    if (!this.focus) return;
    this.active = surface;
    // A picture that gets the focus starts with its own cell, whatever was marked before.
    if ((this.isResting || before !== surface) && event.target.matches(":focus-visible")) this.mark(this.start());
  }

  /** Whether a key is meant for the marks: a picture has the focus, or the mouse points at a cell. */
  isMeant({ target, key }) {
    const isOnPage = target === document.body; // also while the figure that had the focus is redrawn
    if (isOnPage && !this.isResting && isForPointedCell(key)) return true;
    return this.focus && (target === this.focus.node || (isOnPage && !this.focus.node.isConnected));
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.isMeant(event)) return;
    const cell = this.cell ?? this.start();
    const next = isOpening(event.key) ? cell : cellAfter(event.key, cell, this);
    if (next === undefined) return;
    this.mark(next);
    if (isOpening(event.key)) this.open();
    event.preventDefault();
    event.stopPropagation();
    if (this.focus) this.follow();
  }

  /** Move the focus with the mark, if it is on another picture now. */
  follow() {
    const surface = this.cell && !this.isResting && this.placeOf(this.cell)?.surface;
    if (!surface || surface === this.focus) return;
    this.active = this.focus = surface;
    surface.node.focus();
  }

  // ---------------------------------------------------------------- the marked cell

  open() {
    const { index, channel, row, column } = this.cell;
    if (!this.data.pinned) main()?.scrollTo(0, 0);
    this.send("open", { layer: this.layers[index].name, channel, row, column });
  }

  /** Mark a cell; for null the one that `data.cell` names where it is pinned, or nothing. */
  mark(asked) {
    this.isResting = !asked;
    let cell = !asked && this.data.pinned ? this.start() : asked;
    if (cell) cell = { index: cell.index, ...nearestCell(this.layers[cell.index], cell) }; // the settings may have changed
    if (isSameCell(cell, this.cell) && this.markedAt === this.changes) return;
    [this.cell, this.markedAt] = [cell, this.changes];
    this.say(cell);
    this.draw(cell);
  }

  /** After a change of what is shown. */
  markAgain() {
    this.mark(this.isResting ? null : this.cell);
  }

  draw(cell) {
    const drawn = new Map(); // SVG paths by kind, by surface
    const marks = cell ? marksOf(this.layers, cell, (layer) => this.places(layer)) : [];
    for (const { place, kind, box } of marks) {
      if (!drawn.has(place.surface)) drawn.set(place.surface, {});
      const paths = drawn.get(place.surface);
      paths[kind] = (paths[kind] ?? "") + pathOf(box);
    }
    for (const surface of this.surfaces.values()) surface.show(drawn.get(surface) ?? {}, this.data.colours);
  }

  say(cell) {
    this.line.classList.toggle("hint", !cell);
    if (!cell) {
      this.line.textContent = this.hint;
      return;
    }
    const place = this.placeOf(cell);
    const value = place && !this.data.blank ? exact(place.value(cell)) : "";
    const isBeforeShown = this.places(this.layers[cell.index - 1]).length > 0;
    const parts = wordsOf(this.layers, cell, value, isBeforeShown).flatMap(([kinds, text]) => {
      const part = document.createElement("span");
      part.className = kinds;
      part.textContent = text;
      return [part, " "];
    });
    this.line.replaceChildren(...parts);
  }
}
