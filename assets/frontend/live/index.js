// The networks of Explore and Compare in the browser: the component behind cnn/ui/live.py. Its parts are elements of the
// page: of each network the figure of all layers, the answer, and the table of it; and what two answers have in common.

import { follow } from "../canvas/follower.js";
import { floatsOf } from "../bytes.js";
import { Example } from "./example.js";
import { PenFollower } from "./pen.js";
import { NetworkPicture } from "./picture.js";
import { SliderFollower } from "./sliders.js";
import { Views } from "./views.js";
// What the modules above need, imported at once: a browser alone finds it level by level, with a wait for each.
import "../adapters/drawable_canvas.js";
import "../adapters/plotly.js";
import "../adapters/streamlit.js";
import "../box.js";
import "../canvas/ink.js";
import "../colours.js";
import "../download.js";
import "../engine/digit.js";
import "../engine/known.js";
import "../engine/network.js";
import "../engine/package.js";
import "../engine/pictures.js";
import "../engine/sums.js";
import "../figure/figure.js";
import "../figure/payload.js";
import "../frames.js";
import "../linked/numbers.js";
import "../linked/places.js";
import "../linked/windows.js";
import "../text.js";
import "./answer.js";
import "./answers.js";
import "./beside.js";
import "./colours.js";
import "./fetched.js";
import "./grid.js";
import "./knowledge.js";
import "./large.js";
import "./large_figure.js";
import "./passes.js";
import "./rows.js";
import "./sketch.js";
import "./table.js";
import "./verdict.js";
import "./view.js";
import "./words.js";

const SIZE = 28;
const views = new Views();
const pen = new PenFollower(views);
const example = new Example(views);
example.listen();

/** The picture that the server sends: the box of its ink in 28×28. */
function imageOf({ top, left, width, values }) {
  const image = new Float32Array(SIZE * SIZE);
  floatsOf(values).forEach((value, at) => (image[(top + Math.floor(at / width)) * SIZE + left + (at % width)] = value));
  return image;
}

function takePicture(data, send) {
  if (pen.isAhead(data) || (example.isShown && data.example)) return;
  if (pen.has(data)) views.usePicture(views.image, data.finding);
  else if (data.picture === "drawn") send("picture", performance.now()); // by another visit: it is asked for
  else if (data.example) example.begin(data.example);
  else {
    example.end();
    views.usePicture(data.picture && imageOf(data.picture), data.finding);
  }
}

const phone = matchMedia("(max-width: 699px)"); // as in styles/layout.css

/** The address of a figure for this screen: see cnn/figures/arrangement.py. */
function fitting(drawing) {
  if (!phone.matches) return drawing;
  const [path, query] = drawing.split("?");
  const asked = new URLSearchParams(query);
  asked.set("places", "narrow");
  return `${path}?${asked}`;
}

const sliders = new SliderFollower(views);
sliders.listen();

/** Show the network that the server said last, on this screen. */
function show(view) {
  const { box, data, send } = view.asked;
  view.official = { drawing: fitting(data.drawing), network: data.network, known: data.known };
  if (view === views.leading && sliders.isHeld) return;
  view.giveUp = (problem) => box.isConnected && send("failed", String(problem));
  view.useOfficial().catch((error) => view.giveUp(error));
}

phone.addEventListener("change", () => views.onPage.forEach((view) => view.asked && show(view)));

/** What is said of the answer before the picture it is about: the picture repaints it. */
const PARTS = {
  network(view, box, data, send) {
    if (view.picture?.box !== box) {
      view.picture?.remove();
      view.picture = Object.assign(new NetworkPicture(box, data.view), { box });
    }
    Object.assign(view, { scope: data.scope, asked: { box, data, send } });
    Object.assign(views, { names: data.views, leading: views.named(data.leading) });
    if ("picture" in data) takePicture(data, send);
    show(view);
    follow(pen);
  },
  answer(view, box, data) {
    Object.assign(view, { answerBox: box, words: data.words });
    views.paint();
  },
  table(view, box) {
    view.tableBox = box;
    views.paint();
  },
  verdict(_, box) {
    views.verdictBox = box;
    views.paint();
  },
};

const boxes = new WeakMap(); // by the element of a part

export default function ({ data, parentElement, setTriggerValue }) {
  if (!boxes.has(parentElement)) boxes.set(parentElement, parentElement.appendChild(document.createElement("div")));
  PARTS[data.part](views.named(data.view), boxes.get(parentElement), data, setTriggerValue);
}
