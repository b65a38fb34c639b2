// The sentence under the sliding window: what is computed from the numbers in it. No DOM.

import { decimalsThatAddUp, withDecimals } from "../linked/numbers.js";
import { sumsOf, total, windowValues, winnerOf } from "./arithmetic.js";

/** channel: the input map whose products are shown. */
export function sentence(slide, channel, { row, column, cell }) {
  const values = windowValues(slide, channel, row, column);
  const result = withDecimals(slide.output[cell], 4);
  const where = `Row ${row}, column ${column}: `;
  if (slide.kind === "max") return `${where}the largest of ${values.length} values${tieWords(values)} is ${result}.`;
  if (slide.kind === "avg") return `${where}the mean of ${values.length} values is ${result}.`;
  if (slide.kind === "none") return `${where}the value passes unchanged: ${result}.`;
  return where + equation(slide, channel, sumsOf(slide, row, column), values.length);
}

function tieWords(values) {
  const largest = values[winnerOf(values)];
  const equal = values.filter((value) => value === largest).length;
  return equal > 1 ? ` (${equal} are equal: PyTorch takes the first)` : "";
}

function equation(slide, channel, sums, count) {
  const all = total(sums);
  const decimals = decimalsThatAddUp(all, slide.bias);
  const [own, sum, bias, value] = [sums[channel], all, slide.bias, all + slide.bias].map((one) =>
    withDecimals(one, decimals),
  );
  const products =
    slide.channels > 1
      ? `the ${count} products of map ${channel} add up to ${own}, and those of all ${slide.channels} maps to ${sum}`
      : `the ${count} products add up to ${sum}`;
  return `${products}. ${sum} + bias (${bias}) = ${value}.`;
}
