// The numbers of a Plotly figure as a table: mirrors `figure_csv` in cnn/export/csv_numbers.py. No DOM.

const COLUMNS = "trace,name,x,y,z,text";

const isList = (value) => Array.isArray(value) || ArrayBuffer.isView(value);

/** Without markup; a spreadsheet must not take it for a formula. */
function words(text) {
  const plain = String(text ?? "").replace(/<[^>]*>/g, "");
  const safe = /^[=+\-@\t\r]/.test(plain) && Number.isNaN(Number(plain)) ? `'${plain}` : plain;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const isLegend = ({ z, hoverinfo, name = "legend" }) => isList(z) && z.length === 1 && hoverinfo === "skip" && name === "legend";

const at = (values, index) => (isList(values) ? values[index] : values);

/** Every cell of a heatmap that is no gap: [x, y, z, text]. */
function cellsOf({ x, y, z, text }) {
  const found = [];
  for (const [row, line] of [...z].entries()) {
    for (const [column, value] of [...line].entries()) {
      if (value === null || Number.isNaN(value)) continue;
      found.push([at(x, column) ?? column, at(y, row) ?? row, value, at(at(text, row), column)]);
    }
  }
  return found;
}

/** Every point of a line, of bars or of corners in space, but not where a line breaks. */
function pointsOf({ x, y, z, text }) {
  const length = Math.max(0, ...[x, y, z, text].filter(isList).map((list) => list.length));
  const found = Array.from({ length }, (_, index) => [x, y, z, text].map((values) => at(values, index)));
  return found.filter((point) => point.slice(0, 3).some((value) => value !== null && value !== undefined));
}

/** A line for each point or cell of each trace. */
export function tableOf(data) {
  const lines = data.flatMap((trace, number) => {
    if (isLegend(trace)) return [];
    const rows = isList(trace.z) && isList(trace.z[0]) ? cellsOf(trace) : pointsOf(trace);
    return rows.map((row) => [number, trace.name ?? "", ...row].map(words).join(","));
  });
  return `${[COLUMNS, ...lines].join("\n")}\n`;
}
