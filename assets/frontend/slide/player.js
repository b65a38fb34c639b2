// The controls and the clock of the sliding window: where it is, and when it moves on.

import { clip } from "../linked/numbers.js";
import { cellAt, inputCells, mapAt, outputCells, placeAt, slideOf, sumsOf } from "./arithmetic.js";
import { Drawing } from "./draw.js";
import { sentence } from "./words.js";

const BOX = 390; // nominal side of a picture, in CSS pixels
const SMOOTH_UP_TO = 12; // cells a second; faster, the window jumps from cell to cell
const LONGEST_STEP = 100; // milliseconds: after a pause of the browser (another tab in front) it goes on from there

export class Player {
  /** root: the element of slide.html. */
  constructor(root) {
    this.root = root;
    this.at = 0; // the window's place: see arithmetic.js
    this.channel = 0; // the input map whose products are shown
    this.isPlaying = false;
    this.find = (name) => root.querySelector(name);
    const [input, sum, output] = [".in canvas", ".sum canvas", ".out canvas"].map(this.find);
    this.drawing = new Drawing({ input, sum, output });
    this.scrub = this.find("input");
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.listen();
    root.dataset.frames = 0; // drawn while it plays, for the tests
  }

  listen() {
    this.find(".play").onclick = () => this.play(!this.isPlaying);
    this.find(".back").onclick = () => this.step(-1);
    this.find(".forward").onclick = () => this.step(1);
    this.scrub.oninput = () => this.go(Number(this.scrub.value));
    this.find(".out canvas").onclick = (event) => this.goTo(event);
    this.find(".in canvas").onclick = (event) => this.choose(event);
    for (const cells of this.root.querySelectorAll("[data-cells]")) {
      cells.addEventListener("pointerenter", () => this.pointAt(true));
      cells.addEventListener("pointerleave", () => this.pointAt(false));
    }
    this.sizes = new ResizeObserver(() => this.resize());
    this.sizes.observe(this.find(".panels"));
  }

  load(data) {
    const content = JSON.stringify(data);
    if (content === this.content) return;
    this.content = content;
    this.slide = slideOf(data);
    this.at = Math.min(Math.floor(this.at), this.slide.last);
    this.channel = Math.min(this.channel, this.slide.channels - 1);
    this.scrub.max = this.slide.last;
    this.name(data);
    this.find(".in [data-cells]").cells = inputCells(this.slide);
    this.find(".out [data-cells]").cells = outputCells(this.slide);
    this.drawing.load(this.slide);
    this.resize();
  }

  /** Give the pictures their names and colours. */
  name({ words, theme }) {
    for (const [name, colour] of Object.entries(theme)) this.root.style.setProperty(`--slide-${name}`, colour);
    this.find(".in figcaption").innerHTML = words.input;
    this.find(".sum figcaption").innerHTML = words.sum;
    this.find(".out figcaption").innerHTML = words.output;
    this.find(".in [data-cells]").setAttribute("aria-label", words.input_alt);
    this.find(".sum canvas").setAttribute("aria-label", words.sum_alt);
    this.find(".out [data-cells]").setAttribute("aria-label", words.output_alt);
  }

  resize() {
    if (!this.slide) return;
    for (const canvas of this.root.querySelectorAll("canvas")) canvas.style.maxWidth = `${BOX}px`;
    const side = (canvas) => Math.min(BOX, canvas.parentElement.clientWidth || BOX);
    this.drawing.resize(side, Math.min(2, devicePixelRatio || 1));
    this.drawAnew();
  }

  /** While another cell is pointed at, which linked/ marks in the same colours, the window's own outlines are faint. */
  pointAt(isOn) {
    this.drawing.isFaint = isOn;
    if (this.slide && !this.isPlaying) this.draw();
  }

  // ---------------------------------------------------------------- time

  get speed() {
    return Number(this.find("select").value); // cells a second
  }

  play(isOn) {
    this.isPlaying = isOn;
    this.find(".play").textContent = isOn ? "Pause" : "Play";
    this.find(".sentence").setAttribute("aria-live", isOn ? "off" : "polite");
    this.before = null; // the time of the last frame
    if (isOn && this.at >= this.slide.last) this.at = 0;
    cancelAnimationFrame(this.request); // of a play that was paused in this very frame: two would run side by side
    if (isOn) this.request = requestAnimationFrame((now) => this.frame(now));
  }

  frame(now) {
    if (!this.isPlaying || !this.root.isConnected) return;
    if (this.before !== null) this.at += (Math.min(LONGEST_STEP, now - this.before) / 1000) * this.speed;
    this.before = now;
    if (this.at >= this.slide.last) {
      this.at = this.slide.last;
      this.play(false);
    }
    this.draw();
    this.root.dataset.frames = Number(this.root.dataset.frames) + 1;
    if (this.isPlaying) this.request = requestAnimationFrame((next) => this.frame(next));
  }

  go(cell) {
    this.at = clip(cell, 0, this.slide.last);
    this.draw();
  }

  step(by) {
    this.play(false);
    this.go(Math.floor(this.at) + by);
  }

  stop() {
    this.play(false);
    this.sizes.disconnect();
  }

  // ---------------------------------------------------------------- clicks

  goTo(event) {
    this.play(false);
    this.go(cellAt(shares(event), this.slide.output_size));
  }

  choose(event) {
    this.channel = mapAt(shares(event), this.slide) ?? this.channel;
    this.drawAnew();
  }

  // ---------------------------------------------------------------- what is seen

  draw() {
    const isGliding = this.isPlaying && !this.still.matches && this.speed <= SMOOTH_UP_TO;
    const place = placeAt(this.at, this.slide.output_size, isGliding);
    this.drawing.drawWindows(place, this.channel);
    this.drawing.drawOutput(place);
    this.root.dataset.value = this.slide.output[place.cell];
    if (place.cell !== this.described) this.describe(place);
  }

  /** As `draw`, with the numbers in the window too. */
  drawAnew() {
    this.described = -1;
    this.draw();
  }

  /** What changes with the cell: the numbers in the window, the sentence, the controls. */
  describe(place) {
    const { slide, channel } = this;
    this.described = place.cell;
    this.drawing.drawSum(place, channel);
    this.find(".sentence").textContent = sentence(slide, channel, place);
    this.find(".place").textContent = `${place.cell + 1} of ${slide.last + 1}`;
    this.scrub.value = place.cell;
    this.root.dataset.cell = place.cell;
    const sums = sumsOf(slide, place.row, place.column);
    this.root.dataset.sum = sums.length ? sums.reduce((one, other) => one + other, slide.bias) : "";
  }
}

/** Where in its element an event happened, as shares of its width and height. */
function shares(event) {
  const box = event.target.getBoundingClientRect();
  return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
}
