// The answer as the page shows it: mirrors `_answer` and `_invitation` in cnn/ui/prediction.py.
//
// From one answer to the next only texts and classes change, and only those that differ: new elements would make the
// browser match every rule of the styles that asks what an element holds (`:has`), at every frame of a stroke.

import { say } from "../text.js";
import { bestTwo, secondLine, sure } from "./words.js";

function part(tag, name) {
  const node = document.createElement(tag);
  node.className = name;
  return node;
}

class Answer {
  constructor() {
    [this.node, this.digit, this.share, this.second] = [
      part("div", "answer"), part("span", "digit"), part("span", "share"), part("span", "second"),
    ];
    const said = document.createElement("div");
    said.append(this.share, this.second);
    this.node.append(this.digit, said);
  }

  /** Whether that is something else than before. */
  show(shares, words) {
    const [first] = bestTwo(shares);
    const isDoubtful = Boolean(words.notes[words.finding] || words.isUnlike);
    if (this.node.dataset.spoken !== words.spoken) this.node.dataset.spoken = words.spoken;
    const wasDoubtful = this.node.classList.contains("doubtful");
    this.node.classList.toggle("doubtful", isDoubtful);
    const changes = [
      wasDoubtful !== isDoubtful,
      say(this.digit, String(first)),
      say(this.share, sure(shares[first])),
      say(this.second, secondLine(shares, words)),
    ];
    return changes.includes(true);
  }
}

const shown = new WeakMap(); // what a box shows: an Answer, or an invitation as text

/** Show the answer in a box, or the invitation where there is none; whether that is something else than before. words: see `answer_words` in cnn/ui/live.py. */
export function showAnswer(box, shares, words) {
  const before = shown.get(box);
  if (!shares) {
    if (before === words.invitation) return false;
    shown.set(box, words.invitation);
    const node = document.createElement("div");
    node.innerHTML = words.invitation;
    box.replaceChildren(node);
    return true;
  }
  if (before instanceof Answer) return before.show(shares, words);
  const made = new Answer();
  shown.set(box, made);
  made.show(shares, words);
  box.replaceChildren(made.node);
  return true;
}
