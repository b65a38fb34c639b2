// All views of a page, each with a network of its own: they see the same picture, are painted in the same frame, and share
// one colour scale for each layer. Who asks for another picture: the pen (pen.js), the example, the server (index.js).
//
// Where a network is slow, pictures come faster than its outputs. Then a picture stays until all networks have seen it and
// it is painted, and the newest one follows: what is on the page is always of one picture.

import { afterPaint } from "../frames.js";
import { commonTops } from "./colours.js";
import { showVerdict } from "./verdict.js";
import { View } from "./view.js";

export class Views {
  constructor() {
    this.all = new Map(); // by their names
    this.names = []; // of those that the page has
    this.leading = null; // the view whose network the setting sliders change
    this.picture = { image: null, finding: "", isExample: false }; // the newest; image: of 28×28, or null while the board is empty
    this.seen = this.picture; // the one that the views have
    this.isUnderWay = false; // some of its outputs are not there yet
    this.verdictBox = null; // where the answers of two networks are compared
  }

  /** The view with this name; made where there is none. */
  named(name) {
    if (!this.all.has(name)) this.all.set(name, Object.assign(new View(() => this.paint()), this.seen));
    return this.all.get(name);
  }

  get onPage() {
    return this.names.map((name) => this.named(name));
  }

  get image() {
    return this.picture.image;
  }

  /** Whether every figure is on the page, with a network that runs here. */
  isFollowing() {
    return this.names.length > 0 && this.onPage.every((view) => view.isFollowing());
  }

  /** Whether all are drawn completely. */
  isReady() {
    return this.names.length > 0 && this.onPage.every((view) => view.isReady());
  }

  /** Show another picture; finding: what the server found in its ink, "" while it has not looked. */
  usePicture(image, finding = "") {
    this.use({ image, finding, isExample: false });
  }

  /** Show a picture that is not the learner's. */
  useExample(image) {
    this.use({ image, finding: "", isExample: true });
  }

  use(picture) {
    this.picture = picture;
    this.paint();
  }

  /** The views see the newest picture, unless they still work on an older one: an empty board never waits. */
  look() {
    const { picture, seen } = this;
    if (this.isUnderWay && picture.image && picture.image !== seen.image) return;
    this.seen = picture;
    for (const view of this.all.values()) Object.assign(view, picture);
  }

  /** Paint the picture that all networks have seen; then they see the newest. */
  paint() {
    this.look();
    const laid = this.onPage.filter((view) => view.isLaidOut());
    const outputs = laid.map((view) => view.outputs(() => this.paint()));
    this.isUnderWay = outputs.includes(null);
    if (this.isUnderWay) return; // they are on their way
    this.show(laid, outputs);
    if (this.seen !== this.picture) this.paint();
  }

  show(laid, outputs) {
    const tops = commonTops(laid.map((view, at) => ({ layers: view.shown.described.layers, outputs: outputs[at], scope: view.scope })));
    const painted = laid.filter((view, at) => view.show(outputs[at], tops));
    if (painted.length) afterPaint(() => performance.mark("explorer:maps"));
    if (this.verdictBox?.isConnected && laid.length === 2) {
      showVerdict(this.verdictBox, laid.map((view, at) => view.sharesOf(outputs[at])));
    }
  }
}
