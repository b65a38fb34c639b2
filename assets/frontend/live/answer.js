// The answer as the page shows it: mirrors `_answer` and `_invitation` in cnn/ui/prediction.py.

import { bestTwo, secondLine, sure } from "./words.js";

function part(tag, name, text) {
  const node = document.createElement(tag);
  node.className = name;
  node.textContent = text;
  return node;
}

function answer(shares, words) {
  const isDoubtful = words.notes[words.finding] || words.isUnlike;
  const node = part("div", isDoubtful ? "answer doubtful" : "answer", "");
  const said = document.createElement("div");
  const [first] = bestTwo(shares);
  said.append(part("span", "share", sure(shares[first])), part("span", "second", secondLine(shares, words)));
  node.append(part("span", "digit", String(first)), said);
  return node;
}

const shown = new WeakMap(); // what a box shows, as text

/** Show the answer in a box, or the invitation where there is none; whether that is something else than before. words: see `answer_words` in cnn/ui/live.py. */
export function showAnswer(box, shares, words) {
  const node = shares ? answer(shares, words) : document.createElement("div");
  if (shares) node.dataset.spoken = words.spoken;
  else node.innerHTML = words.invitation;
  if (shown.get(box) === node.outerHTML) return false;
  shown.set(box, node.outerHTML);
  box.replaceChildren(node);
  return true;
}
