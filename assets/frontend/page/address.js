// A page that is chosen in the menu has a URL without settings for a moment. It must not get its own entry in the history:
// Back would lead to it, and to the settings of the textbook network.

let isBare = false; // the URL has no settings yet

/** To be called when the server has written the settings into the URL. */
export const settingsAreWritten = () => (isBare = false);

/** Replace the browser's own `pushState`, once. */
export function joinBareAddresses() {
  const push = history.pushState.bind(history);
  history.pushState = (state, title, url) => {
    const isSamePage = new URL(url, location.href).pathname === location.pathname;
    if (isBare && isSamePage) history.replaceState(state, title, url);
    else push(state, title, url);
    isBare = !isSamePage;
  };
}
