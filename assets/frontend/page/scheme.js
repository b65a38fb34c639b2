// Tells the server when the page shows another theme than the one the server drew for (changed in its menu, or with the
// computer at nightfall): Streamlit changes its own colours at once, but those of the figures and of our style come from
// a run of the page.

import { app, onThemeChange } from "../adapters/streamlit.js";

let send = null; // the newest setTriggerValue: it changes with every run of the page
let drawn = ""; // the theme that the server drew for
let told = "";
let isWatched = false;

/** The theme whose page has this colour, as CSS: "rgb(251, 250, 248)". */
export function themeOf(colour) {
  const [red, green, blue] = colour.match(/\d+/g).map(Number);
  return red + green + blue < 384 ? "dark" : "light";
}

function look() {
  const shown = themeOf(getComputedStyle(app()).backgroundColor);
  if (shown === drawn || shown === told) return; // it is told once
  told = shown;
  send("changed", shown);
}

export function followScheme({ data, setTriggerValue }) {
  send = setTriggerValue;
  drawn = data.theme;
  if (drawn === told) told = "";
  look(); // it may have changed before this script was there
  if (isWatched) return;
  isWatched = true;
  onThemeChange(look);
}
