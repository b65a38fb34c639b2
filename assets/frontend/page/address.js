// A page that is chosen in the menu, or opened by a link to a step of a lesson, has a URL without its settings for a moment.
// It must not get its own entry in the history: Back would lead to it, and to the settings of the textbook network.

// parts of a link, for one opening
const PASSING = [
  "page", "view", "cell", "scope", "batch", "class", "other", "unit", "change", "prep", "off", "patch", "dims", "parts", "whole", "draw",
];
const STAYING = ["lesson", "quiz", "hide", "lock", "pin"]; // parts of it that stay

let isBare = true; // the URL has no settings yet

/** To be called when the server has written the settings into the URL. */
export const settingsAreWritten = () => (isBare = false);

/** The query of a URL without these keys. */
function without(url, keys) {
  const query = new URLSearchParams(url.search);
  for (const key of keys) query.delete(key);
  return query.toString();
}

/** Remove from the URL what is in the session once the page is shown: a reload must not bring back a link's drawing after
 * the learner has cleared it. */
export function dropPassing() {
  const rest = without(location, PASSING);
  if (new URLSearchParams(location.search).toString() === rest) return;
  history.replaceState(history.state, "", location.pathname + (rest && `?${rest}`) + location.hash);
}

/** Whether two URLs are the same page with the same settings: then Back has nothing to bring back. */
function isSameState(one, other) {
  const [these, those] = [one, other].map((url) => url.pathname + without(url, [...PASSING, ...STAYING]));
  return these === those;
}

/** Replace the browser's own `pushState`, once. */
export function joinBareAddresses() {
  const push = history.pushState.bind(history);
  history.pushState = (state, title, url) => {
    const next = new URL(url, location.href);
    const isSamePage = next.pathname === location.pathname;
    if (isSamePage && (isBare || isSameState(next, location))) history.replaceState(state, title, url);
    else push(state, title, url);
    isBare = !isSamePage;
  };
}
