// What is asked for once at an address of the server, and kept. No DOM.

/** A function from an address to the promise of what `read` makes of the ArrayBuffer there and of its full address.
 * most: how many are kept, those used last; what could not be had is asked for again. */
export function fetcher(read, most) {
  const kept = new Map(); // promises by address; the one used last is the last
  const fetched = async (address) => {
    const { href } = new URL(address, document.baseURI);
    const answer = await fetch(href);
    if (!answer.ok) throw new Error(`The server answered ${answer.status} for ${address}.`);
    return read(await answer.arrayBuffer(), href);
  };
  return (address) => {
    const known = kept.get(address);
    const found = known ?? fetched(address);
    if (!known) found.catch(() => kept.delete(address));
    kept.delete(address);
    kept.set(address, found);
    if (kept.size > most) kept.delete(kept.keys().next().value);
    return found;
  };
}
