// Linked views: pointing at a cell of any layer marks that cell, its window on the layer before it and its receptive field
// on the input, wherever they are shown, and says so in one line, all in the browser. Mouse, arrow keys and touch do the
// same; a click, Enter, or a second tap opens the cell.
//
// All it knows about the network is in `data.layers` (name, kind, shape, kernel_size, stride, padding). A layer
// is found as the trace of its name in a figure of Plotly, and as a picture: any element with the attribute `data-cells`
// (see cnn/ui/linked.py) or, with that attribute empty, the property `cells`.

import { View } from "./view.js";
// What the modules above need, imported at once: a browser alone finds it level by level, with a wait for each.
import "../adapters/plotly.js";
import "../adapters/streamlit.js";
import "../bytes.js";
import "../text.js";
import "./keys.js";
import "./marks.js";
import "./numbers.js";
import "./places.js";
import "./pointer.js";
import "./surface.js";
import "./windows.js";
import "./words.js";

const views = new WeakMap(); // by the element that holds the line

export default function ({ data, setTriggerValue, parentElement }) {
  let view = views.get(parentElement);
  if (!view) views.set(parentElement, (view = new View(parentElement)));
  view.update(data, setTriggerValue);
  return () => {
    view.remove();
    views.delete(parentElement);
  };
}
