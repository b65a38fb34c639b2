// Draws the three pictures of the sliding window: its input, the numbers in it, and the output as far as it has come.

import { short } from "../linked/numbers.js";
import { tileOf, windowValues, winnerOf } from "./arithmetic.js";
import { colourOf, textOn } from "../colours.js";
import { hatch, picture, sheet } from "./pictures.js";

const FAINT = 0.4; // opacity of the window's outlines while another cell is pointed at

const css = (colour) => `rgb(${colour})`;

export class Drawing {
  /** canvases: input, sum, output. */
  constructor(canvases) {
    this.canvases = canvases;
    this.brushes = Object.fromEntries(Object.entries(canvases).map(([name, one]) => [name, one.getContext("2d")]));
    this.ratio = 1; // pixels of a canvas in one CSS pixel
    this.isFaint = false;
  }

  load(slide) {
    this.slide = slide;
    this.outputPicture = picture(slide.output, slide.output_size, slide.output_size, slide.outputScale);
  }

  /** side: of the three pictures, in CSS pixels, each by its canvas. */
  resize(side, ratio) {
    this.ratio = ratio;
    for (const canvas of Object.values(this.canvases)) {
      canvas.width = canvas.height = Math.round(side(canvas) * ratio);
    }
    this.drawStill();
  }

  tile(channel) {
    return tileOf(this.slide, channel, this.canvases.input.width);
  }

  /** A brush for one of the pictures, which is empty now. */
  cleared(name) {
    const brush = this.brushes[name];
    brush.clearRect(0, 0, brush.canvas.width, brush.canvas.height);
    return brush;
  }

  // ---------------------------------------------------------------- the input

  /** All that does not move, drawn once. */
  drawStill() {
    const { input } = this.canvases;
    this.still = sheet(input.width, input.height);
    const brush = this.still.getContext("2d");
    brush.imageSmoothingEnabled = false;
    for (let channel = 0; channel < this.slide.channels; channel++) this.drawMap(brush, channel);
  }

  drawMap(brush, channel) {
    const { slide } = this;
    const [x, y, cell] = this.tile(channel);
    const [edge, size] = [slide.padding * cell, slide.side * cell];
    brush.fillStyle = css(colourOf(0, slide.inputScale));
    brush.fillRect(x, y, size, size);
    const map = picture(slide.maps[channel], slide.height, slide.width, slide.inputScale);
    brush.drawImage(map, x + edge, y + edge, slide.width * cell, slide.height * cell);
    if (slide.padding) this.drawRing(brush, x, y, cell);
    this.drawUnread(brush, x, y, cell);
    if (slide.channels === 1) this.drawStarts(brush, x, y, cell);
  }

