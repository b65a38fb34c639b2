// Sends drawings to the server: never a new one before the last was answered, while the pen is down, and the last one again
// until it has been answered. No DOM.

import { sessionOf } from "../board.js";

export const ANSWER_TIMEOUT = 1500; // ms after which an unanswered drawing is given up
const LONGEST_WAIT = 12000; // ms between two attempts to send the last drawing

export class Sender {
  /** page: read(layers), the drawing on some layers; keep(detail), for the browser's tab; isShown(), whether the page with
   * the board is; isFollowed(), whether maps on it follow the pen; isConnected(); changed(), called when a drawing was sent. */
  constructor(page) {
    this.page = page;
    this.send = null; // the newest setTriggerValue: it changes with every run of the page
    this.told = { board: "", nonce: 0, answered: 0, undo: 0 }; // what the server said last: see cnn/ui/canvas.py
    this.sequence = 0; // the number of the last drawing
    this.sentAt = 0;
    this.lastSent = "";
    this.unanswered = null; // the last drawing, until the server has answered it
    this.wait = ANSWER_TIMEOUT;
  }

  /** Take what the server says; whether the canvas starts anew. */
  hear(told, send) {
    const before = this.told;
    Object.assign(this, { told, send });
    if (sessionOf(told.board) !== sessionOf(before.board)) this.sequence = told.answered; // a new session counts anew
    const startsAnew = told.board !== before.board || told.nonce !== before.nonce;
    if (startsAnew || told.answered >= this.unanswered?.sequence) this.unanswered = null;
    return startsAnew;
  }

  /** Whether the server has not answered the last drawing yet. */
  get isOpen() {
    return this.sequence > this.told.answered;
  }

  /** Ask the server for something else than an answer to a drawing. */
  ask(name) {
    this.send(name, performance.now()); // another value each time
  }

  /** Send what is on some layers. isLive: the pen is still down. */
  sendInk(layers, isLive) {
    if (!this.send) return;
    if (isLive && this.isOpen && performance.now() - this.sentAt < ANSWER_TIMEOUT) return;
    const drawing = this.page.read(layers);
    const content = JSON.stringify(drawing);
    if (isLive && (content === this.lastSent || !drawing.ink)) return;
    this.lastSent = content;
    this.sentAt = performance.now();
    this.sequence += 1;
    this.wait = ANSWER_TIMEOUT;
    this.keep(drawing);
    const followed = this.page.isFollowed();
    this.unanswered = { ...drawing, board: this.told.board, sequence: this.sequence, followed };
    this.trySending();
    this.page.changed();
  }

  /** What is sent while there is no connection is lost, so the last drawing is sent until it has been answered. */
  trySending() {
    clearTimeout(this.again);
    if (!this.unanswered || !this.page.isShown()) return;
    if (this.page.isConnected()) this.send("drawing", this.unanswered);
    this.again = setTimeout(() => this.trySending(), this.wait);
    this.wait = Math.min(2 * this.wait, LONGEST_WAIT);
  }

  /** Let the browser's tab keep a drawing. isGone: the page was left, so that it cannot be sent from here. */
  keep(drawing, isGone = false) {
    this.page.keep({ board: this.told.board, drawing, sequence: this.sequence, gone: isGone });
  }

  /** The page was left in the middle of a stroke. */
  leave(layers) {
    this.sequence += 1;
    this.keep(this.page.read(layers), true);
  }
}
