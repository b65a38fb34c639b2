// What the network on the page knows of digits: asked for after the network, so that the answer never waits for it.

import { isUnlike, readKnown } from "../engine/known.js";
import { fetcher } from "./fetched.js";

const MOST_KEPT = 12; // of up to 80 kB

const knownAt = fetcher(readKnown, MOST_KEPT);

export class Knowledge {
  /** changed(): called when something is known of another network. */
  constructor(changed) {
    this.changed = changed;
    this.of = null; // { drawing, network, address, known }, addresses and what is known of its digits
  }

  /** Ask for what the network at these addresses knows; without an address of that, nothing is said. */
  async use(drawing, network, address) {
    const isSame = this.of?.drawing === drawing && this.of.network === network && this.of.address === address;
    if (isSame) return;
    const of = (this.of = { drawing, network, address, known: null });
    if (!address) return;
    of.known = await knownAt(address).catch(() => null); // then nothing is said of it
    if (!of.known) of.address = null; // asked for again with the next drawing
    else if (this.of === of) this.changed();
  }

  /** Whether a picture is unlike any digit; false where nothing is known of the network that is shown. */
  isUnlike(shown, fc1) {
    const { drawing, network, known } = this.of ?? {};
    return Boolean(known) && shown?.drawing === drawing && shown.network === network && isUnlike(known, fc1);
  }
}
