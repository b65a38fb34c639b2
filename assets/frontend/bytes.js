// Arrays that travel as text. No DOM.

/** Bytes as base64. */
export function base64Of(bytes) {
  let text = "";
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return btoa(text);
}

/** The bytes of an array in base64. */
export const bytesOfBase64 = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

/** The float32 values of an array that Python wrote as base64. */
export const floatsOf = (base64) => new Float32Array(bytesOfBase64(base64).buffer);
