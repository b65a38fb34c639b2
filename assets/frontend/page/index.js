// The script of every page: touch, screen sizes, screen readers, the theme, and what the browser's tab remembers.

import "./early.js";
import { dropPassing } from "./address.js";
import { offerFigures } from "./figures.js";
import { listen, remember } from "./remember.js";
import { watchFullScreen } from "./full_screen.js";
import { followScheme } from "./scheme.js";
import { watchScreen } from "./screen.js";
import { listShortcuts } from "./shortcuts.js";
import { speakChanges } from "./spoken.js";
import { watchFingers } from "./swipe.js";
import { followKeys } from "./teacher.js";
// What the modules above need, imported at once: a browser alone finds it level by level, with a wait for each.
import "../adapters/plotly.js";
import "../adapters/streamlit.js";
import "../board.js";
import "../download.js";
import "../figure/table.js";
import "../text.js";
import "./dialog.js";
import "./tab_memory.js";
import "./typing.js";
import "./presses.js";
import "./training_cookie.js";

listen();
watchScreen();
speakChanges();
watchFingers();
watchFullScreen();
listShortcuts();
offerFigures();

export default function (component) {
  followScheme(component);
  remember(component);
  followKeys(component);
  dropPassing();
}
