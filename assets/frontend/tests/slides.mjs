// Slides for tests, as cnn/ui/microscope/slide.py sends them.

import { base64Of } from "../bytes.js";
import { slideOf } from "../slide/arithmetic.js";

const sent = (values) => base64Of(new Uint8Array(Float32Array.from(values).buffer));
const GREY = [[0, "#000000"], [1, "#ffffff"]];

/** A convolution of two maps of 3×3 with kernels of 2×2, padding 1. */
export const conv = (changes = {}) =>
  slideOf({
    layer: "conv2", channel: 3, source: "pool1", kind: "conv",
    inputs: sent([1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, -1, 0, 0, 0, 0]), input_shape: [2, 3, 3],
    input_scale: "sequential", output_scale: "diverging",
    weights: sent([1, 0, 0, -1, 0.5, 0.5, 0.5, 0.5]), bias: 0.25,
    output: sent(Array.from({ length: 16 }, (_, cell) => cell)), output_size: 4,
    kernel_size: 2, stride: 1, padding: 1, unread: [],
    scales: { sequential: GREY, diverging: GREY, weights: GREY },
    ...changes,
  });

/** A pooling of one map of 4×4 with windows of 2×2. */
export const pool = (kind, changes = {}) =>
  conv({
    layer: "pool1", source: "relu1", kind, weights: null, bias: 0, padding: 0, stride: 2,
    inputs: sent([0, 0, 3, 1, 0, 0, 3, 2, 5, 4, 0, 0, 1, 1, 0, 0.5]), input_shape: [1, 4, 4], output: sent([0, 3, 5, 0.5]), output_size: 2,
    ...changes,
  });
