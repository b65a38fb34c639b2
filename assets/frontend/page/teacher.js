// The teacher's keys: Shift+T opens the panel; Shift+R resets everything while it is open. See cnn/ui/teacher_panel.py.

import { boxOf } from "../adapters/streamlit.js";
import { isTyped } from "./typing.js";

let send = null; // the newest setTriggerValue
let isListening = false;

/** What a key is for: "panel", "reset" or null. isOpen: whether the panel is; isTyping: whether a text is being typed. */
export function meaningOf({ key, shiftKey, ctrlKey, altKey, metaKey }, isOpen, isTyping) {
  if (!shiftKey || ctrlKey || altKey || metaKey || isTyping) return null;
  if (key === "T" && !isOpen) return "panel";
  return key === "R" && isOpen ? "reset" : null;
}

function press(event) {
  if (event.repeat) return;
  const meaning = meaningOf(event, boxOf("teacher_panel") !== null, isTyped(event));
  if (!meaning) return;
  event.preventDefault();
  send(meaning, performance.now());
}

export function followKeys({ setTriggerValue }) {
  send = setTriggerValue;
  if (isListening) return;
  isListening = true;
  document.addEventListener("keydown", press);
}
