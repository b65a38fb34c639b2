// What the answers of two networks have in common, in a sentence: mirrors `answers_compared` in cnn/ui/compare/words.py
// (tests/frontend_fixtures.py). No DOM but the box.

import { say } from "../text.js";
import { bestTwo, percent } from "./words.js";

const ALIKE = 0.005; // two shares that differ by less are called alike

/** The sentence. one, other: of softmax, (10,) each. */
export function verdictOf(one, other) {
  const [[mine], [theirs]] = [bestTwo(one), bestTwo(other)];
  if (mine !== theirs) {
    return (
      `They disagree: A reads ${mine} (${percent(one[mine])}), B reads ${theirs} (${percent(other[theirs])}). ` +
      `A gives ${percent(one[theirs])} to ${theirs}, B gives ${percent(other[mine])} to ${mine}.`
    );
  }
  const surer = Math.abs(one[mine] - other[mine]) < ALIKE ? "both are about equally sure" : `${one[mine] > other[mine] ? "A" : "B"} is surer`;
  return `Both read ${mine}; ${surer} (A ${percent(one[mine])}, B ${percent(other[mine])}).`;
}

/** Say it in a box; nothing where there is no answer. */
export function showVerdict(box, [one, other]) {
  say(box, one && other ? verdictOf(one, other) : "");
}
