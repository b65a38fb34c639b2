// Keeps the keyboard focus in its box: when the focused button is replaced by others, the first of them gets the focus.
// Without this it would go to the page's body, and the next Tab would start from the top.

import { boxOf } from "../adapters/streamlit.js";

const watched = new WeakSet();

function watch(box) {
  watched.add(box);
  let inside = box.contains(document.activeElement);
  document.addEventListener("focusin", ({ target }) => { inside = box.contains(target); });
  document.addEventListener("pointerdown", ({ target }) => { inside = box.contains(target); });
  const follow = () => {
    if (!inside || (document.activeElement && document.activeElement !== document.body)) return;
    box.querySelector("button:enabled")?.focus();
  };
  new MutationObserver(follow).observe(box, { childList: true, subtree: true, attributeFilter: ["disabled"] });
}

export default function ({ data }) {
  const box = boxOf(data.box);
  if (box && !watched.has(box)) watch(box);
}
