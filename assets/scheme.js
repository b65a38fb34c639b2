// Tells the server when the page turns light or dark while it is open (by its menu, or with the computer at nightfall):
// Streamlit changes its own colours at once, but those of the figures and of our style come from a run of the page.

let tell = null; // the newest setTriggerValue: it changes with every run of the page
let known = "";
let observer = null;

const scheme = () => getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor;

function look() {
  const now = scheme();
  if (now === known) return;
  known = now;
  tell("changed", now);
}

export default function ({ setTriggerValue }) {
  tell = setTriggerValue;
  if (observer) return;
  known = scheme();
  observer = new MutationObserver(look);
  observer.observe(document.querySelector("[data-testid=stApp]"), { attributeFilter: ["class"] });
}