  /** The zeros around a map. */
  drawRing(brush, x, y, cell) {
    const { padding, side, height, marks, faint } = this.slide;
    brush.fillStyle = faint;
    brush.font = `${Math.round(cell * 0.7)}px sans-serif`;
    brush.textAlign = "center";
    brush.textBaseline = "middle";
    const isInside = (at) => at >= padding && at < padding + height;
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        if (isInside(row) && isInside(column)) continue;
        if (cell >= 9) brush.fillText("0", x + (column + 0.5) * cell, y + (row + 0.55) * cell);
        else brush.fillRect(x + (column + 0.4) * cell, y + (row + 0.4) * cell, cell * 0.2, cell * 0.2);
      }
    }
    brush.strokeStyle = marks.cell;
    brush.lineWidth = this.ratio;
    brush.setLineDash([3 * this.ratio, 3 * this.ratio]);
    brush.strokeRect(x + padding * cell, y + padding * cell, height * cell, height * cell);
    brush.setLineDash([]);
  }

  /** Rows and columns that no window reads. */
  drawUnread(brush, x, y, cell) {
    const { unread, side, theme } = this.slide;
    brush.fillStyle = hatch(brush, theme.accent);
    for (const [first, end] of unread) {
      brush.fillRect(x + first * cell, y, (end - first) * cell, side * cell);
      brush.fillRect(x, y + first * cell, side * cell, (end - first) * cell);
    }
  }

  /** A tick at the upper and left edge for each place of the window. */
  drawStarts(brush, x, y, cell) {
    const { slide, ratio } = this;
    brush.fillStyle = slide.marks.window;
    for (let window = 0; window < slide.output_size; window++) {
      const from = (window * slide.stride + slide.kernel_size / 2) * cell;
      brush.fillRect(x + from - ratio, y, 2 * ratio, 5 * ratio);
      brush.fillRect(x, y + from - ratio, 5 * ratio, 2 * ratio);
    }
  }

  /** The window on every input map. chosen: the map whose products are shown. */
  drawWindows({ row, shown: column }, chosen) {
    const { slide } = this;
    const brush = this.cleared("input");
    brush.drawImage(this.still, 0, 0);
    for (let channel = 0; channel < slide.channels; channel++) {
      const [x, y, cell] = this.tile(channel);
      const side = slide.kernel_size * cell;
      const box = [x + column * slide.stride * cell, y + row * slide.stride * cell, side, side];
      const isChosen = slide.channels === 1 || channel === chosen;
      this.outline(brush, box, slide.marks.window, isChosen ? 3 : 1.5);
    }
  }

  outline(brush, box, colour, width) {
    brush.globalAlpha = this.isFaint ? FAINT : 1;
    brush.strokeStyle = this.slide.marks.halo;
    brush.lineWidth = (width + 2) * this.ratio;
    brush.strokeRect(...box);
    brush.strokeStyle = colour;
    brush.lineWidth = width * this.ratio;
    brush.strokeRect(...box);
    brush.globalAlpha = 1;
  }

  // ---------------------------------------------------------------- the output

  drawOutput({ row, column }) {
    const { output_size: size, theme, marks } = this.slide;
    const brush = this.cleared("output");
    const pixels = brush.canvas.width;
    const cell = pixels / size;
    brush.fillStyle = hatch(brush, theme.line);
    brush.fillRect(0, 0, pixels, pixels);
    brush.imageSmoothingEnabled = false;
    if (row) brush.drawImage(this.outputPicture, 0, 0, size, row, 0, 0, pixels, row * cell);
    brush.drawImage(this.outputPicture, 0, row, column + 1, 1, 0, row * cell, (column + 1) * cell, cell);
    this.outline(brush, [column * cell, row * cell, cell, cell], marks.cell, 2.5);
  }

  // ---------------------------------------------------------------- the numbers in the window

  drawSum({ row, column }, channel) {
    const { slide } = this;
    const values = windowValues(slide, channel, row, column);
    const winner = slide.kind === "max" ? winnerOf(values) : -1;
    const brush = this.cleared("sum");
    brush.textAlign = "center";
    brush.textBaseline = "middle";
    const side = brush.canvas.width / slide.kernel_size;
    values.forEach((value, at) => {
      const [x, y] = [(at % slide.kernel_size) * side, Math.floor(at / slide.kernel_size) * side];
      const wide = side - this.ratio;
      const lines = this.linesOf(value, slide.kernels?.[channel][at]);
      lines.forEach((line, index) => this.drawLine(brush, line, [x, y + (index * wide) / lines.length], wide, lines.length));
      if (at === winner) this.outline(brush, [x + 4, y + 4, wide - 8, wide - 8], slide.marks.window, 4);
    });
  }

  /** What is written for one number in the window, in one line or three: text, weight of the font, colours. */
  linesOf(value, weight) {
    const { slide } = this;
    const line = (text, colour) => ({ text, back: css(colour), front: textOn(colour, slide.on_tiles), bold: "" });
    const first = line(short(value ?? 0), colourOf(value ?? 0, slide.inputScale));
    if (value === null) first.front = slide.faint;
    if (weight === undefined) return [first];
    const product = { text: `= ${short((value ?? 0) * weight)}`, back: slide.theme.page, front: slide.theme.text, bold: "600 " };
    return [first, line(`× ${short(weight)}`, colourOf(weight, slide.weightScale)), product];
  }

  drawLine(brush, { text, back, front, bold }, [x, y], wide, count) {
    const high = wide / count;
    brush.fillStyle = back;
    brush.fillRect(x, y, wide, high);
    brush.fillStyle = front;
    const size = Math.min(high * 0.72, wide / 3.6, 34 * this.ratio) * Math.min(1, 7 / text.length);
    brush.font = `${bold}${size}px "Source Sans", sans-serif`;
    brush.fillText(text, x + wide / 2, y + high / 2);
  }
}
