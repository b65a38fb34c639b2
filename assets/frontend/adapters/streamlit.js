// All that this front end knows of Streamlit's pages: the names and attributes of their elements, and what they mean.
// Only the class `st-key-…` of an element with a key is documented. If the library changes, repair it here.

const APP = '[data-testid="stApp"]';

export const SLIDER = '[data-testid="stSlider"]';
/** The number that a slider shows, also while it is dragged. */
export const sliderValue = (slider) => slider.querySelector("input[type=range]")?.value;

export const TRACK = `${SLIDER} [role="group"]`; // what a finger moves on
export const HELP = '[data-testid="stTooltipIcon"] button';
export const TEXT = '[data-testid="stMarkdownContainer"]';
export const ANY_KEYED = '[class*="st-key-"]';

/** The selector of the element with this key (from Python). */
export const keyed = (key) => `.st-key-${key}`;

/** The element with this key, or null. */
export const boxOf = (key) => document.querySelector(keyed(key));

/** The selector of the nearest box with a key around an element, or undefined. */
export function keyedBoxAround(element) {
  const name = element.closest(ANY_KEYED)?.className.match(/st-key-[\w-]+/)?.[0];
  return name && `.${name}`;
}

/** The key of the nearest box with a key around an element, or undefined. */
export const keyAround = (element) => keyedBoxAround(element)?.replace(".st-key-", "");

/** The element of the whole app. */
export const app = () => document.querySelector(APP);

/** Mark the entries of the menu that lead to these pages. */
export function markMenu(pages) {
  for (const link of document.querySelectorAll('[data-testid="stTopNavLink"], .st-key-menu a')) {
    const isFirst = link.getAttribute("href") === ""; // so our own menu links to it, whatever the address is
    const page = isFirst ? "explore" : new URL(link.href).pathname.split("/").at(-1) || "explore";
    if (pages.includes(page)) link.dataset.lessonMenu = page;
    else delete link.dataset.lessonMenu;
  }
}

/** The part of the page beside the menu, which scrolls. */
export const main = () => document.querySelector('[data-testid="stMain"]');

export const isConnected = () => app()?.dataset.testConnectionState === "CONNECTED";

/** Whether the server is connected and no run of the page is in progress. */
export const isAtRest = () => isConnected() && app().dataset.testScriptState === "notRunning";

/** Call action whenever the connection or the run of the page changes. */
export function onStateChange(action) {
  const attributeFilter = ["data-test-connection-state", "data-test-script-state"];
  new MutationObserver(action).observe(document.body, { subtree: true, attributeFilter });
}

/** Call action whenever the page may have other colours. */
export const onThemeChange = (action) => new MutationObserver(action).observe(app(), { attributeFilter: ["class"] });

const FIELDS = { stNumberInput: "input", stSelectbox: "input" };

/** The small buttons of fields, whose names are the same in every field, as [button, label of its field]. */
export function buttonsOfFields() {
  return Object.entries(FIELDS).flatMap(([name, field]) =>
    [...document.querySelectorAll(`[data-testid="${name}"]`)].flatMap((around) => {
      const label = around.querySelector(field)?.getAttribute("aria-label");
      const buttons = label ? [...around.querySelectorAll(`button:not(${HELP})`)] : [];
      return buttons.map((button) => [button, label]);
    }),
  );
}
