// How the values of a layer are coloured: mirrors `layer_colours` in cnn/figures/scales.py and `_maps` in network.py. No DOM.

const largest = (values) => {
  let most = 0;
  for (let at = 0; at < values.length; at++) most = Math.max(most, Math.abs(values[at])); // quicker than for…of
  return most;
};

/** The value of the strongest colour of a layer. layers: all that are drawn, the input first. */
export function topOf(layer, layers, outputs, scope) {
  if (layer.name === "input") return 1;
  const shared = scope === "network" ? layers.slice(1) : [layer];
  return Math.max(...shared.map(({ name }) => largest(outputs[name]))) || 1;
}

/** The value of the strongest colour of each layer, by its name, where several networks share one scale for each layer.
 * figures: of each network { layers, outputs, scope }. */
export function commonTops(figures) {
  const tops = {};
  for (const { layers, outputs, scope } of figures) {
    for (const layer of layers) tops[layer.name] = Math.max(tops[layer.name] ?? 0, topOf(layer, layers, outputs, scope));
  }
  return tops;
}

/** Every map as shares of its own largest value. */
export function sharesOf(values, { count }) {
  const size = values.length / count;
  const shares = new Float32Array(values.length);
  for (let map = 0; map < count; map++) {
    const part = values.subarray(map * size, (map + 1) * size);
    const most = largest(part) || 1;
    for (let at = 0; at < size; at++) shares[map * size + at] = part[at] / most;
  }
  return shares;
}
