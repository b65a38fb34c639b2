// Small pictures that the drawing is put together from.

import { colourOf } from "../colours.js";

export const sheet = (width, height) => Object.assign(document.createElement("canvas"), { width, height });

/** A map as a picture of one pixel for each cell. */
export function picture(values, height, width, scale) {
  const canvas = sheet(width, height);
  const pixels = new ImageData(width, height);
  for (let cell = 0; cell < values.length; cell++) {
    pixels.data.set([...colourOf(values[cell], scale), 255], 4 * cell);
  }
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  return canvas;
}

const hatches = new Map(); // by their colour

/** A pattern of diagonal lines. */
export function hatch(brush, colour) {
  if (!hatches.has(colour)) hatches.set(colour, hatchTile(colour));
  return brush.createPattern(hatches.get(colour), "repeat");
}

function hatchTile(colour) {
  const tile = sheet(8, 8);
  const brush = tile.getContext("2d");
  brush.strokeStyle = colour;
  brush.lineWidth = 2;
  brush.beginPath();
  for (const shift of [-8, 0, 8]) {
    brush.moveTo(shift, 8);
    brush.lineTo(shift + 8, 0);
  }
  brush.stroke();
  return tile;
}
