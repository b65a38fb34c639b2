// The pen on the board: what is drawn is sent while it is down, where the page wants that, and at once when it is lifted.

import { inNextFrame } from "../frames.js";
import { followerNow } from "./follower.js";
import { layersOf, liftPen, movePen, rootOfPress } from "../adapters/drawable_canvas.js";

const LIVE_INTERVAL = 180; // ms between two drawings while the pen is down

const isOnPage = (layers) => layers.some((layer) => layer.isConnected);

// The canvas asks for a frame to draw a finished stroke on its lower layer, once this event is over: read it after that.
export const afterNextFrame = (action) => setTimeout(() => inNextFrame(action));

export class Pen {
  /** sender: see sender.js; changed: called when a stroke begins. */
  constructor(sender, changed) {
    this.sender = sender;
    this.changed = changed;
    this.stroke = null; // under the pen: the canvas's root, and its layers, which may leave the page
    this.isLive = true; // what is drawn is sent while the pen is down
    this.last = null; // the last event of the pen
    this.isUnread = false; // the pen is up, and the finished stroke has not been read yet
    this.timer = null;
  }

  listen() {
    document.addEventListener("pointerdown", (event) => this.down(event), true);
    document.addEventListener("pointermove", (event) => this.move(event), true);
    for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, (event) => this.up(event), true);
    window.addEventListener("pagehide", () => this.stroke && this.sender.keep(this.sender.page.read(this.stroke.layers)));
  }

  get isDrawing() {
    return this.stroke !== null;
  }

  /** Whether there is ink that has not been sent. */
  get isOpen() {
    return this.isDrawing || this.isUnread;
  }

  down(event) {
    const root = rootOfPress(event);
    if (!root || event.button !== 0) return;
    const layers = layersOf(root);
    this.stroke = { root, layers };
    this.last = event;
    clearInterval(this.timer);
    this.timer = setInterval(() => this.sendOn(layers), LIVE_INTERVAL);
    this.changed();
    followerNow()?.moved(layers);
  }

  /** Send what is drawn so far, unless it is followed here or the page waits for the end of the stroke. */
  sendOn(layers) {
    if (this.isLive && !followerNow() && isOnPage(layers)) this.sender.sendInk(layers, true);
  }

  isOf(event) {
    return this.stroke && event.pointerId === this.last.pointerId;
  }

  /** The browser gathers the moves of a pointer until the page has time for them, and then tells the last place alone. The
   * places between are handed on one by one, before the browser's own event. */
  move(event) {
    if (!this.isOf(event)) return;
    this.last = event;
    const between = (event.getCoalescedEvents?.() ?? []).slice(0, -1);
    movePen(this.stroke.root, event.pointerType, between);
    followerNow()?.moved(this.stroke.layers);
  }

  up(event) {
    if (!this.isOf(event)) return;
    const { root, layers } = this.end();
    if (!isOnPage(layers)) {
      this.sender.leave(layers);
      return;
    }
    this.isUnread = true;
    afterNextFrame(() => {
      this.isUnread = false;
      this.sender.sendInk(layersOf(root), false);
    });
  }

  /** Nothing is under the pen any more; the stroke that was. */
  end() {
    const { stroke } = this;
    this.stroke = null;
    clearInterval(this.timer);
    return stroke;
  }

  /** Lift the pen where it is; the root of the canvas. */
  drop() {
    const { root } = this.end();
    liftPen(root, this.last);
    return root;
  }
}
