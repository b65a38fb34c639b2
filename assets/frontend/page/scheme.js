// Tells the server when the theme has changed, in Streamlit's menu or by the operating system (some change it in the
// evening). Streamlit changes its own colours at once, but those of our figures and styles need another run of the page.

import { app, onThemeChange } from "../adapters/streamlit.js";

let send = null; // the newest setTriggerValue: it changes with every run of the page
let drawn = ""; // the theme that the server drew for
let sent = ""; // the theme that the server was told last
let isWatched = false;

/** The theme whose page has this colour, as CSS: "rgb(251, 250, 248)". */
export function themeOf(colour) {
  const [red, green, blue] = colour.match(/\d+/g).map(Number);
  return red + green + blue < 384 ? "dark" : "light";
}

function look() {
  const shown = themeOf(getComputedStyle(app()).backgroundColor);
  if (shown === drawn || shown === sent) return; // once is enough
  sent = shown;
  send("changed", shown);
}

export function followScheme({ data, setTriggerValue }) {
  send = setTriggerValue;
  drawn = data.theme;
  if (drawn === sent) sent = "";
  look(); // it may have changed before this script was loaded
  if (isWatched) return;
  isWatched = true;
  onThemeChange(look);
}
