// The answer as a table, for those who do not see the bars: mirrors `probabilities_table` in cnn/ui/prediction.py.

import { withDecimals } from "../linked/numbers.js";
import { say } from "../text.js";
import { percent } from "./words.js";

const ROWS = [
  ["logit (<code>fc2</code>)", (_, logit) => withDecimals(logit, 2)],
  ["probability (<code>softmax</code>)", (share) => percent(share)],
];

function made(shares) {
  const table = document.createElement("table");
  const digits = Array.from(shares, (_, digit) => `<th scope="col">${digit}</th>`).join("");
  const rows = ROWS.map(([name]) => `<tr><th scope="row">${name}</th>${"<td></td>".repeat(shares.length)}</tr>`).join("");
  table.innerHTML = `<thead><tr><th scope="col">digit</th>${digits}</tr></thead><tbody>${rows}</tbody>`;
  return table;
}

/** Every digit's logit and probability; nothing where there is no answer. */
export function showTable(box, shares, logits) {
  if (!shares) {
    box.replaceChildren();
    return;
  }
  if (!box.firstChild) box.append(made(shares));
  for (const [row, [, words]] of ROWS.entries()) {
    const cells = box.querySelectorAll(`tbody tr:nth-child(${row + 1}) td`);
    for (const [digit, cell] of cells.entries()) {
      say(cell, words(shares[digit], logits[digit])); // what stays needs no new layout
    }
  }
}
