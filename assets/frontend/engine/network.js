// The forward pass of SimpleCNN in the browser: mirrors `steps` in cnn/network/model.py and `trace_forward` in trace.py,
// which decide what is right (tests/test_engine.py). Sums are kept in 64 bits; what a layer gives is in 32, as in PyTorch.
//
// Every layer comes with its shapes from cnn/network/shapes.py. Nothing here knows the output-size formula.

import { addUp, gather, gathering, zerosMatter } from "./sums.js";

const maps = ([channels, height, width]) => ({ channels, height, width, size: height * width });

/** What of a window is on the map and not on the padding, in one direction: from the first up to its end. */
const onMap = (start, kernel, size) => [Math.max(0, -start), Math.min(kernel, size - start)];

/** Gather what the window that begins at (row, column) sees of all channels. */
function look(into, layer, input, row, column, withZeros) {
  const kernel = layer.kernel_size;
  const { channels, height, width } = maps(layer.input_shape);
  const [top, bottom] = onMap(row, kernel, height);
  const [left, right] = onMap(column, kernel, width);
  into.count = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let y = top; y < bottom; y++) {
      const start = (channel * height + row + y) * width + column;
      gather(into, input, start + left, start + right, (channel * kernel + y) * kernel + left, withZeros);
    }
  }
}

/** nn.Conv2d: weight (out, in, kernel, kernel), bias (out). */
function convolution(layer, weights, input) {
  const [weight, bias] = [weights[`${layer.name}.weight`], weights[`${layer.name}.bias`]];
  const { stride, padding } = layer;
  const { channels, height, width, size } = maps(layer.output_shape);
  const [window, sums, withZeros] = [gathering(weight.length / channels), new Float64Array(channels), zerosMatter(weight)];
  const result = new Float32Array(channels * size);
  for (let row = 0, cell = 0; row < height; row++) {
    for (let column = 0; column < width; column++, cell++) {
      look(window, layer, input, row * stride - padding, column * stride - padding, withZeros);
      addUp(sums, window, weight);
      for (let filter = 0; filter < channels; filter++) result[filter * size + cell] = sums[filter] + bias[filter];
    }
  }
  return result;
}

/** The largest value of a window, or the sum of all: of `kernel_size` squared values from `start` on. */
function pooled(source, start, width, layer) {
  const { kernel_size: size, mode } = layer;
  let value = mode === "max" ? -Infinity : 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const one = source[start + row * width + column];
      if (mode !== "max") value += one;
      else if (one > value) value = one;
    }
  }
  return mode === "max" ? value : value / size ** 2;
}

/** nn.MaxPool2d, nn.AvgPool2d or, where the mode is "none", what comes in. */
function pooling(layer, _weights, input) {
  if (layer.mode === "none") return input.slice();
  const [before, after] = [maps(layer.input_shape), maps(layer.output_shape)];
  const result = new Float32Array(after.channels * after.size);
  for (let channel = 0, at = 0; channel < after.channels; channel++) {
    for (let row = 0; row < after.height; row++) {
      for (let column = 0; column < after.width; column++, at++) {
        const start = channel * before.size + row * layer.stride * before.width + column * layer.stride;
        result[at] = pooled(input, start, before.width, layer);
      }
    }
  }
  return result;
}

/** nn.Linear: weight (out, in), bias (out). */
function linear(layer, weights, input) {
  const [weight, bias] = [weights[`${layer.name}.weight`], weights[`${layer.name}.bias`]];
  const [values, sums] = [gathering(input.length), new Float64Array(bias.length)];
  gather(values, input, 0, input.length, 0, zerosMatter(weight));
  addUp(sums, values, weight);
  return Float32Array.from(sums, (sum, unit) => sum + bias[unit]);
}

/** nn.ReLU: what is below zero becomes zero; NaN stays NaN. */
function relu(_layer, _weights, input) {
  const result = input.slice();
  for (let at = 0; at < result.length; at++) if (result[at] < 0) result[at] = 0;
  return result;
}

/** Not negative, sum 1; without overflow for any finite values. */
function softmax(_layer, _weights, input) {
  const largest = Math.max(...input);
  const powers = Array.from(input, (value) => Math.exp(value - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return Float32Array.from(powers, (power) => power / sum);
}

const STEPS = {
  conv: convolution,
  pool: pooling,
  linear,
  softmax,
  relu,
  flatten: (_layer, _weights, input) => input.slice(),
};

/** The outputs of all layers by name, Float32Array each, for one picture of 28×28 values from 0 to 1.
 *
 * layers: in order, `input` first; each with name, kind, input_shape, output_shape, and for convolution and pooling
 * kernel_size, stride, padding, mode. weights: Float32Array by the names of the state_dict. known: outputs by name that
 * need not be worked out. */
export function forward(layers, weights, image, known = {}) {
  const outputs = { input: Float32Array.from(image) };
  let last = outputs.input;
  for (const layer of layers.slice(1)) {
    last = known[layer.name] ?? STEPS[layer.kind](layer, weights, last);
    outputs[layer.name] = last;
  }
  return outputs;
}
