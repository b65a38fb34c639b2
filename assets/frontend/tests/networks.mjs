// Layers for tests, as cnn/ui/linked.py sends them.

const maps = (name, kind, shape, [kernel_size, stride, padding] = [1, 1, 0]) => ({ name, kind, shape, kernel_size, stride, padding });

const vector = (name, kind, length) => maps(name, kind, [length]);

/** The textbook network. */
export const TEXTBOOK = [
  maps("input", "input", [1, 28, 28]),
  maps("conv1", "conv", [16, 28, 28], [5, 1, 2]),
  maps("relu1", "relu", [16, 28, 28]),
  maps("pool1", "pool", [16, 14, 14], [2, 2, 0]),
  maps("conv2", "conv", [32, 14, 14], [5, 1, 2]),
  maps("relu2", "relu", [32, 14, 14]),
  maps("pool2", "pool", [32, 7, 7], [2, 2, 0]),
  vector("flatten", "flatten", 1568),
  vector("fc1", "linear", 128),
  vector("relu3", "relu", 128),
  vector("fc2", "linear", 10),
  vector("softmax", "softmax", 10),
];

export const indexOf = (name) => TEXTBOOK.findIndex((layer) => layer.name === name);

/** A cell of the textbook network. */
export const cellOf = (name, channel, row = 0, column = 0) => ({ index: indexOf(name), channel, row, column });

/** One convolution of an input, with any window. */
export const oneConv = (size, [kernel_size, stride, padding], out) => [
  maps("input", "input", [1, size, size]),
  maps("conv1", "conv", [2, out, out], [kernel_size, stride, padding]),
];
