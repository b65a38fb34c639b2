// Colours of values, as `coloured` and `text_colours` in cnn/figures/png.py have them. A colour is [red, green, blue],
// each 0 to 255. No DOM.

import { clip } from "./linked/numbers.js";

const STEPS = 256; // colours in a palette
const LIGHT_FROM = 0.179; // relative luminance from which dark text has more contrast than light text

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/** WCAG's relative luminance of a colour, 0 to 1. */
export const luminance = (colour) =>
  colour
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, channel) => sum + value * [0.2126, 0.7152, 0.0722][channel], 0);

/** The one of [light, dark] that can be read on a colour. */
export const textOn = (colour, [light, dark]) => (luminance(colour) > LIGHT_FROM ? dark : light);

/** A table of so many colours from a scale of [share, "#rrggbb"]. */
export function palette(scale, steps = STEPS) {
  const stops = scale.map(([share, hex]) => [share, rgb(hex)]);
  return Array.from({ length: steps }, (_, index) => {
    const share = index / (steps - 1);
    const next = Math.max(1, stops.findIndex(([stop]) => stop >= share));
    const [[low, from], [high, to]] = [stops[next - 1], stops[next]];
    return from.map((value, channel) => Math.round(value + ((share - low) / (high - low)) * (to[channel] - value)));
  });
}

/** The colour of a value. scale: `colours`, a palette, for values from `low` to `high`. */
export function colourOf(value, { colours, low, high }) {
  const share = (value - low) / (high - low || 1);
  return colours[clip(Math.round(share * (STEPS - 1)), 0, STEPS - 1)];
}
