// One layer as a Plotly figure of its own: every map with its number, every value under the pointer, a colour bar. No DOM.

import { bestColumns, bestGrid } from "./grid.js";
import { emptyRows, fillRows } from "./rows.js";
import { percent } from "./words.js";

const END = "<extra></extra>";
const FONT = '"Source Sans", "Source Sans Pro", sans-serif'; // as in cnn/figures/theme.py
const HIDDEN = { visible: false, constrain: "domain" };

/** Rows and columns of a layer's cells for a box of [width, height] pixels. */
export function tilesFor({ tiles, isMaps }, box) {
  const { count, height, width } = tiles;
  const columns = isMaps ? bestGrid([count, height, width], box) : bestColumns(count, box);
  return { ...tiles, columns };
}

/** [channel, row, column, value] for every cell; null in gaps. */
function places(values, { count, height, width, columns, gap }, rows) {
  const found = rows.map((row) => Array.from(row, () => null));
  for (let tile = 0, at = 0; tile < count; tile++) {
    const [top, left] = [Math.floor(tile / columns) * (height + gap), (tile % columns) * (width + gap)];
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++, at++) found[top + row][left + column] = [tile, row, column, values[at]];
    }
  }
  return found;
}

function numbers({ count, height, width, columns, gap }) {
  return Array.from({ length: count }, (_, tile) => ({
    text: String(tile), showarrow: false, font: { size: 11, color: "#fff" }, bgcolor: "rgba(12,15,22,0.6)", borderpad: 1,
    x: (tile % columns) * (width + gap) - 0.5, y: Math.floor(tile / columns) * (height + gap) - 0.5,
    xanchor: "left", yanchor: "top",
  }));
}

const layoutOf = (text, height) => ({
  template: {}, margin: { l: 8, r: 8, t: 34, b: 8 }, height, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
  dragmode: "pan", hovermode: "closest", font: { color: text, family: FONT },
  modebar: { bgcolor: "rgba(0,0,0,0)", color: text, activecolor: text },
});

/** Data and layout of the ten probabilities. outputs: of softmax and fc2; colours: of words and bars; height in pixels. */
export function largeBars({ softmax, fc2 }, { text, quiet, accent }, height) {
  const first = softmax.indexOf(Math.max(...softmax));
  const trace = {
    type: "bar", name: "softmax", x: Array.from(softmax, (_, digit) => String(digit)), y: Array.from(softmax),
    customdata: Array.from(fc2), text: Array.from(softmax, (share) => percent(share)), textposition: "outside", cliponaxis: false,
    marker: { color: Array.from(softmax, (_, digit) => (digit === first ? accent : quiet)) },
    hovertemplate: `digit <b>%{x}</b><br>probability <b>%{y:.6g}</b><br>logit <b>%{customdata:.6g}</b>${END}`,
  };
  const axis = { gridcolor: quiet, zeroline: false, tickfont: { size: 16 } };
  const layout = {
    ...layoutOf(text, height), margin: { l: 60, r: 8, t: 34, b: 40 },
    xaxis: { ...axis, type: "category", showgrid: false }, yaxis: { ...axis, range: [0, 1.08], tickformat: ".0%" },
  };
  return { data: [trace], layout };
}

/** Data and layout of a layer's figure. layer: its name, tiles, isMaps and colours (low, high); scale: of Plotly; drawn:
 * the numbers that are coloured, and values, what they stand for; text: the colour of words; box: [width, height]. */
export function largeFigure(layer, { scale, drawn, values, text, box }) {
  const tiles = tilesFor(layer, box);
  const z = emptyRows(tiles);
  fillRows(z, drawn, tiles);
  const place = layer.isMaps ? "channel %{customdata[0]}, row %{customdata[1]}, column %{customdata[2]}" : "unit %{customdata[0]}";
  const trace = {
    type: "heatmap", name: layer.name, z, customdata: places(values, tiles, z), hoverongaps: false,
    hovertemplate: `<b>${layer.name}</b> ${place}<br>value <b>%{customdata[3]:.6g}</b>${END}`,
    colorscale: scale, zmin: layer.colours.low, zmax: layer.colours.high,
    colorbar: { thickness: 14, outlinewidth: 0, tickfont: { color: text, size: 13 } },
  };
  const layout = {
    ...layoutOf(text, box[1]),
    xaxis: HIDDEN, yaxis: { ...HIDDEN, autorange: "reversed", scaleanchor: "x" },
    annotations: layer.isMaps ? numbers(tiles) : [],
  };
  return { data: [trace], layout };
}

/** The values of a layer as a table: a line for each cell, or for each unit. */
export function csvOf({ isMaps, tiles: { count, height, width } }, values) {
  const lines = [isMaps ? "channel,row,column,value" : "unit,value"];
  for (let tile = 0, at = 0; tile < count; tile++) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++, at++) {
        lines.push(isMaps ? `${tile},${row},${column},${values[at]}` : `${tile},${values[at]}`);
      }
    }
  }
  return `${lines.join("\n")}\n`;
}

/** Logits and probabilities as a table, a line for each digit. */
export function csvOfAnswer({ softmax, fc2 }) {
  const lines = Array.from(softmax, (share, digit) => `${digit},${fc2[digit]},${share}`);
  return `${["digit,logit,probability", ...lines].join("\n")}\n`;
}
