// While a slider is dragged, the network follows its thumb; letting go makes the setting that of the page. Keys are taken
// by the server alone: each is a setting of its own.

import { boxOf, isAtRest, keyAround, SLIDER, sliderValue } from "../adapters/streamlit.js";
import { say } from "../text.js";
import { drawingAt } from "./view.js";

const UNTIL_SENT = 300; // ms until a slider that was let go has told the server

const SETTING = /^((conv|pool)[12]_\w+|hidden_units)$/;

/** The drawing of the network with another value for one setting, from the address of the drawing on the page. */
export function addressWith(drawing, key, value) {
  const [path, query] = drawing.split("?");
  const settings = new URLSearchParams(query);
  settings.set(key, value);
  return `${path}?${settings}`;
}

/** The slider that an event is on: its key and its element, or null. */
function sliderAt(target) {
  const slider = target.closest?.(SLIDER);
  const key = slider && keyAround(slider);
  return SETTING.test(key) ? { key, slider } : null;
}

export class SliderFollower {
  /** views: see views.js; the leading one follows. */
  constructor(views) {
    Object.assign(this, { views, held: null });
    this.changes = new MutationObserver(() => this.look());
  }

  listen() {
    document.addEventListener("pointerdown", (event) => this.down(event), true);
    for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, () => this.up(), true);
  }

  get view() {
    return this.views.leading;
  }

  get isHeld() {
    return this.held !== null;
  }

  down({ target }) {
    const held = sliderAt(target);
    if (!held || !this.view?.isFollowing()) return;
    this.held = held;
    this.value = sliderValue(held.slider);
    this.changes.observe(held.slider, { subtree: true, attributes: true, characterData: true, childList: true });
  }

  look() {
    const { key, slider } = this.held;
    const value = sliderValue(slider);
    if (value === this.value) return;
    this.value = value;
    const { drawing, network } = this.view.official;
    const address = addressWith(drawing, key, value);
    this.held.drawing = address;
    this.follow(address, address === drawing ? network : null);
  }

  async follow(drawing, network) {
    try {
      const described = await drawingAt(drawing);
      if (this.held?.drawing === drawing) sayHeadings(described.headings);
      await this.view.useNetwork(drawing, network);
    } catch {
      // The server says what is wrong once the thumb is let go.
    }
  }

  up() {
    if (!this.held) return;
    this.held = null;
    this.changes.disconnect();
    setTimeout(() => this.settle(), UNTIL_SENT);
  }

  /** Once the server has answered, the page shows its network: it is another one where the setting was refused. */
  settle() {
    if (this.held) return;
    if (!isAtRest()) setTimeout(() => this.settle(), UNTIL_SENT);
    else if (this.view.isFollowing()) this.view.useOfficial().catch(() => {});
  }
}

/** What stands over the settings of each layer. */
function sayHeadings(headings) {
  for (const block of ["conv1", "pool1", "conv2", "pool2", "hidden"]) {
    const box = boxOf(`block_${block}`)?.querySelector(".block-name");
    const said = headings[block === "hidden" ? "fc1" : block] ?? { kind: "", shape: "–", formula: "–" };
    if (!box) continue;
    box.classList.toggle("impossible", said.kind === "impossible");
    for (const name of ["shape", "formula"]) {
      const words = box.querySelector(`.${name}`);
      say(words, said[name]);
    }
  }
}
