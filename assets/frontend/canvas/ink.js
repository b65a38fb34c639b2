// The ink on the board as it is sent: cropped, one byte for each pixel.

import { boxWhere } from "../box.js";
import { base64Of } from "../bytes.js";

const SIZE = 140; // the drawing is sent at this size
const CHANNELS = 4; // red, green, blue and alpha of a pixel; ink is white, so one channel is enough

let brush = null; // of a canvas that is never shown

function madeBrush() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  return canvas.getContext("2d", { willReadFrequently: true });
}

/** The drawing on some layers of canvas, as the server takes it. */
export function readInk(layers) {
  brush ??= madeBrush();
  brush.fillStyle = "#000";
  brush.fillRect(0, 0, SIZE, SIZE);
  brush.imageSmoothingQuality = "high";
  for (const layer of layers) if (layer.width && layer.height) brush.drawImage(layer, 0, 0, SIZE, SIZE);
  return cropped(brush.getImageData(0, 0, SIZE, SIZE).data, SIZE);
}

/** The box of all ink on RGBA pixels of size × size: see `boxWhere`. */
export const boxOfInk = (pixels, size) => boxWhere(size, size, (index) => pixels[CHANNELS * index] !== 0);

/** Pixels, RGBA of size × size, cropped to their ink: size, top, left, height, width, and `ink`, its bytes in base64. */
export function cropped(pixels, size) {
  const box = boxOfInk(pixels, size);
  if (!box) return { size, top: 0, left: 0, height: 0, width: 0, ink: "" };
  const { top, left } = box;
  const [height, width] = [box.bottom - top, box.right - left];
  const bytes = new Uint8Array(height * width);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      bytes[row * width + column] = pixels[CHANNELS * ((top + row) * size + left + column)];
    }
  }
  return { size, top, left, height, width, ink: base64Of(bytes) };
}
