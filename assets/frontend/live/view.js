// A network at work in the browser: from the picture that the network sees to maps, bars, answer and table. All views of
// a page are painted together: see views.js.

import { readPayload } from "../figure/payload.js";
import { afterPaint } from "../frames.js";
import { fetcher } from "./fetched.js";
import { Knowledge } from "./knowledge.js";
import { networkAt, passOf } from "./passes.js";
import { showAnswer } from "./answer.js";
import { showTable } from "./table.js";
import { bestTwo } from "./words.js";

const MOST_DRAWINGS = 60;

/** The promise of what the server says of the figure at an address: see cnn/ui/server/networks.py. */
export const drawingAt = fetcher((buffer) => readPayload(new Uint8Array(buffer)), MOST_DRAWINGS);

/** What is shown of one network, and where. */
export class View {
  /** repaint(): paints all views of the page. */
  constructor(repaint) {
    this.repaint = repaint;
    this.official = null; // what the server said last of the network: the addresses { drawing, network, known }
    this.picture = null; // NetworkPicture, where the page has the figure
    this.answerBox = this.tableBox = null;
    this.words = null; // what the answer is put together from: see cnn/ui/live.py
    this.scope = "layer";
    this.image = null; // of 28×28, or null while the board is empty
    this.finding = ""; // what the server found in the ink
    this.isExample = false; // the picture is not the learner's
    this.knowledge = new Knowledge(() => this.repaint()); // what the network knows of digits
    this.wanted = null; // { drawing, network }, addresses
    this.shown = null; // what is laid out and runs: { described, network, wanted }
    this.painted = null; // what the maps on the page were made of
    this.giveUp = () => {}; // (problem): called where the network cannot run here
  }

  /** Whether the page has the figure, with a network that runs here. */
  isFollowing() {
    return Boolean(this.picture?.figure.box.isConnected && this.shown);
  }

  /** Whether it is drawn completely, Plotly's part as well. */
  isReady() {
    return this.isFollowing() && this.picture.isLaidOut();
  }

  /** Show the network that the server said last, and then ask what it knows of digits, unless the server has said
   * another thing by then. Fails where the network cannot be had. */
  async useOfficial() {
    const { official } = this;
    await this.useNetwork(official.drawing, official.network);
    if (this.official === official) await this.knowledge.use(official.drawing, official.network, official.known);
  }

  /** Show another network, unless yet another one is wanted before it is on the page. drawing: the address of its figure;
   * network: that of its weights, if they are not those of the app. Fails where it cannot be had. */
  async useNetwork(drawing, network = null) {
    if (this.wanted?.drawing === drawing && this.wanted.network === network && this.picture === this.wanted.picture) return;
    const wanted = (this.wanted = { drawing, network, picture: this.picture });
    const isWanted = () => this.wanted === wanted;
    const loading = network && networkAt(network);
    const described = await drawingAt(drawing);
    if (!isWanted()) return;
    if (described.problem) {
      this.cover(described.problem);
      return;
    }
    const running = await (loading ?? networkAt(described.network));
    if (!isWanted()) return;
    const laid = this.picture.lay(described, described.source);
    this.shown = { described, network: running, wanted };
    this.cover("");
    this.repaint();
    await laid;
  }

  /** Hide figure and answer behind a sentence; "": show them. */
  cover(words) {
    this.picture.cover(words);
    if (this.answerBox) this.answerBox.style.visibility = words ? "hidden" : "";
  }

  /** Whether the figure of the network that runs is on the page. */
  isLaidOut() {
    return Boolean(this.shown && this.picture?.drawing === this.shown.described && this.picture.figure.box.isConnected);
  }

  /** The outputs of all layers; null while they are on their way, and then whenDone is called. */
  outputs(whenDone) {
    const { network } = this.shown;
    const outputs = passOf(network, this.image, whenDone);
    if (network.problem) this.giveUp(network.problem);
    return outputs;
  }

  /** Softmax of some outputs; null where there is no answer. */
  sharesOf(outputs) {
    return this.image ? outputs.softmax : null;
  }

  /** Paint outputs, with scales up to `tops`; whether the maps have changed. */
  show(outputs, tops) {
    const isNew = this.paintMaps(outputs, tops);
    this.tell(outputs, this.sharesOf(outputs));
    return isNew;
  }

  paintMaps(outputs, tops) {
    const { picture, scope, painted: before } = this;
    const { sheets } = picture;
    const isSame = before?.outputs === outputs && before.scope === scope && before.sheets === sheets;
    if (isSame && Object.entries(tops).every(([name, top]) => before.tops[name] === top)) return false;
    this.painted = { outputs, scope, sheets, tops };
    picture.fill(outputs, scope, tops);
    return true;
  }

  /** Answer and table; shares: of softmax, null where there is no answer. */
  tell({ fc1, fc2: logits }, shares) {
    const words = shares ? ` The prediction is ${bestTwo(shares)[0]}.` : " There is no digit yet.";
    this.picture.figure.describe(this.shown.described.alt + words);
    const { finding, isExample } = this;
    const isUnlike = Boolean(shares) && !isExample && this.knowledge.isUnlike(this.shown.wanted, fc1);
    if (this.answerBox && this.words && showAnswer(this.answerBox, shares, { ...this.words, finding, isExample, isUnlike })) {
      afterPaint(() => performance.mark("explorer:answer"));
    }
    if (this.tableBox) showTable(this.tableBox, shares, logits);
  }
}
