// A box over the page with a title and a button that closes it; Escape does too.

export const element = (tag, content) => Object.assign(document.createElement(tag), content);

/** Show a dialog. title: its heading, and its name for screen readers; look: its classes; content: elements. */
export function showDialog(title, look, content) {
  const dialog = element("dialog", { className: look, ariaLabel: title });
  const close = element("button", { type: "button", textContent: "Close (Esc)" });
  close.addEventListener("click", () => dialog.close());
  dialog.append(element("h2", { textContent: title }), ...content, close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.appendChild(dialog);
  dialog.showModal();
}
