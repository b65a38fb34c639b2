// A network as one binary file: safetensors (a length in eight bytes, a header in JSON, numbers), read in the browser.

const decoder = new TextDecoder();

/** A half-precision number from its 16 bits. */
function half(bits) {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent ? sign * 2 ** (exponent - 15) * (1 + fraction / 1024) : sign * 2 ** -24 * fraction;
}

let halves = null; // all 65,536 of them, made when the first is asked for

function fromHalves(bits) {
  halves ??= Float32Array.from({ length: 65536 }, (_, index) => half(index));
  return Float32Array.from(bits, (one) => halves[one]);
}

/** Numbers of one tensor; copied, as they need not lie where an array of theirs may begin. */
function numbers(bytes, dtype) {
  const copied = bytes.slice().buffer;
  if (dtype === "F32") return new Float32Array(copied);
  if (dtype === "F16") return fromHalves(new Uint16Array(copied));
  throw new Error(`No numbers of the type ${dtype} are read here.`);
}

/** { weights: Float32Array by name, metadata: text by name } of a safetensors file in an ArrayBuffer. */
export function readPackage(buffer) {
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const header = JSON.parse(decoder.decode(new Uint8Array(buffer, 8, length)));
  const { __metadata__: metadata = {}, ...tensors } = header;
  const data = new Uint8Array(buffer, 8 + length);
  const weights = {};
  for (const [name, { dtype, data_offsets: [start, end] }] of Object.entries(tensors)) {
    weights[name] = numbers(data.subarray(start, end), dtype);
  }
  return { weights, metadata };
}
