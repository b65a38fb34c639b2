// The figures of the page, each to be saved as a picture or as a table: opened by the button "Save a figure" in Share.

import { PLOT, saveAs } from "../adapters/plotly.js";
import { keyed, main } from "../adapters/streamlit.js";
import { download } from "../download.js";
import { tableOf } from "../figure/table.js";
import { element, showDialog } from "./dialog.js";

const BUTTON = `${keyed("save_one")} button`;
const LONGEST = 90; // of a figure's words, in characters

function button(words, label, action) {
  const made = element("button", { type: "button", textContent: words });
  made.setAttribute("aria-label", `${label} as ${words}`);
  made.addEventListener("click", action);
  return made;
}

/** The words for a figure, cut at a word. */
export function nameOf(words, number) {
  const text = (words ?? "").trim() || `Figure ${number}`;
  return text.length <= LONGEST ? text : `${text.slice(0, text.lastIndexOf(" ", LONGEST))} …`;
}

function rowOf(plot, number) {
  const name = nameOf(plot.closest("[aria-label]")?.getAttribute("aria-label"), number);
  const file = `simplecnn-figure-${number}`;
  const row = element("li", {});
  row.append(
    element("span", { textContent: name }),
    button("PNG", name, () => saveAs(plot, "png", file)),
    button("SVG", name, () => saveAs(plot, "svg", file)),
    button("CSV", name, () => download(`${file}.csv`, tableOf(plot.data))),
  );
  return row;
}

function showFigures() {
  const plots = [...(main()?.querySelectorAll(PLOT) ?? [])].filter((plot) => plot.checkVisibility({ visibilityProperty: true }));
  const list = element("ul", {});
  list.append(...plots.map((plot, index) => rowOf(plot, index + 1)));
  const none = element("p", { textContent: "There is no figure on this page." });
  showDialog("Save a figure", "shortcuts figures", [plots.length ? list : none]);
}

/** Listen for the button, once. */
export function offerFigures() {
  document.addEventListener("click", ({ target }) => target.closest?.(BUTTON) && showFigures());
}
