// A figure of a page: the component behind `chart.figure` in cnn/ui/chart.py.

import { afterPaint } from "../frames.js";
import { Figure } from "./figure.js";
import { readPayload } from "./payload.js";
// What the modules above need, imported at once: a browser alone finds it level by level, with a wait for each.
import "../adapters/plotly.js";
import "../text.js";

const figures = new WeakMap(); // by the element they stand in: { figure, revision, run }

async function draw(known, data) {
  const { figure: drawing, alt, revision, source, mark } = readPayload(data);
  known.figure.describe(alt);
  if (revision === known.revision) return;
  known.revision = revision;
  if ((await known.figure.draw(drawing, source)) && mark) afterPaint(() => performance.mark(mark));
}

export default function ({ data, parentElement, setTriggerValue }) {
  let known = figures.get(parentElement);
  if (!known) {
    known = { figure: new Figure(parentElement.appendChild(document.createElement("div"))) };
    figures.set(parentElement, known);
  }
  const run = (known.run = {});
  known.figure.pressed = (point) => setTriggerValue("point", point);
  draw(known, data);
  return () => {
    if (known.run !== run) return; // the figure is that of a later run by now
    known.figure.remove();
    figures.delete(parentElement);
  };
}
