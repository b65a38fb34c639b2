// A layer that was asked for by its name, over the whole page; Escape or Close leads back.

import { drawInPlace, isMisfit, refit, saveAs } from "../adapters/plotly.js";
import { download } from "../download.js";

const SETTINGS = {
  displaylogo: false, displayModeBar: true, scrollZoom: true,
  modeBarButtons: [["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d"]],
};

function button(words, action) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: words });
  made.addEventListener("click", action);
  return made;
}

/** Show a layer large. name: of its files; title: its name and shape; figureIn(box), { data, layout } for a box of
 * [width, height] pixels, see large_figure.js; csv(), its numbers as a table. */
export function showLarge(name, title, { figureIn, csv }) {
  const dialog = document.createElement("dialog");
  dialog.className = "figure-large";
  dialog.setAttribute("aria-label", `${title}, large`);
  const [head, plot] = [document.createElement("header"), document.createElement("div")];
  const heading = Object.assign(document.createElement("h2"), { textContent: title });
  const save = (format) => saveAs(plot, format, `simplecnn-${name}`);
  head.append(
    heading,
    button("PNG", () => save("png")),
    button("SVG", () => save("svg")),
    button("CSV", () => download(`simplecnn-${name}.csv`, csv())),
    button("Close (Esc)", () => dialog.close()),
  );
  dialog.append(head, plot);
  const sizes = new ResizeObserver(() => isMisfit(plot) && refit(plot)); // Plotly's own listener would keep the figure for ever
  dialog.addEventListener("close", () => {
    sizes.disconnect();
    dialog.remove();
  });
  document.body.appendChild(dialog);
  dialog.showModal();
  const box = [plot.clientWidth, Math.max(200, dialog.clientHeight - head.offsetHeight - 16)];
  const { data, layout } = figureIn([box[0] - 90, box[1] - 42]);
  sizes.observe(plot);
  return drawInPlace(plot, { data, layout: { ...layout, height: box[1] } }, SETTINGS);
}
