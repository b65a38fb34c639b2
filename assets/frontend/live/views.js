// All views of a page, each with a network of its own: they see the same picture, are painted in the same frame, and share
// one colour scale for each layer. Who asks for another picture: the pen (pen.js), the example, the server (index.js).

import { afterPaint } from "../frames.js";
import { commonTops } from "./colours.js";
import { showVerdict } from "./verdict.js";
import { View } from "./view.js";

export class Views {
  constructor() {
    this.all = new Map(); // by their names
    this.names = []; // of those that the page has
    this.leading = null; // the view whose network the setting sliders change
    this.picture = { image: null, finding: "", isExample: false }; // image: of 28×28, or null while the board is empty
    this.verdictBox = null; // where the answers of two networks are compared
  }

  /** The view with this name; made where there is none. */
  named(name) {
    if (!this.all.has(name)) this.all.set(name, Object.assign(new View(() => this.paint()), this.picture));
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
    for (const view of this.all.values()) Object.assign(view, picture);
    this.paint();
  }

  paint() {
    const laid = this.onPage.filter((view) => view.isLaidOut());
    const outputs = laid.map((view) => view.outputs(() => this.paint()));
    if (outputs.includes(null)) return; // they are on their way
    const tops = commonTops(laid.map((view, at) => ({ layers: view.shown.described.layers, outputs: outputs[at], scope: view.scope })));
    const painted = laid.filter((view, at) => view.show(outputs[at], tops));
    if (painted.length) afterPaint(() => performance.mark("explorer:maps"));
    if (this.verdictBox?.isConnected && laid.length === 2) {
      showVerdict(this.verdictBox, laid.map((view, at) => view.sharesOf(outputs[at])));
    }
  }
}
