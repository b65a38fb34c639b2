// The window of a convolution or a pooling slides over its input while the output fills up. Draws on three canvases of its
// own; the numbers come from the page, which has them from the network's own pass. Computes only products and their sums.

import { Player } from "./player.js";
// What the modules above need, imported at once: a browser alone finds it level by level, with a wait for each.
import "../bytes.js";
import "../linked/numbers.js";
import "../linked/windows.js";
import "./arithmetic.js";
import "../colours.js";
import "./draw.js";
import "./pictures.js";
import "./words.js";

const players = new WeakMap(); // by the element that holds the component

/** What slide.html shows, put on the page. */
function mounted(parentElement) {
  const { content } = parentElement.querySelector("template");
  parentElement.append(content.cloneNode(true));
  return parentElement.querySelector(".slide");
}

export default function ({ data, parentElement }) {
  if (!data) return;
  const root = parentElement.querySelector(".slide") ?? mounted(parentElement);
  if (players.get(parentElement)?.root !== root) players.set(parentElement, new Player(root));
  const player = players.get(parentElement);
  player.load(data);
  return () => {
    player.stop();
    players.delete(parentElement);
  };
}
