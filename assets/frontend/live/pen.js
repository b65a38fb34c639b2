// The picture that the network sees, while the pen is down and when it is lifted.

import { followerNow } from "../canvas/follower.js";
import { bytesOf, INK_SIZE, readPixels } from "../canvas/ink.js";
import { prepareDigit } from "../engine/digit.js";
import { inNextFrame } from "../frames.js";

const LEVELS = 255;

const hasInk = (image) => image.some((value) => value > 0);

/** The 28×28 picture of a drawing, null where it is empty. ink: bytes of height × width. */
export function pictureOf(ink, height, width) {
  const shares = new Float32Array(ink.length);
  for (let at = 0; at < ink.length; at++) shares[at] = ink[at] / LEVELS; // five times as fast as Float32Array.from
  const image = prepareDigit(shares, height, width);
  return hasInk(image) ? image : null;
}

/** Follows the pen for a view: see canvas/follower.js. */
export class PenFollower {
  constructor(view) {
    this.view = view;
    this.layers = null; // under the pen
    this.drawn = { board: "", sequence: -1 }; // the last drawing that was finished here
  }

  isFollowing() {
    return this.view.isFollowing();
  }

  moved(layers) {
    this.layers = layers;
    this.waiting ??= inNextFrame(() => this.look());
  }

  look() {
    this.waiting = null;
    if (!this.layers || this !== followerNow()) return;
    this.view.usePicture(pictureOf(readPixels(this.layers), INK_SIZE, INK_SIZE));
  }

  /** A drawing was finished: it is sent to the server as well. */
  inked({ board, drawing, sequence }) {
    this.layers = null;
    this.drawn = { board, sequence };
    this.view.usePicture(drawing.ink ? pictureOf(bytesOf(drawing), drawing.height, drawing.width) : null);
  }

  /** The server knows a drawing: what it found in its ink is shown, if it is the one that is on the page. */
  answered(told) {
    if (!this.isAhead(told) && this.has(told)) this.view.usePicture(this.view.image, told.finding);
  }

  /** Whether what the server knows of is older than what is drawn here. */
  isAhead({ board, answered }) {
    const isDrawing = this.layers?.some((layer) => layer.isConnected); // of a page that was left they stay
    return isDrawing || (board === this.drawn.board && answered < this.drawn.sequence);
  }

  /** Whether the picture of a drawing was made here. */
  has({ board, answered }) {
    return board === this.drawn.board && answered === this.drawn.sequence;
  }
}
