// Words on the page that change at every frame of a stroke.

/** Put a text into an element that holds nothing else; whether it is another one. Its text node stays: a new one would
 * make the browser match again every rule of the styles that asks what an element holds (`:has`). */
export function say(node, text) {
  const only = node.firstChild;
  const isAlone = only?.nodeType === 3 && !only.nextSibling; // 3: a text
  if ((isAlone ? only.data : node.textContent) === text) return false;
  if (isAlone) only.data = text;
  else node.textContent = text;
  return true;
}
