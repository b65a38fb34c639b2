// What the sliding window computes: places, the numbers in the window, products and their sums. No DOM.
//
// A slide is what cnn/ui/microscope/slide.py sends, with its arrays read. at: the window's place; whole numbers are cells
// of the output, row by row, fractions are positions on the way to the next cell.

import { floatsOf } from "../bytes.js";
import { clip } from "../linked/numbers.js";
import { edgesOf } from "../linked/windows.js";
import { palette } from "../colours.js";

const largest = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;

/** The slide that the page sent. */
export function slideOf(data) {
  const [inputs, output] = [floatsOf(data.inputs), floatsOf(data.output)];
  const weights = data.weights ? floatsOf(data.weights) : null;
  const scale = (name, values) => {
    const high = largest(values);
    return { colours: palette(data.scales[name]), low: name === "sequential" ? 0 : -high, high };
  };
  const [channels, height, width] = data.input_shape;
  const parts = (values, length) =>
    Array.from({ length: channels }, (_, channel) => values.subarray(channel * length, (channel + 1) * length));
  return {
    ...data, inputs, output, channels, height, width,
    maps: parts(inputs, height * width),
    kernels: weights && parts(weights, data.kernel_size ** 2),
    inputScale: scale(data.input_scale, inputs),
    outputScale: scale(data.output_scale, output),
    weightScale: weights && scale("weights", weights),
    side: height + 2 * data.padding,
    columns: Math.ceil(Math.sqrt(channels)),
    last: data.output_size ** 2 - 1,
  };
}

/** What linked/ needs to know of the two pictures: see PicturePlace. */
export const inputCells = (slide) => ({
  layer: slide.source, first: slide.kernels ? 0 : slide.channel, count: slide.channels, columns: slide.columns,
  ring: slide.padding, values: slide.inputs,
});

export const outputCells = (slide) => ({
  layer: slide.layer, first: slide.channel, count: 1, columns: 1, ring: 0, values: slide.output,
});

/** The numbers in the window of one input map for an output cell, row by row; null on padding. */
export function windowValues(slide, channel, row, column) {
  const { kernel_size: size, height, width, maps } = slide;
  const [[top], [left]] = [edgesOf(slide, row), edgesOf(slide, column)];
  return Array.from({ length: size * size }, (_, at) => {
    const [y, x] = [top + Math.floor(at / size), left + (at % size)];
    return y < 0 || x < 0 || y >= height || x >= width ? null : maps[channel][y * width + x];
  });
}

/** For each input map, the sum of its products at an output cell; none for pooling. */
export function sumsOf(slide, row, column) {
  return (slide.kernels ?? []).map((kernel, channel) =>
    windowValues(slide, channel, row, column).reduce((sum, value, at) => sum + value * kernel[at], 0),
  );
}

export const total = (values) => values.reduce((sum, value) => sum + value, 0);

/** The place of the largest of some values: of equal ones PyTorch takes the first. */
export const winnerOf = (values) => values.indexOf(Math.max(...values));

/** Where the window is: cell, row, column of the output, and `shown`, its column while it glides to the next one. */
export function placeAt(at, size, isGliding) {
  const cell = Math.floor(at);
  const [row, column] = [Math.floor(cell / size), cell % size];
  const way = Math.max(0, (at - cell) * 2 - 1); // the window rests for half of the time
  return { cell, row, column, shown: isGliding && column < size - 1 ? column + way * way * (3 - 2 * way) : column };
}

/** Where a map begins in the picture of the inputs, and how large a cell is: [left, top, side], in the picture's pixels. */
export function tileOf({ side, columns }, channel, pixels) {
  const cell = pixels / (columns * (side + 1) - 1 + 0.001);
  return [(channel % columns) * (side + 1) * cell, Math.floor(channel / columns) * (side + 1) * cell, cell];
}

/** The output cell at a point of its picture; x, y: shares of the width and height. */
export function cellAt([x, y], size) {
  const [column, row] = [x, y].map((share) => clip(Math.floor(share * size), 0, size - 1));
  return row * size + column;
}

/** The input map at a point of their picture, or undefined where there is none. */
export function mapAt([x, y], { columns, channels }) {
  const [column, row] = [x, y].map((share) => Math.floor(share * columns));
  const channel = row * columns + column;
  return channel < channels ? channel : undefined;
}
