// A figure as the server sends it: four bytes with the length of a header in JSON, the header, and the bytes of its arrays.
// In the header an array is { bytes: [start, end], dtype, shape }: see cnn/ui/chart.py.

const decoder = new TextDecoder();

const TYPES = {
  float32: Float32Array, float64: Float64Array, uint8: Uint8Array, int32: Int32Array, uint16: Uint16Array,
  int8: Int8Array, int16: Int16Array, uint32: Uint32Array,
};

/** An array of numbers, or arrays of such arrays: as many levels as `shape` has numbers. */
function shaped(values, [size, ...rest]) {
  if (!rest.length) return values;
  const length = values.length / size;
  return Array.from({ length: size }, (_, index) => shaped(values.subarray(index * length, (index + 1) * length), rest));
}

/** What a header says, with its arrays in their places. */
function filled(value, bytes) {
  if (Array.isArray(value)) return typeof value[0] === "object" ? value.map((one) => filled(one, bytes)) : value;
  if (value === null || typeof value !== "object") return value;
  if (value.bytes && value.dtype) {
    const copied = bytes.slice(...value.bytes).buffer; // it need not lie where an array of its type may begin
    return shaped(new TYPES[value.dtype](copied), value.shape);
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one, bytes)]));
}

/** The header of a payload, a Uint8Array, with typed arrays for those in it. */
export function readPayload(payload) {
  const length = new DataView(payload.buffer, payload.byteOffset).getUint32(0, true);
  const header = JSON.parse(decoder.decode(payload.subarray(4, 4 + length)));
  return filled(header, payload.subarray(4 + length));
}
