// What the browser says of a network's answer: mirrors `percent` and `sure` in cnn/figures/numbers.py, `second_line` in
// cnn/ui/prediction.py, and `ends` in cnn/figures/network.py (tests/frontend_fixtures.py). No DOM.

import { withDecimals } from "../linked/numbers.js";

const [MOST, LEAST] = [0.999, 0.001]; // softmax gives neither 0 nor 1

/** A share from 0 to 1 in per cent. */
export function percent(share, isShort = false) {
  if (share > MOST) return isShort ? ">99.9 %" : "over 99.9 %";
  if (share < LEAST) return isShort ? "<0.1 %" : "under 0.1 %";
  return `${withDecimals(100 * share, 1)} %`;
}

/** What the network claims: "97.3 % sure". */
export const sure = (share) => `${percent(share).replace("over", "more than").replace("under", "less than")} sure`;

/** The two digits with the largest shares; of equal ones the lower digit. */
export function bestTwo(shares) {
  const order = Array.from(shares.keys()).sort((one, other) => shares[other] - shares[one]);
  return order.slice(0, 2);
}

/** What stands beside the answer: notes, by what was found in the ink, go before what it says of every answer. */
export function secondLine(shares, { finding, notes, must, isFirst, isExample, example, isUnlike, unlike }) {
  if (isExample) return example;
  if (notes[finding]) return notes[finding];
  if (isUnlike) return unlike;
  if (isFirst) return must;
  const [, second] = bestTwo(shares);
  return shares[second] > LEAST ? `then ${second} with ${percent(shares[second])}` : "";
}

/** So many digits of a number, as Python's format "g" writes it. */
function general(value, digits) {
  const near = Number(value.toPrecision(digits));
  return near !== 0 && near < 1e-4 ? near.toExponential().replace(/e-(\d)$/, "e-0$1") : String(near);
}

/** Both ends of a layer's colour scale. layer: name, isMaps, isSigned, digits. */
export function endsOf(layer, scope, top) {
  if (scope === "map" && layer.isMaps && layer.name !== "input") return layer.isSigned ? "± its max" : "0 … its max";
  const words = top < 100 ? general(top, layer.digits) : withDecimals(top, 0);
  return layer.isSigned ? `±${words}` : `0 … ${words}`;
}
