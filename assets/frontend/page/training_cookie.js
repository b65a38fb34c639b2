// Asks the server for the cookie with the newest training's name, so that the first request of a reload carries it: see
// cnn/ui/server/training_cookie.py. No script can read it. It lasts until the browser is closed.

let remembered = ""; // the training that the cookie names

/** name: of the training; cookie: the address that sets it, relative to a page. */
export function setCookie({ name, cookie }) {
  if (!name || !cookie || name === remembered) return;
  remembered = name;
  const address = new URL(cookie, document.baseURI); // every page is one level deep
  fetch(address, { method: "POST", body: name, headers: { "X-Explorer": "1" }, keepalive: true }).catch(() => {
    remembered = "";
  });
}
