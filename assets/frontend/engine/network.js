// The forward pass of SimpleCNN in the browser: mirrors `steps` in cnn/network/model.py and `trace_forward` in trace.py,
// which decide what is right (tests/test_engine.py). Sums are kept in 64 bits; what a layer gives is in 32, as in PyTorch.
//
// Every layer comes with its shapes from cnn/network/shapes.py. Nothing here knows the output-size formula.

const maps = ([channels, height, width]) => ({ channels, height, width, size: height * width });

/** For one row of the kernel: the first and the last output row whose window has it on the map, not on the padding. */
function reach(offset, stride, size, output) {
  return [Math.max(0, Math.ceil(-offset / stride)), Math.min(output - 1, Math.floor((size - 1 - offset) / stride))];
}

const TOGETHER = 4; // filters for which a value of the input is fetched once

/** Add one map, seen through the kernels of TOGETHER filters at one place of the kernel, to the sums of each. */
function addPlace(sums, source, weights, place, layer) {
  const { stride, padding } = layer;
  const [before, after] = [maps(layer.input_shape), maps(layer.output_shape)];
  const [row, column] = [place.row - padding, place.column - padding];
  const [top, bottom] = reach(row, stride, before.height, after.height);
  const [left, right] = reach(column, stride, before.width, after.width);
  const [sum0, sum1, sum2, sum3] = sums;
  const [weight0, weight1, weight2, weight3] = weights;
  for (let y = top; y <= bottom; y++) {
    let at = y * after.width + left;
    let from = (y * stride + row) * before.width + column + left * stride;
    for (let x = left; x <= right; x++, at++, from += stride) {
      const value = source[from];
      sum0[at] += weight0 * value;
      sum1[at] += weight1 * value;
      sum2[at] += weight2 * value;
      sum3[at] += weight3 * value;
    }
  }
}

/** The sums of TOGETHER filters from `first` on, without their biases; those beyond the last are left at zero. */
function sumsOf(first, layer, weight, input) {
  const [before, after] = [maps(layer.input_shape), maps(layer.output_shape)];
  const [size, kernel] = [layer.kernel_size, layer.kernel_size ** 2];
  const sums = Array.from({ length: TOGETHER }, () => new Float64Array(after.size));
  for (let channel = 0; channel < before.channels; channel++) {
    const source = input.subarray(channel * before.size, (channel + 1) * before.size);
    for (let at = 0; at < kernel; at++) {
      const weights = sums.map((_, filter) => weight[((first + filter) * before.channels + channel) * kernel + at] ?? 0);
      addPlace(sums, source, weights, { row: Math.floor(at / size), column: at % size }, layer);
    }
  }
  return sums;
}

/** nn.Conv2d: weight (out, in, kernel, kernel), bias (out). */
function convolution(layer, weights, input) {
  const [weight, bias] = [weights[`${layer.name}.weight`], weights[`${layer.name}.bias`]];
  const { channels, size } = maps(layer.output_shape);
  const result = new Float32Array(channels * size);
  for (let first = 0; first < channels; first += TOGETHER) {
    sumsOf(first, layer, weight, input).forEach((sums, index) => {
      const filter = first + index;
      if (filter < channels) for (let cell = 0, at = filter * size; cell < size; cell++, at++) result[at] = sums[cell] + bias[filter];
    });
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
  return Float32Array.from(bias, (start, unit) => {
    let sum = start;
    for (let index = 0, at = unit * input.length; index < input.length; index++, at++) sum += weight[at] * input[index];
    return sum;
  });
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
 * kernel_size, stride, padding, mode. weights: Float32Array by the names of the state_dict. */
export function forward(layers, weights, image) {
  const outputs = { input: Float32Array.from(image) };
  let last = outputs.input;
  for (const layer of layers.slice(1)) {
    last = STEPS[layer.kind](layer, weights, last);
    outputs[layer.name] = last;
  }
  return outputs;
}
