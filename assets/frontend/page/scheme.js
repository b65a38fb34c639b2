// Tells the server when the page shows another theme than the one the server drew for (changed in its menu, or with the
// computer at nightfall): Streamlit changes its own colours at once, but those of the figures and of our style come from
// a run of the page.

let tell = null; // the newest setTriggerValue: it changes with every run of the page
let drawn = ""; // the theme that the server drew for
let told = "";
let observer = null;

const app = () => document.querySelector("[data-testid=stApp]");

function shown() {
  const [red, green, blue] = getComputedStyle(app()).backgroundColor.match(/\d+/g).map(Number);
  return red + green + blue < 384 ? "dark" : "light";
}

function look() {
  const now = shown();
  if (now === drawn || now === told) return; // it is told once
  told = now;
  tell("changed", now);
}

export function followScheme({ data, setTriggerValue }) {
  tell = setTriggerValue;
  drawn = data.theme;
  if (drawn === told) told = "";
  look(); // it may have changed before this script was there
  if (observer) return;
  observer = new MutationObserver(look);
  observer.observe(app(), { attributeFilter: ["class"] });
}
