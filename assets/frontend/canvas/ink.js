// The ink on the board as it is sent: cropped, one byte for each pixel.

import { boxWhere } from "../box.js";
import { base64Of, bytesOfBase64 } from "../bytes.js";

export const INK_SIZE = 140; // side of a drawing, as it is sent
const CHANNELS = 4; // red, green, blue and alpha of a pixel; ink is white, so one channel is enough

let brush = null; // of a canvas that is never shown

function madeBrush() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = INK_SIZE;
  return canvas.getContext("2d", { willReadFrequently: true });
}

/** The drawing on some layers of canvas, RGBA of INK_SIZE × INK_SIZE. */
function readLayers(layers) {
  brush ??= madeBrush();
  brush.fillStyle = "#000";
  brush.fillRect(0, 0, INK_SIZE, INK_SIZE);
  brush.imageSmoothingQuality = "high";
  for (const layer of layers) if (layer.width && layer.height) brush.drawImage(layer, 0, 0, INK_SIZE, INK_SIZE);
  return brush.getImageData(0, 0, INK_SIZE, INK_SIZE).data;
}

/** The drawing on some layers of canvas, as the server takes it. */
export const readInk = (layers) => cropped(readLayers(layers), INK_SIZE);

/** The drawing on some layers of canvas: a byte for each of INK_SIZE × INK_SIZE pixels. */
export function readPixels(layers) {
  const pixels = readLayers(layers);
  const bytes = new Uint8Array(INK_SIZE * INK_SIZE);
  for (let at = 0; at < bytes.length; at++) bytes[at] = pixels[CHANNELS * at];
  return bytes;
}

/** The box of all ink on RGBA pixels of size × size: see `boxWhere`. */
export const boxOfInk = (pixels, size) => boxWhere(size, size, (index) => pixels[CHANNELS * index] !== 0);

const LONGEST_RUN = 255;

/** Bytes as runs of equal ones: how many, and which, again and again. Ink is mostly all or nothing. */
export function runsOf(bytes) {
  const runs = [];
  for (let at = 0; at < bytes.length; ) {
    let end = at + 1;
    while (end < bytes.length && bytes[end] === bytes[at] && end - at < LONGEST_RUN) end++;
    runs.push(end - at, bytes[at]);
    at = end;
  }
  return Uint8Array.from(runs);
}

/** The bytes of a drawing that `cropped` made. */
export function bytesOf({ height, width, ink }) {
  const [bytes, pairs] = [new Uint8Array(height * width), bytesOfBase64(ink)];
  for (let at = 0, to = 0; at < pairs.length; at += 2) bytes.fill(pairs[at + 1], to, (to += pairs[at]));
  return bytes;
}

/** Pixels, RGBA of size × size, cropped to their ink: size, top, left, height, width, and `ink`, its bytes as `runs` in
 * base64. */
export function cropped(pixels, size) {
  const box = boxOfInk(pixels, size);
  if (!box) return { size, top: 0, left: 0, height: 0, width: 0, ink: "", runs: true };
  const { top, left } = box;
  const [height, width] = [box.bottom - top, box.right - left];
  const bytes = new Uint8Array(height * width);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      bytes[row * width + column] = pixels[CHANNELS * ((top + row) * size + left + column)];
    }
  }
  return { size, top, left, height, width, ink: base64Of(runsOf(bytes)), runs: true };
}
