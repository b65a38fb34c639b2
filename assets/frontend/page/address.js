// A page that was chosen in the menu has an address without settings for a moment. That is no entry of its own in the
// history: Back would come to it, and find the settings of the textbook.

let isBare = false; // the address has no settings yet

/** The server has written the settings by now. */
export const settingsAreWritten = () => (isBare = false);

/** Take the place of the browser's own function, once. */
export function joinBareAddresses() {
  const push = history.pushState.bind(history);
  history.pushState = (state, title, url) => {
    const isSamePage = new URL(url, location.href).pathname === location.pathname;
    if (isBare && isSamePage) history.replaceState(state, title, url);
    else push(state, title, url);
    isBare = !isSamePage;
  };
}
