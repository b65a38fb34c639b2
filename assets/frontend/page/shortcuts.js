// The list of keys: "?" opens it, Escape or "Close" closes it.

import { element, showDialog } from "./dialog.js";
import { isTyped } from "./typing.js";

/** What each group of keys is for: [where, [keys, what they do]]. */
export const KEYS = [
  ["On the board", [["Ctrl+Z", "take back the last stroke"], ["Delete", "empty the board"], ["Escape", "give up the stroke under the pen, or leave the board"]]],
  [
    "In the picture of the layers",
    [
      ["Arrow keys", "move to the next cell, map or layer"],
      ["Page Up, Page Down", "the same cell of another map"],
      ["Home", "to the input"],
      ["Enter", "open the cell in the Microscope"],
      ["Escape", "leave the cell, or close a layer that is shown large"],
    ],
  ],
  ["On a slider", [["Arrow keys", "one step"], ["Home, End", "to its ends"]]],
  ["For teachers", [["Shift+T", "open the teacher’s panel"], ["Shift+R", "reset everything, while the panel is open"]]],
  ["Everywhere", [["Tab", "to the next control"], ["?", "this list"]]],
];

/** Whether a key asks for the list. */
export const asksForList = ({ key, ctrlKey, altKey, metaKey, repeat }, isTyping) =>
  key === "?" && !(ctrlKey || altKey || metaKey || repeat || isTyping);

function group([where, keys]) {
  const list = document.createElement("dl");
  for (const [key, meaning] of keys) list.append(element("dt", { textContent: key }), element("dd", { textContent: meaning }));
  return [element("h3", { textContent: where }), list];
}

function showList() {
  if (document.querySelector(".shortcuts")) return;
  showDialog("Keys", "shortcuts", KEYS.flatMap(group));
}

/** Listen for "?", once. */
export function listShortcuts() {
  document.addEventListener("keydown", (event) => {
    if (!asksForList(event, isTyped(event))) return;
    event.preventDefault();
    showList();
  });
}
