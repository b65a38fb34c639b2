// The words of a figure, while Plotly is not there yet to write them.

/** Write the annotations of a layout over the box of its figure. */
export function sketchWords(box, layout) {
  const made = layout.annotations.map(({ text, font, x, y, yanchor }) => {
    const word = document.createElement("span");
    word.textContent = text.replace(/<\/?b>/g, "");
    const place = yanchor === "bottom" ? { bottom: `${y * layout.height}px` } : { top: `${(1 - y) * layout.height}px` };
    const weight = text.startsWith("<b>") ? "bold" : "normal";
    Object.assign(word.style, { left: `${100 * x}%`, fontSize: `${font.size}px`, color: font.color, fontWeight: weight }, place);
    return word;
  });
  box.style.height = `${layout.height}px`;
  box.replaceChildren(...made);
}
