// Full screen without header and menu (share.css hides them), entered by the button of the teacher's panel, left by Escape.
// Where a browser has no full screen, nothing happens; where it refuses, only they are hidden.

import { keyed } from "../adapters/streamlit.js";

const BUTTON = `${keyed("full_screen")} button`;
const page = () => document.documentElement;

const show = (isBare) => page().toggleAttribute("data-bare", isBare);

/** Only the click itself may ask for full screen, so this does not wait for the server. */
function enter({ target }) {
  if (!target.closest?.(BUTTON)) return;
  if (!page().requestFullscreen) return; // a phone without it has no key that leads back either
  show(true);
  page().requestFullscreen().catch(() => {}); // refused: the menu is hidden all the same
}

/** Listen to the button and to Escape, once. */
export function watchFullScreen() {
  document.addEventListener("click", enter, true);
  document.addEventListener("fullscreenchange", () => show(document.fullscreenElement !== null));
  document.addEventListener("keydown", ({ key }) => key === "Escape" && !document.fullscreenElement && show(false));
}
