// Keeps the keyboard where it was: when the button that has the focus is replaced by others in the same box, the first
// of them gets it. Without this the focus falls to the page's body, and the next Tab begins somewhere else.

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
